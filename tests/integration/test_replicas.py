"""Two copies of a service on one database: each answers for what it wrote, and one takes over from the other."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from time import perf_counter

import pytest

from services import intake, reporting
from shared.ids import uuid7
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider

ZACHARO = "/el63/3905/zacharo"


@dataclass
class Copies:
    """The first leads everything until it is ended."""

    leader: Served
    other: Served
    first: AsyncExitStack

    async def end_leader(self) -> None:
        await self.first.aclose()


async def until_leading(served: Served) -> None:
    async with asyncio.timeout(20):
        while not served.running.projector.progress.led:
            await asyncio.sleep(0.01)


@pytest.fixture
async def copies(stage: Stage) -> AsyncGenerator[Copies]:
    async with AsyncExitStack() as first, AsyncExitStack() as second:
        leader = await first.enter_async_context(stage.serve(intake.BLUEPRINT))
        await until_leading(leader)
        other = await second.enter_async_context(stage.serve_on(leader.databases, intake.BLUEPRINT))
        yield Copies(leader, other, first)


async def record(served: Served, provider: TestProvider) -> tuple[int, str, float]:
    """A visit; the status of its answer, its public position, and the seconds that the answer took."""
    begun = perf_counter()
    answer = await served.http.put(
        f"/visits/{uuid7()}",
        json={"unit": str(uuid7()), "centre": ZACHARO, "topic": "housing", "channel": "in-person"},
        headers={"If-None-Match": "*", **provider.bearer(f"receptionist@{ZACHARO}")},
    )
    return answer.status_code, answer.headers["Kentro-Position"], perf_counter() - begun


async def test_a_copy_that_does_not_lead_answers_when_its_own_write_is_readable(
    copies: Copies, provider: TestProvider
) -> None:
    assert not copies.other.running.projector.progress.led
    answers = [await record(copies.other, provider) for _ in range(20)]
    assert {status for status, _, _ in answers} == {201}
    assert sorted(seconds for _, _, seconds in answers)[10] < 0.25
    visits = await copies.other.http.get("/visits", headers=provider.bearer(f"receptionist@{ZACHARO}"))
    assert len(visits.json()["items"]) == 20


async def test_both_copies_write_at_once_and_the_log_has_no_gap(copies: Copies, provider: TestProvider) -> None:
    both = [copies.leader, copies.other] * 30
    answers = await asyncio.gather(*(record(served, provider) for served in both))
    assert {status for status, _, _ in answers} == {201}
    positions = sorted(int(position.rpartition("/")[2]) for _, position, _ in answers)
    assert positions == list(range(1, 61))


async def test_the_other_takes_over_reading_and_telling(copies: Copies, stage: Stage, provider: TestProvider) -> None:
    async with stage.serve(reporting.blueprint(stage.kafka, stage.topic_prefix, bytes(32))) as follower:
        await record(copies.leader, provider)
        await copies.end_leader()
        status, position, _ = await record(copies.other, provider)
        assert status in (201, 202)
        await until_leading(copies.other)
        consumer = next(each for each in follower.running.consumers if each.source == "intake")
        _, partition, reached = position.split("/")
        assert await consumer.checkpoints.progress[int(partition)].reached(int(reached), 20)
        assert (await record(copies.other, provider))[0] == 201
