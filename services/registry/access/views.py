"""Openings as those see them who watch over who opens which file."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.registry.access.domain import (
    FileOpened,
    OpenedFrom,
    OpeningReviewed,
    Purpose,
    Reach,
    ReasonGiven,
    ReviewExplained,
)
from shared.database import Connection
from shared.envelope import Recorded
from shared.views import Key, View


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """One opening; `centre` keeps the file, `account` opened it at `at`."""

    id: UUID
    centre: str
    person: UUID
    account: str
    at: datetime
    until: datetime
    purpose: Purpose
    reach: Reach
    emergency: bool
    reference: str | None
    reason: str | None
    address: str | None
    reviewed_by: str | None
    reviewed_at: datetime | None
    justified: bool | None
    review: str | None
    version: int


def _project(_: Key, row: OpeningRow | None, recorded: Recorded[Any]) -> OpeningRow | None:
    event, metadata = recorded.event, recorded.metadata
    if isinstance(event, FileOpened):
        return OpeningRow(
            recorded.id,
            metadata.scope,
            event.person,
            metadata.by,
            recorded.recorded_at,
            event.until,
            event.purpose,
            event.reach,
            event.emergency,
            event.reference,
            None,
            None,
            None,
            None,
            None,
            None,
            recorded.version,
        )
    if row is None:
        return None
    row = replace(row, version=recorded.version)
    match event:
        case ReasonGiven(text=text):
            return replace(row, reason=text)
        case OpenedFrom(address=address):
            return replace(row, address=address)
        case OpeningReviewed(justified):
            return replace(row, justified=justified, reviewed_by=metadata.by, reviewed_at=recorded.recorded_at)
        case ReviewExplained(text=text):
            return replace(row, review=text)
        case _:
            return row


_COLUMNS = """id, centre, person, account, at, until, purpose, reach, emergency, reference, reason, address,
    reviewed_by, reviewed_at, justified, review, version"""

OPENINGS: View[Recorded[Any], OpeningRow] = View(
    row=OpeningRow,
    keys=lambda recorded: [(recorded.id,)] if recorded.stream.startswith("opening-") else [],
    project=_project,
    tables=["opening"],
    read=f"SELECT {_COLUMNS} FROM opening WHERE id = ANY ($1::uuid[])",  # noqa: S608
    write=f"""
        INSERT INTO opening ({_COLUMNS})
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::timestamptz[], $6::timestamptz[],
            $7::text[], $8::text[], $9::bool[], $10::text[], $11::text[], $12::text[], $13::text[], $14::timestamptz[],
            $15::bool[], $16::text[], $17::int[])
        ON CONFLICT (id) DO UPDATE SET
            (reason, address, reviewed_by, reviewed_at, justified, review, version)
            = (excluded.reason, excluded.address, excluded.reviewed_by, excluded.reviewed_at, excluded.justified,
               excluded.review, excluded.version)""",  # noqa: S608
    remove="DELETE FROM opening WHERE id = ANY ($1::uuid[])",
    persons=("person",),
)

_ONE = f"SELECT {_COLUMNS} FROM opening WHERE id = $1"  # noqa: S608
_LIST = f"""
    SELECT {_COLUMNS} FROM opening
    WHERE ($1::uuid IS NULL OR person = $1) AND ($2 = 'all' OR emergency AND ($2 = 'emergencies' OR justified IS NULL))
      AND ($3::timestamptz IS NULL OR (at, id) < ($3, $4))
    ORDER BY at DESC, id DESC LIMIT $5"""  # noqa: S608


async def openings(
    connection: Connection, *, person: UUID | None, state: str, after: tuple[datetime, UUID] | None, limit: int
) -> list[OpeningRow]:
    """The openings that the caller watches over, newest first; of one person, or those of a state."""
    return [OpeningRow(*row) for row in await connection.fetch(_LIST, person, state, *(after or (None, None)), limit)]


async def opening(connection: Connection, id: UUID) -> OpeningRow | None:  # noqa: A002
    """One opening, if the caller watches over it."""
    row = await connection.fetchrow(_ONE, id)
    return OpeningRow(*row) if row else None
