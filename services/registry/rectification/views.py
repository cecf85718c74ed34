"""Requests for rectification as those see them who answer."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.registry.rectification.domain import (
    MONTHS,
    RectificationDeclined,
    RectificationDone,
    RectificationExtended,
    RectificationRequested,
)
from shared.database import Connection
from shared.domain import months_after
from shared.envelope import Recorded
from shared.views import Key, View


@dataclass(frozen=True, slots=True)
class RectificationRow:
    """One request; `answer_by` is the last day, `recipients_told` and `why` say how it was answered."""

    id: UUID
    centre: str
    person: UUID
    text: str
    asked_by: str
    received_on: date
    answer_by: date
    state: str
    version: int
    answered_by: str | None = None
    answered_at: datetime | None = None
    why: str | None = None
    recipients_told: bool | None = None
    extended_why: str | None = None

    @property
    def extended(self) -> bool:
        """Whether the one extension was taken."""
        return self.answer_by > months_after(self.received_on, MONTHS)


def _project(_: Key, row: RectificationRow | None, recorded: Recorded[Any]) -> RectificationRow | None:
    event, metadata = recorded.event, recorded.metadata
    if isinstance(event, RectificationRequested):
        received = metadata.occurred_on
        return RectificationRow(
            recorded.id, metadata.scope, event.person, event.text, metadata.by, received,
            months_after(received, MONTHS), "open", recorded.version,
        )  # fmt: skip
    if row is None:
        return None
    row = replace(row, version=recorded.version)
    answered = {"answered_by": metadata.by, "answered_at": recorded.recorded_at}
    match event:
        case RectificationExtended(_, until, extended_why):
            return replace(row, answer_by=until, extended_why=extended_why)
        case RectificationDone(told):
            return replace(row, state="done", recipients_told=told, **answered)
        case RectificationDeclined(why):
            return replace(row, state="declined", why=why, **answered)
        case _:
            return row


_COLUMNS = """id, centre, person, text, asked_by, received_on, answer_by, state, version, answered_by, answered_at, why,
    recipients_told, extended_why"""

RECTIFICATIONS: View[Recorded[Any], RectificationRow] = View(
    row=RectificationRow,
    keys=lambda recorded: [(recorded.id,)] if recorded.stream.startswith("rectification-") else [],
    project=_project,
    tables=["rectification"],
    read=f"SELECT {_COLUMNS} FROM rectification WHERE id = ANY ($1::uuid[])",  # noqa: S608
    write=f"""
        INSERT INTO rectification ({_COLUMNS})
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::date[], $7::date[],
            $8::text[], $9::int[], $10::text[], $11::timestamptz[], $12::text[], $13::boolean[],
            $14::text[])
        ON CONFLICT (id) DO UPDATE SET
            (answer_by, state, version, answered_by, answered_at, why, recipients_told, extended_why)
            = (excluded.answer_by, excluded.state, excluded.version, excluded.answered_by, excluded.answered_at,
               excluded.why, excluded.recipients_told, excluded.extended_why)""",  # noqa: S608
    remove="DELETE FROM rectification WHERE id = ANY ($1::uuid[])",
    persons=("person",),
)

_LIST = f"""
    SELECT {_COLUMNS} FROM rectification
    WHERE ($1::uuid IS NULL OR person = $1) AND ($2 = 'all' OR state = 'open')
      AND ($3::date IS NULL OR (answer_by, id) > ($3, $4))
    ORDER BY answer_by, id LIMIT $5"""  # noqa: S608


async def rectifications(
    connection: Connection, *, person: UUID | None, state: str, after: tuple[date, UUID] | None, limit: int
) -> list[RectificationRow]:
    """Those of the caller's Centres, the most pressing first, following `after`."""
    rows = await connection.fetch(_LIST, person, state, *(after or (None, None)), limit)
    return [RectificationRow(*row) for row in rows]


async def rectification(connection: Connection, id: UUID) -> RectificationRow | None:  # noqa: A002
    """One of them, if the caller may know of it."""
    row = await connection.fetchrow(f"SELECT {_COLUMNS} FROM rectification WHERE id = $1", id)  # noqa: S608
    return RectificationRow(*row) if row else None
