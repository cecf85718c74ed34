"""Visits as people look at them: the day's list, a person's course, what still wants an answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.intake.domain import VisitClosed, VisitLinked, VisitReceived
from shared.aliases import OF_PERSON, WHOSE
from shared.database import Connection
from shared.envelope import Recorded
from shared.views import Key, View


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit; `day` is when it happened, `received_by` the account that recorded it."""

    id: UUID
    centre: str
    unit: UUID | None
    topic: str
    channel: str
    person: UUID | None
    day: date
    received_at: datetime
    received_by: str
    outcome: str | None
    version: int


def _project(_: Key, row: VisitRow | None, recorded: Recorded[Any]) -> VisitRow | None:
    event, metadata = recorded.event, recorded.metadata
    if isinstance(event, VisitReceived):
        return VisitRow(
            recorded.id,
            metadata.scope,
            metadata.unit,
            event.topic,
            event.channel,
            event.person,
            metadata.occurred_on,
            recorded.recorded_at,
            metadata.by,
            None,
            recorded.version,
        )
    if row is None:
        return None
    match event:
        case VisitLinked():
            return replace(row, person=event.person, version=recorded.version)
        case VisitClosed():
            return replace(row, outcome=event.outcome, version=recorded.version)
        case _:
            return row


VISITS: View[Recorded[Any], VisitRow] = View(
    row=VisitRow,
    keys=lambda recorded: [(recorded.id,)],
    project=_project,
    tables=["visit"],
    read="""
        SELECT id, centre, unit, topic, channel, person, day, received_at, received_by, outcome, version
        FROM visit WHERE id = ANY ($1::uuid[])""",
    write="""
        INSERT INTO visit (id, centre, unit, topic, channel, person, day, received_at, received_by, outcome, version)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::date[],
                             $8::timestamptz[], $9::text[], $10::text[], $11::int[])
        ON CONFLICT (id) DO UPDATE
            SET (person, outcome, version) = (excluded.person, excluded.outcome, excluded.version)""",
    remove="DELETE FROM visit WHERE id = ANY ($1::uuid[])",
    persons=("person",),
)

_PERSON = WHOSE.format(table="visit")
_COLUMNS = f"id, centre, unit, topic, channel, {_PERSON} AS person, day, received_at, received_by, outcome, version"
_LIST = f"""
    SELECT page.* FROM reached('basic', 'visit') AS own (centre) CROSS JOIN LATERAL (
        SELECT {_COLUMNS} FROM visit
        WHERE visit.centre = own.centre AND ($1::date IS NULL OR day = $1)
          AND CASE $2 WHEN 'open' THEN outcome IS NULL WHEN 'unlinked' THEN person IS NULL ELSE true END
          AND ($3::date IS NULL OR (day, received_at, id) < ($3, $4, $5))
        ORDER BY day DESC, received_at DESC, id DESC LIMIT $6) AS page
    ORDER BY day DESC, received_at DESC, id DESC LIMIT $6"""  # noqa: S608
_HIS = OF_PERSON.format(table="visit")
_OF_PERSON = f"SELECT {_COLUMNS} FROM visit WHERE {_HIS} ORDER BY day DESC, received_at DESC LIMIT $2"  # noqa: S608
_COUNT = f"SELECT count(*) FROM visit WHERE {_HIS}"  # noqa: S608
_SINCE = f"""
    SELECT {_COLUMNS} FROM visit WHERE {_HIS} AND received_at > $2 ORDER BY received_at DESC LIMIT $3"""  # noqa: S608
_ONE = f"SELECT {_COLUMNS} FROM visit WHERE id = $1"  # noqa: S608
_UNLINKED = f"""
    SELECT page.* FROM reached('basic', 'visit') AS own (centre) CROSS JOIN LATERAL (
        SELECT {_COLUMNS} FROM visit
        WHERE visit.centre = own.centre AND person IS NULL AND outcome IS NULL AND day >= $1 AND day <= $2
        ORDER BY day, received_at LIMIT $3) AS page
    ORDER BY day, received_at LIMIT $3"""  # noqa: S608


async def visits(
    connection: Connection, *, day: date | None, state: str, after: tuple[date, datetime, UUID] | None, limit: int
) -> list[VisitRow]:
    """The visits that the caller may see, newest first, following `after`."""
    rows = await connection.fetch(_LIST, day, state, *(after or (None, None, None)), limit)
    return [VisitRow(*row) for row in rows]


async def visits_of(connection: Connection, known: Sequence[UUID], limit: int) -> list[VisitRow]:
    """The visits of a person with these ids, newest first."""
    return [VisitRow(*row) for row in await connection.fetch(_OF_PERSON, list(known), limit)]


async def count_of(connection: Connection, known: Sequence[UUID]) -> int:
    """How many visits a person with these ids has."""
    return await connection.fetchval(_COUNT, list(known))


async def visits_since(connection: Connection, known: Sequence[UUID], at: datetime, limit: int) -> list[VisitRow]:
    """The visits of a person with these ids that were recorded after that moment, newest first."""
    return [VisitRow(*row) for row in await connection.fetch(_SINCE, list(known), at, limit)]


async def visit(connection: Connection, id: UUID) -> VisitRow | None:  # noqa: A002
    """One visit, if the caller may see it."""
    row = await connection.fetchrow(_ONE, id)
    return VisitRow(*row) if row else None


async def unlinked(connection: Connection, since: date, until: date, limit: int) -> list[VisitRow]:
    """Open visits of which nobody knows yet who came, oldest first."""
    return [VisitRow(*row) for row in await connection.fetch(_UNLINKED, since, until, limit)]
