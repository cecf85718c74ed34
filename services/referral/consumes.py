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
    "kentro.registry.body-entered": BodyEntered,
    "kentro.registry.centre-founded": CentreFounded,
    "kentro.registry.feast-set": FeastSet,
    "kentro.registry.movable-feast-set": MovableFeastSet,
    "kentro.registry.feast-ended": FeastEnded,
}
