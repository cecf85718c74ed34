"""What intake tells the others: identifiers, codes and dates."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.intake import domain
from shared.envelope import Recorded
from shared.erasure import PersonErased, told


@dataclass(frozen=True, slots=True)
class VisitReceived:
    """Somebody came, called or wrote. `person` is absent while nobody knows who."""

    visit: UUID
    topic: str
    channel: str
    person: UUID | None


@dataclass(frozen=True, slots=True)
class VisitLinked:
    """It became known who came."""

    visit: UUID
    person: UUID


@dataclass(frozen=True, slots=True)
class VisitClosed:
    """The visit came to an end."""

    visit: UUID
    outcome: str


PUBLISHED = (VisitReceived, VisitLinked, VisitClosed, PersonErased)


def publish(recorded: Recorded[Any]) -> object | None:
    """The public form of an event; None where it concerns nobody else."""
    match recorded.event:
        case domain.VisitReceived(topic, channel, person):
            return VisitReceived(recorded.id, topic, channel, person)
        case domain.VisitLinked(person):
            return VisitLinked(recorded.id, person)
        case domain.VisitClosed(outcome):
            return VisitClosed(recorded.id, outcome)
        case _:
            return told(recorded.event)
