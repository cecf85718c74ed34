"""Posts as who runs a Centre sees them, each with everybody who held it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec

from services.registry.posts.domain import (
    ContractRenewed,
    HeadNamed,
    HeadReleased,
    PostAbolished,
    PostFilled,
    PostOpened,
    PostVacated,
)
from shared.database import Connection
from shared.envelope import Recorded
from shared.views import Key, View


class Held(msgspec.Struct, frozen=True):
    """Somebody held the post; `until` is the last day as agreed, or as it came."""

    account: str
    contract: str
    since: date
    until: date | None = None
    head_from: date | None = None
    head_to: date | None = None
    left: str | None = None


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post; `terms` is JSON of everybody who held it, oldest first."""

    id: UUID
    centre: UUID
    scope: str
    specialty: str
    act: str | None
    opened_on: date
    abolished_on: date | None = None
    terms: str = "[]"
    version: int = 1

    @property
    def held(self) -> tuple[Held, ...]:
        """Everybody who held it."""
        return _held(self.terms)


@lru_cache(maxsize=4_000)
def _held(terms: str) -> tuple[Held, ...]:
    return msgspec.json.decode(terms, type=tuple[Held, ...])


def _project(_: Key, row: PostRow | None, recorded: Recorded[Any]) -> PostRow | None:
    if row is not None and recorded.version <= row.version:
        return row
    event = recorded.event
    if isinstance(event, PostOpened):
        scope = recorded.metadata.scope
        return PostRow(recorded.id, event.centre, scope, event.specialty, event.act, event.on)
    if row is None:
        return None
    if isinstance(event, PostAbolished):
        return replace(row, abolished_on=event.on, version=recorded.version)
    return replace(row, terms=msgspec.json.encode(_after(row.held, event)).decode(), version=recorded.version)


def _after(held: Sequence[Held], event: object) -> Sequence[Held]:
    if isinstance(event, PostFilled):
        return [*held, Held(event.account, event.contract, event.since, event.until)]
    if not held:
        return held
    *before, last = held
    match event:
        case ContractRenewed(until):
            last = msgspec.structs.replace(last, until=until)
        case HeadNamed(since):
            last = msgspec.structs.replace(last, head_from=since, head_to=None)
        case HeadReleased(on):
            last = msgspec.structs.replace(last, head_to=on)
        case PostVacated(on, why):
            last = msgspec.structs.replace(last, until=on, left=why)
        case _:
            pass
    return [*before, last]


_COLUMNS = "id, centre, scope, specialty, act, opened_on, abolished_on, terms, version"

POSTS: View[Recorded[Any], PostRow] = View(
    row=PostRow,
    keys=lambda recorded: [(recorded.id,)] if recorded.stream.startswith("post-") else [],
    project=_project,
    tables=["post"],
    read=f"SELECT {_COLUMNS} FROM post WHERE id = ANY ($1::uuid[])",  # noqa: S608
    write=f"""
        INSERT INTO post ({_COLUMNS})
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::date[], $7::date[],
            $8::text[], $9::int[])
        ON CONFLICT (id) DO UPDATE SET (abolished_on, terms, version)
            = (excluded.abolished_on, excluded.terms, excluded.version)""",  # noqa: S608
    remove="DELETE FROM post WHERE id = ANY ($1::uuid[])",
)


async def posts(
    connection: Connection, scope: str, *, after: tuple[str, date, UUID] | None = None, limit: int | None = None
) -> list[PostRow]:
    """The posts on that scope and below, Centre by Centre, in the order in which they were opened."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM post WHERE (scope = $1 OR scope LIKE $1 || '/%')"  # noqa: S608
        " AND ($2::text IS NULL OR (scope, opened_on, id) > ($2, $3, $4)) ORDER BY scope, opened_on, id LIMIT $5",
        scope,
        *(after or (None, None, None)),
        limit,
    )
    return [PostRow(*row) for row in rows]


async def post(connection: Connection, id: UUID) -> PostRow | None:  # noqa: A002
    """One post, if the caller may know of it."""
    row = await connection.fetchrow(f"SELECT {_COLUMNS} FROM post WHERE id = $1", id)  # noqa: S608
    return PostRow(*row) if row else None
