"""From rows of the registry to objects of HSDS; ids of what has none of its own follow from whose it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import Final

import msgspec

from services.registry.bodies import domain
from services.registry.bodies.looking import Offered
from services.registry.bodies.offered import ServiceRow, hours_of
from services.registry.bodies.taxonomy import Taxonomy, Term, terms
from services.registry.bodies.views import BodyRow
from services.registry.hsds.answers import Organization, Service, ServiceAtLocation, Status
from services.registry.hsds.parts import (
    Accessibility,
    Address,
    Attribute,
    Contact,
    CostOption,
    Language,
    Location,
    Phone,
    Schedule,
    ServiceArea,
    TaxonomyObject,
    TaxonomyTermObject,
)
from shared.domain import derived
from shared.workdays import ATHENS

REGIONS: Final[Mapping[str, str]] = {
    "el30": "Αττικής",
    "el41": "Βορείου Αιγαίου",
    "el42": "Νοτίου Αιγαίου",
    "el43": "Κρήτης",
    "el51": "Ανατολικής Μακεδονίας και Θράκης",
    "el52": "Κεντρικής Μακεδονίας",
    "el53": "Δυτικής Μακεδονίας",
    "el54": "Ηπείρου",
    "el61": "Θεσσαλίας",
    "el62": "Ιονίων Νήσων",
    "el63": "Δυτικής Ελλάδας",
    "el64": "Στερεάς Ελλάδας",
    "el65": "Πελοποννήσου",
}
"""The thirteen regions (Law 3852/2010, article 3) by their NUTS 2 codes, in the genitive after «Περιφέρεια»."""

_STATUS: Final[Mapping[str, Status]] = {
    "open": "active",
    "paused": "temporarily closed",
    "body-suspended": "temporarily closed",
    "ended": "defunct",
    "body-closed": "defunct",
}
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DEGREE = 1_000_000


@dataclass(frozen=True, slots=True)
class Around:
    """What objects are made with: the day, and the names of the municipalities that they name."""

    on: date
    municipalities: Mapping[str, str]


def organization(row: BodyRow) -> Organization:
    """A body's own fields. The standard wants a description: where nobody wrote one, its name says what it is."""
    return Organization(
        id=row.id,
        name=row.name,
        description=row.description or row.name,
        email=row.email,
        website=row.website,
    )


def whole_organization(row: BodyRow) -> Organization:
    """The body with its telephone and offices."""
    contacts = msgspec.json.decode(row.contacts, type=list[domain.Contact])
    return organization(row).model_copy(
        update={
            "phones": [_phone(row, row.telephone)] if row.telephone else None,
            "contacts": [_contact(row, at, each) for at, each in enumerate(contacts)] or None,
        }
    )


def status(found: Offered, on: date) -> Status:
    """Whether the service takes people on a day."""
    return _STATUS[found.state(on)]


def service(found: Offered, body: BodyRow | None, on: date) -> Service:
    """A service's own fields and its body. Where referrals are mailed to is not for everybody to write to."""
    row = found.service
    until = row.paused_until if found.state(on) == "paused" else None
    return Service(
        id=row.id,
        name=row.name,
        status=status(found, on),
        description=row.description,
        url=row.website,
        application_process=row.how_to_refer,
        fees_description=row.cost,
        eligibility_description=row.for_whom,
        minimum_age=row.minimum_age,
        maximum_age=row.maximum_age,
        alert=f"Διακοπή ως {until - timedelta(days=1):%d/%m/%Y}" if until else None,
        last_modified=row.changed_at.astimezone(UTC),
        organization=organization(body) if body else None,
    )


def whole_service(found: Offered, body: BodyRow | None, around: Around) -> Service:
    """The service with all that belongs to it."""
    row = found.service
    here = at_location(found, around) if row.place else None
    return service(found, body, around.on).model_copy(
        update={
            "organization": whole_organization(body) if body else None,
            "phones": [_phone(row, row.telephone)] if row.telephone else None,
            "schedules": schedules(row, around.on) or None,
            "service_areas": areas(row, around.municipalities),
            "service_at_locations": [here] if here else None,
            "languages": languages(row) or None,
            "cost_options": [CostOption(id=derived(row.id, "hsds-cost"), option=row.cost or "Δωρεάν")],
            "attributes": attributes(row) or None,
        }
    )


def at_location(found: Offered, around: Around) -> ServiceAtLocation:
    """That the service is given at its place."""
    return ServiceAtLocation(id=found.service.id, location=location(found.service, around))


def at_location_listed(found: Offered, around: Around) -> ServiceAtLocation:
    """The same in a list, with the service's own fields."""
    return at_location(found, around).model_copy(update={"service": service(found, None, around.on)})


def at_location_alone(found: Offered, around: Around) -> ServiceAtLocation:
    """The same alone, with what holds there; name and status satisfy those who take it for a service."""
    row = found.service
    return at_location_listed(found, around).model_copy(
        update={
            "name": row.name,
            "status": status(found, around.on),
            "phones": [_phone(row, row.telephone)] if row.telephone else None,
            "schedules": schedules(row, around.on) or None,
            "service_areas": areas(row, around.municipalities),
            "languages": languages(row) or None,
        }
    )


