"""How fast does a consumer bring events into a read model, beside a bare one that upserts what it gets?"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.resources import files
from typing import Any, cast

import msgspec
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from bench.ground import SMOKE, TOPICS, Ground, kernel
from bench.relaying import told_by_relay
from bench.results import Result, times, told
from bench.rounds import Bulk, Clock, interleaved
from bench.visits import recorded
from services.intake import BLUEPRINT
from services.reporting import consumes
from services.reporting.figures.views import FACTS
from shared.broker import client_options
from shared.consumer import BATCH, Consumer, Follows
from shared.database import Connection, connect
from shared.ids import uuid7
from shared.provision import ServiceDatabases
from shared.public import PARTITIONS, Received

EVENTS = 10_000 if SMOKE else 60_000
ANCHOR = "aiokafka getmany and one unnest upsert a batch"
WITHIN = 120.0
_TYPES: dict[str, type[Any]] = {"kentro.intake.visit-received": consumes.VisitReceived}
_UPSERT = """
    INSERT INTO fact (source, position, indicator, scope, unit, month, day, code, stream)
    SELECT 'intake', t.position, t.indicator, t.scope, '', date_trunc('month', t.day), t.day, t.code, t.stream
    FROM unnest($1::bigint[], $2::text[], $3::text[], $4::date[], $5::text[], $6::text[])
        AS t (position, indicator, scope, day, code, stream)
    ON CONFLICT (source, position, indicator) DO UPDATE SET code = excluded.code"""


async def measure(at: Ground) -> list[Result]:
    """The rows of the consumer: reporting's facts from intake's topic, half of whose events are visits that count."""
    topic = f"{TOPICS}{uuid7()}"
    total = await _told(at, topic)
    databases = await at.databases.fresh(
        "reporting", [files("shared") / "migrations" / "log", files("services.reporting") / "migrations"]
    )
    owner = await connect(at.databases.owner(databases), name="bench", timeout=60)
    try:

        async def fresh() -> None:
            await owner.execute("TRUNCATE fact, checkpoint")

        async def bare(clock: Clock) -> int:
            await fresh()
            return await _bare(at.kafka, topic, databases, clock, total)

        async def consumed(clock: Clock) -> int:
            await fresh()
            return await _consumed(at.kafka, topic, databases, clock, total)

        measured = await interleaved({"bare": Bulk(bare), "ours": Bulk(consumed)})
    finally:
        await owner.close()
    ours, anchor = measured["ours"], measured["bare"]
    return [
        told(ANCHOR, anchor.rate, "events/s"),
        times("consumer with checkpoint and effect", ANCHOR, (ours.rate, "events/s"), ours.rate_to(anchor), least=0.9),
        told("consumer with checkpoint and effect, this process's processor time", ours.cpu, "us an event"),
    ]


async def _told(at: Ground, topic: str) -> int:
    """A topic as the relay fills it; how many records."""
    async with kernel(at, BLUEPRINT) as source:
        last = await recorded(source, EVENTS)
        await told_by_relay(at, source, topic, last, Clock())
        return last


class _Watched:
    """Starts the clock at the first batch and says when the last record of each partition is in one."""

    def __init__(self, clock: Clock, total: int) -> None:
        self._clock = clock
        self._left = total
        self._begun = False
        self.applied = asyncio.Event()
        self.last: dict[int, int] = {}

    async def apply(self, connection: Connection, events: Sequence[Received], /) -> None:
        """The view's own."""
        if not self._begun:
            self._begun = True
            self._clock.start()
        await FACTS.apply(connection, events)
        self._left -= len(events)
        self.last |= {event.partition: event.position for event in events}
        if self._left <= 0:
            self.applied.set()

    async def empty(self, connection: Connection, source: str, /) -> None:
        """The view's own."""
        await FACTS.empty(connection, source)


async def _consumed(bootstrap: str, topic: str, databases: ServiceDatabases, clock: Clock, total: int) -> int:
    watched = _Watched(clock, total // 2)
    consumer = Consumer(databases.projector, bootstrap, "bench", topic, Follows("intake", _TYPES, [watched]))
    running = asyncio.create_task(consumer.run())
    try:
        async with asyncio.timeout(WITHIN):
            await watched.applied.wait()
        reached = [
            consumer.checkpoints.progress[partition].reached(at, WITHIN) for partition, at in watched.last.items()
        ]
        assert all(await asyncio.gather(*reached))
        clock.stop()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    return total


async def _bare(bootstrap: str, topic: str, databases: ServiceDatabases, clock: Clock, total: int) -> int:
    connection = await connect(databases.projector, name="bare", settings={"synchronous_commit": "off"})
    client = AIOKafkaConsumer(**client_options(bootstrap), group_id=None, enable_auto_commit=False)
    await client.start()
    left = total
    try:
        partitions = [TopicPartition(topic, number) for number in range(PARTITIONS)]
        client.assign(partitions)
        await client.seek_to_beginning(*partitions)
        while left > 0:
            found = cast(
                "Mapping[TopicPartition, Sequence[ConsumerRecord[Any, Any]]]",
                await client.getmany(timeout_ms=500, max_records=BATCH),
            )
            if left == total and found:
                clock.start()
            left -= sum(len(page) for page in found.values())
            await _upserted(connection, [row for page in found.values() for raw in page for row in _rows(raw)])
        clock.stop()
    finally:
        await client.stop()
        await connection.close()
    return total


async def _upserted(connection: Connection, rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        await connection.execute(_UPSERT, *([row[n] for row in rows] for n in range(6)))


def _rows(raw: "ConsumerRecord[Any, Any]") -> list[tuple[object, ...]]:
    """What is stored of one record, as the view stores it, with as little work as that takes."""
    headers: dict[str, bytes] = dict(raw.headers)
    kind = _TYPES.get(headers["ce_type"].decode())
    if kind is None or raw.value is None:
        return []
    data = msgspec.json.decode(raw.value, type=kind)
    day = date.fromisoformat(headers["ce_occurredon"].decode())
    position, scope = int(headers["ce_id"].decode().partition("/")[2]), headers["ce_scope"].decode()
    stream = headers["ce_subject"].decode()
    return [
        (position, "visits", scope, day, data.topic, stream),
        (position, "visits-by-channel", scope, day, data.channel, stream),
    ]
