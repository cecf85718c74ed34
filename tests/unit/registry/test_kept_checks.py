"""What a kept pre-check may become: kept once, under one id, and taken out."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from services.registry.kept_checks.domain import (
    PreCheckKept,
    PreCheckWithdrawn,
    ProgrammeSaid,
    RuleSaid,
    keep,
    withdraw,
)
from shared.testing.scenario import given

PERSON = UUID(int=1)
SAID = ProgrammeSaid(
    "minimum-income", "ΕΕΕ", UUID(int=2), 7, "likely", 21600, (RuleSaid("income", "met"),), ("work_income",)
)
KEPT = PreCheckKept(PERSON, date(2026, 3, 2), {"work_income": 0}, (SAID,))


def test_what_was_said_is_kept_once() -> None:
    given().when(keep, kept=KEPT).then(KEPT).and_again_nothing()


def test_something_else_under_the_id_is_refused() -> None:
    for other in (
        replace(KEPT, facts={"work_income": 1}),
        replace(KEPT, on=date(2026, 3, 3)),
        replace(KEPT, person=UUID(int=9)),
        replace(KEPT, said=(replace(SAID, verdict="unlikely"),)),
    ):
        given(KEPT).when(keep, kept=other).refused("pre-check-exists")


def test_it_is_taken_out_once() -> None:
    taken = PreCheckWithdrawn(PERSON, "mistaken")
    given(KEPT).when(withdraw, why="mistaken").then(taken).and_again_nothing()
    given(KEPT, taken).when(withdraw, why="wrong-person").then()
    given().when(withdraw, why="mistaken").refused("pre-check-unknown")
