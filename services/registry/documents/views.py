"""Documents as they are listed in a person's file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.registry.documents.domain import DocumentFiled, DocumentWithdrawn
from shared.database import Connection
from shared.envelope import Recorded
from shared.views import Key, View


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document; `place` is where its content lies."""

    id: UUID
    centre: str
    person: UUID
    kind: str
    media_type: str
    size: int
    name: str | None
    place: str
    filed_by: str
    filed_at: datetime
    version: int


def _project(_: Key, row: DocumentRow | None, recorded: Recorded[Any]) -> DocumentRow | None:
    match recorded.event:
        case DocumentFiled() as filed:
            return DocumentRow(
                recorded.id,
                recorded.metadata.scope,
                filed.person,
                filed.kind,
                filed.media_type,
                filed.size,
                filed.name,
                filed.place,
                recorded.metadata.by,
                recorded.recorded_at,
                recorded.version,
            )
        case DocumentWithdrawn():
            return None
        case _:
            return row


_COLUMNS = "id, centre, person, kind, media_type, size, name, place, filed_by, filed_at, version"

DOCUMENTS: View[Recorded[Any], DocumentRow] = View(
    row=DocumentRow,
    keys=lambda recorded: [(recorded.id,)] if recorded.stream.startswith("document-") else [],
    project=_project,
    tables=["document"],
    read=f"SELECT {_COLUMNS} FROM document WHERE id = ANY ($1::uuid[])",  # noqa: S608
    write=f"""
        INSERT INTO document ({_COLUMNS})
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::int[], $7::text[],
            $8::text[], $9::text[], $10::timestamptz[], $11::int[])
        ON CONFLICT (id) DO UPDATE SET version = excluded.version""",  # noqa: S608
    remove="DELETE FROM document WHERE id = ANY ($1::uuid[])",
    persons=("person",),
)


async def documents_of(connection: Connection, known: Sequence[UUID]) -> list[DocumentRow]:
    """Those in a person's file, newest first; `known` are all ids of the person."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM document WHERE person = ANY ($1) ORDER BY filed_at DESC, id DESC LIMIT 200",  # noqa: S608
        known,
    )
    return [DocumentRow(*row) for row in rows]


async def document(connection: Connection, known: Sequence[UUID], id: UUID) -> DocumentRow | None:  # noqa: A002
    """One of them, if the caller may see it."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM document WHERE id = $1 AND person = ANY ($2)",  # noqa: S608
        id,
        known,
    )
    return DocumentRow(*row) if row else None
