"""Kill -9 of PostgreSQL's first process while commands commit."""

import time

from tests.chaos.faults import Times
from tests.chaos.run import Chaos
from tests.chaos.verdicts import Verdict

TIMES = Times(1, 10, 100)


async def break_it(chaos: Chaos, count: int) -> Verdict:
    """It starts again at once, over what it left; services find their way back by themselves."""
    verdict = Verdict("kill -9 of PostgreSQL", count, "all, after all; a yes within 20 s of each")
    chance = chaos.chance("database_kills")
    slowest = 0.0
    for _ in range(count):
        await chaos.load.until(chance.randrange(20, 120), within=8)
        await chaos.ground.postgres.kill()
        await chaos.ground.postgres.start()
        begun = time.monotonic()
        await chaos.load.until(40, within=60)
        slowest = max(slowest, time.monotonic() - begun)
    verdict.figures["slowest 40 commands afterwards, s"] = slowest
    verdict.must(slowest <= 20, f"after a kill 40 commands took {slowest:.1f} s")
    return verdict
