"""What leaves the services by Kafka: the same happenings, and nobody in them."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.public import PARTITIONS
from tests.e2e.region import Region
from tests.e2e.stack import Stack

ANALYSTS = "kentro.analytics.v1"
SECONDS = 30


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a topic: `said` is everything that it carries."""

    topic: str
    type: str
    said: bytes


class Reader:
    """Reads topics from where they end when it begins."""

    def __init__(self, bootstrap: str) -> None:
        self._consumer: Any = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)

    async def __aenter__(self) -> "Reader":
        await self._consumer.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._consumer.stop()

    async def topics(self) -> list[str]:
        """All topics of Kentro."""
        return sorted(topic for topic in await self._consumer.topics() if topic.startswith("kentro."))

    async def begin(self, *topics: str) -> None:
        """From here on records of these topics are read."""
        parts = [TopicPartition(topic, part) for topic in topics for part in range(PARTITIONS)]
        self._consumer.assign(parts)
        for part, end in (await self._consumer.end_offsets(parts)).items():
            self._consumer.seek(part, end)

    async def until(self, *types: str) -> list[Record]:
        """What comes until each of these types has come."""
        read: list[Record] = []
        async with asyncio.timeout(SECONDS):
            while set(types) - {record.type for record in read}:
                found = await self._consumer.getone()
                headers = b"\n".join(name.encode() + b"=" + value for name, value in found.headers)
                type_ = dict(found.headers)["ce_type"].decode()
                read.append(Record(found.topic, type_, b"\n".join([found.key, found.value, headers])))
        return read


@pytest.fixture
async def reader(stack: Stack) -> AsyncGenerator[Reader]:
    async with Reader(stack.run["kafka"]) as reader:
        yield reader


async def test_analysts_read_the_same_happenings(region: Region, reader: Reader) -> None:
    await reader.begin(ANALYSTS)
    person = await region.know()
    visit = await region.visit(person, topic="legal")
    await region.close_visit(visit)
    await region.refer(person)

    told = await reader.until(
        "kentro.analytics.person-met", "kentro.analytics.visit-received", "kentro.analytics.referral-sent"
    )

    received = next(record.said for record in told if record.type == "kentro.analytics.visit-received")
    assert b'"topic":"legal"' in received
    assert b'"municipality":"3905"' in received
    assert not [record for record in told for own in (person.id, visit) if str(own).encode() in record.said]


async def test_no_topic_holds_a_name_or_a_number_of_a_person(region: Region, reader: Reader) -> None:
    topics = await reader.topics()
    await reader.begin(*topics)
    person = await region.know()
    await region.visit(person)
    sent = await region.refer(person)
    await region.change("referral", f"/referrals/{sent.id}/declination", {"reason": "full", "text": person.who.name})

    told = await reader.until("kentro.analytics.referral-declined")

    assert {record.topic for record in told} >= {"kentro.registry.v1", "kentro.intake.v1", "kentro.referral.v1"}
    who = person.who
    private = (who.surname, who.given_name, who.father_name, who.amka, who.telephone, "μαθηματικά")
    assert not [(word, record) for word in private for record in told if word.encode() in record.said]
