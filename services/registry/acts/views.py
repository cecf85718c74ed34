"""Funding acts as a ledger: one row an act, with every decision about it."""

from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from typing import Any, get_args

from services.registry.acts import domain
from services.registry.acts.domain import Act, ActIncluded
from services.registry.ledger import appended, entries, types_of
from shared.database import Connection
from shared.envelope import Recorded
from shared.views import Key, View

_TYPES = types_of(get_args(domain.Event))


@dataclass(frozen=True, slots=True)
class ActRow:
    """An act; `ledger` is JSON of its events, as (type, fields), in their order."""

    code: str
    scope: str
    ledger: str
    version: int

    @property
    def entries(self) -> list[Any]:
        """The events themselves."""
        return entries(self.ledger, _TYPES)

    @property
    def act(self) -> Act:
        """The act that they lead to."""
        return _led(self.ledger)


@lru_cache(maxsize=1_000)
def _led(ledger: str) -> Act:
    return reduce(domain.evolve, entries(ledger, _TYPES), Act())


def _project(key: Key, row: ActRow | None, recorded: Recorded[Any]) -> ActRow | None:
    if row is not None and recorded.version <= row.version:
        return row
    event: Any = recorded.event
    if row is None and not isinstance(event, ActIncluded):
        return None
    ledger = appended(row.ledger if row else None, event)
    if row is None:
        return ActRow(key[0], recorded.metadata.scope, ledger, recorded.version)
    return replace(row, ledger=ledger, version=recorded.version)


def _keys(recorded: Recorded[Any]) -> list[Key]:
    return [(recorded.stream.removeprefix("act-"),)] if recorded.stream.startswith("act-") else []


_COLUMNS = "code, scope, ledger, version"
ACTS: View[Recorded[Any], ActRow] = View(
    row=ActRow,
    keys=_keys,
    project=_project,
    tables=["act"],
    read=f"SELECT {_COLUMNS} FROM act WHERE code = ANY ($1::text[])",  # noqa: S608
    write=f"""
        INSERT INTO act ({_COLUMNS}) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[])
        ON CONFLICT (code) DO UPDATE SET (ledger, version) = (excluded.ledger, excluded.version)""",  # noqa: S608
    remove="DELETE FROM act WHERE code = ANY ($1::text[])",
)


async def acts(
    connection: Connection, scope: str, *, after: tuple[str, str] | None = None, limit: int | None = None
) -> list[ActRow]:
    """The acts of that scope, of those below it, and of those above that may pay it, by code."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM act"  # noqa: S608
        " WHERE (scope = $1 OR scope LIKE $1 || '/%' OR $1 LIKE scope || '/%')"
        " AND ($2::text IS NULL OR (scope, code) > ($2, $3)) ORDER BY scope, code LIMIT $4",
        scope,
        *(after or (None, None)),
        limit,
    )
    return [ActRow(*row) for row in rows]


async def act(connection: Connection, code: str) -> ActRow | None:
    """One act."""
    row = await connection.fetchrow(f"SELECT {_COLUMNS} FROM act WHERE code = $1", code)  # noqa: S608
    return ActRow(*row) if row else None
