"""Facts, their counts, and the places that they belong to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.reporting import consumes
from services.reporting.figures.indicators import counted
from shared.database import Connection
from shared.public import Received
from shared.views import Key, View


@dataclass(frozen=True, slots=True)
class FactRow:
    """One counted event. `unit` is empty where none is named, `person` where the event is about nobody by name."""

    source: str
    position: int
    indicator: str
    scope: str
    unit: str
    month: date
    day: date
    code: str
    stream: str
    person: UUID | None = None


@dataclass(frozen=True, slots=True)
class CellRow:
    """How many facts there are of one kind, at one unit, in one month."""

    source: str
    scope: str
    unit: str
    month: date
    indicator: str
    code: str
    count: int


@dataclass(frozen=True, slots=True)
class MunicipalityRow:
    """A municipality as figures need it; `residents` is the census's."""

    code: str
    scope: str
    name: str
    short_name: str
    regional_unit: str
    residents: int


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A Centre, branch or mobile unit."""

    id: UUID
    scope: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class OfferedServiceRow:
    """A body's service, for naming what was referred to."""

    id: UUID
    kind: str
    name: str


def _indicators(event: Received) -> Iterable[Key]:
    return [(event.source, event.position, each.indicator) for each in counted(event.data)]


def _fact(key: Key, _: FactRow | None, event: Received) -> FactRow:
    source, position, indicator = key
    code = next(each.code for each in counted(event.data) if each.indicator == indicator)
    return FactRow(
        source,
        position,
        indicator,
        event.scope,
        _unit(event),
        _month(event),
        event.occurred_on,
        code,
        event.stream,
        getattr(event.data, "person", None),
    )


def _cell_keys(event: Received) -> Iterable[Key]:
    return [
        (event.source, event.scope, _unit(event), _month(event), each.indicator, each.code)
        for each in counted(event.data)
    ]


def _cell(key: Key, row: CellRow | None, _: Received) -> CellRow:
    return CellRow(*key, count=row.count + 1 if row else 1)


def _unit(event: Received) -> str:
    return str(event.unit or "")


def _month(event: Received) -> date:
    return event.occurred_on.replace(day=1)


def _municipality(_: Key, row: MunicipalityRow | None, event: Received) -> MunicipalityRow | None:
    match event.data:
        case consumes.MunicipalityEntered(
            code, name, short_name, regional_unit, residents
        ) | consumes.MunicipalityCorrected(code, name, short_name, regional_unit, residents):
            return MunicipalityRow(code, event.scope, name, short_name, regional_unit, residents)
        case _:
            return row


def _place(_: Key, row: UnitRow | None, event: Received) -> UnitRow | None:
    match event.data:
        case consumes.CentreFounded(centre, name):
            return UnitRow(centre, event.scope, "centre", name)
        case consumes.UnitOpened(unit, kind, name):
            return UnitRow(unit, event.scope, kind, name)
        case _:
            return row


def _place_keys(event: Received) -> Iterable[Key]:
    match event.data:
        case consumes.CentreFounded(id) | consumes.UnitOpened(id):
            return [(id,)]
        case _:
            return []


def _service(_: Key, row: OfferedServiceRow | None, event: Received) -> OfferedServiceRow | None:
    match event.data:
        case consumes.ServiceOffered(service, kind, name) | consumes.ServiceCorrected(service, kind, name):
            return OfferedServiceRow(service, kind, name)
        case _:
            return row


class Uncounted:
    """Takes what is known of the erased out of the figures: the facts, and what they count for.

    A referral's answers name nobody, and go with the referral.
    """

    async def apply(self, _: Connection, __: Sequence[Received]) -> None:
        """What is about somebody erased does not come so far."""

    async def empty(self, _: Connection, __: str) -> None:
        """It has no table of its own."""

    async def forget(self, connection: Connection, persons: Sequence[UUID]) -> None:
        """Deletes their facts and lowers the cells, down to none."""
        await connection.execute(_UNCOUNTED, persons)
        await connection.execute("DELETE FROM cell WHERE count = 0")


