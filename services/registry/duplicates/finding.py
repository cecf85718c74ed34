"""The matcher at work: looks for people who may be two records, the new and the changed first, and never in a hurry.

One process at a time. After each person it rests many times as long as it worked, so that it costs a few percent of a
core however many wait. How far it came stands beside each person; what it finds is an ordinary event.
"""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from time import monotonic, perf_counter
from typing import Any
from uuid import UUID

import structlog

from services.registry.duplicates.domain import DuplicateSuspected, Suspicion, evolve, in_order, suspect
from services.registry.duplicates.views import decided, pair_id
from services.registry.elsewhere.index import hashes_of, keep, sweep
from services.registry.merging.views import kept_of
from services.registry.people import lookup, queries
from services.registry.people.domain import Suspect
from services.registry.people.matching import Known, suspects
from services.registry.people.registering import known
from shared.database import Connection, Record
from shared.domain import derived
from shared.eventstore import Command, Loaded
from shared.leader import keep_at, leading
from shared.scope import municipality_of
from shared.service import Running
from shared.workdays import today

LOOK = 1.0
"""Seconds between looks where nobody waits."""

REST = 30.0
"""How many times as long as it worked the matcher rests: 30 is about three percent of a core."""

SWEEP = 600.0
"""Seconds between two sweeps of those who are no longer here."""

ACTOR = "matcher"
"""The `by` of what it finds."""

_AT_ONCE = 25
"""Records that are compared before others of the process have their turn."""

_PAGE = 20
_NEXT = """
    SELECT person, centre, changed FROM identity WHERE examined < changed
    ORDER BY changed DESC LIMIT $1"""
_DONE = "UPDATE identity SET examined = $2 WHERE person = $1"
_CHANGED = "SELECT person, changed FROM identity WHERE person = ANY ($1::uuid[])"
_log = structlog.get_logger()


async def find_duplicates(running: Running) -> None:
    """Until cancelled."""

    async def lead() -> None:
        url = str(running.settings.projector_database_url)
        async with leading(url, name=running.name, work="matcher") as connection:
            swept = -SWEEP
            while True:
                if await look(running, connection, rest=REST):
                    continue
                if monotonic() - swept >= SWEEP:
                    await sweep(connection)
                    swept = monotonic()
                await asyncio.sleep(LOOK)

    await keep_at("registry matcher", lead)


async def look(running: Running, connection: Connection, *, rest: float = 0.0) -> int:
    """Looks at the next people who wait, and returns how many there were."""
    waiting = await connection.fetch(_NEXT, _PAGE)
    for row in waiting:
        began = perf_counter()
        await _examine(running, connection, row)
        await asyncio.sleep((perf_counter() - began) * rest)
    return len(waiting)


async def _examine(running: Running, connection: Connection, waiting: Record) -> None:
    person, centre, changed = waiting["person"], waiting["centre"], waiting["changed"]
    rows = await queries.recorded(connection, [person])
    if person in rows:
        candidate = known(rows[person])
        await keep(connection, person, centre, hashes_of(running.vault, candidate.identifiers))
        keys = lookup.alike(candidate)
        others = [known(row) for row in await queries.alike(connection, rows[person].municipality, keys)]
        found = await _suspects(candidate, others)
        await _tell(running, connection, centre, changed, candidate, found, {one.id: one for one in others})
    await connection.execute(_DONE, person, changed)


async def _suspects(candidate: Known, others: list[Known]) -> list[Suspect]:
    found: list[Suspect] = []
    for at in range(0, len(others), _AT_ONCE):
        found += suspects(candidate, others[at : at + _AT_ONCE])
        await asyncio.sleep(0)
    return found


async def _tell(
    running: Running,
    connection: Connection,
    centre: str,
    changed: int,
    candidate: Known,
    found: Iterable[Suspect],
    others: dict[UUID, Known],
) -> None:
    """Raises those suspicions of which nobody decided since either of the two last changed."""
    kept = await kept_of(connection, [candidate.id, *others])
    mine = kept[candidate.id]
    pairs: dict[UUID, Suspect] = {}
    for one in sorted(found, key=lambda one: -one.score):
        if kept[one.other] != mine:
            pairs.setdefault(pair_id(mine, kept[one.other]), one)
    if not pairs:
        return
    known_of = await decided(connection, list(pairs))
    since = {row["person"]: row["changed"] for row in await connection.fetch(_CHANGED, [*others])}
    for pair, one in pairs.items():
        told = known_of.get(pair)
        if told and told.decided >= max(changed, since.get(one.other, 0)):
            continue
        both = in_order(mine, kept[one.other])
        await _suspect(running, pair, both, centre, _facts(running, candidate, others[one.other]), one)


def _facts(running: Running, one: Known, other: Known) -> str:
    return running.vault.blind("duplicate", *sorted((_telling(one), _telling(other)))).hex()


async def _suspect(
    running: Running, pair: UUID, both: tuple[UUID, UUID], centre: str, facts: str, found: Suspect
) -> None:
    suspected = DuplicateSuspected(*both, found.score, found.reasons, facts)
    command = Command(
        id=derived(pair, facts),
        by=ACTOR,
        occurred_on=today(datetime.now(UTC)),
        scope=municipality_of(centre),
    )

    def decide(loaded: Loaded) -> list[Any]:
        return [*suspect(loaded.fold(evolve, Suspicion()), suspected=suspected)]

    await running.store.handle(command, f"duplicate-{pair}", decide)


def _telling(record: Known) -> str:
    """All that was compared of a record, as one text."""
    return "\x1e".join(
        str(part)
        for part in (
            record.id, record.surname, record.given_name, record.father_name, record.latin_name, record.born_on,
            sorted(record.identifiers), record.telephone,
        )
    )  # fmt: skip
