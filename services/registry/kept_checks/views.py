"""Kept pre-checks as they are listed in a person's file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from services.registry.kept_checks.domain import PreCheckKept, PreCheckWithdrawn, ProgrammeSaid
from shared.database import Connection
from shared.envelope import Recorded
from shared.views import Key, View


@dataclass(frozen=True, slots=True)
class KeptCheckRow:
    """One kept pre-check; `facts` and `said` are JSON, `day` is the one whose rules were used."""

    id: UUID
    centre: str
    person: UUID
    day: date
    facts: str
    said: str
    kept_by: str
    kept_at: datetime
    version: int

    @property
    def declared(self) -> Mapping[str, int | bool]:
        """The facts, by their codes."""
        return msgspec.json.decode(self.facts, type=dict[str, int | bool])

    @property
    def programmes(self) -> Sequence[ProgrammeSaid]:
        """What each programme's version said."""
        return msgspec.json.decode(self.said, type=tuple[ProgrammeSaid, ...])


def _project(_: Key, row: KeptCheckRow | None, recorded: Recorded[Any]) -> KeptCheckRow | None:
    match recorded.event:
        case PreCheckKept(person, on, facts, said):
            return KeptCheckRow(
                recorded.id,
                recorded.metadata.scope,
                person,
                on,
                msgspec.json.encode(facts).decode(),
                msgspec.json.encode(said).decode(),
                recorded.metadata.by,
                recorded.recorded_at,
                recorded.version,
            )
        case PreCheckWithdrawn():
            return None
        case _:
            return row


_COLUMNS = "id, centre, person, day, facts, said, kept_by, kept_at, version"

KEPT_CHECKS: View[Recorded[Any], KeptCheckRow] = View(
    row=KeptCheckRow,
    keys=lambda recorded: [(recorded.id,)] if recorded.stream.startswith("precheck-") else [],
    project=_project,
    tables=["kept_check"],
    read=f"SELECT {_COLUMNS} FROM kept_check WHERE id = ANY ($1::uuid[])",  # noqa: S608
    write=f"""
        INSERT INTO kept_check ({_COLUMNS})
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::date[], $5::text[], $6::text[], $7::text[],
            $8::timestamptz[], $9::int[])
        ON CONFLICT (id) DO UPDATE SET version = excluded.version""",  # noqa: S608
    remove="DELETE FROM kept_check WHERE id = ANY ($1::uuid[])",
    persons=("person",),
)


async def kept_of(connection: Connection, known: Sequence[UUID]) -> list[KeptCheckRow]:
    """Those in a person's file, newest first; `known` are all ids of the person."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM kept_check WHERE person = ANY ($1) ORDER BY kept_at DESC, id DESC LIMIT 200",  # noqa: S608
        known,
    )
    return [KeptCheckRow(*row) for row in rows]


async def kept_check(connection: Connection, known: Sequence[UUID], id: UUID) -> KeptCheckRow | None:  # noqa: A002
    """One of them, if the caller may see it."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM kept_check WHERE id = $1 AND person = ANY ($2)",  # noqa: S608
        id,
        known,
    )
    return KeptCheckRow(*row) if row else None
