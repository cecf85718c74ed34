"""Merges as they stand, and people as they are read because of them: one card for one human.

What was taken from a merged record is laid over the kept one's card when it is read. What only who works with the file
may know stands in a table of its own, as it does of a person.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from services.registry.merging.domain import MergeUndone, PersonsMerged, Taken
from services.registry.merging.overlay import IDENTIFIER, RECORDED, record_over, told_of
from services.registry.people.views import FileRow, PersonRow
from shared.aliases import Belongs as PublicBelongs
from shared.aliases import MergeUndone as PublicUndone
from shared.aliases import PersonsMerged as PublicMerged
from shared.aliases import Told, alias_views
from shared.database import Connection
from shared.envelope import Recorded
from shared.greek import sort_key
from shared.views import Key, View

FILE_FIELDS = frozenset({"email", "address", "municipal_unit"})
"""Fields of the card that only who works with the file may know."""

FIELDS = (
    "surname",
    "given_name",
    "father_name",
    "latin_name",
    "sex",
    "born_on",
    "number",
    "telephone",
    "informed_on",
)
"""Fields of the card that either record may be right in, beside identifiers."""

_DAYS = frozenset({"born_on", "informed_on"})


@dataclass(frozen=True, slots=True)
class MergeRow:
    """A merge that stands, with what of the card was taken; `taken` is JSON."""

    id: UUID
    centre: str
    merged_centre: str
    kept: UUID
    merged: UUID
    taken: str
    by: str
    at: datetime
    position: int
    version: int


@dataclass(frozen=True, slots=True)
class MergeFileRow:
    """What was taken of the file."""

    id: UUID
    centre: str
    kept: UUID
    taken: str
    position: int


def public(recorded: Recorded[Any]) -> PublicMerged | PublicUndone | None:
    """A merge, or its end, as others read it: ids alone."""
    match recorded.event:
        case PersonsMerged(kept, merged, _, merged_centre):
            return PublicMerged(recorded.id, kept, merged, merged_centre.rpartition("/")[2])
        case MergeUndone(kept, merged, assigned):
            whose = {"kept": kept, "merged": merged}
            return PublicUndone(recorded.id, tuple(PublicBelongs(each.item, whose[each.side]) for each in assigned))
        case _:
            return None


def _told(recorded: Recorded[Any]) -> Told:
    return Told(public(recorded), recorded.metadata.scope, recorded.position, recorded.recorded_at)


ALIASES = alias_views(_told)


def _keys(recorded: Recorded[Any]) -> list[Key]:
    return [(recorded.id,)] if isinstance(recorded.event, PersonsMerged | MergeUndone) else []


def _project(_: Key, row: MergeRow | None, recorded: Recorded[Any]) -> MergeRow | None:
    match recorded.event:
        case PersonsMerged(kept, merged, kept_centre, merged_centre, taken):
            return MergeRow(
                recorded.id,
                kept_centre,
                merged_centre,
                kept,
                merged,
                _written(one for one in taken if one.field not in FILE_FIELDS),
                recorded.metadata.by,
                recorded.recorded_at,
                recorded.position,
                recorded.version,
            )
        case MergeUndone():
            return None
        case _:
            return row


def _project_file(_: Key, row: MergeFileRow | None, recorded: Recorded[Any]) -> MergeFileRow | None:
    match recorded.event:
        case PersonsMerged(kept, _, kept_centre, _, taken):
            of_file = [one for one in taken if one.field in FILE_FIELDS]
            written = _written(of_file)
            return MergeFileRow(recorded.id, kept_centre, kept, written, recorded.position) if of_file else None
        case MergeUndone():
            return None
        case _:
            return row


def _written(taken: Iterable[Taken]) -> str:
    return msgspec.json.encode(list(taken)).decode()


_COLUMNS = "id, centre, merged_centre, kept, merged, taken, by, at, position, version"
MERGES: View[Recorded[Any], MergeRow] = View(
    row=MergeRow,
    keys=_keys,
    project=_project,
    tables=["merge"],
    read=f"SELECT {_COLUMNS} FROM merge WHERE id = ANY ($1::uuid[])",  # noqa: S608
    write=f"""
        INSERT INTO merge ({_COLUMNS})
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::text[],
            $8::timestamptz[], $9::bigint[], $10::int[])
        ON CONFLICT (id) DO NOTHING""",  # noqa: S608
    remove="DELETE FROM merge WHERE id = ANY ($1::uuid[])",
    persons=("kept", "merged"),
)
MERGE_FILES: View[Recorded[Any], MergeFileRow] = View(
    row=MergeFileRow,
    keys=_keys,
    project=_project_file,
    tables=["merge_file"],
    read="SELECT id, centre, kept, taken, position FROM merge_file WHERE id = ANY ($1::uuid[])",
    write="""
        INSERT INTO merge_file (id, centre, kept, taken, position)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::bigint[])
        ON CONFLICT (id) DO NOTHING""",
    remove="DELETE FROM merge_file WHERE id = ANY ($1::uuid[])",
    persons=("kept",),
)

_OVER = "SELECT kept, taken FROM merge WHERE kept = ANY ($1::uuid[]) ORDER BY position"
_OVER_FILE = """
    SELECT taken FROM (
        SELECT kept, taken, position FROM merge UNION ALL SELECT kept, taken, position FROM merge_file) AS said
    WHERE kept = $1 ORDER BY position"""
_FIRST = "SELECT one, (known_as(one))[1] FROM unnest($1::uuid[]) AS asked (one)"


async def merge_of(connection: Connection, id: UUID) -> MergeRow | None:  # noqa: A002
    """A merge that stands, if the caller may know of it."""
    row = await connection.fetchrow(f"SELECT {_COLUMNS} FROM merge WHERE id = $1", id)  # noqa: S608
    return MergeRow(*row) if row else None


async def merges_into(connection: Connection, kept: UUID) -> list[MergeRow]:
    """The merges into that record that stand, oldest first."""
    rows = await connection.fetch(f"SELECT {_COLUMNS} FROM merge WHERE kept = $1 ORDER BY position", kept)  # noqa: S608
    return [MergeRow(*row) for row in rows]


async def kept_of(connection: Connection, people: Iterable[UUID]) -> dict[UUID, UUID]:
    """For each record the one that it is read as: its own, or the one that it was merged into."""
    asked = list(people)
    return {row[0]: row[1] for row in await connection.fetch(_FIRST, asked)} if asked else {}


async def as_read(connection: Connection, rows: Sequence[PersonRow]) -> list[PersonRow]:
    """Kept records with what was taken from those that were merged into them."""
    if not rows:
        return []
    taken: dict[UUID, list[Taken]] = {}
    for kept, written in await connection.fetch(_OVER, [row.id for row in rows]):
        taken.setdefault(kept, []).extend(msgspec.json.decode(written, type=list[Taken]))
    return [laid_over(row, taken[row.id]) if row.id in taken else row for row in rows]


async def file_as_read(connection: Connection, row: FileRow | None) -> FileRow | None:
    """The same of a file. Of where somebody lives who hides nothing is laid over."""
    if row is None:
        return None
    record = row.known
    changes: dict[str, str] = {}
    for (written,) in await connection.fetch(_OVER_FILE, row.id):
        for one in msgspec.json.decode(written, type=list[Taken]):
            hidden = row.concealed and one.field in ("address", "municipal_unit")
            if not hidden and told_of(record, one.field) == one.instead_of:
                changes[one.field] = one.value
    return replace(row, record=msgspec.json.encode(record_over(record, changes)).decode()) if changes else row


def laid_over(row: PersonRow, taken: Iterable[Taken]) -> PersonRow:
    """The card with those fields that its own record still says nothing newer of."""
    changes: dict[str, Any] = {}
    own: dict[str, str] = {kind: value for kind, value in row.known_identifiers}  # noqa: C416 - of wider keys
    identifiers = dict(own)
    for one in taken:
        if one.field.startswith(IDENTIFIER):
            kind = one.field.removeprefix(IDENTIFIER)
            if own.get(kind) == one.instead_of:
                identifiers[kind] = one.value
        elif told(row, one.field) == one.instead_of:
            changes[one.field] = date.fromisoformat(one.value) if one.field in _DAYS else one.value
    if identifiers != own:
        changes["identifiers"] = msgspec.json.encode(list(identifiers.items())).decode()
    said = {field: str(value) for field, value in changes.items() if field in RECORDED}
    said |= {f"{IDENTIFIER}{kind}": value for kind, value in identifiers.items() if own.get(kind) != value}
    if said:
        changes["record"] = msgspec.json.encode(record_over(row.known, said)).decode()
    shown = replace(row, **changes)
    return replace(shown, sort_key=sort_key(shown.surname, shown.given_name, shown.father_name)) if changes else row


def told(row: PersonRow, field: str) -> str | None:
    """What a card says in a field, as text."""
    value = getattr(row, field)
    return None if value is None else str(value)
