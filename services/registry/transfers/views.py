"""Transfers as both Centres look at them."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.registry.transfers.domain import (
    PersonTransferred,
    TransferDeclined,
    TransferProposed,
    TransferWithdrawn,
)
from shared.database import Connection
from shared.envelope import Recorded
from shared.views import Key, View


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A transfer. Who it is about is named to both Centres, since the other one must be able to answer."""

    id: UUID
    person: UUID
    from_centre: str
    to_centre: str
    label: str
    born_on: date | None
    proposed_at: datetime
    proposed_by: str
    state: str
    into: UUID | None
    why: str | None
    version: int


def _project(_: Key, row: TransferRow | None, recorded: Recorded[Any]) -> TransferRow | None:
    event = recorded.event
    if isinstance(event, TransferProposed):
        return TransferRow(
            recorded.id,
            event.person,
            event.from_centre,
            event.to_centre,
            event.label,
            date.fromisoformat(event.born_on) if event.born_on else None,
            recorded.recorded_at,
            recorded.metadata.by,
            "proposed",
            None,
            None,
            recorded.version,
        )
    if row is None:
        return None
    row = replace(row, version=recorded.version)
    match event:
        case PersonTransferred(into):
            return replace(row, state="transferred", into=into)
        case TransferDeclined(why):
            return replace(row, state="declined", why=why)
        case TransferWithdrawn():
            return replace(row, state="withdrawn")
        case _:
            return row


_COLUMNS = (
    """id, person, from_centre, to_centre, label, born_on, proposed_at, proposed_by, state, "into", why, version"""
)
TRANSFERS: View[Recorded[Any], TransferRow] = View(
    row=TransferRow,
    keys=lambda recorded: [(recorded.id,)] if recorded.stream.startswith("transfer-") else [],
    project=_project,
    tables=["transfer"],
    read=f"SELECT {_COLUMNS} FROM transfer WHERE id = ANY ($1::uuid[])",  # noqa: S608
    write=f"""
        INSERT INTO transfer ({_COLUMNS})
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::date[], $7::timestamptz[],
            $8::text[], $9::text[], $10::uuid[], $11::text[], $12::int[])
        ON CONFLICT (id) DO UPDATE SET (state, "into", why, version)
            = (excluded.state, excluded."into", excluded.why, excluded.version)""",  # noqa: S608
    remove="DELETE FROM transfer WHERE id = ANY ($1::uuid[])",
    persons=("person",),
)

_LIST = f"""
    SELECT {_COLUMNS} FROM transfer
    WHERE ($1 = 'all' OR state = 'proposed') AND ($2::timestamptz IS NULL OR (proposed_at, id) < ($2, $3))
    ORDER BY proposed_at DESC, id DESC LIMIT $4"""  # noqa: S608


async def transfers(
    connection: Connection, *, state: str, after: tuple[datetime, UUID] | None, limit: int
) -> list[TransferRow]:
    """The transfers from and to the caller's Centres, newest first, following `after`."""
    rows = await connection.fetch(_LIST, state, *(after or (None, None)), limit)
    return [TransferRow(*row) for row in rows]


async def transfer(connection: Connection, id: UUID) -> TransferRow | None:  # noqa: A002
    """One transfer, if the caller may know of it."""
    row = await connection.fetchrow(f"SELECT {_COLUMNS} FROM transfer WHERE id = $1", id)  # noqa: S608
    return TransferRow(*row) if row else None
