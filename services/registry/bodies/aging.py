"""What of bodies runs out: agreements, and what services said of their room."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.registry.bodies.domain import believed_since
from shared.database import Connection

_PLACE = "CASE WHEN {0}.municipality IS NULL THEN b.scope ELSE b.scope || '/' || {0}.municipality END"
"""Whose a body or service is: the municipality's of its seat, otherwise the region's."""

_WITHIN = "(place = $1 OR place LIKE $1 || '/%' OR (place LIKE '/%/%' AND $1 LIKE place || '/%'))"
"""On the scope and below it, and of the municipality above a Centre: what the whole region has, no Centre is asked."""


@dataclass(frozen=True, slots=True)
class RunningOut:
    """An agreement with a body that has an end; `scope` is the body's municipality, or its region."""

    body: UUID
    name: str
    scope: str
    until: date


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A service that said on that day what room it had, and nothing since."""

    service: UUID
    name: str
    scope: str
    reported_on: date


async def running_out(connection: Connection, scope: str, by: date) -> list[RunningOut]:
    """Agreements that end by that day, or did, unless somebody ended them or the same goes on by a later one."""
    rows = await connection.fetch(
        "SELECT body, name, place, until FROM ("  # noqa: S608
        f" SELECT a.body, b.name, {_PLACE.format('b')} AS place, a.until"
        " FROM agreement a JOIN body b ON b.id = a.body"
        " WHERE a.ended_on IS NULL AND a.until <= $2 AND b.state <> 'closed' AND NOT EXISTS ("
        "  SELECT FROM agreement later WHERE later.body = a.body AND later.subject = a.subject"
        "  AND later.ended_on IS NULL AND (later.until IS NULL OR later.until > a.until))) found"
        f" WHERE {_WITHIN} ORDER BY until, body",
        scope,
        by,
    )
    return [RunningOut(*row) for row in rows]


async def unsaid(connection: Connection, scope: str, on: date) -> list[Unsaid]:
    """Services at work whose last word on their room is too old to be believed on that day."""
    rows = await connection.fetch(
        "SELECT id, name, place, reported_on FROM ("  # noqa: S608
        f" SELECT s.id, s.name, {_PLACE.format('s')} AS place, s.reported_on"
        " FROM offered_service s JOIN body b ON b.id = s.body"
        " WHERE NOT s.ended AND s.reported_on < $2 AND b.state = 'active'"
        " AND NOT (s.paused AND (s.paused_until IS NULL OR s.paused_until > $3))) found"
        f" WHERE {_WITHIN} ORDER BY reported_on, id",
        scope,
        believed_since(on),
        on,
    )
    return [Unsaid(*row) for row in rows]
