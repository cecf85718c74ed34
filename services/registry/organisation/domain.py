"""The region's municipalities, their Centres, and what is attached to a Centre.

Two kinds of stream: `municipality-<code>` and `centre-<id>`. A branch and a mobile unit are part of the Centre that
they are attached to, and keep their ids for good.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

from shared.domain import Refused

UnitReason = Literal["roma", "migrants", "poverty", "access"]
"""Why a Centre is extended (Joint Ministerial Decision Δ23/οικ.14435-1135, ΦΕΚ Β 854/30.03.2016, as the ministry
presents it): a branch where there are pockets of poverty, Roma or migrants; a mobile unit for municipalities without
a Centre and without easy access to one."""


@dataclass(frozen=True, slots=True)
class MunicipalityEntered:
    """`code` is ELSTAT's, of `edition`: 28 codes were reassigned in 2021, so a code alone does not name one.

    `name` is the genitive after «Δήμος»; `region` the first part of every scope path in it; `residents` are those of
    the census, not the registered citizens (δημότες) of the staffing rule.
    """

    code: str
    edition: str
    name: str
    short_name: str
    regional_unit: str
    region: str
    residents: int


@dataclass(frozen=True, slots=True)
class FeastSet:
    """A local feast on which the municipality's Centres are closed, every year on the same day."""

    name: str
    month: int
    day: int


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


MunicipalityEvent = MunicipalityEntered | FeastSet
CentreEvent = CentreFounded | BranchOpened | MobileUnitAttached
Event = MunicipalityEvent | CentreEvent


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality as its decisions need to know it."""

    entered: MunicipalityEntered | None = None
    feasts: tuple[FeastSet, ...] = ()


@dataclass(frozen=True, slots=True)
class Centre:
    """A Centre with what is attached to it."""

    founded: CentreFounded | None = None
    units: tuple[BranchOpened | MobileUnitAttached, ...] = ()


def enter_municipality(
    municipality: Municipality,
    *,
    code: str,
    edition: str,
    name: str,
    short_name: str,
    regional_unit: str,
    region: str,
    residents: int,
) -> list[MunicipalityEvent]:
    """The region takes a municipality in. Repeating it changes nothing; other facts under the same code are refused."""
    entered = MunicipalityEntered(code, edition, name, short_name, regional_unit, region, residents)
    if municipality.entered not in (None, entered):
        raise Refused("municipality-already-entered")
    return [] if municipality.entered else [entered]


def set_feast(municipality: Municipality, *, name: str, month: int, day: int) -> list[MunicipalityEvent]:
    """Centres close on municipal holidays, local and religious (practice of the Centres' regulations).

    Two feasts may fall on one day; 29 February counts in leap years.
    """
    if municipality.entered is None:
        raise Refused("municipality-unknown")
    feast = FeastSet(name, month, day)
    if feast in municipality.feasts:
        return []
    if not _is_day(month, day):
        raise Refused("no-such-day")
    return [feast]


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


def evolve_municipality(municipality: Municipality, event: MunicipalityEvent) -> Municipality:
    """The municipality after the event."""
    match event:
        case MunicipalityEntered():
            return replace(municipality, entered=event)
        case FeastSet():
            return replace(municipality, feasts=(*municipality.feasts, event))


def evolve_centre(centre: Centre, event: CentreEvent) -> Centre:
    """The Centre after the event."""
    match event:
        case CentreFounded():
            return replace(centre, founded=event)
        case BranchOpened() | MobileUnitAttached():
            return replace(centre, units=(*centre.units, event))


def _attached(centre: Centre, event: BranchOpened | MobileUnitAttached) -> list[CentreEvent]:
    if centre.founded is None:
        raise Refused("centre-unknown")
    if event in centre.units:
        return []
    if any(unit.unit == event.unit for unit in centre.units):
        raise Refused("unit-already-attached")
    return [event]


def _is_day(month: int, day: int) -> bool:
    try:
        date(2000, month, day)
    except ValueError:
        return False
    return True
