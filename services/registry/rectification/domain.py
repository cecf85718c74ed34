"""A person asks for something to be put right (GDPR, article 16). One stream: `rectification-<id>`.

It is answered within a month, which may be extended once by two where it is complex (article 12(3)): put right, or not,
with the reason. What is put right is a correction of the record, an event of its own.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal
from uuid import UUID

from shared.domain import PersonalText, Refused, Subject, months_after

MONTHS: Final = 1
EXTENSION: Final = 2
"""Months, by article 12(3)."""

Why = Literal["accurate", "not-shown", "opinion", "other-controller"]
"""Why it is not put right: the data are accurate, nothing shows otherwise, it is a judgement of a colleague and stays
one, somebody else answers for the data."""


@dataclass(frozen=True, slots=True)
class RectificationRequested:
    """The person asked for something to be put right, in their own words."""

    person: Subject
    text: PersonalText


@dataclass(frozen=True, slots=True)
class RectificationExtended:
    """It is complex: it is answered by that day, and the person was told why in these words."""

    person: Subject
    until: date
    why: PersonalText


@dataclass(frozen=True, slots=True)
class RectificationDone:
    """It was put right; whom the data were disclosed to was told, where there is anybody (article 19)."""

    recipients_told: bool


@dataclass(frozen=True, slots=True)
class RectificationDeclined:
    """It is not put right."""

    why: Why


Event = RectificationRequested | RectificationExtended | RectificationDone | RectificationDeclined


@dataclass(frozen=True, slots=True)
class Rectification:
    """A request as its decisions need to know it."""

    requested: RectificationRequested | None = None
    extended: RectificationExtended | None = None
    answer: RectificationDone | RectificationDeclined | None = None


def ask(rectification: Rectification, *, person: UUID, text: str) -> list[Event]:
    """Somebody asks for something to be put right. Repeating the same changes nothing."""
    requested = RectificationRequested(person, text)
    if rectification.requested not in (None, requested):
        raise Refused("rectification-exists")
    return [] if rectification.requested else [requested]


def extend(rectification: Rectification, *, received: date, on: date, why: str) -> list[Event]:
    """Two months more, once, said before the first month is over. Again with the same words changes nothing."""
    requested = _open(rectification)
    if rectification.extended:
        if rectification.extended.why == why:
            return []
        raise Refused("rectification-extended")
    if on > months_after(received, MONTHS):
        raise Refused("rectification-late", until=months_after(received, MONTHS))
    return [RectificationExtended(requested.person, months_after(received, MONTHS + EXTENSION), why)]


def put_right(rectification: Rectification, *, recipients_told: bool) -> list[Event]:
    """The record says it now. Again changes nothing."""
    done = RectificationDone(recipients_told)
    if rectification.answer == done:
        return []
    _open(rectification)
    return [done]


def decline(rectification: Rectification, *, why: Why) -> list[Event]:
    """It stays as it is, for that reason. Again changes nothing."""
    declined = RectificationDeclined(why)
    if rectification.answer == declined:
        return []
    _open(rectification)
    return [declined]


def evolve(rectification: Rectification, event: Event) -> Rectification:
    """The request after the event."""
    match event:
        case RectificationRequested():
            return replace(rectification, requested=event)
        case RectificationExtended():
            return replace(rectification, extended=event)
        case RectificationDone() | RectificationDeclined():
            return replace(rectification, answer=event)


def _open(rectification: Rectification) -> RectificationRequested:
    if rectification.requested is None:
        raise Refused("rectification-unknown")
    if rectification.answer is not None:
        raise Refused("rectification-answered")
    return rectification.requested
