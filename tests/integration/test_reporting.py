"""A visit at the desk becomes a figure and an analyst's record, over the real log, relay, broker and consumer."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, ConsumerRecord

from services import intake, reporting
from shared.broker import client_options
from shared.consumer import forget
from shared.database import connect
from shared.ids import uuid7
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from tests.clock import this_month

ZACHARO = "/el63/3905/zacharo"
OTHERS = "SELECT * FROM cell WHERE code NOT IN ('legal', 'telephone') ORDER BY 1, 2, 3, 4, 5, 6"


@dataclass
class Region:
    intake: Served
    reporting: Served
    stage: Stage
    desk: dict[str, str]
    coordinator: dict[str, str]

    async def visit(self, **changes: Any) -> str:
        body = {"unit": str(uuid7()), "centre": ZACHARO, "topic": "housing", "channel": "in-person", **changes}
        answer = await self.intake.http.put(
            f"/visits/{uuid7()}", json=body, headers={**self.desk, "If-None-Match": "*"}
        )
        assert answer.status_code == 201, answer.text
        return answer.headers["kentro-position"]

    async def figures(self, seen: str) -> dict[str, int]:
        answer = await self.reporting.http.get(
            "/figures",
            params={"scope": ZACHARO, "month": this_month()},
            headers={**self.coordinator, "Kentro-Position": seen},
        )
        assert answer.status_code == 200, answer.text
        assert "kentro-behind" not in answer.headers
        return {row["indicator"]: row["value"] for row in answer.json()["rows"]}


def the_reporting(stage: Stage) -> Any:
    return reporting.blueprint(stage.kafka, stage.topic_prefix, bytes(32))


@pytest.fixture
async def region(stage: Stage, provider: TestProvider) -> AsyncGenerator[Region]:
    async with stage.serve(intake.BLUEPRINT) as desk, stage.serve(the_reporting(stage)) as figures:
        region = Region(
            desk,
            figures,
            stage,
            provider.bearer(f"receptionist@{ZACHARO}"),
            provider.bearer(f"coordinator@{ZACHARO}"),
        )
        await caught_up(region, await region.visit(topic="goods"))
        yield region


async def caught_up(region: Region, seen: str) -> None:
    source, partition, position = seen.split("/")
    consumer = next(each for each in region.reporting.running.consumers if each.source == source)
    assert await consumer.checkpoints.progress[int(partition)].reached(int(position), 30)


async def test_a_visit_is_in_the_figures_at_once(region: Region) -> None:
    seen = await region.visit()
    assert (await region.figures(seen))["visits"] == 2


async def test_the_analysts_stream_holds_the_visit_and_nobody_in_it(region: Region) -> None:
    person = str(uuid7())
    seen = await region.visit(person=person)
    await caught_up(region, seen)
    consumer = AIOKafkaConsumer(
        f"{region.stage.topic_prefix}.analytics.v1",
        **client_options(region.stage.kafka),
        auto_offset_reset="earliest",
        group_id=None,
    )
    await consumer.start()
    try:
        async with asyncio.timeout(20):
            records: list[ConsumerRecord[bytes, bytes]] = [await consumer.getone() for _ in range(2)]
    finally:
        await consumer.stop()
    headers = [dict(record.headers) for record in records]
    assert {header["ce_type"] for header in headers} == {b"kentro.analytics.visit-received"}
    everything = b"".join(
        (record.value or b"") + (record.key or b"") + b"".join(dict(record.headers).values()) for record in records
    )
    assert person.encode() not in everything
    assert b"3905" in everything
    assert b"zacharo" not in everything


async def test_figures_rebuilt_equal_figures_as_they_came(region: Region) -> None:
    earlier = [await region.visit() for _ in range(20)]
    for seen in earlier:
        await caught_up(region, seen)
    owner = region.stage.databases.owner(region.reporting.databases)
    connection = await connect(owner, name="test")
    before = await connection.fetch("SELECT * FROM cell ORDER BY 1, 2, 3, 4, 5, 6")
    consumer = next(each for each in region.reporting.running.consumers if each.source == "intake")
    await forget(connection, consumer.topic, consumer.follows)
    for seen in (await region.visit(topic="legal", channel="telephone"), *earlier):
        await caught_up(region, seen)
    async with asyncio.timeout(30):
        while [dict(row) for row in await connection.fetch(OTHERS)] != [dict(row) for row in before]:
            await asyncio.sleep(0.1)
    await connection.close()


async def test_a_stranger_sees_no_figures_and_a_region_only_what_is_published(
    region: Region, provider: TestProvider
) -> None:
    stranger = await region.reporting.http.get(
        "/figures",
        params={"scope": ZACHARO, "month": this_month()},
        headers=provider.bearer("coordinator@/el63/3901/pyrgos"),
    )
    assert stranger.status_code == 422
    regional = await region.reporting.http.get(
        "/figures",
        params={"scope": ZACHARO, "month": this_month()},
        headers=provider.bearer("regional_administrator@/el63"),
    )
    visits = next(row for row in regional.json()["rows"] if row["indicator"] == "visits")
    assert (visits["value"], visits["suppressed"]) == (None, True)


@pytest.mark.parametrize("month", ["0001-01", "1999-12", "2026-13", "2026-3", "0000-00", ""])
async def test_a_month_that_no_figure_can_be_of_is_refused_at_its_field(region: Region, month: str) -> None:
    for path in ("/figures", "/events"):
        asked = {"scope": ZACHARO, "month": month, "indicator": "visits"}
        answer = await region.reporting.http.get(path, params=asked, headers=region.coordinator)

        assert answer.status_code == 422
        assert [error["pointer"] for error in answer.json()["errors"]] == ["/query/month"]
