"""What of bodies runs out: agreements, and what services said of their room."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.registry.bodies.domain import STALE_AFTER
from shared.database import Connection

_PLACE = "CASE WHEN {0}.municipality IS NULL THEN b.scope ELSE b.scope || '/' || {0}.municipality END"
"""Whose a body or service is: the municipality's of its seat, otherwise the region's."""

_WITHIN = "(place = $1 OR place LIKE $1 || '/%' OR (place LIKE '/%/%' AND $1 LIKE place || '/%'))"
"""On the scope and below it, and of the municipality above a Centre: what the whole region has, no Centre is asked."""

_BELIEVED_UNTIL = (
    "s.reported_on + CASE"
    + "".join(f" WHEN s.reported_on >= '{each.since}' THEN {each.days}" for each in reversed(STALE_AFTER))
    + f" ELSE {STALE_AFTER[0].days} END"
)
"""As `believed_until` of the domain: a region's services are too many to be asked one by one."""


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


async def unsaid(
    connection: Connection, scope: str, on: date, *, after: tuple[date, str, str] | None, limit: int
) -> list[Unsaid]:
    """Services at work whose last word on their room is too old to be believed on that day, the oldest word first.

    `after` is the day, the scope and the id of the one after which to begin.
    """
    rows = await connection.fetch(
        "SELECT id, name, place, day FROM ("  # noqa: S608
        f" SELECT s.id, s.name, {_PLACE.format('s')} AS place, {_BELIEVED_UNTIL} AS day"
        " FROM offered_service s JOIN body b ON b.id = s.body"
        " WHERE NOT s.ended AND b.state = 'active'"
        " AND NOT (s.paused AND (s.paused_until IS NULL OR s.paused_until > $2))) found"
        f" WHERE {_WITHIN} AND day < $2"
        ' AND ($3::date IS NULL OR (day, place COLLATE "C", id::text COLLATE "C") > ($3, $4, $5))'
        ' ORDER BY day, place COLLATE "C", id LIMIT $6',
        scope,
        on,
        *(after or (None, None, None)),
        limit,
    )
    return [Unsaid(*row) for row in rows]
