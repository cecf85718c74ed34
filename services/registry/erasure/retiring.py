"""Files whose time is over are brought forward without anybody asking: an erasure is entered that a person decides on.

One process at a time, a page of people at a time, resting in between. What was entered once for a last entry is not
entered again: whoever withdrew it decided.
"""

import asyncio
from datetime import UTC, date, datetime
from time import perf_counter
from typing import cast
from uuid import UUID

from services.registry.erasure.domain import Erasure, evolve, open_of, request
from services.registry.erasure.retention import Retention
from shared.database import Connection, Record
from shared.domain import derived, months_after
from shared.eventstore import Claimed, Command, Decision, Loaded
from shared.leader import keep_at, leading
from shared.service import Running
from shared.workdays import today

ACTOR = "retention"
"""The `by` of what it enters."""

LOOK = 6 * 3600.0
"""Seconds between two looks; a file's time ends with a day."""

REST = 10.0
"""How many times as long as a page took it rests."""

PAGE = 100
"""People that are looked at in one go."""

_OVER = """
    SELECT p.id, p.centre, one.records, one.beneficiary, one.last
    FROM person p
    CROSS JOIN LATERAL (
        SELECT CASE WHEN EXISTS (SELECT FROM alias WHERE alias.kept = p.id) THEN known_as(p.id) ELSE array[p.id] END
    ) AS known (records)
    CROSS JOIN LATERAL (
        SELECT known.records, max(activity.last) AS last,
               EXISTS (SELECT FROM person r WHERE r.id = ANY (known.records) AND r.number IS NOT NULL) AS beneficiary
        FROM activity WHERE activity.person = ANY (known.records)) AS one
    WHERE p.id > $1
      AND EXISTS (SELECT FROM activity a WHERE a.person = p.id AND a.last < $2)
      AND one.last < $2
      AND NOT EXISTS (SELECT FROM alias WHERE alias.merged = p.id)
      AND NOT EXISTS (SELECT FROM erasure e WHERE e.person = p.id AND e.state NOT IN ('withdrawn', 'certified'))
    ORDER BY p.id LIMIT $3"""
"""Of records that are one person's, the kept one stands for all."""


async def retire_files(running: Running) -> None:
    """Until cancelled."""

    async def lead() -> None:
        url = str(running.settings.projector_database_url)
        async with leading(url, name=running.name, work="retention") as connection:
            while True:
                await retire(running, connection, on=today(datetime.now(UTC)), rest=REST)
                await asyncio.sleep(LOOK)

    await keep_at("registry retention", lead)


async def retire(running: Running, connection: Connection, *, on: date, rest: float = 0.0) -> int:
    """Enters an erasure for everybody whose file's time is over on that day, and returns how many were entered."""
    retention = cast("Retention", running.blueprint.state["retention"])
    kept = {kind: retention.of(kind, on) for kind in ("beneficiary", "visitor")}
    ends = {kind: months_after(on, -found.over_after) for kind, found in kept.items() if found and found.over_after}
    if not ends:
        return 0
    entered, after = 0, UUID(int=0)
    while rows := await connection.fetch(_OVER, after, max(ends.values()), PAGE):
        began = perf_counter()
        for row in rows:
            if row["last"] < ends.get("beneficiary" if row["beneficiary"] else "visitor", date.min):
                entered += await _enter(running, row, on)
        after = rows[-1]["id"]
        await asyncio.sleep((perf_counter() - began) * rest)
    return entered


async def _enter(running: Running, row: Record, on: date) -> int:
    person: UUID = row["id"]
    others = [record for record in row["records"] if record != person]
    erasure = derived(person, f"retention {row['last']}")
    entered: list[object] = []

    def decide(loaded: Loaded) -> Decision:
        state = loaded.fold(evolve, Erasure())
        entered[:] = events = (
            []
            if loaded.recorded
            else request(state, person=person, others=others, basis="retention-over", identity="not-asked")
        )
        return Decision(events, claim=[open_of(record) for record in row["records"]] if events else [])

    command = Command(derived(erasure, "requested"), ACTOR, on, row["centre"])
    try:
        await running.store.handle(command, f"erasure-{erasure}", decide)
    except Claimed:
        return 0
    return 1 if entered else 0
