"""A pre-check that was kept in a person's file. One stream: `precheck-<id>`.

It tells what was said, and decides nothing. What the versions say in words stands in their programmes' streams for
good; here stands which of it was said.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from services.registry.programmes.domain import Outcome, Verdict
from shared.domain import Refused, Subject, personal

Why = Literal["wrong-person", "mistaken"]


@dataclass(frozen=True, slots=True)
class RuleSaid:
    """What became of one rule, by its key, and the facts that it waited for."""

    key: str
    outcome: Outcome
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgrammeSaid:
    """What a programme's version said; `pays` is for a month, in cents.

    `name` is what the programme was called on the day, `seen` the number of its last event when it was asked, `used`
    are the facts that were looked at.
    """

    programme: str
    name: str
    version: UUID
    seen: int
    verdict: Verdict
    pays: int | None
    rules: tuple[RuleSaid, ...]
    used: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PreCheckKept:
    """By the rules of the day `on` and these facts the person was told that: first what is likely."""

    person: Subject
    on: date
    facts: Annotated[dict[str, int | bool], personal]
    said: Annotated[tuple[ProgrammeSaid, ...], personal]


@dataclass(frozen=True, slots=True)
class PreCheckWithdrawn:
    """It should not have been kept."""

    person: UUID
    why: Why


Event = PreCheckKept | PreCheckWithdrawn


@dataclass(frozen=True, slots=True)
class KeptCheck:
    """A kept pre-check as its decisions need to know it."""

    kept: PreCheckKept | None = None
    withdrawn: bool = False


def keep(check: KeptCheck, *, kept: PreCheckKept) -> list[Event]:
    """What was said is kept. The same again changes nothing; something else under the id is refused."""
    if check.kept is not None and check.kept != kept:
        raise Refused("pre-check-exists")
    return [] if check.kept else [kept]


def withdraw(check: KeptCheck, *, why: Why) -> list[Event]:
    """It is taken out of the file. Again changes nothing."""
    if check.kept is None:
        raise Refused("pre-check-unknown")
    return [] if check.withdrawn else [PreCheckWithdrawn(check.kept.person, why)]


def evolve(check: KeptCheck, event: Event) -> KeptCheck:
    """The kept pre-check after the event."""
    match event:
        case PreCheckKept():
            return replace(check, kept=event)
        case PreCheckWithdrawn():
            return replace(check, withdrawn=True)
