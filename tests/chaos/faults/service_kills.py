"""Kill -9 of services, each time another and at another moment."""

import asyncio
from random import Random

import psutil

from tests.chaos.faults import Times
from tests.chaos.ground import SERVICES
from tests.chaos.run import Chaos
from tests.chaos.verdicts import Verdict

TIMES = Times(1, 50, 2_000)


async def break_it(chaos: Chaos, count: int) -> Verdict:
    """The victim is one of those who run; the launcher starts it again. Moments are when commands go through."""
    verdict = Verdict("kill -9 of services", count, "all, after all")
    chance = chaos.chance("service_kills")
    for _ in range(count):
        await chaos.load.until(chance.randrange(4, 40), within=20)
        victim, process = await _one_of_those_who_run(chaos, chance)
        process.kill()
        name = f"{victim} killed"
        verdict.figures[name] = int(verdict.figures.get(name, 0)) + 1
    for service in SERVICES:
        await chaos.ground.ready(service)
    return verdict


async def _one_of_those_who_run(chaos: Chaos, chance: Random) -> tuple[str, psutil.Process]:
    victims = [*SERVICES]
    chance.shuffle(victims)
    async with asyncio.timeout(60):
        while True:
            for victim in victims:
                if process := chaos.ground.process(victim):
                    return victim, process
            await asyncio.sleep(0.1)
