"""The Centres at work, as their lines follow from them."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.registry.organisation.domain import CentreFounded
from shared.database import Connection
from shared.envelope import Recorded
from shared.views import Key, View


@dataclass(frozen=True, slots=True)
class WorkingRow:
    """A Centre and its first day."""

    id: UUID
    scope: str
    municipality: str
    name: str
    since: date


def _project(_: Key, row: WorkingRow | None, recorded: Recorded[Any]) -> WorkingRow | None:
    match recorded.event:
        case CentreFounded(municipality=municipality, name=name, operating_since=since):
            return WorkingRow(recorded.id, recorded.metadata.scope, municipality, name, since)
        case _:
            return row


WORKING: View[Recorded[Any], WorkingRow] = View(
    row=WorkingRow,
    keys=lambda recorded: [(recorded.id,)] if isinstance(recorded.event, CentreFounded) else [],
    project=_project,
    tables=["working_centre"],
    read="SELECT id, scope, municipality, name, since FROM working_centre WHERE id = ANY ($1::uuid[])",
    write="""
        INSERT INTO working_centre (id, scope, municipality, name, since)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::date[])
        ON CONFLICT (id) DO NOTHING""",
    remove="DELETE FROM working_centre WHERE id = ANY ($1::uuid[])",
)


async def working(connection: Connection, scope: str) -> list[WorkingRow]:
    """The Centres on that scope and below."""
    rows = await connection.fetch(
        "SELECT id, scope, municipality, name, since FROM working_centre"
        " WHERE scope = $1 OR scope LIKE $1 || '/%' ORDER BY scope",
        scope,
    )
    return [WorkingRow(*row) for row in rows]
