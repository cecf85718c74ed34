"""How long does a region's year take to be replayed into every read model?"""

import asyncio
import sys
from time import perf_counter

from bench.filling import fill
from bench.ground import DEEP, SMOKE
from bench.processes import spent, spent_since
from bench.reaching import databases
from bench.region import Region
from bench.results import Result, told, within
from tests.e2e.stack import CHECKOUT

PEOPLE = 1_000 if SMOKE else 200_000 if DEEP else 20_000
YEAR = 2_000_000
"""Events of a year in a region of 66 municipalities."""

REPLAY = "replayed into every read model"
REPLAY_CPU = "replayed into every read model, processor time"
SERVICES = ("registry", "intake", "referral", "reporting")


async def measure(region: Region) -> list[Result]:
    """All services fill their read models again from the logs and topics at the same time, while they serve."""
    await fill(region, PEOPLE)
    async with databases(region) as reading:
        await reading.reached()
        events = sum((await reading.heads()).values())
        begun, before = perf_counter(), spent()
        await asyncio.gather(*(_rebuilt(region, name) for name in SERVICES))
        await reading.reached()
        seconds, cpu = perf_counter() - begun, spent_since(before)
    rate = events / seconds
    size = f"{events:,} events, of a year's {YEAR:,}"
    return [
        told(REPLAY, rate, "events/s", size),
        told(REPLAY_CPU, cpu / events * 1e6, "us an event", "all processes together"),
        within(
            "a year of 66 municipalities replayed into every read model",
            YEAR / rate / 60,
            "min",
            most=5,
            at=size,
            deep=DEEP,
        ),
    ]


async def _rebuilt(region: Region, name: str) -> None:
    argv = ["-m", "kentro", "rebuild", name, "--run-file", region.directory / "run.json"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *argv, cwd=CHECKOUT, stdout=asyncio.subprocess.DEVNULL
    )
    if await process.wait() != 0:
        raise RuntimeError(f"kentro rebuild {name} ended with {process.returncode}")
