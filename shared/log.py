"""Reading one service's log: in position order, from memory while it is fresh, from the table otherwise."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar
from uuid import UUID

from shared.database import ACQUIRE_TIMEOUT, Connection, Pool, Record
from shared.envelope import COLUMNS, Codec, Recorded
from shared.leader import ended, keep_at
from shared.vault import Vault

T = TypeVar("T")

PAGE = 1000
"""Events read at a time."""

FRESH_LIMIT = 20_000
"""Committed events kept in memory for a reader; one that falls further behind reads the table."""

GAP_PATIENCE = 0.05
"""Seconds to wait for the other connection's earlier positions before the table is asked."""

IDLE_POLL = 1.0
"""Seconds between looks at the table when nothing is heard: another process may have appended."""

COMMITTED = "committed"
"""The channel on which a process tells the others that it wrote to the log."""


class Log:
    """The rows of a log as events."""

    def __init__(self, pool: Pool, codec: Codec, vault: Vault) -> None:
        self._pool = pool
        self._codec = codec
        self._vault = vault

    async def stream(self, name: str, *, after: int = 0) -> list[Recorded[Any]]:
        """The events of one stream in version order, those above version `after`."""
        rows = await self._pool.fetch(
            f"SELECT {COLUMNS} FROM log WHERE stream = $1 AND version > $2 ORDER BY version",  # noqa: S608
            name,
            after,
            timeout=ACQUIRE_TIMEOUT,
        )
        return await self._decoded(rows)

    async def read(self, after: int, limit: int = PAGE) -> list[Recorded[Any]]:
        """The events that follow position `after`, at most `limit`."""
        rows = await self._pool.fetch(
            f"SELECT {COLUMNS} FROM log WHERE position > $1 ORDER BY position LIMIT $2",  # noqa: S608
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


def position_of(event: Recorded[Any]) -> int:
    """Where it stands in the log."""
    return event.position


class Tail:
    """What one reader (the projector, the relay) still has to see, in position order, mostly without asking the table.

    It keeps what this process commits for as long as the reader leads here, and hears of what others commit.
    """

    def __init__(self, log: Log) -> None:
        self.is_read = False
        self._log = log
        self._fresh: dict[int, Sequence[Recorded[Any]]] = {}
        self._count = 0
        self._heard = asyncio.Event()
        self._elsewhere = True

    @asynccontextmanager
    async def read_on(self, connection: Connection) -> AsyncGenerator[None]:
        """While the reader leads in this process; `connection` is the one that it leads with."""
        await connection.add_listener(COMMITTED, lambda *_: self._committed_elsewhere())
        self.is_read = True
        try:
            yield
        finally:
            self.is_read = False
            self._forget()

    def offer(self, events: Sequence[Recorded[Any]]) -> None:
        """Committed just now; the two connections of the flusher may offer out of order, or the same twice."""
        if not self.is_read:
            return
        position = events[0].position
        if self._count + len(events) > FRESH_LIMIT:
            self._forget()
        elif position not in self._fresh:
            self._fresh[position] = events
            self._count += len(events)
        self._heard.set()

    async def next(self, after: int) -> list[Recorded[Any]]:
        """The events after `after`, at least one unless nothing was heard for a second."""
        if fresh := self._take(after):
            return fresh
        waits_for_other = bool(self._fresh)
        if not self._elsewhere:
            self._heard.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(GAP_PATIENCE if waits_for_other else IDLE_POLL):
                    await self._heard.wait()
            if fresh := self._take(after):
                return fresh
        events = await self._log.read(after)
        self._elsewhere = len(events) == PAGE
        return events

    def _committed_elsewhere(self) -> None:
        self._elsewhere = True
        self._heard.set()

    def _forget(self) -> None:
        """What was kept is read from the table."""
        self._fresh.clear()
        self._count = 0
        self._elsewhere = True

    def _take(self, after: int) -> list[Recorded[Any]]:
        for position in [position for position in self._fresh if position <= after]:
            self._count -= len(self._fresh.pop(position))
        taken: list[Recorded[Any]] = []
        while len(taken) < PAGE and (events := self._fresh.pop(after + 1 + len(taken), None)):
            self._count -= len(events)
            taken.extend(events)
        return taken


@asynccontextmanager
async def reading_ahead(
    read: Callable[[int], Coroutine[Any, Any, Sequence[T]]], position: Callable[[T], int]
) -> AsyncGenerator[Callable[[int], Awaitable[Sequence[T]]]]:
    """What `read` answers for what follows a position, where the next answer is asked for while one is worked on."""
    ahead: dict[int, asyncio.Task[Sequence[T]]] = {}

    async def after(last: int) -> Sequence[T]:
        asked = ahead.pop(last, None)
        if ahead:
            await ended(ahead.values())
            ahead.clear()
        found = await (asked or read(last))
        if found:
            following = position(found[-1])
            ahead[following] = asyncio.create_task(read(following))
        return found

    try:
        yield after
    finally:
        await ended(ahead.values())


class Herald:
    """Tells readers that lead in other processes that this one committed, where they are not all here."""

    def __init__(self, pool: Pool, tails: Sequence[Tail]) -> None:
        self._pool = pool
        self._tails = tails
        self._news = asyncio.Event()

    def committed(self, events: Sequence[Recorded[Any]]) -> None:
        """Of this process."""
        for tail in self._tails:
            tail.offer(events)
        if not all(tail.is_read for tail in self._tails):
            self._news.set()

    async def run(self) -> None:
        """Until cancelled."""
        await keep_at("herald", self._tell)

    async def _tell(self) -> None:
        """What is committed while a word is on its way shares the next; a lost word costs a second."""
        while True:
            await self._news.wait()
            self._news.clear()
            await self._pool.execute(f"NOTIFY {COMMITTED}", timeout=ACQUIRE_TIMEOUT)
