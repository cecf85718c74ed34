"""Which households a person has or had. What stands in a household is told from its log, member by member."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from services.registry.households.domain import MemberJoined, MemberLeft
from shared.database import Connection
from shared.envelope import Recorded
from shared.views import Key, View


@dataclass(frozen=True, slots=True)
class MemberRow:
    """That a person is, or was, a member of a household."""

    household: UUID
    person: UUID
    centre: str
    current: bool


def _project(key: Key, row: MemberRow | None, recorded: Recorded[Any]) -> MemberRow | None:
    match recorded.event:
        case MemberJoined():
            return MemberRow(key[0], key[1], recorded.metadata.scope, current=True)
        case MemberLeft() if row:
            return replace(row, current=False)
        case _:
            return row


def _keys(recorded: Recorded[Any]) -> list[Key]:
    event = recorded.event
    return [(recorded.id, event.person)] if isinstance(event, MemberJoined | MemberLeft) else []


MEMBERS: View[Recorded[Any], MemberRow] = View(
    row=MemberRow,
    keys=_keys,
    project=_project,
    tables=["household_member"],
    key_width=2,
    read="""
        SELECT m.household, m.person, m.centre, m.current FROM household_member m
        JOIN unnest($1::uuid[], $2::uuid[]) AS asked (household, person) USING (household, person)""",
    write="""
        INSERT INTO household_member (household, person, centre, current)
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bool[])
        ON CONFLICT (household, person) DO UPDATE SET (centre, current) = (excluded.centre, excluded.current)""",
    remove="""
        DELETE FROM household_member USING unnest($1::uuid[], $2::uuid[]) AS gone (household, person)
        WHERE household_member.household = gone.household AND household_member.person = gone.person""",
    persons=("person",),
)


async def households_of(connection: Connection, person: UUID) -> list[MemberRow]:
    """The person's households, the current one first, as far as the caller sees the file."""
    rows = await connection.fetch(
        "SELECT household, person, centre, current FROM household_member WHERE person = $1"
        " ORDER BY current DESC, household DESC",
        person,
    )
    return [MemberRow(*row) for row in rows]


async def shown_beside(connection: Connection, people: Collection[UUID], viewer: UUID) -> dict[UUID, str]:
    """Who of these may be shown in the viewer's file, with the Centre that keeps theirs.

    Who is concealed is left out, and whose file the caller may not see: that might be concealed too.
    """
    rows = await connection.fetch(
        "SELECT id, centre FROM person_file WHERE id = ANY ($1::uuid[]) AND (NOT concealed OR id = $2)",
        list(people),
        viewer,
    )
    return {row["id"]: row["centre"] for row in rows}
