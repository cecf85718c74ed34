"""The analysts' stream: who subscribes sees that something happened, in which municipality, on which day.

Ids are pseudonyms of the stream's own, made with a key that follows from the year, so that nobody is followed for
longer. A record repeats under the same id when reporting reads its sources again; analysts keep one of each id.
"""

import asyncio
import hashlib
import hmac
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any
from uuid import UUID

import msgspec
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from services.reporting import consumes
from shared.database import Connection
from shared.public import Received, partition_of
from shared.topics import TIMEOUT, ensure_topic

KEPT_MS = str(396 * 24 * 3600 * 1000)
"""Thirteen months, in milliseconds."""

READABLE = (
    consumes.PersonMet,
    consumes.VisitReceived,
    consumes.ReferralSent,
    consumes.ReferralAccepted,
    consumes.ReferralWaitlisted,
    consumes.ReferralDeclined,
    consumes.AnswerOverdue,
    consumes.ReferralClosed,
)
"""What analysts may read; everything else describes the organisation and stands in its own registers."""

_PERSONAL_IDS = frozenset({"person", "visit", "referral"})


class AnalyticsStream:
    """Sends what is applied on to the analysts' topic, before its checkpoint moves: at least once, in order."""

    def __init__(self, bootstrap: str, topic: str, key: bytes) -> None:
        self._bootstrap = bootstrap
        self._topic = topic
        self._key = key
        self._producer: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()

    async def apply(self, _: Connection, events: Sequence[Received]) -> None:
        """Sends these events. Raises `ConnectionError` where the broker does not take them, and sends again later."""
        told = [event for event in events if isinstance(event.data, READABLE)]
        if not told:
            return
        try:
            async with asyncio.timeout(TIMEOUT):
                producer = await self._ready()
                sent = [await self._send(producer, event) for event in told]
                await asyncio.gather(*sent)
        except (KafkaError, TimeoutError) as fault:
            await self.close()
            raise ConnectionError("the broker did not take the analysts' records") from fault

    async def empty(self, _: Connection, __: str) -> None:
        """There is nothing of ours to forget."""

    async def close(self) -> None:
        """Lets go of the producer; the next record makes a new one."""
        producer, self._producer = self._producer, None
        if producer is not None:
            with suppress(Exception):
                async with asyncio.timeout(5):
                    await producer.stop()

    async def _ready(self) -> AIOKafkaProducer:
        async with self._starting:
            if self._producer is None:
                await ensure_topic(self._bootstrap, self._topic, client="analytics", retention_ms=KEPT_MS)
                producer = AIOKafkaProducer(
                    bootstrap_servers=self._bootstrap,
                    client_id="reporting-analytics",
                    enable_idempotence=True,
                    acks="all",
                    metadata_max_age_ms=5_000,
                )
                await producer.start()
                self._producer = producer
            return self._producer

    async def _send(self, producer: Any, event: Received) -> "asyncio.Future[Any]":  # noqa: ANN401 - untyped
        key = self.pseudonym(event, event.stream)
        return await producer.send(
            self._topic,
            key=key.encode(),
            value=msgspec.json.encode(self.told(event)),
            partition=partition_of(key),
            headers=[
                ("ce_specversion", b"1.0"),
                ("ce_id", self.pseudonym(event, event.id).encode()),
                ("ce_source", b"/kentro/analytics"),
                ("ce_type", f"kentro.analytics.{event.type.rpartition('.')[2]}".encode()),
                ("ce_subject", key.encode()),
                ("ce_time", f"{event.occurred_on}T00:00:00Z".encode()),
                ("content-type", b"application/json"),
            ],
        )

    def told(self, event: Received) -> dict[str, object]:
        """What analysts read of an event: day, municipality, codes, and pseudonyms."""
        data = asdict(event.data)
        told: dict[str, object] = {
            "day": event.occurred_on.isoformat(),
            "municipality": "/".join(event.scope.split("/")[2:3]),
        }
        for name, value in data.items():
            if name in _PERSONAL_IDS:
                told[name] = self.pseudonym(event, str(value)) if value else None
            else:
                told[name] = str(value) if isinstance(value, UUID) else value
        return told

    def pseudonym(self, event: Received, name: str) -> str:
        """The name that analysts know something by, in the year of the event."""
        year = hmac.digest(self._key, str(event.occurred_on.year).encode(), hashlib.sha256)
        return hmac.digest(year, name.encode(), hashlib.sha256).hex()[:32]
