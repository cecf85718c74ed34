"""Imports as who brought them in sees them, and the rows of their files."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from services.registry.imports.domain import (
    ImportConfirmed,
    ImportDropped,
    ImportEnded,
    ImportForeseen,
    ImportOpened,
    Kind,
)
from shared.database import Connection
from shared.envelope import Recorded
from shared.views import Key, View

State = Literal["opened", "foreseen", "confirmed", "ended", "dropped"]
Shown = Literal["new", "changed", "same", "wrong", "refused"]
"""Which rows are asked for: by what they would do, or those that were refused when they were to be written."""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One import; `columns` and `grants` are parted by spaces. `by` opened it and then confirmed it, with `grants`."""

    id: UUID
    scope: str
    by: str
    kind: Kind
    format: str
    encoding: str | None
    separator: str | None
    columns: str
    grants: str
    rows: int
    state: State
    new: int
    changed: int
    same: int
    wrong: int
    written: int
    refused: int
    opened_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row of a file; `cells`, `foreseen` and `problem` are JSON. `outcome` is `written` or `refused`."""

    number: int
    cells: str
    effect: str | None = None
    foreseen: str | None = None
    outcome: Literal["written", "refused"] | None = None
    problem: str | None = None


def _project(_: Key, row: ImportRow | None, recorded: Recorded[Any]) -> ImportRow | None:
    if row is not None and recorded.version <= row.version:
        return row
    event, metadata = recorded.event, recorded.metadata
    if isinstance(event, ImportOpened):
        return ImportRow(
            recorded.id, metadata.scope, metadata.by, event.kind, event.format, event.encoding, event.separator,
            " ".join(column or "-" for column in event.columns), " ".join(event.grants), event.rows, "opened",
            0, 0, 0, 0, 0, 0, recorded.recorded_at, recorded.version,
        )  # fmt: skip
    if row is None:
        return None
    row = replace(row, version=recorded.version)
    match event:
        case ImportForeseen(new, changed, same, wrong):
            return replace(row, state="foreseen", new=new, changed=changed, same=same, wrong=wrong)
        case ImportConfirmed(grants):
            return replace(row, state="confirmed", by=recorded.metadata.by, grants=" ".join(grants))
        case ImportDropped():
            return replace(row, state="dropped")
        case ImportEnded(written, refused):
            return replace(row, state="ended", written=written, refused=refused)
        case _:
            return row


_COLUMNS = """id, scope, by, kind, format, encoding, separator, columns, grants, rows, state, new, changed, same, wrong,
    written, refused, opened_at, version"""

IMPORTS: View[Recorded[Any], ImportRow] = View(
    row=ImportRow,
    keys=lambda recorded: [(recorded.id,)] if recorded.stream.startswith("import-") else [],
    project=_project,
    tables=["import"],
    read=f"SELECT {_COLUMNS} FROM import WHERE id = ANY ($1::uuid[])",  # noqa: S608
    write=f"""
        INSERT INTO import ({_COLUMNS})
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::text[], $9::text[], $10::int[], $11::text[], $12::int[], $13::int[], $14::int[], $15::int[],
            $16::int[], $17::int[], $18::timestamptz[], $19::int[])
        ON CONFLICT (id) DO UPDATE SET (by, grants, state, new, changed, same, wrong, written, refused, version)
            = (excluded.by, excluded.grants, excluded.state, excluded.new, excluded.changed, excluded.same,
               excluded.wrong, excluded.written, excluded.refused, excluded.version)""",  # noqa: S608
    remove="DELETE FROM import WHERE id = ANY ($1::uuid[])",
)


async def imports(connection: Connection, after: tuple[datetime, UUID] | None, limit: int) -> list[ImportRow]:
    """Those that the caller may know of, the newest first."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM import WHERE $1::timestamptz IS NULL OR (opened_at, id) < ($1, $2)"  # noqa: S608
        " ORDER BY opened_at DESC, id DESC LIMIT $3",
        *(after or (None, None)),
        limit,
    )
    return [ImportRow(*row) for row in rows]


