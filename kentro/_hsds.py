"""From a service as HSDS 3.0 has it to what the registry of bodies takes; what it cannot take says why."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, get_args

from kentro._hsds_records import Address, Json, Organization, Phone, Record, Schedule, Term, Unreadable
from services.registry.bodies import taxonomy
from services.registry.bodies.domain import ServiceKind
from services.registry.bodies.taxonomy import terms
from shared.greek import words

NOTE, LINE, NAME, MOST_OFFICES = 500, 200, 100, 20
ALWAYS: Final = date(2000, 1, 1)
"""Since when hours hold of which the source does not say since when."""

FOR_ALL, ASK_THEM = "Για όλους", "Μετά από επικοινωνία με τον φορέα"
"""Where the source does not tell for whom it is, or how one turns to it."""

FREE: Final = frozenset({"δωρεάν", "free"})
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_PLACES: Final = frozenset(words("Δήμος Περιφερειακή Ενότητα"))
_UNIT: Final = words("Περιφερειακή")[0]
_UNTIL: Final = re.compile(r"\b(\d{2})/(\d{2})/(\d{4})\b")


@dataclass(frozen=True, slots=True)
class Region:
    """Where it is brought: the region's code, and the municipalities and regional units that were entered, by name."""

    code: str
    municipalities: Mapping[str, str]
    """Codes by folded names, and by themselves."""
    units: frozenset[str]


@dataclass(slots=True)
class Wanted:
    """A service as the registry is to have it. `notes` say what of the record was left out or cut.

    In `facts`, `email` and `accessible` are None where the record does not tell them: a service that is there already
    keeps its own.
    """

    source: str
    name: str
    organization: Organization
    facts: Json
    status: str
    until: date | None
    """The day from which it takes people again, where it is closed for now and the source says so."""
    weeks: list[tuple[date, list[Json]]]
    notes: list[str] = field(default_factory=list[str])


def wanted(record: Record, region: Region) -> Wanted:
    """What the registry is to say of the service. Raises `Unreadable`."""
    if record.organization is None:
        raise Unreadable("/organization: nobody offers it")
    notes: list[str] = []
    kind, audience = _kind(record)
    codes, units = _areas(record, region)
    place, accessible = _place(record, notes)
    facts: Json = {
        "kind": kind,
        "name": _line(record.name),
        "description": _note(record.description, notes, "/description"),
        "for_whom": _short(record.eligibility_description, notes, "/eligibility_description") or FOR_ALL,
        "how_to_refer": _short(record.application_process, notes, "/application_process") or ASK_THEM,
        "email": record.email,
        "telephone": _phone(record.phones),
        "website": record.url,
        "cost": _short(_cost(record), notes, "/fees_description"),
        "languages": _languages(record, notes),
        "audience": audience,
        "minimum_age": _years(record.minimum_age),
        "maximum_age": _years(record.maximum_age),
        "municipality": codes[0] if codes else None,
        "municipalities": codes[1:],
        "regional_units": units,
        "place": place,
        "accessible": accessible,
    }
    weeks = _weeks(record, notes)
    return Wanted(record.id, record.name, record.organization, facts, record.status, _until(record.alert), weeks, notes)


def body_facts(organization: Organization, notes: list[str]) -> Json:
    """What HSDS tells of a body; its kind and its seat it does not know."""
    told = _note(organization.description, notes, "/organization/description")
    return {
        "name": _line(organization.name),
        # The standard wants a description: who has none repeats the name.
        "description": None if told == _line(organization.name) else told,
        "telephone": _phone(organization.phones),
        "email": organization.email,
        "website": organization.website,
    }


def offices(organization: Organization) -> list[Json]:
    """Its contacts as offices; one that only names a person, or cannot be reached, is left out."""
    found: list[Json] = []
    for one in organization.contacts or []:
        office, telephone = one.title or one.department, _phone(one.phones)
        if office and (telephone or one.email):
            found.append({"office": _line(office)[:NAME], "telephone": telephone, "email": one.email})
    return found[:MOST_OFFICES]


def _kind(record: Record) -> tuple[str, list[str]]:
    """The kind that its terms lead to, and the people that the others name.

    A term that names people says less of the kind than one that does not: tutoring for Roma is tutoring.
    """
    given = {each for one in record.attributes or [] if one.taxonomy_term for each in _known(one.taxonomy_term)}
    named = {kind: frozenset(terms().of_kind(kind)) for kind in get_args(ServiceKind)}
    told = {kind: its & given for kind, its in named.items() if its & given}
    whole = {kind: its for kind, its in told.items() if its == named[kind]}
    weight = {
        kind: (sum(each.line.audience is None for each in its), len(its)) for kind, its in (whole or told).items()
    }
    best = sorted(kind for kind, count in weight.items() if count == max(weight.values()))
    if not best:
        raise Unreadable("/attributes: no term leads to one of our kinds of service")
    if len(best) > 1:
        raise Unreadable(f"/attributes: its terms lead to several kinds of service: {', '.join(best)}")
    return best[0], sorted({each.line.audience for each in given - named[best[0]] if each.line.audience})


