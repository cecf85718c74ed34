"""From log to another service's tables over a broker that repeats, forgets and loses: once in effect, in order."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID

import pytest

from services import intake, reporting
from shared.ids import uuid7
from shared.public import PARTITIONS, partition_of
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from tests.integration.source import ZACHARO, Source, followed


@pytest.fixture
async def source(stage: Stage) -> AsyncGenerator[Source]:
    async with followed(stage) as source:
        yield source


async def test_what_is_delivered_again_changes_nothing(source: Source) -> None:
    await source.send(1, 2, 3)
    await source.send(1, 2, 3, 2, 3, 4)
    assert await source.reached(4)
    assert await source.applied() == [1, 2, 3, 4]


async def test_nothing_behind_a_gap_is_applied_until_it_is_filled(source: Source) -> None:
    await source.send(1, 2)
    assert await source.reached(2)
    await source.send(5, 6)
    assert not await source.reached(5, within=3)
    assert await source.applied() == [1, 2]
    ready = (await source.follower.http.get("/health/ready")).json()
    assert ready["stopped"] == ["intake"]

    await source.send(3, 4, 5, 6)
    assert await source.reached(6)
    assert await source.applied() == [1, 2, 3, 4, 5, 6]
    ready = (await source.follower.http.get("/health/ready")).json()
    assert ready["stopped"] == []


async def test_positions_of_other_partitions_are_no_gap(source: Source) -> None:
    await source.send(3, 7, 11, previous={3: 0, 7: 3, 11: 7})
    assert await source.reached(11)
    assert await source.applied() == [3, 7, 11]


async def test_a_new_epoch_is_rebuilt_from_its_first_position_and_the_old_one_is_skipped(source: Source) -> None:
    newer = UUID("01900000-0000-7000-8000-000000000002")
    await source.send(1, 2, 3)
    assert await source.reached(3)
    await source.send(1, 2, epoch=newer)
    consumer = next(each for each in source.follower.running.consumers if each.source == "intake")
    async with asyncio.timeout(20):
        while await source.applied() != [1, 2]:
            await consumer.checkpoints.progress[source.partition].reached(2, 0.1)
    await source.send(4)
    await source.send(3, epoch=newer)
    assert await source.reached(3)
    assert await source.applied() == [1, 2, 3]


async def test_a_new_epoch_is_one_in_a_partition_too_that_never_held_anything(source: Source) -> None:
    await source.send(1, 2)
    assert await source.reached(2)
    before = source.partition
    while source.partition == before:
        source.stream = f"visit-{uuid7()}"
        source.partition = partition_of(source.stream)
    await source.send(7, previous={7: 0}, epoch=UUID("01900000-0000-7000-8000-000000000002"))
    assert await source.reached(7)
    assert await source.applied() == [7]


@pytest.mark.parametrize(
    ("position", "forged"),
    [
        (3, {"epoch": UUID("0f900000-0000-7000-8000-000000000001"), "previous": {3: 0}}),
        (1_000_000, {"previous": {1_000_000: 0}}),
        (1_000_000, {"previous": {1_000_000: 1}}),
        (3, {"partition": 1}),
        (3, {"ce_subject": "visit-of-another-partition"}),
        (3, {"ce_source": "/kentro/registry"}),
    ],
    ids=["epoch to come", "far ahead", "far ahead of a past one", "elsewhere", "another stream", "another source"],
)
async def test_what_somebody_else_forged_is_parked_and_believed_in_nothing(
    source: Source, position: int, forged: dict[str, Any]
) -> None:
    if "partition" in forged:
        forged = {"partition": (source.partition + 1) % PARTITIONS, "previous": {3: 0}}
    await source.send(1, 2)
    assert await source.reached(2)
    await source.send(position, **forged)
    async with asyncio.timeout(20):
        while await source.parked() != ["malformed-record"]:
            await source.reached(2, 0.1)
    assert await source.applied() == [1, 2]
    assert await source.release() == 1
    await source.send(3, 4)
    assert await source.reached(4)
    assert await source.applied() == [1, 2, 3, 4]


async def test_a_follower_that_restarts_goes_on_where_it_stopped(stage: Stage, provider: TestProvider) -> None:
    blueprint: Any = reporting.blueprint(stage.kafka, stage.topic_prefix, bytes(32))
    desk = provider.bearer(f"receptionist@{ZACHARO}")

    async def visit(served: Served) -> str:
        body = {"unit": str(uuid7()), "centre": ZACHARO, "topic": "goods", "channel": "email"}
        answer = await served.http.put(f"/visits/{uuid7()}", json=body, headers={**desk, "If-None-Match": "*"})
        return answer.headers["kentro-position"]

    async with stage.serve(intake.BLUEPRINT) as reception:
        async with stage.serve(blueprint) as follower:
            first = await visit(reception)
            assert await reached_by(follower, first)
        last = [await visit(reception) for _ in range(20)][-1]
        async with stage.serve_on(follower.databases, blueprint) as again:
            assert await reached_by(again, last)
            source = Source(stage, again)
            async with asyncio.timeout(20):
                while len(await source.applied()) < 21:
                    await reached_by(again, last)
            assert len(await source.applied()) == 21


async def reached_by(served: Served, token: str) -> bool:
    source, partition, position = token.split("/")
    consumer = next(each for each in served.running.consumers if each.source == source)
    return await consumer.checkpoints.progress[int(partition)].reached(int(position), 20)
