"""A topic that is told again after an erasure: what follows is applied, and nothing of the erased is in it."""

from collections.abc import AsyncGenerator

import pytest

from shared.database import connect
from shared.ids import uuid7
from shared.parking import parked
from shared.public import partition_of
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from tests.integration.erasing import Region, a_region, until
from tests.integration.test_relay import Broker


@pytest.fixture
async def region(stage: Stage, provider: TestProvider, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Region]:
    monkeypatch.setattr("shared.relay.LOOK_AGAIN", 0.0)
    async with a_region(stage, provider) as region:
        yield region


async def test_what_follows_an_erased_referral_is_applied_after_the_broker_lost_everything(
    region: Region, stage: Stage
) -> None:
    person, other = await region.meet(), await region.meet("Μενίδου", None)
    last = await region.refer(person)
    await region.settled()
    await region.erase(person)
    await region.settled()
    broker = Broker(stage, "referral")
    await broker.lose(kept=0)

    following = uuid7()
    while partition_of(f"referral-{following}") != partition_of(f"referral-{last}"):
        following = uuid7()
    await region.refer(other, "Μενίδου", following)

    reporting = region.services["reporting"]
    counted = "SELECT count(*) FROM fact WHERE stream = $1 AND indicator = 'referrals-sent'"

    async def seen() -> bool:
        connection = await connect(reporting.databases.projector, name="test")
        try:
            return await connection.fetchval(counted, f"referral-{following}") == 1
        finally:
            await connection.close()

    await until(seen)
    connection = await connect(reporting.databases.projector, name="test")
    assert await parked(connection) == []
    await connection.close()
    told = [
        dict(record.headers)["ce_type"] for record in await broker.records() if str(person).encode() in record.value
    ]
    assert told == [b"kentro.referral.person-erased"]
