"""A Community Centre with what is attached to it and all that people need to find it. Stream: `centre-<id>`.

A branch and a mobile unit are part of the Centre that they are attached to, and keep their ids for good. Where an
event names a unit, None is the Centre itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal
from uuid import UUID

from services.registry.organisation.domain.officers import Duty, OfficerLeft, OfficerNamed, officers_after
from services.registry.organisation.domain.opening import (
    ClosureDeclared,
    ClosureWithdrawn,
    HoursSet,
    ItineraryPublished,
)
from services.registry.organisation.domain.places import (
    ContactsPublished,
    Place,
    PremisesDescribed,
    Room,
    UnitClosed,
    place_after,
    without,
)
from shared.domain import Refused

UnitReason = Literal["roma", "migrants", "poverty", "access"]
"""Why a Centre is extended (Joint Ministerial Decision Δ23/οικ.14435-1135, ΦΕΚ Β 854/30.03.2016, as the ministry
presents it): a branch where there are pockets of poverty, Roma or migrants; a mobile unit for municipalities without
a Centre and without easy access to one."""

BodyKind = Literal["municipality", "public-law-entity", "public-benefit-enterprise", "other"]
"""Who implements a Centre (R5): a municipality, or an entity that it set up and supervises."""


@dataclass(frozen=True, slots=True)
class CentreFounded:
    """A municipality's Community Centre (Law 4368/2016, article 4).

    `implementing_body` runs it: the municipality, or an entity that it set up and supervises. `slug` ends the scope
    path, `prefix` begins the reference numbers of its beneficiaries.
    """

    municipality: str
    slug: str
    name: str
    implementing_body: str
    operating_since: date
    prefix: str


@dataclass(frozen=True, slots=True)
class BranchOpened:
    """A branch (Παράρτημα): the same services at another place."""

    unit: UUID
    name: str
    reason: UnitReason


@dataclass(frozen=True, slots=True)
class MobileUnitAttached:
    """A mobile unit (Κινητή Μονάδα): the Centre's services on the road."""

    unit: UUID
    name: str
    reason: UnitReason


@dataclass(frozen=True, slots=True)
class ImplementingBodyNamed:
    """Who runs the Centre from now on (R5)."""

    kind: BodyKind
    name: str


@dataclass(frozen=True, slots=True)
class CentreClosed:
    """The Centre is given up with all that is attached to it; that was its last day."""

    last_day: date
    reason: str


CentreEvent = (
    CentreFounded
    | BranchOpened
    | MobileUnitAttached
    | ImplementingBodyNamed
    | PremisesDescribed
    | ContactsPublished
    | OfficerNamed
    | OfficerLeft
    | UnitClosed
    | CentreClosed
    | HoursSet
    | ClosureDeclared
    | ClosureWithdrawn
    | ItineraryPublished
)


@dataclass(frozen=True, slots=True)
class Centre:
    """A Centre with what is attached to it; `places` has None for the Centre itself, `gone` who is named no more."""

    founded: CentreFounded | None = None
    units: tuple[BranchOpened | MobileUnitAttached, ...] = ()
    body: ImplementingBodyNamed | None = None
    officers: tuple[OfficerNamed, ...] = ()
    gone: frozenset[UUID] = frozenset()
    places: Mapping[UUID | None, Place] = field(default_factory=lambda: dict[UUID | None, Place]())
    closed: CentreClosed | None = None

    def place(self, unit: UUID | None) -> Place:
        """What is known of a unit; nothing yet of one that nobody described."""
        return self.places.get(unit, Place())

    def last_day(self, unit: UUID | None) -> date | None:
        """The unit's last day, or the Centre's where that comes first; None while it goes on."""
        days = [self.place(unit).last_day, self.closed.last_day if self.closed else None]
        return min((day for day in days if day), default=None)


def claims_of(scope: str, prefix: str) -> list[str]:
    """What a Centre has to itself: its scope path, and the beginning of its reference numbers."""
    return [f"centre-scope:{scope}", f"centre-prefix:{prefix}"]


def found_centre(
    centre: Centre,
    *,
    municipality: str,
    slug: str,
    name: str,
    implementing_body: str,
    operating_since: date,
    prefix: str,
) -> list[CentreEvent]:
    """A Centre begins. Repeating it changes nothing; other facts under the same id are refused."""
    founded = CentreFounded(municipality, slug, name, implementing_body, operating_since, prefix)
    if centre.founded not in (None, founded):
        raise Refused("centre-already-founded")
    return [] if centre.founded else [founded]


def open_branch(centre: Centre, *, unit: UUID, name: str, reason: UnitReason) -> list[CentreEvent]:
    """A branch is attached to its reference Centre (R8)."""
    return _attached(centre, BranchOpened(unit, name, reason))


