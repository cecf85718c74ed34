"""A visit: somebody came, called or wrote, for something. Who it was may be known later, or never (R18, R19).

One stream: `visit-<id>`. Nothing here names or describes a person; a known one stands by their id.
"""

from dataclasses import dataclass, replace
from typing import Annotated, Literal
from uuid import UUID

from shared.domain import Refused, Subject, subject

Topic = Literal[
    "minimum-income",
    "housing",
    "child-benefit",
    "disability",
    "elderly",
    "goods",
    "employment",
    "psychosocial",
    "legal",
    "health",
    "education",
    "documents",
    "other",
]
"""What a Centre is asked for (R19-R30: axes A to C of the Joint Ministerial Decision Δ23/οικ.14435-1135, ΦΕΚ Β
854/30.03.2016, and its amendments)."""

Channel = Literal["in-person", "telephone", "email", "mobile-unit", "home-visit"]

Outcome = Literal["informed", "referred", "appointment", "none"]


@dataclass(frozen=True, slots=True)
class VisitReceived:
    """Reception took a visit down; `person` is None as long as nobody knows who came."""

    topic: Topic
    channel: Channel
    person: Annotated[UUID | None, subject]


@dataclass(frozen=True, slots=True)
class VisitLinked:
    """It became known who came."""

    person: Subject


@dataclass(frozen=True, slots=True)
class VisitClosed:
    """The visitor left with an answer, or without one."""

    outcome: Outcome


Event = VisitReceived | VisitLinked | VisitClosed


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit as its decisions need to know it."""

    received: VisitReceived | None = None
    person: UUID | None = None
    outcome: Outcome | None = None


def receive(visit: Visit, *, topic: Topic, channel: Channel, person: UUID | None = None) -> list[Event]:
    """Somebody came. Repeating it changes nothing; another visit under the same id is refused."""
    received = VisitReceived(topic, channel, person)
    if visit.received not in (None, received):
        raise Refused("visit-already-received")
    return [] if visit.received else [received]


def link(visit: Visit, *, person: UUID) -> list[Event]:
    """The visit was this person's. It may be said after the visit was closed, but of one person alone."""
    _received(visit)
    if visit.person not in (None, person):
        raise Refused("visit-linked-to-another")
    return [] if visit.person else [VisitLinked(person)]


def close(visit: Visit, *, outcome: Outcome) -> list[Event]:
    """The visit came to an end. Another end afterwards is refused."""
    _received(visit)
    if visit.outcome not in (None, outcome):
        raise Refused("visit-already-closed")
    return [] if visit.outcome else [VisitClosed(outcome)]


def evolve(visit: Visit, event: Event) -> Visit:
    """The visit after the event."""
    match event:
        case VisitReceived():
            return replace(visit, received=event, person=event.person)
        case VisitLinked():
            return replace(visit, person=event.person)
        case VisitClosed():
            return replace(visit, outcome=event.outcome)


def _received(visit: Visit) -> None:
    if visit.received is None:
        raise Refused("visit-unknown")