async def one_import(connection: Connection, id: UUID) -> ImportRow | None:  # noqa: A002
    """One of them, if the caller may know of it."""
    row = await connection.fetchrow(f"SELECT {_COLUMNS} FROM import WHERE id = $1", id)  # noqa: S608
    return ImportRow(*row) if row else None


async def rows_kept(connection: Connection, id: UUID) -> list[FileRow]:  # noqa: A002
    """All rows of its file, in their order."""
    rows = await connection.fetch(
        "SELECT number, cells, effect, foreseen, outcome, problem FROM import_row WHERE import = $1 ORDER BY number", id
    )
    return [FileRow(*row) for row in rows]


async def progress(connection: Connection, row: ImportRow) -> int | None:
    """How many of its rows were looked at, or written or refused, while it is at work; None where it is not."""
    counted = {"opened": "effect", "confirmed": "outcome"}.get(row.state)
    if counted is None:
        return None
    return await connection.fetchval(f"SELECT count({counted}) FROM import_row WHERE import = $1", row.id)  # noqa: S608


async def rows_of(connection: Connection, id: UUID, only: Shown | None, after: int, limit: int) -> list[FileRow]:  # noqa: A002
    """Rows of its file after that number, in their order; those of one effect, or the refused, where one asks."""
    rows = await connection.fetch(
        "SELECT number, cells, effect, foreseen, outcome, problem FROM import_row WHERE import = $1 AND number > $2"
        " AND ($3::text IS NULL OR effect = $3 AND $3 <> 'refused' OR outcome = $3) ORDER BY number LIMIT $4",
        id,
        after,
        only,
        limit,
    )
    return [FileRow(*row) for row in rows]


async def keep(connection: Connection, id: UUID, scope: str, rows: Sequence[tuple[int, str]]) -> None:  # noqa: A002
    """Keeps what a file's rows say, by their numbers, as JSON; those that are there stay as they are."""
    await connection.execute(
        "INSERT INTO import_row (import, scope, number, cells)"
        " SELECT $1, $2, * FROM unnest($3::int[], $4::text[]) ON CONFLICT (import, number) DO NOTHING",
        id,
        scope,
        *zip(*rows, strict=True),
    )


async def at_work(connection: Connection) -> list[ImportRow]:
    """Those whose rows wait to be looked at or written, the oldest first."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM import WHERE state IN ('opened', 'confirmed') ORDER BY opened_at"  # noqa: S608
    )
    return [ImportRow(*row) for row in rows]


async def note_foreseen(connection: Connection, id: UUID, rows: Sequence[tuple[int, str, str]]) -> None:  # noqa: A002
    """Notes what rows would do: number, effect, and the whole as JSON."""
    await connection.execute(
        "UPDATE import_row r SET effect = n.effect, foreseen = n.foreseen"
        " FROM unnest($2::int[], $3::text[], $4::text[]) n (number, effect, foreseen)"
        " WHERE r.import = $1 AND r.number = n.number",
        id,
        *zip(*rows, strict=True),
    )


async def note_outcomes(connection: Connection, id: UUID, rows: Sequence[tuple[int, str, str | None]]) -> None:  # noqa: A002
    """Notes what became of rows: number, `written` or `refused`, and why as JSON."""
    await connection.execute(
        "UPDATE import_row r SET outcome = n.outcome, problem = n.problem"
        " FROM unnest($2::int[], $3::text[], $4::text[]) n (number, outcome, problem)"
        " WHERE r.import = $1 AND r.number = n.number",
        id,
        *zip(*rows, strict=True),
    )


async def forget_rows(connection: Connection, days: int) -> None:
    """Forgets what files said that are dropped, or older than so many days."""
    await connection.execute(
        "DELETE FROM import_row r WHERE kept_at < now() - make_interval(days => $1)"
        " OR EXISTS (SELECT FROM import i WHERE i.id = r.import AND i.state = 'dropped')",
        days,
    )
