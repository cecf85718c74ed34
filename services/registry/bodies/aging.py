"""What of bodies runs out: agreements, and what services said of their room."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.database import Connection

_PLACE = "CASE WHEN {0}.municipality IS NULL THEN b.scope ELSE b.scope || '/' || {0}.municipality END"
"""Whose a body or service is: the municipality's of its seat, otherwise the region's."""


@dataclass(frozen=True, slots=True)
class RunningOut:
    """An agreement with a body that has an end; `scope` is the body's municipality, or its region."""

    body: UUID
    name: str
    scope: str
    until: date


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A service that said what room it had, which was believed until that day, and nothing since."""

    service: UUID
    name: str
    scope: str
    believed_until: date


async def running_out(connection: Connection, scope: str, by: date) -> list[RunningOut]:
    """Agreements that end by that day, or did, unless somebody ended them or the same goes on by a later one."""
    rows = await connection.fetch(
        f"SELECT a.body, b.name, {_PLACE.format('b')}, a.until"  # noqa: S608
        " FROM agreement a JOIN body b ON b.id = a.body"
        " WHERE b.scope = $1 AND ($2::text IS NULL OR b.municipality = $2)"
        " AND a.ended_on IS NULL AND a.until <= $3 AND b.state <> 'closed' AND NOT EXISTS ("
        "  SELECT FROM agreement later WHERE later.body = a.body AND later.subject = a.subject"
        "  AND later.ended_on IS NULL AND (later.until IS NULL OR later.until > a.until))"
        " ORDER BY a.until, a.body",
        *_asked(scope),
        by,
    )
    return [RunningOut(*row) for row in rows]


async def unsaid(
    connection: Connection, scope: str, on: date, *, after: tuple[date, str, str] | None, limit: int
) -> list[Unsaid]:
    """Services at work whose last word on their room is too old to be believed on that day, the oldest word first.

    `after` is the day, the scope and the id of the one after which to begin.
    """
    rows = await connection.fetch(
        "SELECT * FROM ("  # noqa: S608
        f" SELECT s.id, s.name, {_PLACE.format('s')} AS place, s.believed_until"
        " FROM offered_service s JOIN body b ON b.id = s.body"
        " WHERE b.scope = $1 AND ($2::text IS NULL OR s.municipality = $2)"
        " AND NOT s.ended AND b.state = 'active' AND NOT (s.paused AND (s.paused_until IS NULL OR s.paused_until > $3))"
        " AND s.believed_until < $3 AND ($4::date IS NULL OR s.believed_until >= $4)) found"
        ' WHERE $4 IS NULL OR (believed_until, place COLLATE "C", id::text COLLATE "C") > ($4, $5, $6)'
        ' ORDER BY believed_until, place COLLATE "C", id LIMIT $7',
        *_asked(scope),
        on,
        *(after or (None, None, None)),
        limit,
    )
    return [Unsaid(*row) for row in rows]


def _asked(scope: str) -> tuple[str, str | None]:
    """The region, and the municipality's code where it is asked, or above a Centre that is.

    What the whole region has, no municipality and no Centre is asked.
    """
    _, region, *below = scope.split("/")
    return f"/{region}", below[0] if below else None
