"""Kafka loses everything."""

import shutil

from tests.chaos.faults import Times
from tests.chaos.run import Chaos
from tests.chaos.verdicts import Verdict

TIMES = Times(0, 4, 50)
LAG = 45.0
"""Seconds after which the topics are there again and all readers at their end."""


async def break_it(chaos: Chaos, count: int) -> Verdict:
    """It comes back as another cluster, empty; topics and records are made again unasked."""
    verdict = Verdict("Kafka's data directory wiped", count, f"all, after all; lag back < {LAG:.0f} s")
    chance = chaos.chance("kafka_wiped")
    slowest = 0.0
    for _ in range(count):
        await chaos.load.until(chance.randrange(20, 120), within=8)
        await chaos.ground.kafka.kill()
        shutil.rmtree(chaos.ground.kafka_data)
        await chaos.ground.kafka.start()
        slowest = max(slowest, await chaos.lag(verdict, LAG))
    verdict.figures["slowest lag s"] = slowest
    return verdict
