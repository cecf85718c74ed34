"""A Centre's regulation as who runs it sees it: decisions, submissions, and what was sent back."""

from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from typing import Any, get_args
from uuid import UUID

from services.registry.ledger import appended, entries, types_of
from services.registry.regulations import domain
from services.registry.regulations.domain import Regulation
from shared.database import Connection
from shared.envelope import Recorded
from shared.views import Key, View

_TYPES = types_of(get_args(domain.Event))


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
        return _led(self.entries)


@lru_cache(maxsize=1_000)
def _led(ledger: str) -> Regulation:
    return reduce(domain.evolve, entries(ledger, _TYPES), Regulation())


def _project(key: Key, row: RegulationRow | None, recorded: Recorded[Any]) -> RegulationRow:
    if row is not None and recorded.version <= row.version:
        return row
    event: Any = recorded.event
    ledger = appended(row.entries if row else None, event)
    if row is None:
        return RegulationRow(key[0], recorded.metadata.scope, ledger, recorded.version)
    return replace(row, entries=ledger, version=recorded.version)


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
