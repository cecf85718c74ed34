"""What HSDS asks of the registry of bodies: pages by number with their totals, since the standard has no cursors."""

from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registry.bodies.looking import Offered, lexemes
from services.registry.bodies.offered import SERVICE_COLUMNS, ServiceRow
from services.registry.bodies.views import BODY_COLUMNS, BodyRow
from shared.database import ACQUIRE_TIMEOUT, Connection, Pool, Queries, plan_each


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which services; all that is said must hold. A service has a term by its kind or by whom it is for."""

    search: str | None = None
    kinds: Sequence[str] | None = None
    audience: Sequence[str] = ()
    body: UUID | None = None
    modified_after: datetime | None = None
    placed: bool = False
    postcode: str | None = None
    proximity: int | None = None


BATCH = 100
"""Things that are read and shaped at once where all of them are wanted, while whoever else asks waits."""

_COLUMNS = ", ".join(f"s.{name.strip()}" for name in SERVICE_COLUMNS.split(","))
_WHERE = """
    WHERE ($1::text IS NULL OR s.found_by @@ $1::text::tsquery)
      AND ($2::text[] IS NULL OR s.kind = ANY ($2) OR string_to_array(s.audience, E'\\n') && $3::text[])
      AND ($4::uuid IS NULL OR s.body = $4)
      AND ($5::timestamptz IS NULL OR s.changed_at >= $5)
      AND (NOT $6::bool OR s.place IS NOT NULL)
      AND ($7::text IS NULL OR s.postal_code = $7
           OR s.latitude BETWEEN $8::float8 - $10::float8 / 111320 AND $8 + $10 / 111320
              AND (s.latitude - $8) * (s.latitude - $8)
                + (s.longitude - $9::float8) * (s.longitude - $9) * (cos(radians($8)) * cos(radians($8)))
                  <= ($10 / 111320) * ($10 / 111320))"""
_COUNT = f"SELECT count(*) FROM offered_service s {_WHERE}"  # noqa: S608
_SELECT = f"""
    SELECT {_COLUMNS}, coalesce(b.name, ''), coalesce(b.kind, ''), coalesce(b.state, 'active')
    FROM page JOIN offered_service s ON s.id = page.id LEFT JOIN body b ON b.id = s.body
    ORDER BY s.sort_key, s.id"""  # noqa: S608
_PAGE = f"""
    WITH page AS (SELECT s.id FROM offered_service s {_WHERE} ORDER BY s.sort_key, s.id OFFSET $11 LIMIT $12)
    {_SELECT}"""  # noqa: S608
_ONWARD = f"""
    WITH page AS (
        SELECT s.id FROM offered_service s {_WHERE} AND ($11::text IS NULL OR (s.sort_key, s.id) > ($11, $12))
        ORDER BY s.sort_key, s.id LIMIT $13
    )
    {_SELECT}"""  # noqa: S608

_BODIES = "FROM body WHERE state <> 'closed' AND ($1::text IS NULL OR found_by @@ $1::text::tsquery)"


async def services(pool: Pool, wanted: Wanted, *, page: int, per_page: int) -> tuple[list[Offered], int]:
    """A page of services in Greek order, and how many there are on all pages."""
    async with _moment(pool) as connection:
        asked = await _asked(connection, wanted)
        total = await connection.fetchval(_COUNT, *asked)
        rows = await connection.fetch(_PAGE, *asked, (page - 1) * per_page, per_page)
    return [_offered(list(row)) for row in rows], total


async def every_service(pool: Pool, wanted: Wanted) -> AsyncGenerator[list[Offered]]:
    """All of them in Greek order, batch by batch; between two batches nothing is held."""
    after: tuple[str, UUID] | None = None
    while True:
        async with _moment(pool) as connection:
            rows = await connection.fetch(_ONWARD, *await _asked(connection, wanted), *(after or (None, None)), BATCH)
        if rows:
            yield [_offered(list(row)) for row in rows]
        if len(rows) < BATCH:
            return
        after = rows[-1]["sort_key"], rows[-1]["id"]


async def service(queries: Queries, id: UUID) -> Offered | None:  # noqa: A002
    """One service."""
    row = await queries.fetchrow(
        f"SELECT {_COLUMNS}, coalesce(b.name, ''), coalesce(b.kind, ''), coalesce(b.state, 'active')"  # noqa: S608
        " FROM offered_service s LEFT JOIN body b ON b.id = s.body WHERE s.id = $1",
        id,
    )
    return _offered(list(row)) if row else None


async def bodies(pool: Pool, search: str | None, *, page: int, per_page: int) -> tuple[list[BodyRow], int]:
    """A page of bodies in Greek order, those that closed left out, and how many there are on all pages."""
    async with _moment(pool) as connection:
        total = await connection.fetchval(f"SELECT count(*) {_BODIES}", lexemes(search))
        rows = await connection.fetch(
            f"SELECT {BODY_COLUMNS} {_BODIES} ORDER BY sort_key, id OFFSET $2 LIMIT $3",
            lexemes(search),
            (page - 1) * per_page,
            per_page,
        )
    return [BodyRow(*row) for row in rows], total


async def every_body(pool: Pool, search: str | None) -> AsyncGenerator[list[BodyRow]]:
    """All of them in Greek order, batch by batch; between two batches nothing is held."""
    after: tuple[str, UUID] | None = None
    while True:
        async with _moment(pool) as connection:
            rows = await connection.fetch(
                f"SELECT {BODY_COLUMNS} {_BODIES} AND ($2::text IS NULL OR (sort_key, id) > ($2, $3))"
                " ORDER BY sort_key, id LIMIT $4",
                lexemes(search),
                *(after or (None, None)),
                BATCH,
            )
        if rows:
            yield [BodyRow(*row) for row in rows]
        if len(rows) < BATCH:
            return
        after = rows[-1]["sort_key"], rows[-1]["id"]


async def bodies_of(queries: Queries, ids: Iterable[UUID]) -> dict[UUID, BodyRow]:
    """These bodies by their ids."""
    rows = await queries.fetch(f"SELECT {BODY_COLUMNS} FROM body WHERE id = ANY ($1::uuid[])", list(set(ids)))  # noqa: S608
    return {row[0]: BodyRow(*row) for row in rows}


async def offered_by(queries: Queries, ids: Iterable[UUID]) -> dict[UUID, list[Offered]]:
    """What these bodies offer, in Greek order."""
    rows = await queries.fetch(
        f"SELECT {_COLUMNS}, b.name, b.kind, b.state FROM offered_service s JOIN body b ON b.id = s.body"  # noqa: S608
        " WHERE s.body = ANY ($1::uuid[]) ORDER BY s.body, s.sort_key, s.id",
        list(set(ids)),
    )
    found: dict[UUID, list[Offered]] = {}
    for row in rows:
        one = _offered(list(row))
        found.setdefault(one.service.body, []).append(one)
    return found


async def municipality_names(queries: Queries, codes: Iterable[str]) -> dict[str, str]:
    """The names of municipalities, in the genitive after «Δήμος»."""
    rows = await queries.fetch("SELECT code, name FROM municipality WHERE code = ANY ($1::text[])", list(set(codes)))
    return {row[0]: row[1] for row in rows}


@asynccontextmanager
async def _moment(pool: Pool) -> AsyncGenerator[Connection]:
    """The registry as it is at one moment, so that a page and its total agree."""
    async with (
        pool.acquire(timeout=ACQUIRE_TIMEOUT) as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        await plan_each(connection)
        yield connection


async def _asked(connection: Connection, wanted: Wanted) -> tuple[object, ...]:
    """The values of `_WHERE`. Near a postcode is near the middle of the places that are known within it."""
    latitude = longitude = None
    if wanted.postcode is not None and wanted.proximity is not None:
        row = await connection.fetchrow(
            "SELECT avg(latitude), avg(longitude) FROM offered_service WHERE postal_code = $1", wanted.postcode
        )
        latitude, longitude = row or (None, None)
    return (
        lexemes(wanted.search),
        wanted.kinds,
        list(wanted.audience),
        wanted.body,
        wanted.modified_after,
        wanted.placed,
        wanted.postcode,
        latitude,
        longitude,
        float(wanted.proximity or 0),
    )


def _offered(values: list[object]) -> Offered:
    name, kind, state = values[-3:]
    return Offered(ServiceRow(*values[:-3]), str(name), str(kind), str(state))  # type: ignore[arg-type]
