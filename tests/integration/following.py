"""Reporting as it follows intake, whose relay the tests play, and the operator beside it."""

import itertools
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaProducer

from services import reporting
from shared.broker import client_options
from shared.consumer import Consumer
from shared.database import Connection, connect
from shared.ids import uuid7
from shared.public import partition_of, topic_of
from shared.testing.services import Served, Stage
from shared.topics import ensure_topic
from shared.workdays import today
from tests.integration.operator import operator

ZACHARO = "/el63/3905/zacharo"
PARTITION = 5
EPOCH = "01900000-0000-7000-8000-000000000001"
REFUSES = "ALTER TABLE cell ADD CONSTRAINT refuses_legal CHECK (code <> 'legal')"
TAKES = "ALTER TABLE cell DROP CONSTRAINT refuses_legal"


def a_visit() -> str:
    """A stream of that partition."""
    while partition_of(stream := f"visit-{uuid7()}") != PARTITION:
        pass
    return stream


@dataclass
class Follower:
    """Reporting as it follows intake, whose relay the tests play, and the operator beside it."""

    stage: Stage
    served: Served
    key_file: Path
    positions: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def topic(self) -> str:
        return topic_of("intake", self.stage.topic_prefix)

    @property
    def consumer(self) -> Consumer:
        return next(each for each in self.served.running.consumers if each.source == "intake")

    async def hear(self, key: str, topic: str, value: bytes | None = None) -> int:
        """A visit of that stream; the position of its record."""
        position = next(self.positions)
        now = datetime.now(UTC)
        headers = {
            "ce_specversion": "1.0",
            "ce_id": f"{EPOCH}/{position}",
            "ce_source": "/kentro/intake",
            "ce_type": "kentro.intake.visit-received",
            "ce_subject": key,
            "ce_time": now.isoformat(),
            "ce_occurredon": today(now).isoformat(),
            "ce_scope": ZACHARO,
            "ce_previous": str(position - 1),
        }
        sound = f'{{"visit":"{uuid7()}","topic":"{topic}","channel":"email","person":null}}'
        await self.send(key, value or sound.encode(), [(name, text.encode()) for name, text in headers.items()])
        return position

    async def send(self, key: str, value: bytes, headers: Sequence[tuple[str, bytes | None]]) -> None:
        producer = AIOKafkaProducer(**client_options(self.stage.kafka))
        await producer.start()
        try:
            await producer.send_and_wait(
                self.topic, key=key.encode(), value=value, partition=PARTITION, headers=headers
            )
        finally:
            await producer.stop()

    async def reached(self, position: int) -> None:
        assert await self.consumer.checkpoints.progress[PARTITION].reached(position, 20)

    @asynccontextmanager
    async def connected(self) -> AsyncGenerator[Connection]:
        connection = await connect(self.stage.databases.owner(self.served.databases), name="test")
        try:
            yield connection
        finally:
            await connection.close()

    async def counted(self) -> dict[str, int]:
        """How often each topic was counted."""
        async with self.connected() as connection:
            rows = await connection.fetch(
                "SELECT code, sum(count)::int FROM cell WHERE indicator = 'visits' AND code IN"
                " ('legal', 'housing', 'goods', 'health') GROUP BY code"
            )
        return {row[0]: row[1] for row in rows}

    async def operator(self, *words: str) -> int:
        """Runs the operator's command beside reporting."""
        return await operator(self.stage, self.served, self.key_file, *words)


@asynccontextmanager
async def a_follower(stage: Stage, kek_file: Path) -> AsyncGenerator[Follower]:
    """Reporting, and the topic that it follows."""
    await ensure_topic(stage.kafka, topic_of("intake", stage.topic_prefix), client="test")
    blueprint: Any = reporting.blueprint(stage.kafka, stage.topic_prefix, kek_file.read_bytes())
    async with stage.serve(blueprint) as served:
        yield Follower(stage, served, kek_file)
