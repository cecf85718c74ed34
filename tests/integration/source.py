"""Plays intake's relay to a reporting that follows it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from aiokafka import AIOKafkaProducer

from services import reporting
from shared.broker import client_options
from shared.database import Connection, connect
from shared.ids import uuid7
from shared.parking import discard, parked
from shared.public import partition_of, topic_of
from shared.testing.services import Served, Stage
from shared.topics import ensure_topic
from shared.workdays import today

ZACHARO = "/el63/3905/zacharo"
EPOCH = UUID("01900000-0000-7000-8000-000000000001")


class Source:
    """Plays intake's relay, and every kind of broker."""

    def __init__(self, stage: Stage, follower: Served) -> None:
        self.stage = stage
        self.follower = follower
        self.stream = f"visit-{uuid7()}"
        self.partition = partition_of(self.stream)
        self.topic = topic_of("intake", stage.topic_prefix)

    async def send(
        self,
        *positions: int,
        previous: dict[int, int] | None = None,
        epoch: UUID = EPOCH,
        partition: int | None = None,
        **others: str,
    ) -> None:
        producer = AIOKafkaProducer(**client_options(self.stage.kafka))
        await producer.start()
        try:
            for position in positions:
                before = (previous or {}).get(position, position - 1)
                await producer.send_and_wait(
                    self.topic,
                    key=self.stream.encode(),
                    value=b'{"visit":"%b","topic":"housing","channel":"in-person","person":null}'
                    % str(uuid7()).encode(),
                    partition=self.partition if partition is None else partition,
                    headers=[*self._headers(position, before, epoch), *((n, v.encode()) for n, v in others.items())],
                )
        finally:
            await producer.stop()

    async def send_broken(self, *, position: int | None = None, offset: int = 0) -> None:
        """What nobody can read, as that position's event or as nobody's; again until one stands at that offset."""
        headers = self._headers(position, position - 1, EPOCH) if position else []
        key = self.stream.encode() if position else b"broken"
        producer: Any = AIOKafkaProducer(**client_options(self.stage.kafka))
        await producer.start()
        try:
            sent = -1
            while sent < offset:
                record = await producer.send_and_wait(
                    self.topic, key=key, value=b"noise", partition=self.partition, headers=headers
                )
                sent = record.offset
        finally:
            await producer.stop()

    def _headers(self, position: int, before: int, epoch: UUID) -> list[tuple[str, bytes]]:
        now = datetime.now(UTC)
        headers = {
            "ce_specversion": "1.0",
            "ce_id": f"{epoch}/{position}",
            "ce_source": "/kentro/intake",
            "ce_type": "kentro.intake.visit-received",
            "ce_subject": self.stream,
            "ce_time": now.isoformat(),
            "ce_occurredon": today(now).isoformat(),
            "ce_scope": ZACHARO,
            "ce_previous": str(before),
        }
        return [(name, value.encode()) for name, value in headers.items()]

    async def reached(self, position: int, within: float = 20) -> bool:
        consumer = next(each for each in self.follower.running.consumers if each.source == "intake")
        return await consumer.checkpoints.progress[self.partition].reached(position, within)

    async def applied(self) -> list[int]:
        connection = await self._connected()
        async with connection.transaction(isolation="repeatable_read"):
            rows = await connection.fetch("SELECT position FROM fact WHERE indicator = 'visits' ORDER BY position")
            count = await connection.fetchval("SELECT coalesce(sum(count), 0) FROM cell WHERE indicator = 'visits'")
        await connection.close()
        assert count == len(rows)
        return [row["position"] for row in rows]

    async def pretend(self, position: int) -> None:
        """The checkpoint stands there, whatever was applied."""
        connection = await self._connected()
        await connection.execute(
            "UPDATE checkpoint SET position = $2 WHERE name = $1", f"intake/{self.partition}", position
        )
        await connection.close()

    async def parked(self) -> list[str]:
        connection = await self._connected()
        found = await parked(connection)
        await connection.close()
        return [one.error for one in found]

    async def release(self) -> int:
        """Discards what is parked, so that it holds up its stream no longer."""
        connection = await self._connected()
        count = await discard(connection, await parked(connection))
        await connection.close()
        return count

    async def _connected(self) -> Connection:
        return await connect(self.stage.databases.owner(self.follower.databases), name="test")


@asynccontextmanager
async def followed(stage: Stage) -> AsyncGenerator[Source]:
    """A source that reporting follows while the block runs."""
    await ensure_topic(stage.kafka, topic_of("intake", stage.topic_prefix), client="test")
    blueprint: Any = reporting.blueprint(stage.kafka, stage.topic_prefix, bytes(32))
    async with stage.serve(blueprint) as follower:
        yield Source(stage, follower)
