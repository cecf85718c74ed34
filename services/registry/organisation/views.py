"""Municipalities and units as everybody at work looks them up."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.registry.organisation.domain import (
    BranchOpened,
    CentreFounded,
    MobileUnitAttached,
    MunicipalityEntered,
)
from shared.database import Connection, Queries
from shared.envelope import Recorded
from shared.greek import sort_key
from shared.views import Key, View


@dataclass(frozen=True, slots=True)
class MunicipalityRow:
    """A municipality; `name` is the genitive after «Δήμος»."""

    code: str
    scope: str
    edition: str
    name: str
    short_name: str
    regional_unit: str
    residents: int
    sort_key: str


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A Centre, a branch or a mobile unit; `centre` is the Centre's own id, `scope` the Centre's path.

    `prefix` begins the reference numbers of a Centre's beneficiaries; what is attached to it has none.
    """

    id: UUID
    centre: UUID
    kind: str
    name: str
    municipality: str
    scope: str
    prefix: str | None = None


def _municipality(_: Key, row: MunicipalityRow | None, recorded: Recorded[Any]) -> MunicipalityRow | None:
    match recorded.event:
        case MunicipalityEntered(code, edition, name, short_name, regional_unit, _, residents):
            scope = recorded.metadata.scope
            return MunicipalityRow(code, scope, edition, name, short_name, regional_unit, residents, sort_key(name))
        case _:
            return row


def _unit_keys(recorded: Recorded[Any]) -> Iterable[Key]:
    match recorded.event:
        case CentreFounded():
            return [(recorded.id,)]
        case BranchOpened(unit=unit) | MobileUnitAttached(unit=unit):
            return [(unit,)]
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
        case _:
            return row


MUNICIPALITIES: View[Recorded[Any], MunicipalityRow] = View(
    row=MunicipalityRow,
    keys=lambda recorded: [(recorded.event.code,)] if isinstance(recorded.event, MunicipalityEntered) else [],
    project=_municipality,
    tables=["municipality"],
    read="""
        SELECT code, scope, edition, name, short_name, regional_unit, residents, sort_key FROM municipality
        WHERE code = ANY ($1::text[])""",
    write="""
        INSERT INTO municipality (code, scope, edition, name, short_name, regional_unit, residents, sort_key)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[],
                             $8::text[])
        ON CONFLICT (code) DO NOTHING""",
    remove="DELETE FROM municipality WHERE code = ANY ($1::text[])",
)

UNITS: View[Recorded[Any], UnitRow] = View(
    row=UnitRow,
    keys=_unit_keys,
    project=_unit,
    tables=["unit"],
    read="SELECT id, centre, kind, name, municipality, scope, prefix FROM unit WHERE id = ANY ($1::uuid[])",
    write="""
        INSERT INTO unit (id, centre, kind, name, municipality, scope, prefix)
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
        ON CONFLICT (id) DO NOTHING""",
    remove="DELETE FROM unit WHERE id = ANY ($1::uuid[])",
)


async def municipalities(connection: Connection) -> list[MunicipalityRow]:
    """All of the region, in Greek order."""
    rows = await connection.fetch(
        "SELECT code, scope, edition, name, short_name, regional_unit, residents, sort_key FROM municipality"
        " ORDER BY sort_key"
    )
    return [MunicipalityRow(*row) for row in rows]


async def units(connection: Connection, municipality: str | None) -> list[UnitRow]:
    """The units, of one municipality where one is named: each Centre before what is attached to it."""
    rows = await connection.fetch(
        "SELECT id, centre, kind, name, municipality, scope, prefix FROM unit"
        " WHERE $1::text IS NULL OR municipality = $1 ORDER BY scope, CASE kind WHEN 'centre' THEN 0 ELSE 1 END, name",
        municipality,
    )
    return [UnitRow(*row) for row in rows]


async def prefix_of(queries: Queries, scope: str) -> str | None:
    """What the reference numbers of that Centre begin with; None where there is no such Centre."""
    return await queries.fetchval("SELECT prefix FROM unit WHERE scope = $1 AND kind = 'centre'", scope)