def attach_mobile_unit(centre: Centre, *, unit: UUID, name: str, reason: UnitReason) -> list[CentreEvent]:
    """A mobile unit is attached to its reference Centre (R8)."""
    return _attached(centre, MobileUnitAttached(unit, name, reason))


def name_body(centre: Centre, *, kind: BodyKind, name: str) -> list[CentreEvent]:
    """Says who runs the Centre. The same again changes nothing."""
    existing(centre)
    named = ImplementingBodyNamed(kind, name)
    return [] if centre.body == named else [named]


def describe_premises(
    centre: Centre,
    *,
    unit: UUID | None,
    address: str,
    near: str | None,
    rooms: tuple[Room, ...],
    accessible: bool,
    owned: bool,
) -> list[CentreEvent]:
    """The unit's place is described. A mobile unit has none: its itinerary says where it is."""
    place = place_of(centre, unit)
    if any(isinstance(each, MobileUnitAttached) and each.unit == unit for each in centre.units):
        raise Refused("mobile-unit-has-no-premises")
    described = PremisesDescribed(address, near, tuple(dict.fromkeys(rooms)), accessible, owned, unit)
    return [] if place.premises == described else [described]


def publish_contacts(
    centre: Centre, *, unit: UUID | None, telephones: tuple[str, ...], emails: tuple[str, ...], pages: tuple[str, ...]
) -> list[CentreEvent]:
    """The unit's contacts are these and no others. The same again changes nothing."""
    place = place_of(centre, unit)
    published = ContactsPublished(
        tuple(dict.fromkeys(telephones)), tuple(dict.fromkeys(emails)), tuple(dict.fromkeys(pages)), unit
    )
    return [] if place.contacts == published else [published]


def name_officer(centre: Centre, *, officer: UUID, name: str, duty: Duty, office: str | None) -> list[CentreEvent]:
    """Somebody is named in public for the Centre, or named otherwise. The same again changes nothing.

    Who left may be named again, as somebody new: what was sealed under the old id is gone.
    """
    existing(centre)
    if officer in centre.gone:
        raise Refused("officer-left")
    named = OfficerNamed(officer, name, duty, office)
    return [] if named in centre.officers else [named]


def let_officer_go(centre: Centre, *, officer: UUID) -> list[CentreEvent]:
    """Is not named any more. Again changes nothing."""
    existing(centre)
    return [OfficerLeft(officer)] if any(each.officer == officer for each in centre.officers) else []


def close_unit(centre: Centre, *, unit: UUID, last_day: date) -> list[CentreEvent]:
    """A branch or mobile unit is given up. Another day corrects the one before."""
    place = place_of(centre, unit)
    _begun(centre, last_day)
    return [] if place.last_day == last_day else [UnitClosed(unit, last_day)]


def close_centre(centre: Centre, *, last_day: date, reason: str) -> list[CentreEvent]:
    """The Centre is given up. Another day or reason corrects the one before."""
    _begun(centre, last_day)
    closed = CentreClosed(last_day, reason)
    return [] if centre.closed == closed else [closed]


def evolve_centre(centre: Centre, event: CentreEvent) -> Centre:
    """The Centre after the event."""
    match event:
        case CentreFounded():
            return replace(centre, founded=event)
        case BranchOpened() | MobileUnitAttached():
            return replace(centre, units=(*centre.units, event))
        case ImplementingBodyNamed():
            return replace(centre, body=event)
        case OfficerNamed():
            return replace(centre, officers=officers_after(centre.officers, event))
        case OfficerLeft(officer):
            officers = officers_after(centre.officers, event)
            return replace(centre, officers=officers, gone=centre.gone | {officer})
        case CentreClosed():
            return replace(centre, closed=event)
        case ClosureWithdrawn(closure):
            return replace(centre, places={unit: without(place, closure) for unit, place in centre.places.items()})
        case _:
            return replace(centre, places={**centre.places, event.unit: place_after(centre.place(event.unit), event)})


def existing(centre: Centre) -> CentreFounded:
    """How it was founded. Raises `Refused` where it was not."""
    if centre.founded is None:
        raise Refused("centre-unknown")
    return centre.founded


def place_of(centre: Centre, unit: UUID | None) -> Place:
    """The unit as a place. Raises `Refused` where the Centre has no such unit."""
    existing(centre)
    if unit is not None and all(each.unit != unit for each in centre.units):
        raise Refused("unit-unknown")
    return centre.place(unit)


def _begun(centre: Centre, last_day: date) -> None:
    if last_day < existing(centre).operating_since:
        raise Refused("closed-before-it-began")


def _attached(centre: Centre, event: BranchOpened | MobileUnitAttached) -> list[CentreEvent]:
    existing(centre)
    if event in centre.units:
        return []
    if any(unit.unit == event.unit for unit in centre.units):
        raise Refused("unit-already-attached")
    if centre.closed:
        raise Refused("centre-closed")
    return [event]
