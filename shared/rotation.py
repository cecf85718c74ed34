"""The keys of persons wrapped anew under another key-encryption key; what they seal is not touched."""

import asyncio
from collections.abc import Callable, Mapping
from uuid import UUID

from shared.database import Connection
from shared.kek import KeyRing
from shared.vault import unwrap, wrap

BATCH = 1_000
"""Keys that are wrapped anew in one statement."""

Told = Callable[[int], None]
"""Hears how many keys were wrapped anew so far."""

_OTHERS = """
    SELECT person, wrapped, kek FROM person_key WHERE service = $1 AND kek <> $2 AND person > $3
    ORDER BY person LIMIT $4"""
_REPLACED = """
    UPDATE person_key SET wrapped = fresh.wrapped, kek = $2
    FROM unnest($3::uuid[], $4::bytea[], $5::bytea[]) AS fresh (person, wrapped, was)
    WHERE person_key.service = $1 AND person_key.person = fresh.person AND person_key.wrapped = fresh.was"""


async def wrapped_under(connection: Connection, service: str) -> Mapping[str, int]:
    """How many of a service's keys are wrapped under each key-encryption key."""
    rows = await connection.fetch(
        "SELECT kek, count(*) AS keys FROM person_key WHERE service = $1 GROUP BY kek ORDER BY kek", service
    )
    return {row["kek"]: row["keys"] for row in rows}


async def rewrap(connection: Connection, ring: KeyRing, service: str, told: Told) -> int:
    """Wraps every key of a service under the ring's current one, batch by batch, and returns how many.

    It may end at any moment and begin again: each key is under the one or the other. A process that had not read the
    new file yet may make one more under the old key meanwhile, so it looks until none is left. Raises
    `shared.vault.KeysAway` where the ring lacks a key that something is wrapped under.
    """
    done = 0
    while found := await _once(connection, ring, service, lambda count, before=done: told(before + count)):
        done += found
    return done


async def _once(connection: Connection, ring: KeyRing, service: str, told: Told) -> int:
    done, after = 0, UUID(int=0)
    while rows := await connection.fetch(_OTHERS, service, ring.current, after, BATCH):
        persons = [row["person"] for row in rows]
        fresh = [
            wrap(ring, service, person, unwrap(ring, service, person, wrapped, kek)) for person, wrapped, kek in rows
        ]
        await connection.execute(_REPLACED, service, ring.current, persons, fresh, [row["wrapped"] for row in rows])
        done, after = done + len(rows), persons[-1]
        told(done)
        await asyncio.sleep(0)
    return done
