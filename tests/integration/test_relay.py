"""The relay tells the topic everything once, and again what the broker lost."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any, cast

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from services import intake
from shared.broker import client_options
from shared.database import connect
from shared.ids import uuid7
from shared.public import PARTITIONS, topic_of
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from shared.topics import ensure_topic

ZACHARO = "/el63/3905/zacharo"
Told = list[tuple[int, int, int]]
"""Partition, position and previous position of each record, in the order of the topic."""


@pytest.fixture
async def told_by(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Served]:
    monkeypatch.setattr("shared.relay.LOOK_AGAIN", 0.0)
    async with stage.serve(intake.BLUEPRINT) as served:
        yield served


class Broker:
    """Looks into a service's topic, and loses what is in it."""

    def __init__(self, stage: Stage, service: str = "intake") -> None:
        self.bootstrap = stage.kafka
        self.topic = topic_of(service, stage.topic_prefix)

    async def records(self) -> list[Any]:
        consumer = AIOKafkaConsumer(**client_options(self.bootstrap), group_id=None, auto_offset_reset="earliest")
        await consumer.start()
        try:
            partitions = [TopicPartition(self.topic, number) for number in range(PARTITIONS)]
            consumer.assign(partitions)
            ends = cast("dict[Any, int]", await consumer.end_offsets(partitions))
            found: list[Any] = []
            while len(found) < sum(ends.values()):
                for page in cast("dict[Any, list[Any]]", await consumer.getmany(timeout_ms=200)).values():
                    found += page
            return found
        finally:
            await consumer.stop()

    async def told(self) -> Told:
        found: Told = []
        for record in await self.records():
            headers = dict(record.headers)
            position = int(headers["ce_id"].decode().partition("/")[2])
            found.append((record.partition, position, int(headers["ce_previous"])))
        return found

    async def until(self, holds: Callable[[Told], bool]) -> Told:
        async with asyncio.timeout(30):
            while not holds(told := await self.told()):
                await asyncio.sleep(0.1)
        return told

    async def lose(self, kept: int) -> None:
        """As after a power failure: of each partition only the first records are left."""
        before = await self.records()
        admin = AIOKafkaAdminClient(**client_options(self.bootstrap))
        await admin.start()
        await admin.delete_topics([self.topic])
        while self.topic in await admin.list_topics():
            await asyncio.sleep(0.05)
        await admin.close()
        if not kept:
            return
        await ensure_topic(self.bootstrap, self.topic, client="test")
        producer = AIOKafkaProducer(**client_options(self.bootstrap))
        await producer.start()
        for number in range(PARTITIONS):
            for record in [record for record in before if record.partition == number][:kept]:
                await producer.send_and_wait(self.topic, record.value, record.key, number, headers=list(record.headers))
        await producer.stop()


async def record(served: Served, provider: TestProvider, count: int) -> None:
    headers = {"If-None-Match": "*", **provider.bearer(f"receptionist@{ZACHARO}")}
    body = {"unit": str(uuid7()), "centre": ZACHARO, "topic": "housing", "channel": "in-person"}
    for _ in range(count):
        answer = await served.http.put(f"/visits/{uuid7()}", json=body, headers=headers)
        assert answer.status_code == 201, answer.text


def whole(told: Told, count: int) -> bool:
    """Each position is there, and in each partition the first time in order, behind the one that it names."""
    last: dict[int, int] = {}
    for partition, position, previous in told:
        if position > last.get(partition, 0):
            if previous != last.get(partition, 0):
                return False
            last[partition] = position
    return {position for _, position, _ in told} == set(range(1, count + 1))


async def test_everything_is_told_once_in_order(told_by: Served, stage: Stage, provider: TestProvider) -> None:
    await record(told_by, provider, 30)
    told = await Broker(stage).until(lambda told: len(told) == 30)
    assert whole(told, 30)


