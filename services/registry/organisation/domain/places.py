"""A unit as a place that people come to: where it is, how it is reached, when it is open, and until when."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal
from uuid import UUID

from services.registry.organisation.domain.opening import ClosureDeclared, HoursSet, ItineraryPublished

Room = Literal["reception", "waiting", "processing", "public-sanitary", "staff-sanitary"]
"""The rooms that premises have (R9)."""


@dataclass(frozen=True, slots=True)
class PremisesDescribed:
    """Where the unit is, near which service, with which rooms, and whether the municipality owns the place (R9)."""

    address: str
    near: str | None
    rooms: tuple[Room, ...]
    accessible: bool
    owned: bool
    unit: UUID | None = None


@dataclass(frozen=True, slots=True)
class ContactsPublished:
    """How anybody reaches the unit (R11); replaces what was published before."""

    telephones: tuple[str, ...]
    emails: tuple[str, ...]
    pages: tuple[str, ...]
    unit: UUID | None = None


@dataclass(frozen=True, slots=True)
class UnitClosed:
    """A branch or mobile unit is given up; that was its last day."""

    unit: UUID
    last_day: date


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of one unit as a place; `hours` from each day on, `itineraries` by month."""

    premises: PremisesDescribed | None = None
    contacts: ContactsPublished | None = None
    hours: tuple[HoursSet, ...] = ()
    closures: tuple[ClosureDeclared, ...] = ()
    itineraries: Mapping[str, ItineraryPublished] = field(default_factory=lambda: dict[str, ItineraryPublished]())
    last_day: date | None = None


def place_after(
    place: Place,
    event: PremisesDescribed | ContactsPublished | HoursSet | ClosureDeclared | ItineraryPublished | UnitClosed,
) -> Place:
    """The place after the event."""
    match event:
        case PremisesDescribed():
            return replace(place, premises=event)
        case ContactsPublished():
            return replace(place, contacts=event)
        case HoursSet(from_day):
            return replace(place, hours=(*(each for each in place.hours if each.from_day != from_day), event))
        case ClosureDeclared(closure):
            return replace(place, closures=(*(each for each in place.closures if each.closure != closure), event))
        case ItineraryPublished(month):
            return replace(place, itineraries={**place.itineraries, month: event})
        case UnitClosed(last_day=last_day):
            return replace(place, last_day=last_day)


def without(place: Place, closure: UUID) -> Place:
    """The place without that closure."""
    return replace(place, closures=tuple(each for each in place.closures if each.closure != closure))
