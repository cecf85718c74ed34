"""What HSDS asks of the registry of bodies: pages by number with their totals, since the standard has no cursors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registry.bodies.looking import Offered, lexemes
from services.registry.bodies.offered import SERVICE_COLUMNS, ServiceRow
from services.registry.bodies.views import BODY_COLUMNS, BodyRow
from shared.database import Queries


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


_COLUMNS = ", ".join(f"s.{name.strip()}" for name in SERVICE_COLUMNS.split(","))
_WHERE = """
    WHERE ($1::text IS NULL OR s.found_by @@ $1::text::tsquery)
      AND ($2::text[] IS NULL OR s.kind = ANY ($2) OR string_to_array(s.audience, E'\\n') && $3::text[])
      AND ($4::uuid IS NULL OR s.body = $4)
      AND ($5::timestamptz IS NULL OR s.changed_at >= $5)
      AND (NOT $6::bool OR s.place IS NOT NULL)
      AND ($7::text IS NULL OR s.place IS NOT NULL AND (
            s.place::jsonb ->> 'postal_code' = $7
            OR $8::float8 IS NOT NULL
               AND 111320 * sqrt(power((s.place::jsonb ->> 'latitude')::float8 / 1e6 - $8, 2)
                   + power(((s.place::jsonb ->> 'longitude')::float8 / 1e6 - $9) * cos(radians($8)), 2)) <= $10))"""
_COUNT = f"SELECT count(*) FROM offered_service s {_WHERE}"  # noqa: S608
_PAGE = f"""
    WITH page AS (
        SELECT s.id FROM offered_service s {_WHERE} ORDER BY s.sort_key, s.id OFFSET $11 LIMIT $12
    )
    SELECT {_COLUMNS}, coalesce(b.name, ''), coalesce(b.kind, ''), coalesce(b.state, 'active')
    FROM page JOIN offered_service s ON s.id = page.id LEFT JOIN body b ON b.id = s.body
    ORDER BY s.sort_key, s.id"""  # noqa: S608


async def services(queries: Queries, wanted: Wanted, *, page: int, per_page: int) -> tuple[list[Offered], int]:
    """A page of services in Greek order, and how many there are on all pages."""
    latitude, longitude = await _centre(queries, wanted)
    asked = (
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
    total = await queries.fetchval(_COUNT, *asked[:10])
    rows = await queries.fetch(_PAGE, *asked, (page - 1) * per_page, per_page)
    return [_offered(list(row)) for row in rows], total


async def service(queries: Queries, id: UUID) -> Offered | None:  # noqa: A002
    """One service."""
    row = await queries.fetchrow(
        f"SELECT {_COLUMNS}, coalesce(b.name, ''), coalesce(b.kind, ''), coalesce(b.state, 'active')"  # noqa: S608
        " FROM offered_service s LEFT JOIN body b ON b.id = s.body WHERE s.id = $1",
        id,
    )
    return _offered(list(row)) if row else None


async def bodies(queries: Queries, search: str | None, *, page: int, per_page: int) -> tuple[list[BodyRow], int]:
    """A page of bodies in Greek order, those that closed left out, and how many there are on all pages."""
    where = "WHERE state <> 'closed' AND ($1::text IS NULL OR found_by @@ $1::text::tsquery)"
    total = await queries.fetchval(f"SELECT count(*) FROM body {where}", lexemes(search))  # noqa: S608
    rows = await queries.fetch(
        f"SELECT {BODY_COLUMNS} FROM body {where} ORDER BY sort_key, id OFFSET $2 LIMIT $3",  # noqa: S608
        lexemes(search),
        (page - 1) * per_page,
        per_page,
    )
    return [BodyRow(*row) for row in rows], total


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


async def _centre(queries: Queries, wanted: Wanted) -> tuple[float | None, float | None]:
    """The middle of the places that are known within the postcode."""
    if wanted.postcode is None or wanted.proximity is None:
        return None, None
    row = await queries.fetchrow(
        "SELECT avg((place::jsonb ->> 'latitude')::float8) / 1e6, avg((place::jsonb ->> 'longitude')::float8) / 1e6"
        " FROM offered_service WHERE place IS NOT NULL AND place::jsonb ->> 'postal_code' = $1",
        wanted.postcode,
    )
    return (row[0], row[1]) if row else (None, None)


def _offered(values: list[object]) -> Offered:
    name, kind, state = values[-3:]
    return Offered(ServiceRow(*values[:-3]), str(name), str(kind), str(state))  # type: ignore[arg-type]
