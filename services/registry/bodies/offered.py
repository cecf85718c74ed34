"""Services, as the registry has them now; whoever looks for help asks `looking`."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import zip_longest
from typing import Any
from uuid import UUID

import msgspec

from services.registry.bodies.domain import (
    CapacityReported,
    ServiceCorrected,
    ServiceEnded,
    ServiceFacts,
    ServiceHoursSet,
    ServiceOffered,
    ServicePaused,
    ServiceResumed,
    after,
    believed_until,
    offered_facts,
)
from services.registry.bodies.views import NONE, found_words
from shared.envelope import Recorded
from shared.greek import sort_key
from shared.views import Children, Key, View

_HOURS = msgspec.json.Decoder(tuple[ServiceHoursSet, ...])


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service that a body offers.

    `languages` are codes parted by spaces, `municipalities`, `regional_units` and `audience` lines; `place` and `hours`
    are JSON. `why` says why it is paused, or was ended.
    """

    id: UUID
    scope: str
    body: UUID
    kind: str
    name: str
    municipality: str | None
    for_whom: str
    how_to_refer: str
    answers_within: int
    email: str
    languages: str
    cost: str | None
    accessible: bool
    sort_key: str
    description: str | None
    telephone: str | None
    website: str | None
    municipalities: str
    regional_units: str
    audience: str
    minimum_age: int | None
    maximum_age: int | None
    place: str | None
    hours: str
    places: int | None
    waiting: int | None
    reported_on: date | None
    believed_until: date | None
    paused: bool
    paused_until: date | None
    why: str | None
    ended: bool
    words: str
    version: int
    changed_at: datetime


def _of_service(recorded: Recorded[Any]) -> Iterable[Key]:
    return [(recorded.id,)] if recorded.stream.startswith("service-") else []


def _service(_: Key, row: ServiceRow | None, recorded: Recorded[Any]) -> ServiceRow | None:
    event = recorded.event
    if isinstance(event, ServiceOffered):
        blank = ServiceRow(
            recorded.id, recorded.metadata.scope, event.body, "", "", None, "", "", 0, "", "", None, False, "",
            None, None, None, "", "", "", None, None, None, NONE, None, None, None, None, False, None, None, False, "",
            recorded.version, recorded.recorded_at,
        )  # fmt: skip
        return _with_service(blank, offered_facts(event))
    if row is None:
        return None
    row = replace(row, version=recorded.version, changed_at=recorded.recorded_at)
    match event:
        case ServiceCorrected(facts):
            return _with_service(row, facts)
        case ServiceHoursSet():
            return replace(row, hours=msgspec.json.encode(after(hours_of(row), event)).decode())
        case CapacityReported(places, waiting, on):
            return replace(row, places=places, waiting=waiting, reported_on=on, believed_until=believed_until(on))
        case ServicePaused(until, why):
            return replace(row, paused=True, paused_until=until, why=why)
        case ServiceResumed():
            return replace(row, paused=False, paused_until=None, why=None)
        case ServiceEnded(why):
            return replace(row, ended=True, why=why)
        case _:
            return row


def _with_service(row: ServiceRow, facts: ServiceFacts) -> ServiceRow:
    told = {name: getattr(facts, name) for name in ServiceFacts.__slots__}
    told |= {
        "languages": " ".join(facts.languages),
        "municipalities": "\n".join(facts.municipalities),
        "regional_units": "\n".join(facts.regional_units),
        "audience": "\n".join(facts.audience),
        "place": msgspec.json.encode(facts.place).decode() if facts.place else None,
        "sort_key": sort_key(facts.name),
        "words": found_words(facts.name, facts.for_whom, facts.description),
    }
    return replace(row, **told)


def hours_of(row: ServiceRow) -> tuple[ServiceHoursSet, ...]:
    """All hours that were set, by the day from which they hold."""
    return _HOURS.decode(row.hours)


def _open(row: ServiceRow) -> Iterable[tuple[Any, ...]]:
    known = hours_of(row)
    for one, following in zip_longest(known, known[1:]):
        for weekday in sorted({each.weekday for each in one.hours}):
            yield row.id, weekday, one.since, following.since if following else None


SERVICE_COLUMNS = """
    id, scope, body, kind, name, municipality, for_whom, how_to_refer, answers_within, email, languages,
    cost, accessible, sort_key, description, telephone, website, municipalities, regional_units, audience, minimum_age,
    maximum_age, place, hours, places, waiting, reported_on, believed_until, paused, paused_until, why, ended, words,
    version, changed_at"""

SERVICES: View[Recorded[Any], ServiceRow] = View(
    row=ServiceRow,
    keys=_of_service,
    project=_service,
    tables=["service_open", "offered_service"],
    read=f"SELECT {SERVICE_COLUMNS} FROM offered_service WHERE id = ANY ($1::uuid[])",  # noqa: S608
    write=f"""
        INSERT INTO offered_service ({SERVICE_COLUMNS})
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::text[], $9::int[], $10::text[], $11::text[], $12::text[], $13::bool[], $14::text[], $15::text[],
            $16::text[], $17::text[], $18::text[], $19::text[], $20::text[], $21::int[], $22::int[], $23::text[],
            $24::text[], $25::int[], $26::int[], $27::date[], $28::date[], $29::bool[], $30::date[], $31::text[],
            $32::bool[], $33::text[], $34::int[], $35::timestamptz[])
        ON CONFLICT (id) DO UPDATE SET
            (kind, name, municipality, for_whom, how_to_refer, answers_within, email, languages, cost, accessible,
             sort_key, description, telephone, website, municipalities, regional_units, audience, minimum_age,
             maximum_age, place, hours, places, waiting, reported_on, believed_until, paused, paused_until, why, ended,
             words, version, changed_at)
            = (excluded.kind, excluded.name, excluded.municipality, excluded.for_whom, excluded.how_to_refer,
               excluded.answers_within, excluded.email, excluded.languages, excluded.cost, excluded.accessible,
               excluded.sort_key, excluded.description, excluded.telephone, excluded.website, excluded.municipalities,
               excluded.regional_units, excluded.audience, excluded.minimum_age, excluded.maximum_age, excluded.place,
               excluded.hours, excluded.places, excluded.waiting, excluded.reported_on,
               excluded.believed_until, excluded.paused, excluded.paused_until, excluded.why, excluded.ended,
               excluded.words, excluded.version, excluded.changed_at)""",  # noqa: S608
    remove="DELETE FROM offered_service WHERE id = ANY ($1::uuid[])",
    children=Children(
        of=_open,
        clear="DELETE FROM service_open WHERE service = ANY ($1::uuid[])",
        index="service_open_service",
        fill="""
            INSERT INTO service_open (service, weekday, since, before)
            SELECT * FROM unnest($1::uuid[], $2::int[], $3::date[], $4::date[])""",
    ),
)
