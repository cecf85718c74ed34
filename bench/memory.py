"""Does a process grow under load?"""

import asyncio
from collections.abc import Mapping
from statistics import median

import psutil

from bench.browsing import Session, session
from bench.ground import DEEP, SMOKE
from bench.processes import SERVICES, services
from bench.region import Region
from bench.results import Result, share
from bench.seen import at_rate

RATE = 100
"""Commands a second; beside them pages, one after the other."""

WARM_SECONDS = 2 if SMOKE else 30
"""Load before the first look: caches fill, and the allocator keeps what it once had."""

SECONDS = 3 if SMOKE else 7_200 if DEEP else 90
LOOKS = 1 if SMOKE else 5
_PAUSE = 1.0


async def measure(region: Region) -> list[Result]:
    """Resident memory of each process after some load and after much more of it."""
    running = services()
    await _loaded(region, WARM_SECONDS)
    before = await _resident(running)
    await _loaded(region, SECONDS)
    after = await _resident(running)
    return [
        share(
            f"memory of {name} under load",
            f"the same {SECONDS} s of {RATE} commands/s and of pages before",
            (after[name] / 1e6, "MB"),
            after[name] / before[name],
            most=1.05,
            deep=DEEP,
        )
        for name in SERVICES
    ]


async def _resident(running: Mapping[str, psutil.Process]) -> dict[str, float]:
    """The median of a few looks, in bytes."""
    looks: dict[str, list[int]] = {name: [] for name in running}
    for _ in range(LOOKS):
        for name, process in running.items():
            looks[name].append(process.memory_info().rss)
        await asyncio.sleep(_PAUSE)
    return {name: median(each) for name, each in looks.items()}


async def _loaded(region: Region, seconds: int) -> None:
    async with session(region.stack, "koinoniki") as worker:
        reading = asyncio.create_task(_read(worker))
        await at_rate(region, RATE, seconds)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)


async def _read(worker: Session) -> None:
    while True:
        for path in ("/", "/visits", "/referrals", "/visits/new"):
            await worker.page(path)
