"""Two copies of each service: one is killed, and the other reads, tells and does what is due."""

from contextlib import AsyncExitStack

from tests.chaos.faults import Times
from tests.chaos.ground import SERVICES
from tests.chaos.run import Chaos
from tests.chaos.second import copy
from tests.chaos.verdicts import Verdict

TIMES = Times(1, 10, 200)
LAG = 20.0
"""Seconds after which all readers are at the end again, the one that was killed not yet back among them."""


async def break_it(chaos: Chaos, count: int) -> Verdict:
    """Kills the launcher's copy and the other in turn, of one service after the other, so that leaders die."""
    verdict = Verdict("two copies, one killed", count, f"all, after all; lag back < {LAG:.0f} s")
    chance = chaos.chance("copies")
    slowest = 0.0
    async with AsyncExitStack() as stack:
        others = {name: await stack.enter_async_context(copy(chaos, name)) for name in SERVICES}
        for number in range(count):
            name = SERVICES[number % len(SERVICES)]
            await chaos.load.until(chance.randrange(10, 80), within=8)
            if number % 2:
                await others[name].kill()
                slowest = max(slowest, await chaos.lag(verdict, LAG))
                await others[name].start()
            else:
                await chaos.ground.ready(name)
                if victim := chaos.ground.process(name):
                    victim.kill()
                slowest = max(slowest, await chaos.lag(verdict, LAG))
        for name in SERVICES:
            await chaos.ground.ready(name)
    verdict.figures["slowest lag s"] = slowest
    return verdict
