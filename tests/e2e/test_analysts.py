"""What leaves the services by Kafka: the same happenings, and nobody in them."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.broker import client_options
from shared.public import PARTITIONS
from shared.workdays import today
from tests.e2e.region import Region
from tests.e2e.stack import Stack

ANALYSTS = "kentro.analytics.v1"
SECONDS = 30


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a topic: `said` is its key, its value and its headers."""

    topic: str
    said: bytes

    def carries(self, *words: object) -> bool:
        """True when all these words stand in it."""
        return all(str(word).encode() in self.said for word in words)


class Reader:
    """Reads topics from where they end when it begins."""

    def __init__(self, bootstrap: str) -> None:
        self._consumer: Any = AIOKafkaConsumer(**client_options(bootstrap), enable_auto_commit=False)

    async def __aenter__(self) -> "Reader":
        await self._consumer.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._consumer.stop()

    async def topics(self) -> list[str]:
        """All topics of Kentro; the analysts' is made with the first record in it."""
        async with asyncio.timeout(SECONDS):
            while ANALYSTS not in (found := await self._consumer.topics()):
                pass
        return sorted(topic for topic in found if topic.startswith("kentro."))

    async def begin(self, *topics: str) -> None:
        """From here on records of these topics are read."""
        parts = [TopicPartition(topic, part) for topic in topics for part in range(PARTITIONS)]
        self._consumer.assign(parts)
        for part, end in (await self._consumer.end_offsets(parts)).items():
            self._consumer.seek(part, end)

    async def until(self, *wanted: Sequence[str]) -> list[Record]:
        """What comes until there was, for each of these, a record that carries all its words."""
        read: list[Record] = []
        missing = set(map(tuple, wanted))
        async with asyncio.timeout(SECONDS):
            while missing:
                found = await self._consumer.getone()
                headers = b"\n".join(name.encode() + b"=" + value for name, value in found.headers)
                record = Record(found.topic, b"\n".join([found.key, found.value, headers]))
                read.append(record)
                missing = {words for words in missing if not record.carries(*words)}
        return read


@pytest.fixture
async def reader(stack: Stack) -> AsyncGenerator[Reader]:
    async with Reader(stack.run["kafka"]) as reader:
        yield reader


async def test_analysts_read_the_same_happenings(region: Region, reader: Reader) -> None:
    assert ANALYSTS in await reader.topics()
    await reader.begin(ANALYSTS)
    person = await region.know()
    visit = await region.visit(person, topic="legal")
    await region.close_visit(visit)
    sent = await region.refer(person)

    now = f'"day":"{today(datetime.now(UTC))}"'
    told = await reader.until(
        ("kentro.analytics.person-met", now, '"municipality":"3905"'),
        ("kentro.analytics.visit-received", now, '"topic":"legal"'),
        ("kentro.analytics.referral-sent", now),
    )

    assert not [record for record in told for own in (person.id, visit, sent.id) if record.carries(own)]


async def test_no_topic_holds_a_name_or_a_number_of_a_person(region: Region, reader: Reader) -> None:
    await reader.begin(*await reader.topics())
    person = await region.know()
    visit = await region.visit(person)
    sent = await region.refer(person)
    await region.change("referral", f"/referrals/{sent.id}/declination", {"reason": "full", "text": person.who.name})

    told = await reader.until(
        ("kentro.registry.person-met", str(person.id)),
        ("kentro.intake.visit-received", str(visit)),
        ("kentro.referral.referral-declined", str(sent.id)),
        ("kentro.analytics.referral-declined",),
    )

    who = person.who
    private = (who.surname, who.given_name, who.father_name, who.amka, who.telephone, "μαθηματικά")
    assert not [(word, record) for word in private for record in told if record.carries(word)]
