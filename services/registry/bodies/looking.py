"""Who can help with this, near, open, with a place: services as a colleague looks for them, and bodies by name."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from services.registry.bodies.domain import is_paused
from services.registry.bodies.offered import SERVICE_COLUMNS, ServiceRow
from services.registry.bodies.views import BODY_COLUMNS, AgreementRow, BodyRow
from shared.database import Connection, Queries, plan_each
from shared.greek import words

Near = Literal["municipality", "regional-unit", "region"]
State = Literal["open", "paused", "ended", "body-suspended", "body-closed"]
_NEAR: tuple[Near, ...] = ("municipality", "regional-unit", "region")


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for; what is None does not matter.

    `on` is the day that asks. With `municipality` only services are found that take its people. A service without an
    audience, an age or a report is for everybody, for every age, and not known to have a place.
    """

    on: date
    kinds: Sequence[str] | None = None
    municipality: str | None = None
    audience: str | None = None
    age: int | None = None
    language: str | None = None
    open_on: date | None = None
    with_place: bool = False
    text: str | None = None
    body: UUID | None = None
    gone_too: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """A service together with its body; `near` where a municipality asked, `rank` puts the likeliest help first."""

    service: ServiceRow
    body_name: str
    body_kind: str
    body_state: str
    near: Near | None = None
    rank: int = 0

    def state(self, on: date) -> State:
        """Whether it takes people on a day, and if not, why not."""
        if self.body_state == "closed":
            return "body-closed"
        if self.service.ended:
            return "ended"
        if self.body_state == "suspended":
            return "body-suspended"
        paused = is_paused(paused=self.service.paused, until=self.service.paused_until, on=on)
        return "paused" if paused else "open"


_PREFIXED = ", ".join(f"s.{name.strip()}" for name in SERVICE_COLUMNS.split(","))
_SELECT = f"SELECT {_PREFIXED}, coalesce(b.name, ''), coalesce(b.kind, ''), coalesce(b.state, 'active')"
_FROM = "FROM offered_service s LEFT JOIN body b ON b.id = s.body"

# Found first by what narrows most, ranked, cut to a page, and only then read whole. All words stand in the service, all
# in its body, or some here and some there: then both have one of them. They are looked for row by row, not by an index:
# how many rows a word's beginning leaves the planner guesses too low, and then looks each of them up by its id.
_LIST = f"""
    WITH ranked AS (
        SELECT s.id, s.sort_key,
            CASE WHEN $2::text IS NULL THEN 0 WHEN $2 = ANY (s.takes) THEN 0 WHEN $3 = ANY (s.takes) THEN 1 ELSE 2 END
                AS near,
            CASE WHEN s.ended OR coalesce(b.state, 'active') <> 'active'
                    OR s.paused AND (s.paused_until IS NULL OR s.paused_until > $5) THEN 100 ELSE 0 END
                + CASE WHEN $2 IS NULL OR $2 = ANY (s.takes) THEN 0 WHEN $3 = ANY (s.takes) THEN 10 ELSE 20 END
                + CASE WHEN s.believed_until IS NULL OR s.believed_until < $5 THEN 1 WHEN s.places > 0 THEN 0 ELSE 2 END
                AS rank
        {_FROM}
        WHERE ($1::text[] IS NULL OR s.kind = ANY ($1))
          AND ($2 IS NULL OR s.takes && ARRAY[$2, $3, '*'] AND ($4::text IS NULL OR s.scope = $4))
          AND ($6::text IS NULL OR s.audience = '' OR $6 = ANY (string_to_array(s.audience, E'\\n')))
          AND ($7::int IS NULL OR $7 BETWEEN coalesce(s.minimum_age, 0) AND coalesce(s.maximum_age, 200))
          AND ($8::text IS NULL OR $8 = ANY (string_to_array(s.languages, ' ')))
          AND ($9::date IS NULL OR coalesce(b.state, 'active') = 'active'
               AND NOT (s.paused AND (s.paused_until IS NULL OR s.paused_until > $9))
               AND EXISTS (SELECT FROM service_open o WHERE o.service = s.id AND o.weekday = $10 AND o.since <= $9
                           AND (o.before IS NULL OR o.before > $9)))
          AND (NOT $11::bool OR s.believed_until >= $5 AND s.places > 0)
          AND ($12::text IS NULL OR s.found_by @@ $12::text::tsquery OR b.found_by @@ $12::text::tsquery
               OR s.found_by @@ $13::text::tsquery AND b.found_by @@ $13::text::tsquery
                  AND (s.found_by || b.found_by) @@ $12::text::tsquery)
          AND ($14::uuid IS NULL OR s.body = $14)
          AND ($15::bool OR NOT s.ended AND coalesce(b.state, 'active') <> 'closed')
    ), page AS (
        SELECT * FROM ranked
        WHERE $16::int IS NULL OR (rank, sort_key, id) > ($16, $17, $18)
        ORDER BY rank, sort_key, id LIMIT $19
    )
    {_SELECT}, page.near, page.rank
    FROM page JOIN offered_service s ON s.id = page.id LEFT JOIN body b ON b.id = s.body
    ORDER BY page.rank, page.sort_key, page.id"""  # noqa: S608

