"""Suspicions as people work them off, and whom the matcher must look at next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from services.registry.duplicates.domain import (
    DuplicateSuspected,
    SuspicionDismissed,
    SuspicionHandedOn,
    in_order,
)
from services.registry.merging.domain import MergeUndone, PersonsMerged
from services.registry.people import domain as people
from shared.database import Connection
from shared.domain import derived
from shared.envelope import Recorded
from shared.scope import municipality_of
from shared.views import Key, View

PAIRS = UUID("5f1d2a0e-3f0f-5b5e-9a52-6b1d64c1f0aa")
"""The namespace of the ids of pairs."""


@dataclass(frozen=True, slots=True)
class DuplicateRow:
    """A pair. `scope` is the municipality's path; `decided` the position at which somebody said that they are two."""

    id: UUID
    scope: str
    left: UUID
    right: UUID
    score: int
    reasons: str
    state: str
    since: datetime
    decided: int
    merge: UUID | None
    version: int

    @property
    def why(self) -> tuple[str, ...]:
        """The reasons, as codes."""
        return msgspec.json.decode(self.reasons, type=tuple[str, ...])


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """Since which position what tells a person apart is as it is."""

    person: UUID
    centre: str
    changed: int


def pair_id(one: UUID, other: UUID) -> UUID:
    """The id of the two as a pair, whichever is named first."""
    left, right = in_order(one, other)
    return derived(PAIRS, f"{left} {right}")


def _keys(recorded: Recorded[Any]) -> list[Key]:
    match recorded.event:
        case DuplicateSuspected() | SuspicionDismissed() | SuspicionHandedOn():
            return [(recorded.id,)]
        case people.DuplicateDismissed(other):
            return [(pair_id(recorded.id, other),)]
        case PersonsMerged(kept, merged) | MergeUndone(kept, merged):
            return [(pair_id(kept, merged),)]
        case _:
            return []


def _project(key: Key, row: DuplicateRow | None, recorded: Recorded[Any]) -> DuplicateRow | None:
    match recorded.event:
        case DuplicateSuspected(left, right, score, reasons):
            return DuplicateRow(
                recorded.id,
                recorded.metadata.scope,
                left,
                right,
                score,
                msgspec.json.encode(reasons).decode(),
                "open",
                recorded.recorded_at,
                0,
                row.merge if row else None,
                recorded.version,
            )
        case people.DuplicateDismissed(other, score, reasons):
            if row and row.version:
                # The pair has a stream of its own, which says what it came to.
                return row
            left, right = in_order(recorded.id, other)
            scope = municipality_of(recorded.metadata.scope)
            said = msgspec.json.encode(reasons).decode()
            return DuplicateRow(
                key[0], scope, left, right, score, said, "dismissed", recorded.recorded_at, recorded.position,
                row.merge if row else None, 0,
            )  # fmt: skip
        case SuspicionDismissed() if row:
            return replace(row, state="dismissed", decided=recorded.position, version=recorded.version)
        case SuspicionHandedOn() if row:
            return replace(row, state="unsure", version=recorded.version)
        case PersonsMerged() if row:
            return replace(row, merge=recorded.id)
        case MergeUndone() if row and row.merge == recorded.id:
            return replace(row, merge=None)
        case _:
            return row


_COLUMNS = 'id, scope, "left", "right", score, reasons, state, since, decided, merge, version'
DUPLICATES: View[Recorded[Any], DuplicateRow] = View(
    row=DuplicateRow,
    keys=_keys,
    project=_project,
    tables=["duplicate"],
    read=f"SELECT {_COLUMNS} FROM duplicate WHERE id = ANY ($1::uuid[])",  # noqa: S608
    write=f"""
        INSERT INTO duplicate ({_COLUMNS})
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::int[], $6::text[], $7::text[],
            $8::timestamptz[], $9::bigint[], $10::uuid[], $11::int[])
        ON CONFLICT (id) DO UPDATE SET (score, reasons, state, since, decided, merge, version)
            = (excluded.score, excluded.reasons, excluded.state, excluded.since, excluded.decided, excluded.merge,
               excluded.version)""",  # noqa: S608
    remove="DELETE FROM duplicate WHERE id = ANY ($1::uuid[])",
    persons=("left", "right"),
)


