"""Kill -9 of Kafka."""

from tests.chaos.faults import Times
from tests.chaos.run import Chaos
from tests.chaos.verdicts import Verdict

TIMES = Times(0, 5, 100)
LAG = 30.0
"""Seconds after which all readers are at the end again, counted from when the broker takes clients."""


async def break_it(chaos: Chaos, count: int) -> Verdict:
    """Commands go on meanwhile; what they wrote is told when the broker is back."""
    verdict = Verdict("kill -9 of Kafka", count, f"all, after all; lag back < {LAG:.0f} s; commands go on")
    chance = chaos.chance("kafka_kills")
    slowest = 0.0
    for _ in range(count):
        await chaos.load.until(chance.randrange(20, 120), within=8)
        before = chaos.load.answers.copy()
        await chaos.ground.kafka.kill()
        await chaos.load.until(chance.randrange(1, 90), within=5)
        wrong = {code: n for code, n in (chaos.load.answers - before).items() if not code.startswith("2")}
        verdict.must(not wrong, f"while the broker was away commands were answered with {wrong}")
        await chaos.ground.kafka.start()
        slowest = max(slowest, await chaos.lag(verdict, LAG))
    verdict.figures["slowest lag s"] = slowest
    return verdict