def location(row: ServiceRow, around: Around) -> Location:
    """The place with its address."""
    place = msgspec.json.decode(row.place or "null", type=domain.Place)
    address = Address(
        id=derived(row.id, "hsds-address"),
        address_1=place.street,
        city=place.town,
        state_province=REGIONS.get(_region(row), _region(row)),
        postal_code=place.postal_code,
        country="GR",
        address_type="physical",
    )
    without_steps = Accessibility(id=derived(row.id, "hsds-accessibility"), description="Είσοδος χωρίς σκαλοπάτια")
    return Location(
        id=derived(row.id, "hsds-location"),
        location_type="physical",
        name=f"{place.street}, {place.town}",
        latitude=None if place.latitude is None else place.latitude / _DEGREE,
        longitude=None if place.longitude is None else place.longitude / _DEGREE,
        addresses=[address],
        accessibility=[without_steps] if row.accessible else None,
    )


def schedules(row: ServiceRow, on: date) -> list[Schedule]:
    """The hours in force and those to come, days of the same hours together."""
    known = hours_of(row)
    zone, hours_from_utc = _zone(on)
    found: list[Schedule] = []
    for at, week in enumerate(known):
        until = known[at + 1].since - timedelta(days=1) if at + 1 < len(known) else None
        if until is not None and until < on:
            continue
        for opens, closes in dict.fromkeys((each.opens, each.closes) for each in week.hours):
            days = [_DAYS[each.weekday - 1] for each in week.hours if (each.opens, each.closes) == (opens, closes)]
            found.append(
                Schedule(
                    id=derived(row.id, f"hsds-schedule {week.since} {opens} {closes}"),
                    freq="WEEKLY",
                    wkst="MO",
                    byday=",".join(days),
                    opens_at=f"{opens.isoformat('minutes')}{zone}",
                    closes_at=f"{closes.isoformat('minutes')}{zone}",
                    timezone=hours_from_utc,
                    valid_from=week.since,
                    valid_to=until,
                )
            )
    return found


def areas(row: ServiceRow, names: Mapping[str, str]) -> list[ServiceArea]:
    """Whose people the service takes."""
    codes = codes_of(row)
    units = row.regional_units.split("\n") if row.regional_units else []
    told = [(code, f"Δήμος {names[code]}" if code in names else code) for code in codes]
    told += [(unit, f"Περιφερειακή Ενότητα {unit}") for unit in units]
    if not told:
        told = [(_region(row).upper(), f"Περιφέρεια {REGIONS.get(_region(row), _region(row))}")]
    return [
        ServiceArea(id=derived(row.id, f"hsds-area {extent}"), name=name, extent=extent, extent_type="other")
        for extent, name in told
    ]


def codes_of(row: ServiceRow) -> list[str]:
    """The codes of the municipalities whose people the service takes by name."""
    further = row.municipalities.split("\n") if row.municipalities else []
    return list(dict.fromkeys([*([row.municipality] if row.municipality else []), *further]))


def languages(row: ServiceRow) -> list[Language]:
    """In which the service is given."""
    return [Language(id=derived(row.id, f"hsds-language {code}"), code=code) for code in row.languages.split()]


def attributes(row: ServiceRow) -> list[Attribute]:
    """The terms for what the service is, and for whom it is."""
    return [
        Attribute(
            id=derived(row.id, f"hsds-term {each.id}"), link_id=row.id, link_entity="service", taxonomy_term=term(each)
        )
        for each in _terms_of(row.kind, row.audience)
    ]


def taxonomy(known: Taxonomy) -> TaxonomyObject:
    """A taxonomy."""
    line = known.line
    return TaxonomyObject(id=known.id, name=line.name, description=line.description, uri=line.uri, version=line.version)


@cache
def term(known: Term) -> TaxonomyTermObject:
    """A term with its taxonomy, made once: a page of services names each of them many times."""
    line, its = known.line, known.taxonomy.line
    return TaxonomyTermObject(
        id=known.id,
        code=line.code,
        name=line.el,
        description=f"{line.en} ({its.name} {line.code})",
        parent_id=known.parent,
        taxonomy=its.name,
        taxonomy_detail=taxonomy(known.taxonomy),
        language="el",
        term_uri=known.uri,
    )


@lru_cache(maxsize=1_000)
def _terms_of(kind: str, audience: str) -> Sequence[Term]:
    return [*dict.fromkeys([*terms().of_kind(kind), *terms().of_audience(audience.split("\n"))])]


@lru_cache(maxsize=10)
def _zone(on: date) -> tuple[str, float]:
    """By how much Greek time is ahead on that day at noon: as a time's ending, and in hours."""
    ahead = datetime(on.year, on.month, on.day, 12, tzinfo=ATHENS).utcoffset() or timedelta()
    hours = ahead / timedelta(hours=1)
    return f"+{int(hours):02}:{int(hours * 60) % 60:02}", hours


def _region(row: ServiceRow) -> str:
    return row.scope.split("/")[1]


def _phone(row: BodyRow | ServiceRow, number: str) -> Phone:
    return Phone(id=derived(row.id, "hsds-phone"), number=number, type="voice")


def _contact(row: BodyRow, at: int, office: domain.Contact) -> Contact:
    id_ = derived(row.id, f"hsds-contact {at}")
    phones = [Phone(id=derived(id_, "hsds-phone"), number=office.telephone, type="voice")] if office.telephone else None
    return Contact(id=id_, title=office.office, email=office.email, phones=phones)
