"""When a unit is open: its week from a day on, the days on which it is closed, where a mobile unit stands (R10)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Literal
from uuid import UUID

ClosureReason = Literal["works", "absence", "training", "weather", "strike", "council", "moving", "other"]
"""Why a unit is closed: works on the premises, nobody can stand in, training, weather, strike, a decision of the
council, it moves to other premises, something else that the note says."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Open on that day of the week, from 1 (Monday) to 7, between the two times."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class HoursSet:
    """The unit's week from that day on; none is a week without any hours. `unit` is None for the Centre itself."""

    from_day: date
    week: tuple[Interval, ...]
    unit: UUID | None = None


@dataclass(frozen=True, slots=True)
class ClosureDeclared:
    """The unit is closed from the first day to the last, both included; `note` is read by everybody."""

    closure: UUID
    first: date
    last: date
    reason: ClosureReason
    note: str | None = None
    unit: UUID | None = None


@dataclass(frozen=True, slots=True)
class ClosureWithdrawn:
    """The unit is open on those days after all."""

    closure: UUID


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a mobile unit stands on a day, and from when to when."""

    day: date
    municipal_unit: str
    place: str
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class ItineraryPublished:
    """A mobile unit's stops in that month, `2026-03`; replaces what was published of it before."""

    month: str
    stops: tuple[Stop, ...]
    unit: UUID


OpeningEvent = HoursSet | ClosureDeclared | ClosureWithdrawn | ItineraryPublished

Wrong = tuple[int, Literal["day", "opens", "closes"], str]
"""What is wrong in a list of intervals or stops: at which, in which field, and the code."""


def wrong_in_week(week: Sequence[Interval]) -> Iterator[Wrong]:
    """What keeps these intervals from being a week: one that ends before it begins, two at one time."""
    for at, one in enumerate(week):
        if one.closes <= one.opens:
            yield at, "closes", "hours-reversed"
        elif any(one.weekday == other.weekday and _meet(one, other) for other in week[:at]):
            yield at, "opens", "hours-overlap"


def wrong_in_stops(month: str, stops: Sequence[Stop]) -> Iterator[Wrong]:
    """What keeps these stops from being an itinerary: a day of another month, one that ends before it begins, two at
    one time."""
    for at, one in enumerate(stops):
        if one.day.isoformat()[:7] != month:
            yield at, "day", "stop-in-another-month"
        elif one.closes <= one.opens:
            yield at, "closes", "hours-reversed"
        elif any(one.day == other.day and _meet(one, other) for other in stops[:at]):
            yield at, "opens", "hours-overlap"


def _meet(one: Interval | Stop, other: Interval | Stop) -> bool:
    return one.opens < other.closes and other.opens < one.closes
