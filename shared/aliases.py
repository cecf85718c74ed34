"""Records that are one human: registry tells which were merged, and every service resolves that when it reads.

Nothing that was recorded is rewritten. `alias` holds the merges that stand, `assigned` whose the things are that were
written while two records were one and were told apart when the merge was undone. The SQL function `known_as` gives all
ids of a person, the kept record's first.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from shared.database import Connection
from shared.public import Received
from shared.scope import Principal, Reach
from shared.views import Key, View

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class PersonsMerged:
    """Two records are one human: `merged` is read as `kept`.

    The event's scope is the Centre that keeps the kept one's file; `merged_slug` names the other's, of the same
    municipality.
    """

    merge: UUID
    kept: UUID
    merged: UUID
    merged_slug: str


@dataclass(frozen=True, slots=True)
class Belongs:
    """A thing that was written while the two were one, and whose it is: that record's."""

    item: UUID
    person: UUID


@dataclass(frozen=True, slots=True)
class MergeUndone:
    """They were two after all. What `assigned` does not name stays with the record that it was written to."""

    merge: UUID
    assigned: tuple[Belongs, ...]


TYPES: dict[str, type[Any]] = {
    "kentro.registry.persons-merged": PersonsMerged,
    "kentro.registry.merge-undone": MergeUndone,
}
"""What a service reads of registry's public events, to follow merges."""


@dataclass(frozen=True, slots=True)
class Told:
    """A merge or its end, and where and when it was told."""

    data: object
    scope: str
    position: int
    at: datetime


@dataclass(frozen=True, slots=True)
class AliasRow:
    """A merge that stands; `centre` and `merged_centre` are the scope paths at which the two files are kept."""

    merge: UUID
    kept: UUID
    merged: UUID
    centre: str
    merged_centre: str
    position: int
    at: datetime


@dataclass(frozen=True, slots=True)
class AssignedRow:
    """Whose a thing is, as was said last."""

    item: UUID
    person: UUID
    centre: str
    position: int


def alias_views(told: Callable[[V], Told]) -> tuple[View[V, AliasRow], View[V, AssignedRow]]:
    """The two read models; `told` says what an event of the source tells."""

    def merges(event: V) -> list[Key]:
        data = told(event).data
        return [(data.merge,)] if isinstance(data, PersonsMerged | MergeUndone) else []

    def alias(_: Key, row: AliasRow | None, event: V) -> AliasRow | None:
        heard = told(event)
        match heard.data:
            case PersonsMerged(merge, kept, merged, slug):
                merged_centre = "/".join([*heard.scope.split("/")[:3], slug])
                return AliasRow(merge, kept, merged, heard.scope, merged_centre, heard.position, heard.at)
            case MergeUndone():
                return None
            case _:
                return row

    def items(event: V) -> Iterable[Key]:
        data = told(event).data
        return [(each.item,) for each in data.assigned] if isinstance(data, MergeUndone) else []

    def assigned(key: Key, row: AssignedRow | None, event: V) -> AssignedRow | None:
        # Two merges are two streams and may be heard in either order: what was said last holds.
        heard = told(event)
        if not isinstance(heard.data, MergeUndone) or (row and row.position > heard.position):
            return row
        whose = {each.item: each.person for each in heard.data.assigned}
        return AssignedRow(key[0], whose[key[0]], heard.scope, heard.position)

    return (
        View(
            row=AliasRow,
            keys=merges,
            project=alias,
            tables=["alias"],
            read="""
                SELECT merge, kept, merged, centre, merged_centre, position, at FROM alias
                WHERE merge = ANY ($1::uuid[])""",
            write="""
                INSERT INTO alias (merge, kept, merged, centre, merged_centre, position, at)
                SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::bigint[],
                                     $7::timestamptz[])
                ON CONFLICT (merge) DO NOTHING""",
            remove="DELETE FROM alias WHERE merge = ANY ($1::uuid[])",
            persons=("kept", "merged"),
        ),
        View(
            row=AssignedRow,
            keys=items,
            project=assigned,
            tables=["assigned"],
            read="SELECT item, person, centre, position FROM assigned WHERE item = ANY ($1::uuid[])",
            write="""
                INSERT INTO assigned (item, person, centre, position)
                SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[])
                ON CONFLICT (item) DO UPDATE
                    SET (person, centre, position) = (excluded.person, excluded.centre, excluded.position)""",
            remove="DELETE FROM assigned WHERE item = ANY ($1::uuid[])",
            persons=("person",),
        ),
    )


def _heard(event: Received) -> Told:
    return Told(event.data, event.scope, event.position, event.time)


FOLLOWED = alias_views(_heard)
"""For a service that follows registry."""


OF_PERSON = """{table}.id IN (
    SELECT own.id FROM {table} own WHERE own.person = ANY ($1::uuid[])
      AND NOT EXISTS (SELECT FROM assigned WHERE assigned.item = own.id AND assigned.person <> ALL ($1::uuid[]))
    UNION ALL SELECT assigned.item FROM assigned WHERE assigned.person = ANY ($1::uuid[]))"""
"""The condition by which a table's rows are a person's, `$1` being all ids of that person.

Two conditions joined by OR would be asked of every row of the table: no index answers both.
"""

WHOSE = "coalesce((SELECT assigned.person FROM assigned WHERE assigned.item = {table}.id), {table}.person)"
"""Whose a row of a table is."""


async def known_as(connection: Connection, person: UUID) -> tuple[UUID, ...]:
    """All ids of a person as far as the caller may know them, the kept record's first."""
    return tuple(await connection.fetchval("SELECT known_as($1)", person))


@dataclass(frozen=True, slots=True)
class Standing:
    """A merge that stands, as a service knows it."""

    merge: UUID
    kept: UUID
    merged: UUID
    at: datetime
    centre: str


async def standing(connection: Connection, merge: UUID, caller: Principal) -> Standing | None:
    """That merge, if it stands and the caller works with the file of the record that was kept.

    Who counts people sees that records are one, and must not learn of whom.
    """
    row = await connection.fetchrow("SELECT merge, kept, merged, at, centre FROM alias WHERE merge = $1", merge)
    return Standing(*row) if row and caller.reaches(Reach.FILE, row["centre"]) else None
