"""Reading one service's log: in position order, from memory while it is fresh, from the table otherwise."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from shared.database import ACQUIRE_TIMEOUT, Pool, Record
from shared.envelope import Codec, Recorded
from shared.vault import Vault

PAGE = 1000
"""Events read at a time."""

FRESH_LIMIT = 20_000
"""Committed events kept in memory for a reader; one that falls further behind reads the table."""

GAP_PATIENCE = 0.05
"""Seconds to wait for the other connection's earlier positions before the table is asked."""

IDLE_POLL = 1.0
"""Seconds between looks at the table when nothing is heard: another process may have appended."""

_COLUMNS = "position, stream, version, type, data, sealed, metadata, command, recorded_at"


class Log:
    """The rows of a log as events."""

    def __init__(self, pool: Pool, codec: Codec, vault: Vault) -> None:
        self._pool = pool
        self._codec = codec
        self._vault = vault

    async def stream(self, name: str, *, after: int = 0) -> list[Recorded[Any]]:
        """The events of one stream in version order, those above version `after`."""
        rows = await self._pool.fetch(
            f"SELECT {_COLUMNS} FROM log WHERE stream = $1 AND version > $2 ORDER BY version",  # noqa: S608
            name,
            after,
            timeout=ACQUIRE_TIMEOUT,
        )
        return await self._decoded(rows)

    async def read(self, after: int, limit: int = PAGE) -> list[Recorded[Any]]:
        """The events that follow position `after`, at most `limit`."""
        rows = await self._pool.fetch(
            f"SELECT {_COLUMNS} FROM log WHERE position > $1 ORDER BY position LIMIT $2",  # noqa: S608
            after,
            limit,
            timeout=ACQUIRE_TIMEOUT,
        )
        return await self._decoded(rows)

    async def epoch(self) -> UUID:
        """The log's epoch, renewed whenever it is restored from a backup."""
        return await self._pool.fetchval("SELECT max(epoch::text)::uuid FROM log_epoch", timeout=ACQUIRE_TIMEOUT)

    async def head(self) -> int:
        """The position of the last event; 0 in an empty log."""
        return await self._pool.fetchval("SELECT coalesce(max(position), 0) FROM log", timeout=ACQUIRE_TIMEOUT)

    async def _decoded(self, rows: Sequence[Record]) -> list[Recorded[Any]]:
        persons = {
            person
            for row in rows
            if row["sealed"] is not None
            and (person := self._codec.sealed_for(row["stream"], row["type"], row["data"])) is not None
        }
        keys = await self._vault.keys(persons)
        return [self._codec.decode(row, keys) for row in rows]


class Tail:
    """What one reader (the projector, the relay) still has to see, in position order, without asking the table."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._fresh: dict[int, Sequence[Recorded[Any]]] = {}
        self._count = 0
        self._heard = asyncio.Event()

    def offer(self, events: Sequence[Recorded[Any]]) -> None:
        """Committed just now; the two connections of the flusher may offer out of order, or the same twice."""
        position = events[0].position
        if self._count + len(events) > FRESH_LIMIT:
            self._fresh.clear()
            self._count = 0
        elif position not in self._fresh:
            self._fresh[position] = events
            self._count += len(events)
        self._heard.set()

    async def next(self, after: int) -> list[Recorded[Any]]:
        """The events after `after`, at least one unless nothing was heard for a second."""
        if fresh := self._take(after):
            return fresh
        waits_for_other = bool(self._fresh)
        self._heard.clear()
        try:
            async with asyncio.timeout(GAP_PATIENCE if waits_for_other else IDLE_POLL):
                await self._heard.wait()
        except TimeoutError:
            return await self._log.read(after)
        return self._take(after)

    def _take(self, after: int) -> list[Recorded[Any]]:
        for position in [position for position in self._fresh if position <= after]:
            self._count -= len(self._fresh.pop(position))
        taken: list[Recorded[Any]] = []
        while len(taken) < PAGE and (events := self._fresh.pop(after + 1 + len(taken), None)):
            self._count -= len(events)
            taken.extend(events)
        return taken
