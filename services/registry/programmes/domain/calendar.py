"""Which version of a programme holds on which day: the rule that applied on a day is the one used for that day (R1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """The days of one version, both ends included; open where `until` is None."""

    version: UUID
    valid_from: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Named:
    """What a programme is called from a day on; the first name has no day."""

    since: date | None
    name: str


@dataclass(frozen=True, slots=True)
class Clash:
    """The field of a version that reaches into another's days, and that other."""

    field: Literal["valid_from", "until"]
    other: Span


def effective(spans: Sequence[Span], ended: date | None = None) -> list[Span]:
    """The spans in order, each open one closed on the eve of the next, and none beyond the programme's end."""
    ordered = sorted(spans, key=lambda span: span.valid_from)
    closed: list[Span] = []
    for at, span in enumerate(ordered):
        ends = [day for day in (span.until, ended) if day]
        if at + 1 < len(ordered):
            ends.append(ordered[at + 1].valid_from - _DAY)
        closed.append(Span(span.version, span.valid_from, min(ends, default=None)))
    return closed


def in_force(spans: Sequence[Span], on: date, ended: date | None = None) -> Span | None:
    """The version of a day, with its real end; None where there is none."""
    for span in effective(spans, ended):
        if span.valid_from <= on and (span.until is None or on <= span.until):
            return span
    return None


def clash(spans: Sequence[Span], new: Span) -> Clash | None:
    """Where a version would overlap another; None where it does not.

    An open one gives way to whatever begins after it. Days that somebody wrote down give way to nothing.
    """
    for other in sorted(spans, key=lambda span: span.valid_from):
        if other.version == new.version:
            continue
        if other.valid_from == new.valid_from:
            return Clash("valid_from", other)
        if other.valid_from < new.valid_from and other.until and other.until >= new.valid_from:
            return Clash("valid_from", other)
        if new.valid_from < other.valid_from and new.until and new.until >= other.valid_from:
            return Clash("until", other)
    return None


def name_on(names: Sequence[Named], on: date) -> str:
    """What the programme was called on a day."""
    standing = [each for each in names if each.since is None or each.since <= on]
    return standing[-1].name if standing else names[0].name
