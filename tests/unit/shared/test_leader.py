"""Background work goes on whatever a round of it meets, and ends when it is asked to."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from shared.leader import keep_at


@pytest.fixture(autouse=True)
def _without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.leader._PAUSE", 0)


async def cancelled_by_a_library() -> None:
    """What a client library does to those who wait when it closes a broken connection."""
    waited_for: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    waited_for.cancel()
    await waited_for


async def connection_lost() -> None:
    raise ConnectionResetError


async def fault() -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize("meets", [cancelled_by_a_library, connection_lost, fault])
async def test_work_begins_again_after(meets: Callable[[], Awaitable[None]]) -> None:
    rounds = 0
    again = asyncio.Event()

    async def once() -> None:
        nonlocal rounds
        rounds += 1
        if rounds == 1:
            await meets()
        again.set()
        await asyncio.Event().wait()

    working = asyncio.create_task(keep_at("work", once))
    async with asyncio.timeout(5):
        await again.wait()

    working.cancel()
    assert isinstance((await asyncio.gather(working, return_exceptions=True))[0], asyncio.CancelledError)
    assert rounds == 2
