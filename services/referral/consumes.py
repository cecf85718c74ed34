"""What referral reads of registry's public events: only the fields that it uses."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ServiceOffered:
    """A body's service; `answers_within` in working days, `email` receives its referrals."""

    service: UUID
    body: UUID
    kind: str
    name: str
    municipality: str | None
    answers_within: int
    email: str


@dataclass(frozen=True, slots=True)
class BodyEntered:
    """A body."""

    body: UUID
    name: str


@dataclass(frozen=True, slots=True)
class ServiceCorrected:
    """What registry says of a service now."""

    service: UUID
    kind: str
    name: str
    municipality: str | None
    answers_within: int
    email: str


@dataclass(frozen=True, slots=True)
class CapacityReported:
    """How many places a service had on a day; not relied on after `believed_until`."""

    service: UUID
    places: int
    waiting: int
    on: date
    believed_until: date


@dataclass(frozen=True, slots=True)
class ServicePaused:
    """A service takes nobody for now, or until that day."""

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


@dataclass(frozen=True, slots=True)
class BodyCorrected:
    """What registry says of a body now."""

    body: UUID
    name: str


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


OfService = ServiceOffered | ServiceCorrected | CapacityReported | ServicePaused | ServiceResumed | ServiceEnded
OfBody = BodyEntered | BodyCorrected | BodySuspended | BodyResumed | BodyClosed


@dataclass(frozen=True, slots=True)
class CentreFounded:
    """A Centre."""

    name: str


@dataclass(frozen=True, slots=True)
class FeastSet:
    """A day on which a municipality's offices are closed each year."""

    municipality: str
    month: int
    day: int
    name: str


@dataclass(frozen=True, slots=True)
class MovableFeastSet:
    """A day on which a municipality's offices are closed each year, so many days from Orthodox Easter."""

    municipality: str
    days_from_easter: int
    name: str


@dataclass(frozen=True, slots=True)
class FeastEnded:
    """A feast is not kept any more from the day `on`: one of a fixed day, or one that moves."""

    municipality: str
    name: str
    on: date
    month: int | None = None
    day: int | None = None
    days_from_easter: int | None = None


REGISTRY: dict[str, type[Any]] = {
    "kentro.registry.service-offered": ServiceOffered,
    "kentro.registry.service-corrected": ServiceCorrected,
    "kentro.registry.capacity-reported": CapacityReported,
    "kentro.registry.service-paused": ServicePaused,
    "kentro.registry.service-resumed": ServiceResumed,
    "kentro.registry.service-ended": ServiceEnded,
    "kentro.registry.body-entered": BodyEntered,
    "kentro.registry.body-corrected": BodyCorrected,
    "kentro.registry.body-suspended": BodySuspended,
    "kentro.registry.body-resumed": BodyResumed,
    "kentro.registry.body-closed": BodyClosed,
    "kentro.registry.centre-founded": CentreFounded,
    "kentro.registry.feast-set": FeastSet,
    "kentro.registry.movable-feast-set": MovableFeastSet,
    "kentro.registry.feast-ended": FeastEnded,
}
