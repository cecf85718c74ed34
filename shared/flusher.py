"""Group commit: commands of many callers share a transaction, and each succeeds or fails alone.

Two connections take turns, each taking half of what waits. Commands that touch the same stream or claim are never in
flight together. When the answer to a COMMIT is lost, the log itself is asked before anybody is told anything: at the
expected version stands either this command (it was written), or another (it was not), or nothing (it is sent again).
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from functools import cache
from time import monotonic
from typing import Any

import asyncpg
import structlog

from shared.database import LOST, PASSING, RECONNECT_PAUSE, Connection, Record, close_quietly, connect
from shared.envelope import Recorded
from shared.pending import Pending, columns

CONNECTIONS = 2
BATCH_LIMIT = 256
BATCH_MINIMUM = 16
WAITING_LIMIT = 4096
"""Commands that may wait; one more is refused with `Busy`, so that memory stays bounded."""

WAITING_PATIENCE = 5.0
"""Seconds that a command may wait to be sent; then it is refused with `Busy`, so that nobody waits for a slow server
in a long queue."""

OUTCOME_PATIENCE = 20.0
"""Seconds that a caller waits for the database to come back before it hears that the outcome is not known yet."""

_log = structlog.get_logger()


class Stale(Exception):
    """Another command wrote to the stream first: load and decide again."""


class Claimed(Exception):
    """A unique key is held by another stream. `key` is the claim's own."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class Busy(Exception):
    """More waits than the log can take; try again in a moment. Nothing was written."""


class OutcomeUnknown(Exception):
    """The database went away at the wrong moment and did not come back yet; repeating the same command is safe."""


Committed = Callable[[Sequence[Recorded[Any]]], None]
"""Told after each COMMIT, before the commands' callers: the events that it wrote, in order."""

_FIRST_EVENT = "SELECT position, command, recorded_at FROM log WHERE stream = $1 AND version = $2"


