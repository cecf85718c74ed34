"""Municipalities and units as everybody at work looks them up."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from services.registry.organisation.domain import (
    BranchOpened,
    CentreClosed,
    CentreFounded,
    ContactsPublished,
    HoursSet,
    MobileUnitAttached,
    MunicipalityCorrected,
    MunicipalityEntered,
    PremisesDescribed,
    RegisteredCitizensCounted,
    SocialServiceDeclared,
    UnitClosed,
)
from shared.database import Connection, Queries
from shared.envelope import Recorded
from shared.greek import sort_key
from shared.views import Key, View


@dataclass(frozen=True, slots=True)
class MunicipalityRow:
    """A municipality; `name` is the genitive after «Δήμος».

    `registered_citizens` are those of the latest count, `social_service` what was declared for the latest day.
    """

    code: str
    scope: str
    edition: str
    name: str
    short_name: str
    regional_unit: str
    residents: int
    sort_key: str
    registered_citizens: int | None = None
    counted_on: date | None = None
    social_service: bool | None = None
    social_service_since: date | None = None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A Centre, a branch or a mobile unit; `centre` is the Centre's own id, `scope` the Centre's path.

    `prefix` begins the reference numbers of a Centre's beneficiaries; what is attached to it has none. `premises`,
    `contacts` and `hours` say whether they are known.
    """

    id: UUID
    centre: UUID
    kind: str
    name: str
    municipality: str
    scope: str
    prefix: str | None = None
    last_day: date | None = None
    premises: bool = False
    contacts: bool = False
    hours: bool = False


def _municipality(key: Key, row: MunicipalityRow | None, recorded: Recorded[Any]) -> MunicipalityRow | None:
    event, scope = recorded.event, recorded.metadata.scope
    if isinstance(event, MunicipalityEntered):
        edition, name, short_name, unit, residents = (
            event.edition, event.name, event.short_name, event.regional_unit, event.residents,
        )  # fmt: skip
        return MunicipalityRow(key[0], scope, edition, name, short_name, unit, residents, sort_key(name))
    if row is None:
        return None
    match event:
        case MunicipalityCorrected(edition, name, short_name, regional_unit, residents):
            return replace(
                row, edition=edition, name=name, short_name=short_name, regional_unit=regional_unit,
                residents=residents, sort_key=sort_key(name),
            )  # fmt: skip
        case RegisteredCitizensCounted(count, on) if row.counted_on is None or on >= row.counted_on:
            return replace(row, registered_citizens=count, counted_on=on)
        case SocialServiceDeclared(exists, since) if (
            row.social_service_since is None or since >= row.social_service_since
        ):
            return replace(row, social_service=exists, social_service_since=since)
        case _:
            return row


def _unit_keys(recorded: Recorded[Any]) -> Iterable[Key]:
    match recorded.event:
        case CentreFounded() | CentreClosed():
            return [(recorded.id,)]
        case BranchOpened(unit=unit) | MobileUnitAttached(unit=unit):
            return [(unit,)]
        case PremisesDescribed(unit=unit) | ContactsPublished(unit=unit) | HoursSet(unit=unit) | UnitClosed(unit=unit):
            return [(unit or recorded.id,)]
        case _:
            return []


def _unit(_: Key, row: UnitRow | None, recorded: Recorded[Any]) -> UnitRow | None:
    scope = recorded.metadata.scope
    municipality = scope.split("/")[2] if scope.count("/") >= 2 else ""
    match recorded.event:
        case CentreFounded(name=name, prefix=prefix):
            return UnitRow(recorded.id, recorded.id, "centre", name, municipality, scope, prefix)
        case BranchOpened(unit=unit, name=name):
            return UnitRow(unit, recorded.id, "branch", name, municipality, scope)
        case MobileUnitAttached(unit=unit, name=name):
            return UnitRow(unit, recorded.id, "mobile-unit", name, municipality, scope)
        case event:
            return _described(row, event) if row else None


def _described(row: UnitRow, event: Any) -> UnitRow:  # noqa: ANN401 - any event of a Centre
    match event:
        case PremisesDescribed():
            return replace(row, premises=True)
        case ContactsPublished(telephones, emails):
            return replace(row, contacts=bool(telephones or emails))
        case HoursSet(week=week):
            return replace(row, hours=row.hours or bool(week))
        case UnitClosed(last_day=last_day) | CentreClosed(last_day=last_day):
            return replace(row, last_day=last_day)
        case _:
            return row