# Where nothing narrows it, a list is read in Greek order, by its index.
_ALL = f"""
    {_SELECT}, 0, 0
    {_FROM}
    WHERE ($1::text IS NULL OR s.audience = '' OR $1 = ANY (string_to_array(s.audience, E'\\n')))
      AND ($2::int IS NULL OR $2 BETWEEN coalesce(s.minimum_age, 0) AND coalesce(s.maximum_age, 200))
      AND ($3::text IS NULL OR $3 = ANY (string_to_array(s.languages, ' ')))
      AND (NOT $4::bool OR s.believed_until >= $5 AND s.places > 0)
      AND ($6::bool OR NOT s.ended AND coalesce(b.state, 'active') <> 'closed')
      AND ($7::text IS NULL OR (s.sort_key, s.id) > ($7, $8))
    ORDER BY s.sort_key, s.id LIMIT $9"""


async def services(
    connection: Connection, asked: Question, *, after: tuple[int, str, UUID] | None, limit: int
) -> list[Offered]:
    """Those that fit: who takes people now before who does not, the nearest first, with a place before without.

    Where neither kind nor municipality, words, body or a day narrow it, all of them in Greek order.
    """
    await plan_each(connection)
    beginnings = _beginnings(asked.text)
    if asked.kinds is None and not any((asked.municipality, asked.open_on, beginnings, asked.body)):
        return await _all(connection, asked, after=after, limit=limit)
    unit, region = await _around(connection, asked.municipality)
    rows = await connection.fetch(
        _LIST,
        asked.kinds,
        asked.municipality,
        unit,
        region,
        asked.on,
        asked.audience,
        asked.age,
        asked.language,
        asked.open_on,
        asked.open_on.isoweekday() if asked.open_on else None,
        asked.with_place,
        " & ".join(beginnings) or None,
        " | ".join(beginnings) if len(beginnings) > 1 else None,
        asked.body,
        asked.gone_too,
        *(after or (None, None, None)),
        limit,
    )
    return [_ranked(row, near=asked.municipality is not None) for row in rows]


async def service(connection: Connection, id: UUID) -> Offered | None:  # noqa: A002
    """One service."""
    row = await connection.fetchrow(f"{_SELECT} {_FROM} WHERE s.id = $1", id)
    if row is None:
        return None
    *values, name, kind, state = row
    return Offered(ServiceRow(*values), name, kind, state)


_BODIES = f"""
    SELECT {BODY_COLUMNS} FROM body
    WHERE ($1::text IS NULL OR kind = $1) AND ($2::text IS NULL OR municipality = $2)
      AND ($3::text IS NULL OR found_by @@ $3::text::tsquery) AND ($4::bool OR state <> 'closed')
      AND ($5::text IS NULL OR (sort_key, id) > ($5, $6))
    ORDER BY sort_key, id LIMIT $7"""  # noqa: S608


async def bodies(
    connection: Connection,
    *,
    kind: str | None,
    municipality: str | None,
    text: str | None,
    gone_too: bool,
    after: tuple[str, UUID] | None,
    limit: int,
) -> list[BodyRow]:
    """Bodies in Greek order."""
    rows = await connection.fetch(_BODIES, kind, municipality, lexemes(text), gone_too, *(after or (None, None)), limit)
    return [BodyRow(*row) for row in rows]


async def body(connection: Connection, id: UUID) -> tuple[BodyRow, list[AgreementRow]] | None:  # noqa: A002
    """One body with its agreements, the newest first."""
    row = await connection.fetchrow(f"SELECT {BODY_COLUMNS} FROM body WHERE id = $1", id)  # noqa: S608
    if row is None:
        return None
    agreements = await connection.fetch(
        "SELECT id, body, subject, starts, until, ended_on FROM agreement WHERE body = $1 ORDER BY starts DESC, id", id
    )
    return BodyRow(*row), [AgreementRow(*each) for each in agreements]


async def unknown_places(
    queries: Queries, *, municipalities: Collection[str], units: Collection[str]
) -> tuple[set[str], set[str]]:
    """Which of these municipalities, and which of these regional units, were never entered."""
    known = await queries.fetch(
        "SELECT code, regional_unit FROM municipality"
        " WHERE code = ANY ($1::text[]) OR regional_unit = ANY ($2::text[])",
        list(municipalities),
        list(units),
    )
    return set(municipalities) - {row[0] for row in known}, set(units) - {row[1] for row in known}


def lexemes(text: str | None) -> str | None:
    """What was typed as a query for texts in which each of its words begins a word; None where it has none."""
    return " & ".join(_beginnings(text)) or None


def _beginnings(text: str | None) -> list[str]:
    """A query for each word that was typed: some word begins with it."""
    return [f"'{word}':*" for word in dict.fromkeys(words(text or ""))]


async def _all(
    connection: Connection, asked: Question, *, after: tuple[int, str, UUID] | None, limit: int
) -> list[Offered]:
    rows = await connection.fetch(
        _ALL,
        asked.audience,
        asked.age,
        asked.language,
        asked.with_place,
        asked.on,
        asked.gone_too,
        *(after[1:] if after else (None, None)),
        limit,
    )
    return [_ranked(row, near=False) for row in rows]


async def _around(connection: Connection, municipality: str | None) -> tuple[str | None, str | None]:
    """The regional unit and the region's scope path; None where the municipality was never entered."""
    row = await connection.fetchrow("SELECT regional_unit, scope FROM municipality WHERE code = $1", municipality)
    return (row[0], "/".join(row[1].split("/")[:2])) if row else (None, None)


def _ranked(row: Any, *, near: bool) -> Offered:  # noqa: ANN401 - a row of `_LIST`
    values: list[Any] = list(row)
    name, kind, state, distance, rank = values[-5:]
    return Offered(ServiceRow(*values[:-5]), name, kind, state, _NEAR[int(distance)] if near else None, int(rank))