_UNCOUNTED = """
    WITH referred AS (
        SELECT stream, min(position) AS since FROM fact
        WHERE person = ANY ($1::uuid[]) AND source = 'referral' GROUP BY stream),
    marked AS (
        INSERT INTO erased (mark)
        SELECT sha256('kentro erased '::bytea || uuid_send(substring(stream FROM '[^-]*-(.*)')::uuid)) FROM referred
        ON CONFLICT DO NOTHING),
    answers AS (
        DELETE FROM fact USING referred
        WHERE fact.source = 'referral' AND fact.stream = referred.stream AND fact.position > referred.since
          AND fact.person IS NULL
        RETURNING source, scope, unit, month, indicator, code),
    named AS (
        DELETE FROM fact WHERE person = ANY ($1::uuid[]) RETURNING source, scope, unit, month, indicator, code),
    gone AS (SELECT * FROM answers UNION ALL SELECT * FROM named),
    counted AS (SELECT gone.*, count(*) AS n FROM gone GROUP BY source, scope, unit, month, indicator, code)
    UPDATE cell SET count = cell.count - counted.n FROM counted
    WHERE (cell.source, cell.scope, cell.unit, cell.month, cell.indicator, cell.code)
        = (counted.source, counted.scope, counted.unit, counted.month, counted.indicator, counted.code)"""

UNCOUNTED = Uncounted()

FACTS: View[Received, FactRow] = View(
    row=FactRow,
    key_width=3,
    keys=_indicators,
    project=_fact,
    tables=["fact"],
    persons=("person",),
    by_source=True,
    write="""
        INSERT INTO fact (source, position, indicator, scope, unit, month, day, code, stream, person)
        SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::date[], $7::date[],
                             $8::text[], $9::text[], $10::uuid[])
        ON CONFLICT DO NOTHING""",
)

CELLS: View[Received, CellRow] = View(
    row=CellRow,
    key_width=6,
    keys=_cell_keys,
    project=_cell,
    tables=["cell"],
    by_source=True,
    read="""
        SELECT source, scope, unit, month, indicator, code, count FROM cell
        WHERE (source, scope, unit, month, indicator, code) IN (SELECT * FROM unnest(
            $1::text[], $2::text[], $3::text[], $4::date[], $5::text[], $6::text[]))""",
    write="""
        INSERT INTO cell (source, scope, unit, month, indicator, code, count)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::text[], $6::text[], $7::int[])
        ON CONFLICT (source, scope, unit, month, indicator, code) DO UPDATE SET count = excluded.count""",
    remove="""
        DELETE FROM cell
        WHERE (source, scope, unit, month, indicator, code) IN (SELECT * FROM unnest(
            $1::text[], $2::text[], $3::text[], $4::date[], $5::text[], $6::text[]))""",
)

MUNICIPALITIES: View[Received, MunicipalityRow] = View(
    row=MunicipalityRow,
    keys=lambda event: (
        [(event.data.code,)]
        if isinstance(event.data, consumes.MunicipalityEntered | consumes.MunicipalityCorrected)
        else []
    ),
    project=_municipality,
    tables=["municipality"],
    read="""
        SELECT code, scope, name, short_name, regional_unit, residents FROM municipality
        WHERE code = ANY ($1::text[])""",
    write="""
        INSERT INTO municipality (code, scope, name, short_name, regional_unit, residents)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[])
        ON CONFLICT (code) DO UPDATE SET (scope, name, short_name, regional_unit, residents)
            = (excluded.scope, excluded.name, excluded.short_name, excluded.regional_unit, excluded.residents)""",
    remove="DELETE FROM municipality WHERE code = ANY ($1::text[])",
)

UNITS: View[Received, UnitRow] = View(
    row=UnitRow,
    keys=_place_keys,
    project=_place,
    tables=["unit"],
    read="SELECT id, scope, kind, name FROM unit WHERE id = ANY ($1::uuid[])",
    write="""
        INSERT INTO unit (id, scope, kind, name) SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[])
        ON CONFLICT (id) DO UPDATE SET (scope, kind, name) = (excluded.scope, excluded.kind, excluded.name)""",
    remove="DELETE FROM unit WHERE id = ANY ($1::uuid[])",
)

SERVICES: View[Received, OfferedServiceRow] = View(
    row=OfferedServiceRow,
    keys=lambda event: [(event.data.service,)] if isinstance(event.data, consumes.OfService) else [],
    project=_service,
    tables=["offered_service"],
    read="SELECT id, kind, name FROM offered_service WHERE id = ANY ($1::uuid[])",
    write="""
        INSERT INTO offered_service (id, kind, name) SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[])
        ON CONFLICT (id) DO UPDATE SET (kind, name) = (excluded.kind, excluded.name)""",
    remove="DELETE FROM offered_service WHERE id = ANY ($1::uuid[])",
)
