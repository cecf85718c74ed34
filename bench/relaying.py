"""How fast does the relay bring a log to Kafka, beside a bare producer of the same records?"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaProducer

from bench.ground import SMOKE, TOPICS, Ground, Kernel, kernel
from bench.results import Result, times, told
from bench.rounds import Bulk, Clock, interleaved
from bench.visits import recorded
from services.intake import BLUEPRINT
from shared.holdings import Holdings
from shared.ids import uuid7
from shared.log import PAGE, Tail
from shared.public import Outgoing, partition_of
from shared.relay import LogFeed, Relay
from shared.topics import ensure_topic

EVENTS = 10_000 if SMOKE else 60_000
ANCHOR = "aiokafka idempotent producer, send and gather"


async def measure(at: Ground) -> list[Result]:
    """The rows of the relay: from the log's table to the last acknowledgement, reading and decoding included."""
    async with kernel(at, BLUEPRINT) as ours:
        last = await recorded(ours, EVENTS)
        records = await _records(ours, last)
        async with _producer(at.kafka) as producer:

            async def bare(clock: Clock) -> int:
                topic = await _fresh_topic(at)
                await producer.partitions_for(topic)
                clock.start()
                for first in range(0, len(records), PAGE):
                    await asyncio.gather(*[await _sent(producer, topic, one) for one in records[first : first + PAGE]])
                clock.stop()
                return len(records)

            async def relay(clock: Clock) -> int:
                feed = WatchedFeed(ours, clock, last)
                work = Relay(ours.databases.projector, at.kafka, "bench", await _fresh_topic(at), feed)
                running = asyncio.create_task(work.run())
                await feed.done.wait()
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
                return len(records)

            measured = await interleaved({"bare": Bulk(bare), "ours": Bulk(relay)})
    ours_, bare_ = measured["ours"], measured["bare"]
    return [
        told(ANCHOR, bare_.rate, "events/s"),
        times("relay from the log to Kafka", ANCHOR, (ours_.rate, "events/s"), ours_.rate_to(bare_), least=1.2),
        told("relay from the log to Kafka, this process's processor time", ours_.cpu, "us an event"),
    ]


class WatchedFeed(LogFeed):
    """Starts the clock when the relay first asks for events, and stops it when it asks for more than there are."""

    def __init__(self, ours: Kernel, clock: Clock, last: int) -> None:
        super().__init__(BLUEPRINT.name, ours.store.log, Tail(ours.store.log), BLUEPRINT.publish)
        self.done = asyncio.Event()
        self._clock = clock
        self._last = last
        self._begun = False

    async def next(self, after: int) -> Sequence[tuple[int, Outgoing | None]]:
        """The feed's, without the wait for a commit that never comes."""
        if after >= self._last:
            self._clock.stop()
            self.done.set()
            await asyncio.Event().wait()
        if not self._begun:
            self._begun = True
            self._clock.start()
        return await super().next(after)


async def _records(ours: Kernel, last: int) -> list[Outgoing]:
    """What the relay sends, made before any clock runs."""
    feed = LogFeed(BLUEPRINT.name, ours.store.log, Tail(ours.store.log), BLUEPRINT.publish)
    records: list[Outgoing] = []
    position = 0
    while position < last:
        told_ = await feed.next(position)
        records += [one for _, one in told_ if one]
        position = told_[-1][0]
    return records


async def _sent(producer: Any, topic: str, one: Outgoing) -> "asyncio.Future[Any]":  # noqa: ANN401 - aiokafka's
    return await producer.send(
        topic,
        key=one.key.encode(),
        value=one.value,
        partition=partition_of(one.key),
        timestamp_ms=int(one.time.timestamp() * 1000),
        headers=[*one.headers, ("ce_previous", b"0")],
    )


async def _fresh_topic(at: Ground) -> str:
    topic = f"{TOPICS}{uuid7()}"
    await ensure_topic(at.kafka, topic, client="bench")
    # Answered as soon as each partition has its leader: whoever sends earlier is refused and waits.
    await Holdings(at.kafka, topic, "bench").ends()
    return topic


@asynccontextmanager
async def _producer(bootstrap: str) -> AsyncGenerator[AIOKafkaProducer]:
    """Set up as the relay's own."""
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True, acks="all", linger_ms=0)
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()
