"""Figures as people ask for them: one Centre's month, the municipalities side by side, what is behind a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.database import Connection

_MERGED = """(indicator = 'people-registered'
    AND EXISTS (SELECT FROM alias WHERE fact.stream = 'person-' || alias.merged::text))"""
"""Whether a fact is the registration of a record that is read as another: one human is counted once."""

_COUNTED = """(
    SELECT scope, unit, month, indicator, code, count FROM cell
    UNION ALL
    SELECT fact.scope, fact.unit, fact.month, fact.indicator, fact.code, -1
    FROM (SELECT DISTINCT merged FROM alias) AS once
    JOIN fact ON fact.stream = 'person-' || once.merged::text AND fact.indicator = 'people-registered')"""
"""The cells, less the registrations of merged records."""

_OF_MONTHS = f"""
    SELECT month, indicator, sum(count)::int FROM {_COUNTED} counted
    WHERE (scope = $1 OR starts_with(scope, $1 || '/')) AND month = ANY ($2::date[])
    GROUP BY month, indicator"""  # noqa: S608

_BREAKDOWN = f"""
    SELECT code, sum(count)::int AS total FROM {_COUNTED} counted
    WHERE (scope = $1 OR starts_with(scope, $1 || '/')) AND month = $2 AND indicator = $3
    GROUP BY code ORDER BY total DESC, code"""  # noqa: S608

_UNITS = f"""
    SELECT c.unit, coalesce(u.name, ''), sum(c.count)::int AS total
    FROM {_COUNTED} c LEFT JOIN unit u ON u.id::text = c.unit
    WHERE (c.scope = $1 OR starts_with(c.scope, $1 || '/')) AND c.month = $2 AND c.indicator = 'visits'
    GROUP BY 1, 2 ORDER BY total DESC, 1"""  # noqa: S608

_SERVICE_KINDS = f"""
    SELECT coalesce(s.kind, 'other'), sum(c.count)::int AS total
    FROM {_COUNTED} c LEFT JOIN offered_service s ON s.id::text = c.code
    WHERE (c.scope = $1 OR starts_with(c.scope, $1 || '/')) AND c.month = $2 AND c.indicator = 'referrals-sent'
    GROUP BY 1 ORDER BY total DESC, 1"""  # noqa: S608

_MUNICIPALITIES = """
    SELECT code, scope, name, short_name, regional_unit, residents FROM municipality ORDER BY name"""

_COMPARED = f"""
    SELECT split_part(scope, '/', 3), month, sum(count)::int FROM {_COUNTED} counted
    WHERE month = ANY ($1::date[]) AND indicator = $2 GROUP BY 1, 2"""  # noqa: S608

_BEHIND = f"""
    SELECT source, position, stream, day, unit, code FROM fact
    WHERE (scope = $1 OR starts_with(scope, $1 || '/')) AND month = $2 AND indicator = $3 AND NOT {_MERGED}
      AND ($4::date IS NULL OR (day, source, position) > ($4, $5, $6))
    ORDER BY day, source, position LIMIT $7"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality to compare."""

    code: str
    scope: str
    name: str
    short_name: str
    regional_unit: str
    residents: int


@dataclass(frozen=True, slots=True)
class Behind:
    """One event behind a figure."""

    source: str
    position: int
    stream: str
    day: date
    unit: str
    code: str


async def of_months(connection: Connection, scope: str, months: Sequence[date]) -> dict[tuple[date, str], int]:
    """The count of each indicator in each of these months, under that scope."""
    return {(row[0], row[1]): row[2] for row in await connection.fetch(_OF_MONTHS, scope, list(months))}


async def breakdown(connection: Connection, scope: str, month: date, indicator: str) -> list[tuple[str, int]]:
    """One indicator's codes in a month, largest first."""
    return [(row[0], row[1]) for row in await connection.fetch(_BREAKDOWN, scope, month, indicator)]


async def by_unit(connection: Connection, scope: str, month: date) -> list[tuple[str, str, int]]:
    """Visits by unit: its id, its name and the count."""
    return [(row[0], row[1], row[2]) for row in await connection.fetch(_UNITS, scope, month)]


async def by_service_kind(connection: Connection, scope: str, month: date) -> list[tuple[str, int]]:
    """Referrals sent, by the kind of service."""
    return [(row[0], row[1]) for row in await connection.fetch(_SERVICE_KINDS, scope, month)]


async def municipalities(connection: Connection) -> list[Municipality]:
    """All municipalities of the region, by name."""
    return [Municipality(*row) for row in await connection.fetch(_MUNICIPALITIES)]


async def compared(connection: Connection, months: Sequence[date], indicator: str) -> dict[tuple[str, date], int]:
    """The count of an indicator in each municipality (by code) and month that the caller may see."""
    return {(row[0], row[1]): row[2] for row in await connection.fetch(_COMPARED, list(months), indicator)}


async def behind(
    connection: Connection,
    scope: str,
    month: date,
    indicator: str,
    after: tuple[date, str, int] | None,
    limit: int,
) -> list[Behind]:
    """The events behind a figure, in order, following `after`."""
    rows = await connection.fetch(_BEHIND, scope, month, indicator, *(after or (None, None, None)), limit)
    return [Behind(*row) for row in rows]
