"""Regulations: decided by the council, submitted to the ministry; and what is overdue."""

from datetime import date
from functools import reduce
from typing import Any

from services.registry.regulations.domain import (
    Regulation,
    RegulationDecided,
    SubmissionMade,
    SubmissionReturned,
    decide,
    evolve,
    return_submission,
    submit,
)
from services.registry.regulations.overdue import Rules, dues
from shared.testing.scenario import given

DECIDING: dict[str, Any] = {
    "kind": "approved", "number": "31/2020", "on": date(2020, 4, 7), "meeting": "teleconference", "vote": "unanimous",
    "ada": None,
}  # fmt: skip
approved = RegulationDecided(**DECIDING)
AMENDING: dict[str, Any] = {**DECIDING, "kind": "amended", "number": "8/2023", "on": date(2023, 2, 1)}
amended = RegulationDecided(**AMENDING)
SENDING: dict[str, Any] = {
    "what": "regulation", "of": "31/2020", "on": date(2020, 5, 4), "to": "ΓΓ Πρόνοιας", "protocol": "1187",
}  # fmt: skip
sent = SubmissionMade(**SENDING)
RULES = Rules.read()


def test_the_council_approves_before_it_amends() -> None:
    given().when(decide, **DECIDING).then(approved).and_again_nothing()
    given().when(decide, **AMENDING).refused("regulation-not-approved")
    given(approved).when(decide, **AMENDING).then(amended).and_again_nothing()
    given(approved).when(decide, **{**DECIDING, "number": "9/2021"}).refused("regulation-approved-before")
    given(approved).when(decide, **{**AMENDING, "number": "31/2020", "on": date(2020, 9, 1)}).refused("decision-known")
    early = {**AMENDING, "on": date(2019, 1, 1)}
    given(approved).when(decide, **early).refused("before-approval", on=date(2020, 4, 7))


def test_what_was_decided_is_submitted_once_unless_it_comes_back() -> None:
    given(approved).when(submit, **SENDING).then(sent).and_again_nothing()
    given(approved, sent).when(submit, **{**SENDING, "protocol": "2"}).refused("submitted-before")
    given(approved).when(submit, **{**SENDING, "of": "8/2023"}).refused("decision-unknown")
    given(approved).when(submit, **{**SENDING, "on": date(2020, 4, 6)}).refused("before-decision", on=date(2020, 4, 7))
    back: dict[str, Any] = {"what": "regulation", "of": "31/2020", "on": date(2020, 6, 1)}
    returned = SubmissionReturned(**back)
    given(approved, sent).when(return_submission, **back).then(returned).and_again_nothing()
    given(approved).when(return_submission, **back).refused("not-submitted")
    again: dict[str, Any] = {**SENDING, "on": date(2020, 6, 10)}
    given(approved, sent, returned).when(submit, **again).then(SubmissionMade(**again))


def test_a_report_is_of_a_year_that_began() -> None:
    report: dict[str, Any] = {**SENDING, "what": "annual-report", "of": "2025", "on": date(2025, 12, 31)}
    given().when(submit, **report).then(SubmissionMade(**report))
    given().when(submit, **{**report, "on": date(2024, 12, 31)}).refused("year-not-begun")


def due_on(today: date, *events: Any, since: date = date(2024, 9, 18)) -> list[tuple[str, str, date]]:
    regulation = reduce(evolve, events, Regulation())
    return [(each.what, each.of, each.by) for each in dues(regulation, RULES, since=since, today=today)]


def test_decisions_and_yearly_reports_fall_due() -> None:
    today = date(2026, 3, 12)
    reports = [("annual-report", "2024", date(2025, 3, 31)), ("annual-report", "2025", date(2026, 3, 31))]
    assert due_on(today) == reports
    assert due_on(today, approved) == [("regulation", "31/2020", date(2020, 5, 7)), *reports]
    assert due_on(today, approved, sent) == reports
    report = SubmissionMade("annual-report", "2024", date(2025, 3, 1), "ΓΓ Πρόνοιας", None)
    assert due_on(today, approved, sent, report) == reports[1:]
    assert due_on(date(2024, 12, 31)) == []
    assert due_on(date(2025, 1, 1)) == reports[:1]
