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
from shared.broker import client_options
from shared.database import connect
from shared.holdings import Holdings
from shared.ids import uuid7
from shared.leader import ended
from shared.log import PAGE, Tail
from shared.public import Outgoing, partition_of
from shared.relay import BATCH_BYTES, Entries, LogFeed, Relay
from shared.topics import ensure_topic

EVENTS = 10_000 if SMOKE else 60_000
ANCHOR = "aiokafka idempotent producer, send and gather"
LARGER = "the same with batches as large as the relay's"
_USUAL_BATCH = 16_384
"""Bytes of one of aiokafka's batches, unless it is told otherwise."""

_LOOK = 0.01


async def measure(at: Ground) -> list[Result]:
    """The rows of the relay: from the log's table to the last acknowledgement, reading and decoding included."""
    async with kernel(at, BLUEPRINT) as ours:
        last = await recorded(ours, EVENTS)
        records = await _records(ours, last)

        async def relay(clock: Clock) -> int:
            await told_by_relay(at, ours, await _fresh_topic(at), last, clock)
            return len(records)

        async with _bare(at, records, _USUAL_BATCH) as as_it_comes, _bare(at, records, BATCH_BYTES) as as_ours:
            sides = {ANCHOR: as_it_comes, LARGER: as_ours, "ours": Bulk(relay)}
            measured = await interleaved(sides)
    ours_, bare_ = measured["ours"], measured[ANCHOR]
    return [
        told(ANCHOR, bare_.rate, "events/s"),
        told(LARGER, measured[LARGER].rate, "events/s"),
        times("relay from the log to Kafka", ANCHOR, (ours_.rate, "events/s"), ours_.rate_to(bare_), least=1.2),
        told("relay from the log to Kafka, this process's processor time", ours_.cpu, "us an event"),
    ]


@asynccontextmanager
async def _bare(at: Ground, records: Sequence[Outgoing], batch: int) -> AsyncGenerator[Bulk]:
    """A producer with the relay's guarantees and such batches, on a topic of its own each time."""
    producer = AIOKafkaProducer(
        **client_options(at.kafka), enable_idempotence=True, acks="all", linger_ms=0, max_batch_size=batch
    )

    async def send(clock: Clock) -> int:
        topic = await _fresh_topic(at)
        await producer.partitions_for(topic)
        clock.start()
        for first in range(0, len(records), PAGE):
            await asyncio.gather(*[await _sent(producer, topic, one) for one in records[first : first + PAGE]])
        clock.stop()
        return len(records)

    await producer.start()
    try:
        yield Bulk(send)
    finally:
        await producer.stop()


async def told_by_relay(at: Ground, ours: Kernel, topic: str, last: int, clock: Clock) -> None:
    """Relays the log; the clock runs from when the relay first asks for events to its note that all were taken."""
    relay = Relay(ours.databases.projector, at.kafka, "bench", topic, _WatchedFeed(ours, clock))
    running = asyncio.create_task(relay.run())
    watching = await connect(ours.databases.projector, name="bench")
    try:
        noted = "SELECT max(position) FROM relay WHERE topic = $1"
        while await watching.fetchval(noted, topic) != last:  # noqa: ASYNC110 - the relay's own connection notes it
            await asyncio.sleep(_LOOK)
        clock.stop()
    finally:
        await ended([running])
        await watching.close()


class _WatchedFeed(LogFeed):
    """Starts the clock when the relay first asks for events."""

    def __init__(self, ours: Kernel, clock: Clock) -> None:
        super().__init__(BLUEPRINT.name, ours.store.log, Tail(ours.store.log), BLUEPRINT.publish)
        self._clock = clock
        self._begun = False

    async def next(self, after: int) -> Entries:
        """The feed's."""
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
