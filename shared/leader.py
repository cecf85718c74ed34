"""One process at a time does a service's background work; another takes over when its connection ends."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Coroutine
from contextlib import asynccontextmanager
from typing import Any
from zlib import crc32

import structlog

from shared.database import LOST, PASSING, Connection, close_quietly, connect_patiently

_PAUSE = 1.0
_log = structlog.get_logger()


@asynccontextmanager
async def leading(url: str, *, name: str, work: str) -> AsyncGenerator[Connection]:
    """A connection that holds the lock of that work; waits until nobody else does.

    Read models may be written with `synchronous_commit` off: what a crash takes back, the checkpoint takes back too.
    """
    while True:
        connection = await connect_patiently(url, name=f"{name} {work}", settings={"synchronous_commit": "off"})
        try:
            if await connection.fetchval(
                "SELECT pg_try_advisory_lock($1, $2)", 0x6C656164, _signed(crc32(work.encode()))
            ):
                break
        except LOST:
            pass
        await close_quietly(connection)
        await asyncio.sleep(_PAUSE)
    try:
        yield connection
    finally:
        await close_quietly(connection)


def _signed(number: int) -> int:
    return number - (1 << 32) if number >= 1 << 31 else number


async def keep_at(work: str, once: Callable[[], Coroutine[None, None, None]]) -> None:
    """Runs `once` again whenever it ends, after a pause, until cancelled; no fault of one round ends the work.

    Libraries cancel futures of their own when a connection breaks, and who waits for one then is told that it was
    cancelled, although nobody asked for that.
    """
    while True:
        try:
            await once()
        except asyncio.CancelledError:
            if _is_cancelled():
                raise
            _log.warning("work.part_cancelled", work=work)
        except (*LOST, *PASSING) as lost:
            _log.warning("work.connection_lost", work=work, error=type(lost).__name__)
        except Exception:  # noqa: BLE001 - background work outlives whatever one round meets
            _log.exception("work.failed", work=work)
        await asyncio.sleep(_PAUSE)


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def ended(tasks: Collection[asyncio.Task[Any]]) -> None:
    """Ends background work. A client library may swallow a cancellation that meets an answer; then it comes again."""
    running = set(tasks)
    while running:
        for task in running:
            task.cancel()
        running = (await asyncio.wait(running, timeout=_PAUSE))[1]
