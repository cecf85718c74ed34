"""Records that cannot be applied, for good or until something is mended, on every topic."""

import asyncio
import sys

from aiokafka import AIOKafkaProducer

from deploy.kafka_access import FOLLOWED
from shared.broker import client_options
from shared.database import connect
from shared.public import PARTITIONS, topic_of
from tests.chaos import readers, topics
from tests.chaos.faults import Times
from tests.chaos.faults.poison_kinds import KINDS
from tests.chaos.run import Chaos
from tests.chaos.verdicts import Verdict

TIMES = Times(69, 1_000, 10_000)
LAG = 5.0
BURST = 69
"""Records between which the load goes on and the lag is looked at."""

STREAMS = 3
"""That reporting cannot take, at least, before its table is mended: one of sixteen is."""

_SOON_PARKED = 60.0
_READ = {
    "registry": b"kentro.registry.centre-founded",
    "intake": b"kentro.intake.visit-received",
    "referral": b"kentro.referral.referral-sent",
}
"""By source, a type that all its readers read."""


async def break_it(chaos: Chaos, count: int) -> Verdict:
    """First what a mended table takes again, then what nobody can ever read, then the first among the second."""
    told = (
        f"parked or passed over, never in the way: lag back < {LAG:.0f} s; what was mended is applied once, all after"
    )
    verdict = Verdict(f"poison messages of {len(KINDS)} kinds", count, told)
    await _mended(chaos, verdict, each_key=False)
    print("  poisoning", file=sys.stderr, flush=True)
    await _poisoned(chaos, verdict, count)
    if not verdict.held:
        return verdict
    await _mended(chaos, verdict, each_key=True)
    return verdict


async def _poisoned(chaos: Chaos, verdict: Verdict, count: int) -> None:
    chance = chaos.chance("poison")
    bootstrap = chaos.ground.installation.kafka
    good = {
        source: next(
            record
            for page in (await topics.read(bootstrap, topic_of(source))).values()
            for record in reversed(page)
            if dict(record.headers).get("ce_type") == kind
        )
        for source, kind in _READ.items()
    }
    producer = AIOKafkaProducer(**client_options(bootstrap), max_request_size=1_000_000)
    await producer.start()
    slowest = 0.0
    try:
        for number in range(count):
            kind, source = KINDS[number % len(KINDS)], list(_READ)[number // len(KINDS) % len(_READ)]
            poison = kind[1](chance, good[source])
            topic = topic_of(source)
            await producer.send_and_wait(
                topic,
                key=poison.key,
                value=poison.value,
                headers=poison.headers,
                partition=chance.randrange(PARTITIONS) if poison.partition is None else poison.partition,
            )
            for reader, sources in FOLLOWED.items():
                if poison.parks and source in sources:
                    chaos.parked.setdefault(reader, {}).setdefault(f"{topic}: malformed-record", 0)
                    chaos.parked[reader][f"{topic}: malformed-record"] += 1
            if number % BURST == BURST - 1:
                await chaos.load.until(30, within=3)
                slowest = max(slowest, await chaos.lag(verdict, LAG))
                if verdict.failures:
                    return
    finally:
        await producer.stop()
    verdict.figures["slowest lag s"] = slowest


async def _mended(chaos: Chaos, verdict: Verdict, *, each_key: bool) -> None:
    """Reporting cannot take some streams for a while; then it can, and what was parked is replayed."""
    await _told(chaos, "ALTER TABLE fact ADD CONSTRAINT broken CHECK (stream !~ '6$') NOT VALID")
    async with asyncio.timeout(_SOON_PARKED):
        while len(await readers.parked_keys(chaos.ground, "reporting")) < STREAMS:
            await asyncio.sleep(0.1)
    await chaos.lag(verdict, LAG)
    await _told(chaos, "ALTER TABLE fact DROP CONSTRAINT broken")
    held = await readers.parked_keys(chaos.ground, "reporting")
    for words in [("--key", key) for key in sorted(held)] if each_key else [()]:
        code, said = await readers.kentro(chaos.ground, "parked", "replay", "reporting", *words)
        verdict.must(code == 0, f"kentro parked replay reporting {' '.join(words)}: {said}")
    verdict.figures["streams replayed"] = int(verdict.figures.get("streams replayed", 0)) + len(held)


async def _told(chaos: Chaos, statement: str) -> None:
    owner = await connect(chaos.ground.database("reporting"), name="chaos")
    try:
        await owner.execute(statement)
    finally:
        await owner.close()
