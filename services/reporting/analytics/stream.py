"""The analysts' stream: who subscribes sees that something happened, in which municipality, on which day.

Ids are pseudonyms of the stream's own, made with a key that follows from the year, so that nobody is followed for
longer. A record repeats under the same id when reporting reads its sources again; analysts keep one of each id.
"""

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

import msgspec
import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from services.reporting import consumes
from shared.broker import client_options
from shared.checkpoints import NO_EPOCH
from shared.consumer import Follows
from shared.database import LOST, PASSING, RECONNECT_PAUSE, Connection, close_quietly, connect_patiently
from shared.holdings import Holdings
from shared.public import PARTITIONS, Received, partition_of
from shared.rebuilding import PATIENCE, RebuildFailed, reading
from shared.service import Running
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

_log = structlog.get_logger()
_KNOWN = "SELECT coalesce((SELECT offsets FROM relay WHERE topic = $1), '{}')"
_NOTED = """
INSERT INTO relay (topic, epoch, position, previous, offsets) VALUES ($1, $2, 0, '{}', $3)
ON CONFLICT (topic) DO UPDATE SET offsets = CASE WHEN $4 THEN excluded.offsets ELSE (
    SELECT array_agg(greatest(was, comes) ORDER BY number)
    FROM unnest(relay.offsets, excluded.offsets) WITH ORDINALITY AS t (was, comes, number)) END
"""
"""How far each partition reached. Another copy of the service may know of more, unless it was lost."""

_PERSONAL_IDS = frozenset({"person", "visit", "referral"})


@dataclass(frozen=True, slots=True)
class _Sending:
    """Sends what is read again, as an effect without tables."""

    producer: AIOKafkaProducer
    send: Callable[[AIOKafkaProducer, Sequence[Received]], Awaitable[bool]]

    async def apply(self, _: Connection, events: Sequence[Received]) -> None:
        await self.send(self.producer, events)

    async def empty(self, _: Connection, __: str) -> None:
        pass


class AnalyticsStream:
    """Sends what is applied on to the analysts' topic, before its checkpoint moves: at least once, in order.

    Where the broker lost the topic, or the end of it, all that was ever applied is sent again: how far each partition
    reached stands beside the checkpoint, and is held against the topic before anything else is sent. `heard` are the
    topics that the stream is made of.
    """

    def __init__(self, bootstrap: str, topic: str, key: bytes, heard: Mapping[str, Follows]) -> None:
        self._bootstrap = bootstrap
        self._topic = topic
        self._key = key
        self._heard = heard
        self._producer: AIOKafkaProducer | None = None
        self._ends = [0] * PARTITIONS
        self._sending = asyncio.Lock()

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Sends these events. Raises `ConnectionError` where the broker does not take them, and sends again later."""
        if self._producer is not None and not any(isinstance(event.data, READABLE) for event in events):
            return
        async with self._sending:
            try:
                producer, lost = await self._ready(connection)
                lost = await self._sent(producer, events) or lost
                if lost:
                    _log.error("analytics.broker_lost_records")
                    await self._send_all_again(connection, producer)
                last = [end - 1 for end in self._ends]
            except (KafkaError, TimeoutError, RebuildFailed) as fault:
                await self.close()
                raise ConnectionError("the broker did not take the analysts' records") from fault
        # Others wait for this row until our transaction ends, and must not keep us from sending meanwhile.
        await connection.execute(_NOTED, self._topic, NO_EPOCH, last, lost)

    async def look(self, running: Running) -> None:
        """Once, when the service starts: what was lost while it was away is sent without waiting for something new."""
        url = str(running.settings.projector_database_url)
        while self._producer is None:
            connection = await connect_patiently(url, name=f"{running.name} analytics")
            try:
                async with connection.transaction():
                    await self.apply(connection, ())
            except (*LOST, *PASSING) as fault:
                _log.warning("analytics.broker_failed", error=type(fault).__name__)
                await asyncio.sleep(RECONNECT_PAUSE)
            finally:
                await close_quietly(connection)

    async def empty(self, _: Connection, __: str) -> None:
        """There is nothing of ours to forget."""

    async def close(self) -> None:
        """Lets go of the producer; the next record makes a new one."""
        producer, self._producer = self._producer, None
        if producer is not None:
            with suppress(Exception):
                async with asyncio.timeout(5):
                    await producer.stop()

    async def _ready(self, connection: Connection) -> tuple[AIOKafkaProducer, bool]:
        """A producer; and with a new one, whether the topic lost something since somebody looked at it last."""
        if self._producer is not None:
            return self._producer, False
        await ensure_topic(self._bootstrap, self._topic, client="analytics", retention_ms=KEPT_MS)
        ends = await Holdings(self._bootstrap, self._topic, "analytics").ends()
        noted: Sequence[int] = await connection.fetchval(_KNOWN, self._topic)
        producer = AIOKafkaProducer(
            **client_options(self._bootstrap),
            client_id="reporting-analytics",
            enable_idempotence=True,
            acks="all",
            metadata_max_age_ms=5_000,
        )
        async with asyncio.timeout(TIMEOUT):
            await producer.start()
        self._producer, self._ends = producer, ends
        return producer, any(end <= last for end, last in zip(ends, noted, strict=False))

    async def _sent(self, producer: AIOKafkaProducer, events: Sequence[Received]) -> bool:
        """Sends what analysts may read of these, and says whether it came to stand before what was sent earlier."""
        async with asyncio.timeout(TIMEOUT):
            sent = [await self._send(producer, event) for event in events if isinstance(event.data, READABLE)]
            stand = await asyncio.gather(*sent)
        lost = any(at.offset < self._ends[int(at.partition)] for at in stand)
        for at in stand:
            self._ends[at.partition] = at.offset + 1
        return lost

    async def _send_all_again(self, connection: Connection, producer: AIOKafkaProducer) -> None:
        """Whatever was applied before this batch, each record under the id that it always had."""

        async with reading(self._bootstrap, self._heard, lambda _: [_Sending(producer, self._sent)]) as sources:
            for source in sources:
                await source.fill(connection, PATIENCE)

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
