"""Waiting until a part that was started can be used."""

import asyncio
from collections.abc import Awaitable, Callable

from deploy.local.failures import PartFailed
from deploy.local.process import Child

Probe = Callable[[], Awaitable[bool]]
"""Asks a part once whether it can be used; an OSError or a timeout counts as no."""


async def until_ready(child: Child, probe: Probe, *, within: float, every: float = 0.1) -> None:
    """Returns when the probe says yes; PartFailed with the last lines of its log when it ends or takes too long."""
    ended = asyncio.ensure_future(child.process.wait())
    try:
        async with asyncio.timeout(within):
            while not await _answers(probe):
                await asyncio.wait([ended], timeout=every)
                if ended.done():
                    raise PartFailed(_story(child, f"ended with code {ended.result()} before it was ready"))
    except TimeoutError:
        raise PartFailed(_story(child, f"was not ready within {within:.0f} s")) from None
    finally:
        ended.cancel()


async def _answers(probe: Probe) -> bool:
    try:
        async with asyncio.timeout(5):
            return await probe()
    except (OSError, TimeoutError):
        return False


def _story(child: Child, what: str) -> str:
    return f"{child.command.name} {what}. Its log ({child.command.log}) ends with:\n{child.last_words()}"
