"""A municipality: its facts, its registered citizens, its parts and its feasts. Stream: `municipality-<code>`."""

from dataclasses import dataclass, replace
from datetime import date

from services.registry.organisation.domain.feasts import (
    Feast,
    FeastEnded,
    FeastSet,
    MovableFeastSet,
    feasts_after,
    is_day,
    is_meant,
)
from shared.domain import Refused


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
class MunicipalityCorrected:
    """What was entered was wrong, or a new census replaces it. The region begins every scope path, and stays."""

    edition: str
    name: str
    short_name: str
    regional_unit: str
    residents: int


@dataclass(frozen=True, slots=True)
class RegisteredCitizensCounted:
    """So many registered citizens (δημότες) on that day, as `source` says: the measure of the staffing rule (R12)."""

    count: int
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class MunicipalUnitNamed:
    """A part of the municipality, where people live (R17); `name` is the genitive after «Δημοτική Ενότητα»."""

    name: str


@dataclass(frozen=True, slots=True)
class MunicipalUnitWithdrawn:
    """There is no such part, or it has another name."""

    name: str


@dataclass(frozen=True, slots=True)
class SocialServiceDeclared:
    """Whether the municipality has a Social Service of its own, since that day (R3)."""

    exists: bool
    since: date


MunicipalityEvent = (
    MunicipalityEntered
    | MunicipalityCorrected
    | RegisteredCitizensCounted
    | MunicipalUnitNamed
    | MunicipalUnitWithdrawn
    | SocialServiceDeclared
    | FeastSet
    | MovableFeastSet
    | FeastEnded
)


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality with its history; `facts` are as they stand, `entered` as they came."""

    entered: MunicipalityEntered | None = None
    facts: MunicipalityCorrected | None = None
    counted: tuple[RegisteredCitizensCounted, ...] = ()
    units: tuple[str, ...] = ()
    social_service: tuple[SocialServiceDeclared, ...] = ()
    feasts: tuple[Feast, ...] = ()


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


def correct_municipality(
    municipality: Municipality, *, edition: str, name: str, short_name: str, regional_unit: str, residents: int
) -> list[MunicipalityEvent]:
    """Any fact but code and region is put right. The same facts change nothing."""
    _known(municipality)
    corrected = MunicipalityCorrected(edition, name, short_name, regional_unit, residents)
    return [] if municipality.facts == corrected else [corrected]


def count_citizens(municipality: Municipality, *, count: int, on: date, source: str) -> list[MunicipalityEvent]:
    """Its registered citizens are counted. Another count of the same day corrects the one before."""
    _known(municipality)
    counted = RegisteredCitizensCounted(count, on, source)
    return [] if counted in municipality.counted else [counted]


def name_unit(municipality: Municipality, *, name: str) -> list[MunicipalityEvent]:
    """A part of the municipality gets its name. Again changes nothing."""
    _known(municipality)
    return [] if name in municipality.units else [MunicipalUnitNamed(name)]


def withdraw_unit(municipality: Municipality, *, name: str) -> list[MunicipalityEvent]:
    """A part that there is not. Again changes nothing."""
    _known(municipality)
    return [MunicipalUnitWithdrawn(name)] if name in municipality.units else []


def declare_social_service(municipality: Municipality, *, exists: bool, since: date) -> list[MunicipalityEvent]:
    """Says whether there is one. What is said last of a day holds."""
    _known(municipality)
    said = next((each for each in municipality.social_service if each.since == since), None)
    declared = SocialServiceDeclared(exists, since)
    return [] if said == declared else [declared]


def set_feast(municipality: Municipality, *, name: str, month: int, day: int) -> list[MunicipalityEvent]:
    """Centres close on municipal holidays, local and religious (practice of the Centres' regulations).

    Two feasts may fall on one day; 29 February counts in leap years.
    """
    _known(municipality)
    if not is_day(month, day):
        raise Refused("no-such-day")
    return _set(municipality, FeastSet(name, month, day))


def set_movable_feast(municipality: Municipality, *, name: str, days_from_easter: int) -> list[MunicipalityEvent]:
    """A feast that moves with Orthodox Easter. Again changes nothing."""
    _known(municipality)
    return _set(municipality, MovableFeastSet(name, days_from_easter))


def end_feast(
    municipality: Municipality,
    *,
    name: str,
    on: date,
    month: int | None = None,
    day: int | None = None,
    days_from_easter: int | None = None,
) -> list[MunicipalityEvent]:
    """A feast is not kept any more from that day on. Again changes nothing."""
    ended = FeastEnded(name, on, month, day, days_from_easter)
    feast = next((each for each in municipality.feasts if is_meant(each, ended)), None)
    if feast is None:
        raise Refused("feast-unknown")
    return [] if feast.ended_on == on else [ended]


def evolve_municipality(municipality: Municipality, event: MunicipalityEvent) -> Municipality:
    """The municipality after the event."""
    match event:
        case MunicipalityEntered(_, edition, name, short_name, regional_unit, _, residents):
            facts = MunicipalityCorrected(edition, name, short_name, regional_unit, residents)
            return replace(municipality, entered=event, facts=facts)
        case MunicipalityCorrected():
            return replace(municipality, facts=event)
        case RegisteredCitizensCounted(on=on):
            kept = (each for each in municipality.counted if each.on != on)
            return replace(municipality, counted=(*kept, event))
        case MunicipalUnitNamed(name):
            return replace(municipality, units=(*municipality.units, name))
        case MunicipalUnitWithdrawn(name):
            return replace(municipality, units=tuple(each for each in municipality.units if each != name))
        case SocialServiceDeclared(since=since):
            others = (each for each in municipality.social_service if each.since != since)
            return replace(municipality, social_service=(*others, event))
        case _:
            return replace(municipality, feasts=feasts_after(municipality.feasts, event))


def _known(municipality: Municipality) -> None:
    if municipality.entered is None:
        raise Refused("municipality-unknown")


def _set(municipality: Municipality, feast: FeastSet | MovableFeastSet) -> list[MunicipalityEvent]:
    if any(each.set == feast and each.ended_on is None for each in municipality.feasts):
        return []
    return [feast]
