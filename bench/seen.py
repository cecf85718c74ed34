"""How soon is a command seen in another service's read model, with all services up?"""

import asyncio
from time import perf_counter

from bench.ground import SMOKE
from bench.region import Region
from bench.results import Result, reaching, within
from bench.rounds import percentile

RATE = 200
WARM_SECONDS = 1 if SMOKE else 5
SECONDS = 3 if SMOKE else 60
LADDER = (400, 800, 1_200, 1_500, 2_000)
LADDER_SECONDS = 5
LOOKS = 40
"""How often a second one of the commands is looked for; looking at each would measure the looking."""


async def measure(region: Region) -> list[Result]:
    """Visits recorded in intake, looked for in reporting as soon as they are acknowledged."""
    await at_rate(region, RATE, WARM_SECONDS)
    took = await at_rate(region, RATE, SECONDS)
    results = [
        within(f"seen in another service at {RATE} commands/s, p50", percentile(took, 0.5), "ms", most=15),
        within(f"seen in another service at {RATE} commands/s, p99", percentile(took, 0.99), "ms", most=60),
    ]
    if SMOKE:
        return results
    reached = 0
    for rate in LADDER:
        if percentile(await at_rate(region, rate, LADDER_SECONDS), 0.99) > 250:
            break
        reached = rate
    return [*results, reaching("highest rate at which that p99 stays below 250 ms", reached, "/s", least=1_500)]


async def at_rate(region: Region, rate: int, seconds: int) -> list[float]:
    """Milliseconds from when a command was due to when it was seen, sent at that rate whatever becomes of others."""
    took: list[float] = []
    begun = perf_counter()
    sending: set[asyncio.Task[None]] = set()
    for number in range(rate * seconds):
        due = begun + number / rate
        if (early := due - perf_counter()) > 0:
            await asyncio.sleep(early)
        task = asyncio.create_task(_one(region, due, took if number % (rate // LOOKS) == 0 else None))
        sending.add(task)
        task.add_done_callback(sending.discard)
    await asyncio.gather(*sending)
    return took


async def _one(region: Region, due: float, took: list[float] | None) -> None:
    position = await region.visit()
    if took is not None:
        await region.seen(position)
        took.append((perf_counter() - due) * 1e3)
