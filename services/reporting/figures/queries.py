"""Figures as people ask for them: one Centre's month, the municipalities side by side, what is behind a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.database import Connection

_OF_MONTHS = """
    SELECT month, indicator, sum(count)::int FROM cell
    WHERE (scope = $1 OR starts_with(scope, $1 || '/')) AND month = ANY ($2::date[])
    GROUP BY month, indicator"""

_BREAKDOWN = """
    SELECT code, sum(count)::int AS total FROM cell
    WHERE (scope = $1 OR starts_with(scope, $1 || '/')) AND month = $2 AND indicator = $3
    GROUP BY code ORDER BY total DESC, code"""

_UNITS = """
    SELECT c.unit, coalesce(u.name, ''), sum(c.count)::int AS total
    FROM cell c LEFT JOIN unit u ON u.id::text = c.unit
    WHERE (c.scope = $1 OR starts_with(c.scope, $1 || '/')) AND c.month = $2 AND c.indicator = 'visits'
    GROUP BY 1, 2 ORDER BY total DESC, 1"""

_SERVICE_KINDS = """
    SELECT coalesce(s.kind, 'other'), sum(c.count)::int AS total
    FROM cell c LEFT JOIN offered_service s ON s.id::text = c.code
    WHERE (c.scope = $1 OR starts_with(c.scope, $1 || '/')) AND c.month = $2 AND c.indicator = 'referrals-sent'
    GROUP BY 1 ORDER BY total DESC, 1"""

_MUNICIPALITIES = """
    SELECT code, scope, name, short_name, regional_unit, residents FROM municipality ORDER BY name"""

_COMPARED = """
    SELECT split_part(scope, '/', 3), month, sum(count)::int FROM cell
    WHERE month = ANY ($1::date[]) AND indicator = $2 GROUP BY 1, 2"""

_BEHIND = """
    SELECT source, position, stream, day, unit, code FROM fact
    WHERE (scope = $1 OR starts_with(scope, $1 || '/')) AND month = $2 AND indicator = $3
      AND ($4::date IS NULL OR (day, source, position) > ($4, $5, $6))
    ORDER BY day, source, position LIMIT $7"""


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
