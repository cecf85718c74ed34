"""Erasures as those see them who decide on them, and as they are certified. Ids, codes and days alone."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from services.registry.erasure.domain import (
    ErasureApproved,
    ErasureCertified,
    ErasureConfirmed,
    ErasureHeld,
    ErasureRequested,
    ErasureWithdrawn,
    HoldEnded,
    LastPaymentSaid,
)
from shared.database import Connection
from shared.envelope import Recorded
from shared.views import Key, View

Holds = tuple[tuple[str, date, str], ...]


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """One erasure; `holds` is JSON of (why, until, source), `confirmed` services and `others` ids, by commas."""

    id: UUID
    centre: str
    person: UUID
    state: str
    basis: str
    identity: str
    requested_by: str
    requested_at: datetime
    holds: str = "[]"
    held_until: date | None = None
    approved_by: str | None = None
    approved_at: datetime | None = None
    confirmed: str = ""
    certified_at: datetime | None = None
    remains: str = ""
    backups_until: date | None = None
    version: int = 1
    others: str = ""
    asks_for_payment: bool = False

    @property
    def known_holds(self) -> Holds:
        """The holds that have not ended."""
        return msgspec.json.decode(self.holds, type=Holds)


def _project(_: Key, row: ErasureRow | None, recorded: Recorded[Any]) -> ErasureRow | None:
    event, metadata = recorded.event, recorded.metadata
    if isinstance(event, ErasureRequested):
        return ErasureRow(
            id=recorded.id,
            centre=metadata.scope,
            person=event.person,
            state="requested",
            basis=event.basis,
            identity=event.identity,
            requested_by=metadata.by,
            requested_at=recorded.recorded_at,
            others=",".join(map(str, event.others)),
            asks_for_payment=event.identity == "not-asked",
        )
    return None if row is None else replace(_evolved(row, recorded), version=recorded.version)


def _evolved(row: ErasureRow, recorded: Recorded[Any]) -> ErasureRow:
    match recorded.event:
        case ErasureHeld(why, until, source):
            holds = (*row.known_holds, (why, until, source))
            return replace(
                row,
                state="held",
                holds=msgspec.json.encode(holds).decode(),
                held_until=max(day for _, day, _ in holds),
            )
        case HoldEnded():
            return replace(row, state="requested", holds="[]", held_until=None)
        case LastPaymentSaid():
            return replace(row, asks_for_payment=False)
        case ErasureApproved():
            return replace(row, state="approved", approved_by=recorded.metadata.by, approved_at=recorded.recorded_at)
        case ErasureWithdrawn():
            return replace(row, state="withdrawn")
        case ErasureConfirmed(service):
            return replace(row, confirmed=",".join(filter(None, (row.confirmed, service))))
        case ErasureCertified(remains, backups_until):
            return replace(
                row,
                state="certified",
                certified_at=recorded.recorded_at,
                remains=",".join(remains),
                backups_until=backups_until,
            )
        case _:
            return row


_COLUMNS = """id, centre, person, state, basis, identity, requested_by, requested_at, holds, held_until, approved_by,
    approved_at, confirmed, certified_at, remains, backups_until, version, others, asks_for_payment"""

ERASURES: View[Recorded[Any], ErasureRow] = View(
    row=ErasureRow,
    keys=lambda recorded: [(recorded.id,)] if recorded.stream.startswith("erasure-") else [],
    project=_project,
    tables=["erasure"],
    read=f"SELECT {_COLUMNS} FROM erasure WHERE id = ANY ($1::uuid[])",  # noqa: S608
    write=f"""
        INSERT INTO erasure ({_COLUMNS})
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::timestamptz[], $9::text[], $10::date[], $11::text[], $12::timestamptz[], $13::text[],
            $14::timestamptz[], $15::text[], $16::date[], $17::int[], $18::text[], $19::bool[])
        ON CONFLICT (id) DO UPDATE SET
            (state, holds, held_until, approved_by, approved_at, confirmed, certified_at, remains, backups_until,
             version, asks_for_payment)
            = (excluded.state, excluded.holds, excluded.held_until, excluded.approved_by, excluded.approved_at,
               excluded.confirmed, excluded.certified_at, excluded.remains, excluded.backups_until,
               excluded.version, excluded.asks_for_payment)""",  # noqa: S608
    remove="DELETE FROM erasure WHERE id = ANY ($1::uuid[])",
)
"""No row of it goes with the person: it is the certificate, and names nobody."""

_ONE = f"SELECT {_COLUMNS} FROM erasure WHERE id = $1"  # noqa: S608
_LIST = f"""
    SELECT {_COLUMNS} FROM erasure
    WHERE ($1::uuid IS NULL OR person = ANY (known_as($1))) AND ($2 = 'all' OR state NOT IN ('withdrawn', 'certified'))
      AND ($3::timestamptz IS NULL OR (requested_at, id) < ($3, $4))
    ORDER BY requested_at DESC, id DESC LIMIT $5"""  # noqa: S608


async def erasures(
    connection: Connection, *, person: UUID | None, state: str, after: tuple[datetime, UUID] | None, limit: int
) -> list[ErasureRow]:
    """The erasures that the caller decides on, newest first."""
    return [ErasureRow(*row) for row in await connection.fetch(_LIST, person, state, *(after or (None, None)), limit)]


async def erasure(connection: Connection, id: UUID) -> ErasureRow | None:  # noqa: A002
    """One erasure, if the caller may know of it."""
    row = await connection.fetchrow(_ONE, id)
    return ErasureRow(*row) if row else None
