"""Kafka loses the end of some partitions, as after a power failure before everything was on the disk."""

import os
from pathlib import Path
from random import Random

from tests.chaos.faults import Times
from tests.chaos.run import Chaos
from tests.chaos.verdicts import Verdict

TIMES = Times(1, 4, 100)
LAG = 45.0
"""Seconds after which the loss was noticed, what was lost is there again, and all readers are at the end."""


async def break_it(chaos: Chaos, count: int) -> Verdict:
    """Kills the broker, cuts the newest segments of some partitions at any byte, and starts it over what is left."""
    verdict = Verdict("Kafka's tail lost", count, f"all, after all; lag back < {LAG:.0f} s")
    chance = chaos.chance("kafka_tail")
    slowest, cut = 0.0, 0
    for _ in range(count):
        await chaos.load.until(chance.randrange(40, 160), within=8)
        await chaos.ground.kafka.kill()
        cut += sum(_cut(segment, chance) for segment in _chosen(chaos.ground.kafka_data, chance))
        await chaos.ground.kafka.start()
        slowest = max(slowest, await chaos.lag(verdict, LAG))
    verdict.figures |= {"bytes cut": cut, "slowest lag s": slowest}
    return verdict


def _chosen(data: Path, chance: Random) -> list[Path]:
    """The newest segment of some partitions of our topics that hold anything."""
    newest = [max(partition.glob("*.log")) for partition in sorted(data.glob("kentro.*.v1-*"))]
    filled = [segment for segment in newest if segment.stat().st_size]
    return chance.sample(filled, min(len(filled), chance.randrange(1, 13)))


def _cut(segment: Path, chance: Random) -> int:
    """Half of the time anywhere, half of the time near the end; the number of bytes that were lost."""
    size = segment.stat().st_size
    kept = chance.randrange(size) if chance.random() < 0.5 else max(0, size - chance.randrange(1, 4_096))
    os.truncate(segment, kept)
    return size - kept
