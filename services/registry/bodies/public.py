"""What the others are told of bodies and services that change: codes, dates and the names of offices, no reasons."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.registry.bodies import domain
from shared.envelope import Recorded


@dataclass(frozen=True, slots=True)
class BodyCorrected:
    """What the registry says of a body now."""

    body: UUID
    kind: str
    name: str
    municipality: str | None


@dataclass(frozen=True, slots=True)
class BodySuspended:
    """Nobody is referred to a body for now."""

    body: UUID


@dataclass(frozen=True, slots=True)
class BodyResumed:
    """People are referred to a body again."""

    body: UUID


@dataclass(frozen=True, slots=True)
class BodyClosed:
    """A body is no more, and its services with it."""

    body: UUID


@dataclass(frozen=True, slots=True)
class ServiceCorrected:
    """What the registry says of a service now; `email` is an office's and receives referrals."""

    service: UUID
    kind: str
    name: str
    municipality: str | None
    answers_within: int
    email: str


@dataclass(frozen=True, slots=True)
class CapacityReported:
    """How many places a service had on a day, and how many people waited; nobody relies on it after the last day."""

    service: UUID
    places: int
    waiting: int
    on: date
    believed_until: date


@dataclass(frozen=True, slots=True)
class ServicePaused:
    """A service takes nobody for now; from `until` on, where it is told, it does again."""

    service: UUID
    until: date | None


@dataclass(frozen=True, slots=True)
class ServiceResumed:
    """A service takes people again."""

    service: UUID


@dataclass(frozen=True, slots=True)
class ServiceEnded:
    """A service is no longer offered."""

    service: UUID


PUBLISHED = (
    BodyCorrected,
    BodySuspended,
    BodyResumed,
    BodyClosed,
    ServiceCorrected,
    CapacityReported,
    ServicePaused,
    ServiceResumed,
    ServiceEnded,
)


def public(recorded: Recorded[Any]) -> object | None:
    """The public form of a change; None for what only the registry's own pages show."""
    match recorded.event:
        case domain.BodyCorrected(facts):
            return BodyCorrected(recorded.id, facts.kind, facts.name, facts.municipality)
        case domain.BodySuspended():
            return BodySuspended(recorded.id)
        case domain.BodyResumed():
            return BodyResumed(recorded.id)
        case domain.BodyClosed():
            return BodyClosed(recorded.id)
        case _:
            return _of_service(recorded)


def _of_service(recorded: Recorded[Any]) -> object | None:
    service = recorded.id if recorded.stream.startswith("service-") else None
    if service is None:
        return None
    match recorded.event:
        case domain.ServiceCorrected(facts):
            return ServiceCorrected(
                service, facts.kind, facts.name, facts.municipality, facts.answers_within, facts.email
            )
        case domain.CapacityReported(places, waiting, on):
            return CapacityReported(service, places, waiting, on, domain.believed_until(on))
        case domain.ServicePaused(until):
            return ServicePaused(service, until)
        case domain.ServiceResumed():
            return ServiceResumed(service)
        case domain.ServiceEnded():
            return ServiceEnded(service)
        case _:
            return None
