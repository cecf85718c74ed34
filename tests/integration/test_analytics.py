"""What analysts were told is told again, under the same ids, where the broker lost it."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from services import intake, reporting
from shared.broker import client_options
from shared.ids import uuid7
from shared.public import PARTITIONS, topic_of
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from shared.topics import ensure_topic

ZACHARO = "/el63/3905/zacharo"


async def visits(served: Served, provider: TestProvider, count: int) -> None:
    headers = {"If-None-Match": "*", **provider.bearer(f"receptionist@{ZACHARO}")}
    body = {"unit": str(uuid7()), "centre": ZACHARO, "topic": "goods", "channel": "email"}
    for _ in range(count):
        answer = await served.http.put(f"/visits/{uuid7()}", json=body, headers=headers)
        assert answer.status_code == 201, answer.text


async def told(bootstrap: str, topic: str) -> list[str]:
    """The ids of the topic's records, in its order."""
    consumer = AIOKafkaConsumer(**client_options(bootstrap), group_id=None, auto_offset_reset="earliest")
    await consumer.start()
    try:
        partitions = [TopicPartition(topic, number) for number in range(PARTITIONS)]
        consumer.assign(partitions)
        ends = cast("dict[Any, int]", await consumer.end_offsets(partitions))
        found: list[str] = []
        while len(found) < sum(ends.values()):
            for page in cast("dict[Any, list[Any]]", await consumer.getmany(timeout_ms=200)).values():
                found += [dict(record.headers)["ce_id"].decode() for record in page]
        return found
    finally:
        await consumer.stop()


async def until_told(bootstrap: str, topic: str, count: int) -> list[str]:
    async with asyncio.timeout(40):
        while True:
            # The topic may not be there again yet.
            with suppress(KafkaError):
                if len(set(ids := await told(bootstrap, topic))) >= count:
                    return ids
            await asyncio.sleep(0.2)


async def lose(bootstrap: str, topic: str, *, refilled: bool = False) -> None:
    """As a broker that comes back without its data, or, `refilled`, with the first records alone."""
    admin = AIOKafkaAdminClient(**client_options(bootstrap))
    await admin.start()
    await admin.delete_topics([topic])
    while topic in await admin.list_topics():
        await asyncio.sleep(0.05)
    await admin.close()
    if refilled:
        await ensure_topic(bootstrap, topic, client="test")


async def test_a_lost_topic_is_filled_again_with_the_same_ids(
    stage: Stage, provider: TestProvider, kek_file: Path
) -> None:
    topic = topic_of("analytics", stage.topic_prefix)
    blueprint = reporting.blueprint(stage.kafka, stage.topic_prefix, kek_file.read_bytes())
    async with stage.serve(intake.BLUEPRINT) as desk, stage.serve(blueprint):
        await visits(desk, provider, 12)
        before = await until_told(stage.kafka, topic, 12)
        assert len(before) == 12

        await lose(stage.kafka, topic)
        await visits(desk, provider, 1)

        after = await until_told(stage.kafka, topic, 13)
        assert set(before) < set(after)


@pytest.mark.parametrize("refilled", [False, True], ids=["gone", "empty"])
async def test_what_is_lost_while_reporting_is_away_is_told_again_when_it_starts(
    stage: Stage, provider: TestProvider, kek_file: Path, *, refilled: bool
) -> None:
    topic = topic_of("analytics", stage.topic_prefix)
    blueprint = reporting.blueprint(stage.kafka, stage.topic_prefix, kek_file.read_bytes())
    async with stage.serve(intake.BLUEPRINT) as desk:
        async with stage.serve(blueprint) as figures:
            await visits(desk, provider, 12)
            before = await until_told(stage.kafka, topic, 12)

        await lose(stage.kafka, topic, refilled=refilled)

        blueprint = reporting.blueprint(stage.kafka, stage.topic_prefix, kek_file.read_bytes())
        async with stage.serve_on(figures.databases, blueprint):
            assert set(await until_told(stage.kafka, topic, 12)) == set(before)
        async with stage.serve_on(figures.databases, blueprint):
            await visits(desk, provider, 1)
            after = await until_told(stage.kafka, topic, 13)
            assert len(after) == 13
