"""A Centre's regulation as who runs it sees it: decisions, submissions, and what was sent back."""

from dataclasses import asdict, dataclass, replace
from functools import reduce
from typing import Any, Final
from uuid import UUID

import msgspec

from services.registry.regulations import domain
from services.registry.regulations.domain import Regulation
from shared.database import Connection
from shared.envelope import Recorded
from shared.views import Key, View

_TYPES: Final = {
    kind.__name__: kind for kind in (domain.RegulationDecided, domain.SubmissionMade, domain.SubmissionReturned)
}


@dataclass(frozen=True, slots=True)
class RegulationRow:
    """The regulation of one Centre; `entries` is JSON of its events, as (type, fields), in their order."""

    centre: UUID
    scope: str
    entries: str
    version: int

    @property
    def regulation(self) -> Regulation:
        """What they lead to."""
        told = msgspec.json.decode(self.entries, type=list[tuple[str, dict[str, Any]]])
        return reduce(domain.evolve, (msgspec.convert(fields, _TYPES[kind]) for kind, fields in told), Regulation())


def _project(key: Key, row: RegulationRow | None, recorded: Recorded[Any]) -> RegulationRow:
    if row is not None and recorded.version <= row.version:
        return row
    event: Any = recorded.event
    told = msgspec.json.decode(row.entries, type=list[Any]) if row else []
    entries = msgspec.json.encode([*told, (type(event).__name__, asdict(event))]).decode()
    if row is None:
        return RegulationRow(key[0], recorded.metadata.scope, entries, recorded.version)
    return replace(row, entries=entries, version=recorded.version)


_COLUMNS = "centre, scope, entries, version"
REGULATIONS: View[Recorded[Any], RegulationRow] = View(
    row=RegulationRow,
    keys=lambda recorded: [(recorded.id,)] if recorded.stream.startswith("regulation-") else [],
    project=_project,
    tables=["regulation"],
    read=f"SELECT {_COLUMNS} FROM regulation WHERE centre = ANY ($1::uuid[])",  # noqa: S608
    write=f"""
        INSERT INTO regulation ({_COLUMNS}) SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[])
        ON CONFLICT (centre) DO UPDATE SET (entries, version) = (excluded.entries, excluded.version)""",  # noqa: S608
    remove="DELETE FROM regulation WHERE centre = ANY ($1::uuid[])",
)


async def regulations(connection: Connection, scope: str) -> dict[UUID, RegulationRow]:
    """The regulations of the Centres on that scope and below, by Centre."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM regulation WHERE scope = $1 OR scope LIKE $1 || '/%'",  # noqa: S608
        scope,
    )
    return {row["centre"]: RegulationRow(*row) for row in rows}


async def regulation(connection: Connection, centre: UUID) -> RegulationRow | None:
    """One Centre's; None where nothing was decided or submitted."""
    row = await connection.fetchrow(f"SELECT {_COLUMNS} FROM regulation WHERE centre = $1", centre)  # noqa: S608
    return RegulationRow(*row) if row else None
