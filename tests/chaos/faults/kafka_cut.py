"""Kafka cannot be reached for a while, by nobody."""

import asyncio

from tests.chaos.faults import Times
from tests.chaos.run import RATE, Chaos
from tests.chaos.verdicts import Verdict

TIMES = Times(0, 3, 5)
SECONDS = (30.0, 30.0, 30.0, 600.0, 600.0)
"""How long each cut lasts: what is done deep goes on for ten minutes at last, either way."""

LAG = 10.0
"""Seconds after which all readers are at the end again, after a cut of half a minute."""


async def break_it(chaos: Chaos, count: int) -> Verdict:
    """In turns nothing comes through and nobody is told, and everything is refused."""
    lasted = SECONDS[:count]
    longest = max(lasted)
    told = f"no write error, commands go on, lag back < {_lag(longest):.0f} s"
    verdict = Verdict(f"Kafka cut off, up to {longest:.0f} s", count, told)
    link = chaos.ground.kafka_link
    slowest, fewest = 0.0, float("inf")
    for number, seconds in enumerate(lasted):
        await chaos.load.until(60, within=8)
        answers, acknowledged = chaos.load.answers.copy(), len(chaos.load.acknowledged)
        (link.refuse if number % 2 else link.stall)()
        await asyncio.sleep(seconds)
        wrong = {code: n for code, n in (chaos.load.answers - answers).items() if not code.startswith("2")}
        fewest = min(fewest, (len(chaos.load.acknowledged) - acknowledged) / seconds)
        link.heal()
        verdict.must(not wrong, f"cut {number + 1}: commands were answered with {wrong}")
        slowest = max(slowest, await chaos.lag(verdict, _lag(seconds)))
    verdict.must(fewest > RATE / 2, f"only {fewest:.1f} commands a second went through, of {RATE:.0f}")
    verdict.figures |= {"fewest commands/s": fewest, "slowest lag s": slowest}
    return verdict


def _lag(seconds: float) -> float:
    return LAG * max(1.0, seconds / 200)