class Flusher:
    """Owns the connections that append, and the queue before them."""

    def __init__(self, url: str, name: str, committed: Committed) -> None:
        self._url = url
        self._name = f"{name} log"
        self._committed = committed
        self._waiting: deque[Pending] = deque()
        self._in_flight: set[str] = set()
        self._idle: list[asyncio.Future[None]] = []
        self._workers: list[asyncio.Task[None]] = []
        self._stopping = False
        self.promise = asyncio.get_running_loop().create_future
        """Makes what a command's caller waits for."""

    async def __aenter__(self) -> "Flusher":
        self._workers = [asyncio.create_task(self._work(), name=f"{self._name} {n}") for n in range(CONNECTIONS)]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Writes what already waits, then ends; nobody is left waiting."""
        self._stopping = True
        while self._idle:
            self._rouse()
        late = (await asyncio.wait(self._workers, timeout=OUTCOME_PATIENCE))[1]
        for worker in late:
            worker.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        for pending in self._waiting:
            pending.fail(OutcomeUnknown())

    def append(self, pending: Pending) -> None:
        """Takes the command in; its `done` has its events once they are durable, or raises `Stale`, `Claimed`,
        `Busy` or `OutcomeUnknown`. Raises `Busy` itself.
        """
        if self._stopping or len(self._waiting) >= WAITING_LIMIT:
            raise Busy
        pending.since = monotonic()
        self._waiting.append(pending)
        self._rouse()

    def _rouse(self) -> None:
        """Wakes one worker that has nothing to do; whoever else appends before it runs is in its batch."""
        while self._idle:
            idle = self._idle.pop()
            if not idle.done():
                idle.set_result(None)
                return

    def _take(self) -> list[Pending]:
        """Half of what waits, in order, leaving out what would meet a stream or claim in flight, or waited too long."""
        room = min(BATCH_LIMIT, max(BATCH_MINIMUM, (len(self._waiting) + 1) // CONNECTIONS))
        taken: list[Pending] = []
        held: list[Pending] = []
        earliest = monotonic() - WAITING_PATIENCE
        while self._waiting and len(taken) < room:
            pending = self._waiting.popleft()
            if pending.since < earliest and pending.lost_at is None:
                pending.fail(Busy())
            elif self._in_flight.isdisjoint(pending.keys):
                self._in_flight |= pending.keys
                taken.append(pending)
            else:
                held.append(pending)
        self._waiting.extendleft(reversed(held))
        return taken

    async def _work(self) -> None:
        connection: Connection | None = None
        try:
            while True:
                if batch := self._take():
                    if self._waiting:
                        self._rouse()
                    connection = await self._flush_fairly(connection, batch)
                elif self._stopping and not self._waiting:
                    return
                else:
                    idle: asyncio.Future[None] = self.promise()
                    self._idle.append(idle)
                    await idle
        finally:
            await close_quietly(connection)

    async def _flush_fairly(self, connection: Connection | None, batch: list[Pending]) -> Connection | None:
        """One batch to its end, whatever happens: each of its callers has an answer or stands in the queue again."""
        try:
            return await self._flush_or_ask(connection, batch)
        except BaseException as fault:
            _log.error("log.flush_failed", error=type(fault).__name__, commands=len(batch))
            for pending in batch:
                pending.fail(fault if isinstance(fault, Exception) else OutcomeUnknown())
            await close_quietly(connection)
            if not isinstance(fault, Exception):
                raise
            return None
        finally:
            for pending in batch:
                self._in_flight -= pending.keys

    async def _flush_or_ask(self, connection: Connection | None, batch: list[Pending]) -> Connection | None:
        try:
            if connection is None or connection.is_closed():
                connection = await self._connected()
            for pending in [pending for pending in batch if pending.lost_at is not None]:
                await self._ask(connection, pending)
            batch = [pending for pending in batch if not pending.done.done()]
            await self._flush(connection, batch)
        except LOST as lost:
            _log.warning("log.connection_lost", error=type(lost).__name__, commands=len(batch))
            if connection is not None:
                connection.terminate()
            self._send_again([pending for pending in batch if not pending.done.done()])
            await asyncio.sleep(RECONNECT_PAUSE)
            return None
        return connection

    async def _connected(self) -> Connection:
        """A new connection. Whatever the server has against it, nothing is said about commands sent before."""
        try:
            return await connect(self._url, name=self._name, settings={"synchronous_commit": "on"})
        except asyncpg.PostgresError as refused:
            raise ConnectionError(type(refused).__name__) from refused

    def _send_again(self, lost: list[Pending]) -> None:
        now = monotonic()
        for pending in reversed(lost):
            pending.lost_at = pending.lost_at or now
            if now - pending.lost_at > OUTCOME_PATIENCE:
                pending.fail(OutcomeUnknown())
            else:
                self._waiting.appendleft(pending)

    async def _ask(self, connection: Connection, pending: Pending) -> None:
        """What became of a command whose COMMIT was not answered, if that is certain already."""
        first = pending.rows[0].stored
        found = await connection.fetchrow(_FIRST_EVENT, first.stream, first.version)
        if found is None:
            return
        if found["command"] != pending.command:
            pending.fail(Stale())
            return
        recorded = pending.recorded(found["position"], found["recorded_at"])
        self._committed(recorded)
        pending.settle(recorded)

    async def _flush(self, connection: Connection, batch: list[Pending], *, thorough: bool = False) -> None:
        if not batch:
            return
        arrays = columns(batch, thorough=thorough)
        try:
            answer = await connection.fetchrow(_append(len(arrays)), *arrays)
        except LOST:
            raise
        except PASSING as fault:
            _log.warning("log.refused_for_now", error=type(fault).__name__, commands=len(batch))
            self._send_again([pending for pending in batch if pending.lost_at is not None])
            for pending in [pending for pending in batch if pending.lost_at is None]:
                pending.fail(Busy())
        except asyncpg.PostgresError as fault:
            if isinstance(fault, asyncpg.UniqueViolationError) and not thorough:
                await self._flush(connection, batch, thorough=True)
            elif len(batch) == 1:
                batch[0].fail(fault)
            else:
                # One command's fault ends the transaction of all; alone, the others are written.
                for pending in batch:
                    await self._flush(connection, [pending], thorough=True)
        else:
            assert answer is not None
            await self._answer(connection, batch, answer)

    async def _answer(self, connection: Connection, batch: list[Pending], answer: Record) -> None:
        if answer["refused"] is not None:
            refused: dict[int, str] = dict(zip(answer["refused"], answer["reasons"], strict=True))
            for number, reason in refused.items():
                await self._refuse(connection, batch[number - 1], reason)
            await self._flush(connection, [one for number, one in enumerate(batch, 1) if number not in refused])
            return
        position, at = answer["head"] + 1, answer["at"]
        written: list[Recorded[Any]] = []
        for pending in batch:
            written.extend(pending.recorded(position + len(written), at))
        self._committed(written)
        taken = 0
        for pending in batch:
            pending.settle(written[taken : taken + len(pending.rows)])
            taken += len(pending.rows)

    async def _refuse(self, connection: Connection, pending: Pending, reason: str) -> None:
        if pending.lost_at is not None and reason == "stale":
            # The old backend may have committed it after all, between the question and this second sending.
            await self._ask(connection, pending)
        pending.fail(Stale() if reason == "stale" else Claimed(reason.removeprefix("claimed:")))


@cache
def _append(arrays: int) -> str:
    """The call of the function `append` with so many arrays."""
    return f"SELECT head, at, refused, reasons FROM append({', '.join(f'${n}' for n in range(1, arrays + 1))})"  # noqa: S608