_MUNICIPALITY = """code, scope, edition, name, short_name, regional_unit, residents, sort_key, registered_citizens,
    counted_on, social_service, social_service_since"""
_UNIT = "id, centre, kind, name, municipality, scope, prefix, last_day, premises, contacts, hours"

MUNICIPALITIES: View[Recorded[Any], MunicipalityRow] = View(
    row=MunicipalityRow,
    keys=lambda recorded: (
        [(recorded.stream.removeprefix("municipality-"),)] if recorded.stream.startswith("municipality-") else []
    ),
    project=_municipality,
    tables=["municipality"],
    read=f"SELECT {_MUNICIPALITY} FROM municipality WHERE code = ANY ($1::text[])",  # noqa: S608
    write=f"""
        INSERT INTO municipality ({_MUNICIPALITY})
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[],
                             $8::text[], $9::int[], $10::date[], $11::boolean[], $12::date[])
        ON CONFLICT (code) DO UPDATE SET
            (edition, name, short_name, regional_unit, residents, sort_key, registered_citizens, counted_on,
             social_service, social_service_since)
            = (excluded.edition, excluded.name, excluded.short_name, excluded.regional_unit, excluded.residents,
               excluded.sort_key, excluded.registered_citizens, excluded.counted_on, excluded.social_service,
               excluded.social_service_since)""",  # noqa: S608
    remove="DELETE FROM municipality WHERE code = ANY ($1::text[])",
)

UNITS: View[Recorded[Any], UnitRow] = View(
    row=UnitRow,
    keys=_unit_keys,
    project=_unit,
    tables=["unit"],
    read=f"SELECT {_UNIT} FROM unit WHERE id = ANY ($1::uuid[])",  # noqa: S608
    write=f"""
        INSERT INTO unit ({_UNIT})
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                             $8::date[], $9::boolean[], $10::boolean[], $11::boolean[])
        ON CONFLICT (id) DO UPDATE SET (last_day, premises, contacts, hours)
            = (excluded.last_day, excluded.premises, excluded.contacts, excluded.hours)""",  # noqa: S608
    remove="DELETE FROM unit WHERE id = ANY ($1::uuid[])",
)

_UNITS = """
    SELECT u.id, u.centre, u.kind, u.name, u.municipality, u.scope, u.prefix, least(u.last_day, c.last_day),
        u.premises, u.contacts, u.hours
    FROM unit u JOIN unit c ON c.id = u.centre"""


async def municipalities(connection: Connection) -> list[MunicipalityRow]:
    """All of the region, in Greek order."""
    rows = await connection.fetch(f"SELECT {_MUNICIPALITY} FROM municipality ORDER BY sort_key")  # noqa: S608
    return [MunicipalityRow(*row) for row in rows]


async def municipality(queries: Queries, code: str) -> MunicipalityRow | None:
    """One of them; None where it was not entered."""
    row = await queries.fetchrow(f"SELECT {_MUNICIPALITY} FROM municipality WHERE code = $1", code)  # noqa: S608
    return MunicipalityRow(*row) if row else None


async def units(connection: Connection, *, municipality: str | None = None, kind: str | None = None) -> list[UnitRow]:
    """The units, of one municipality or of one kind where it is named: each Centre before what is attached to it.

    What is attached to a Centre ends with it.
    """
    rows = await connection.fetch(
        f"{_UNITS} WHERE ($1::text IS NULL OR u.municipality = $1) AND ($2::text IS NULL OR u.kind = $2)"
        " ORDER BY u.scope, CASE u.kind WHEN 'centre' THEN 0 ELSE 1 END, u.name",
        municipality,
        kind,
    )
    return [UnitRow(*row) for row in rows]


async def unit(queries: Queries, id: UUID) -> UnitRow | None:  # noqa: A002
    """One unit; None where there is none."""
    row = await queries.fetchrow(f"{_UNITS} WHERE u.id = $1", id)
    return UnitRow(*row) if row else None


async def centre_of(queries: Queries, municipality: str, slug: str) -> UUID | None:
    """The Centre of that municipality whose scope path ends so; None where there is none."""
    return await queries.fetchval(
        "SELECT id FROM unit WHERE kind = 'centre' AND municipality = $1 AND split_part(scope, '/', 4) = $2",
        municipality,
        slug,
    )


async def prefix_of(queries: Queries, scope: str) -> str | None:
    """What the reference numbers of that Centre begin with; None where there is no such Centre."""
    return await queries.fetchval("SELECT prefix FROM unit WHERE scope = $1 AND kind = 'centre'", scope)