@pytest.mark.parametrize("kept", [0, 1])
async def test_what_the_broker_lost_is_told_again_unasked(
    told_by: Served, stage: Stage, provider: TestProvider, kept: int
) -> None:
    broker = Broker(stage)
    await record(told_by, provider, 40)
    await broker.until(lambda told: len(told) == 40)

    await broker.lose(kept)

    told = await broker.until(lambda told: len({position for _, position, _ in told}) == 40)
    assert whole(told, 40)
    await record(told_by, provider, 5)
    told = await broker.until(lambda told: len({position for _, position, _ in told}) == 45)
    assert whole(told, 45)


async def test_a_loss_under_way_is_noticed_by_where_the_next_record_comes_to_stand(
    stage: Stage, provider: TestProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.relay.LOOK_AGAIN", 1e9)
    broker = Broker(stage)
    async with stage.serve(intake.BLUEPRINT) as served:
        await record(served, provider, 40)
        await broker.until(lambda told: len(told) == 40)
        await broker.lose(1)
        await record(served, provider, 40)
        told = await broker.until(lambda told: len({position for _, position, _ in told}) == 80)
    last = dict.fromkeys(range(PARTITIONS), 0)
    # Records told before the loss was noticed name a predecessor that was lost; behind them all of it comes again.
    for partition, position, previous in told:
        if previous <= last[partition]:
            last[partition] = max(last[partition], position)
    assert max(last.values()) == 80


async def test_what_was_told_but_not_noted_is_not_told_twice(stage: Stage, provider: TestProvider) -> None:
    broker = Broker(stage)
    async with stage.serve(intake.BLUEPRINT) as served:
        await record(served, provider, 20)
        await broker.until(lambda told: len(told) == 20)
    owner_url = stage.databases.owner(served.databases)
    owner = await connect(owner_url, name="test")
    await owner.execute("UPDATE relay SET position = 5, previous = array_fill(0::bigint, ARRAY[12])")
    await owner.close()
    async with stage.serve_on(served.databases, intake.BLUEPRINT) as served:
        await record(served, provider, 1)
        told = await broker.until(lambda told: len(told) >= 21)
    assert len(told) == 21
    assert whole(told, 21)


async def test_what_others_wrote_into_the_topic_says_nothing_of_what_was_told(
    told_by: Served, stage: Stage, provider: TestProvider
) -> None:
    broker = Broker(stage)
    await record(told_by, provider, 20)
    await broker.until(lambda told: len(told) == 20)
    last = next(each for each in await broker.records() if _positions(each)[0] == 20)
    epoch = await told_by.running.store.log.epoch()
    producer = AIOKafkaProducer(**client_options(stage.kafka))
    await producer.start()
    for said in (None, b"\xff", f"{epoch}/1{'0' * 30}".encode(), f"{epoch}/five".encode(), f"{epoch}/1000".encode()):
        headers: list[tuple[str, Any]] = [("ce_id", said), ("ce_previous", b"0")]
        for number in range(PARTITIONS):
            await producer.send_and_wait(broker.topic, b"{}", b"stranger", number, headers=headers)
    # As the last one of ours, and as that but for its time, which is none: no reader goes by either.
    broken = [(name, b"25:61" if name == "ce_time" else value) for name, value in last.headers]
    for headers in (list(last.headers), broken):
        for number in range(PARTITIONS):
            await producer.send_and_wait(broker.topic, b"{}", b"stranger", number, headers=headers)
    await producer.stop()

    await record(told_by, provider, 40)
    async with asyncio.timeout(30):
        while True:
            ours = [each for each in await broker.records() if each.key != b"stranger"]
            told = [(each.partition, *_positions(each)) for each in ours]
            if {position for _, position, _ in told} == set(range(1, 61)):
                break
    assert whole(told, 60)


def _positions(record: Any) -> tuple[int, int]:
    headers = dict(record.headers)
    return int(headers["ce_id"].decode().partition("/")[2]), int(headers["ce_previous"])