def _known(said: Term) -> Sequence[taxonomy.Term]:
    """The terms of ours that it names: by its id, by its address, or by its code in its taxonomy."""
    return [
        each
        for each in terms().terms.values()
        if said.id == str(each.id)
        or said.term_uri == each.uri
        or (said.code == each.line.code and said.taxonomy in {each.taxonomy.line.name, each.taxonomy.line.uri})
    ]


def _areas(record: Record, region: Region) -> tuple[list[str], list[str]]:
    """The municipalities and regional units whose people it takes; neither where it takes the whole region's."""
    codes: list[str] = []
    units: list[str] = []
    whole = False
    for at, area in enumerate(record.service_areas or []):
        said = [folded(text) for text in (area.extent, area.name) if text]
        is_unit = _UNIT in words(area.name or "")
        if region.code in said:
            whole = True
        elif not is_unit and (known := [each for each in said if each in region.municipalities]):
            codes.append(region.municipalities[known[0]])
        elif unit := next((each for each in region.units if folded(each) in said), None):
            units.append(unit)
        else:
            raise Unreadable(f"/service_areas/{at}: {area.extent or area.name or 'nothing'} was not entered here")
    return ([], []) if whole else (list(dict.fromkeys(codes)), list(dict.fromkeys(units)))


def folded(text: str) -> str:
    """A place's name or code as it is compared, without the words for what it is."""
    return " ".join(word for word in words(text) if word not in _PLACES)


def _place(record: Record, notes: list[str]) -> tuple[Json | None, bool | None]:
    """Where it is given, and whether one gets in without steps; None where nothing is told of that."""
    location = next((one.location for one in record.service_at_locations or [] if one.location), None)
    if location is None:
        return None, None
    if len(record.service_at_locations or []) > 1:
        notes.append("/service_at_locations: the first place alone")
    accessible = bool(location.accessibility)
    address = next(iter(location.addresses or []), Address())
    code = (address.postal_code or "").replace(" ", "")
    if not (address.address_1 and address.city and len(code) == 5 and code.isascii() and code.isdecimal()):
        notes.append("/service_at_locations/0/location/addresses: left out, it has no street, town and postal code")
        return None, accessible
    place: Json = {"street": _line(address.address_1)[:LINE], "town": _line(address.city)[:NAME], "postal_code": code}
    return place | {"latitude": location.latitude, "longitude": location.longitude}, accessible


def _weeks(record: Record, notes: list[str]) -> list[tuple[date, list[Json]]]:
    """What holds from each day on which something begins or ends."""
    read = [_schedule(each) for each in record.schedules or []]
    if None in read:
        notes.append("/schedules: left out, not all are weekly days with an opening and a closing time")
        return []
    spans = [each for each in read if each]
    begins = {since for since, _, _ in spans} | {until + timedelta(days=1) for _, until, _ in spans if until}
    weeks: list[tuple[date, list[Json]]] = []
    for since in sorted(begins):
        open_ = [hours for begun, until, hours in spans if begun <= since and (until is None or since <= until)]
        hours = {(one["weekday"], one["opens"], one["closes"]): one for several in open_ for one in several}
        weeks.append((since, [hours[key] for key in sorted(hours)]))
    return weeks


def _schedule(said: Schedule) -> tuple[date, date | None, list[Json]] | None:
    days = [day for day in (said.byday or "").split(",") if day]
    opens, closes = (said.opens_at or "")[:5], (said.closes_at or "")[:5]
    if said.freq != "WEEKLY" or not days or not set(days) <= set(_DAYS) or len(opens) < 5 or len(closes) < 5:
        return None
    hours: list[Json] = [{"weekday": _DAYS.index(day) + 1, "opens": opens, "closes": closes} for day in days]
    return said.valid_from or ALWAYS, said.valid_to, hours


def _languages(record: Record, notes: list[str]) -> list[str]:
    codes = [one.code.casefold() for one in record.languages or [] if one.code]
    taken = [code for code in codes if len(code) == 2 and code.isascii() and code.isalpha()]
    if len(taken) < len(codes):
        notes.append("/languages: those without a code of two letters were left out")
    return list(dict.fromkeys(taken))


def _cost(record: Record) -> str | None:
    """In words; nothing where it is free."""
    options = [one.option for one in record.cost_options or [] if one.option]
    told = record.fees_description or ", ".join(options) or None
    return None if told and told.casefold() in FREE else told


def _years(age: float | None) -> int | None:
    return None if age is None else int(age)


def _phone(phones: Sequence[Phone] | None) -> str | None:
    return next((one.number for one in phones or [] if one.number), None)


def _line(text: str) -> str:
    return " ".join(text.split())


def _short(text: str | None, notes: list[str], pointer: str) -> str | None:
    return _cut(_line(text), LINE, notes, pointer) if text else None


def _note(text: str | None, notes: list[str], pointer: str) -> str | None:
    return _cut(text.strip(), NOTE, notes, pointer) if text else None


def _cut(text: str, limit: int, notes: list[str], pointer: str) -> str | None:
    if len(text) > limit:
        notes.append(f"{pointer}: cut after {limit} letters")
        text = text[: limit - 1].rstrip() + "…"
    return text or None


def _until(alert: str | None) -> date | None:
    """The day after the last one that the alert names."""
    found = _UNTIL.findall(alert or "")
    if not found:
        return None
    try:
        day, month, year = (int(part) for part in found[-1])
        return date(year, month, day) + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