def _identity(_: Key, row: IdentityRow | None, recorded: Recorded[Any]) -> IdentityRow | None:
    match recorded.event:
        case people.PersonMet(centre):
            return IdentityRow(recorded.id, centre, recorded.position)
        case _:
            return replace(row, changed=recorded.position) if row else None


def _identity_keys(recorded: Recorded[Any]) -> list[Key]:
    """Whoever is merged, or parted again, is looked at anew: what was found of the one now concerns the other."""
    match recorded.event:
        case PersonsMerged(kept, merged) | MergeUndone(kept, merged):
            return [(kept,), (merged,)]
        case event:
            return [(recorded.id,)] if isinstance(event, _TELLING) else []


_TELLING = (
    people.PersonMet,
    people.NameRecorded,
    people.BornRecorded,
    people.IdentifierRecorded,
    people.ContactRecorded,
)
IDENTITIES: View[Recorded[Any], IdentityRow] = View(
    row=IdentityRow,
    keys=_identity_keys,
    project=_identity,
    tables=["identity"],
    read="SELECT person, centre, changed FROM identity WHERE person = ANY ($1::uuid[])",
    write="""
        INSERT INTO identity (person, centre, changed) SELECT * FROM unnest($1::uuid[], $2::text[], $3::bigint[])
        ON CONFLICT (person) DO UPDATE SET changed = excluded.changed""",
    remove="DELETE FROM identity WHERE person = ANY ($1::uuid[])",
    persons=("person",),
)

_STATES = """merge IS NULL AND CASE $1
    WHEN 'open' THEN state IN ('open', 'unsure') WHEN 'unsure' THEN state = 'unsure'
    ELSE state = 'dismissed' END"""
_LIST = f"""
    SELECT {_COLUMNS} FROM duplicate
    WHERE {_STATES}
      AND NOT EXISTS (SELECT FROM alias WHERE alias.merged IN ("left", "right"))
      AND ($2::bigint IS NULL OR score < $2 OR (score = $2 AND id > $3))
    ORDER BY score DESC, id LIMIT $4"""  # noqa: S608


async def duplicates(
    connection: Connection, *, state: str, after: tuple[int, UUID] | None, limit: int
) -> list[DuplicateRow]:
    """The pairs of the caller's municipality, the likeliest first, following `after`."""
    rows = await connection.fetch(_LIST, state, *(after or (None, None)), limit)
    return [DuplicateRow(*row) for row in rows]


async def duplicate(connection: Connection, id: UUID) -> DuplicateRow | None:  # noqa: A002
    """One pair, if the caller may know of it."""
    row = await connection.fetchrow(f"SELECT {_COLUMNS} FROM duplicate WHERE id = $1", id)  # noqa: S608
    return DuplicateRow(*row) if row else None


async def related(connection: Connection, one: UUID, other: UUID) -> bool:
    """Whether the two were ever a pair, so that comparing them is somebody's work."""
    row = await connection.fetchrow("SELECT 1 FROM duplicate WHERE id = $1", pair_id(one, other))
    merged = "SELECT 1 FROM alias WHERE (kept, merged) = ($1, $2) OR (kept, merged) = ($2, $1)"
    return row is not None or await connection.fetchrow(merged, one, other) is not None


async def decided(connection: Connection, pairs: Sequence[UUID]) -> dict[UUID, DuplicateRow]:
    """Those of these pairs of which something is known."""
    rows = await connection.fetch(f"SELECT {_COLUMNS} FROM duplicate WHERE id = ANY ($1::uuid[])", list(pairs))  # noqa: S608
    return {row["id"]: DuplicateRow(*row) for row in rows}
