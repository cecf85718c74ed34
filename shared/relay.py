"""The log is the outbox: its events go to Kafka in position order, at least once, and say what stood before them."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Any, Protocol, cast
from uuid import UUID

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.producer.message_accumulator import BatchBuilder

from shared.broker import client_options
from shared.database import Connection
from shared.envelope import Recorded
from shared.holdings import Holdings
from shared.leader import keep_at, leading
from shared.log import PAGE, Log, Tail, reading_ahead
from shared.public import PARTITIONS, Erased, Outgoing, Publish, outgoing, partition_of
from shared.telemetry import Lag, span_of
from shared.topics import FOR_GOOD, ensure_topic

SEND_TIMEOUT = 15.0
"""Seconds for one page to be acknowledged; aiokafka's own calls may hang for ever when a broker is away."""

LOOK_AGAIN = 10.0
"""Seconds after which the topic's ends are compared with what was told, so that a loss shows without a new event."""

BATCH_BYTES = 512 * 1024
"""Of one partition's records in a request: a page's share of a partition mostly fits, so a page is one round trip."""

Entries = Sequence[tuple[int, Outgoing | None]]
"""Positions in their order, with what each tells others; None where that is nothing."""

_log = structlog.get_logger()


class Feed(Protocol):
    """What a relay publishes: entries in position order, without gaps; None where a position tells nobody anything."""

    async def epoch(self) -> UUID:
        """Of the positions."""
        ...

    async def head(self) -> int:
        """The last position."""
        ...

    def read_on(self, connection: Connection, /) -> AbstractAsyncContextManager[None]:
        """While the relay leads in this process, with that connection."""
        ...

    async def next(self, after: int) -> Entries:
        """What follows; empty where nothing did for a moment."""
        ...


class LogFeed:
    """A service's own log, through its mapping to public events."""

    def __init__(self, service: str, log: Log, tail: Tail, publish: Publish) -> None:
        self._service = service
        self._log = log
        self._tail = tail
        self._publish = publish
        self._epoch: UUID | None = None

    async def head(self) -> int:
        """The log's."""
        return await self._log.head()

    def read_on(self, connection: Connection) -> AbstractAsyncContextManager[None]:
        """While the relay leads in this process, with that connection."""
        return self._tail.read_on(connection)

    async def epoch(self) -> UUID:
        """The log's."""
        self._epoch = await self._log.epoch()
        return self._epoch

    async def next(self, after: int) -> Entries:
        """From memory where it is fresh."""
        return await self._told(await self._tail.next(after))

    async def _told(self, events: Sequence[Recorded[Any]]) -> list[tuple[int, Outgoing | None]]:
        epoch = self._epoch or await self.epoch()
        told: list[tuple[int, Outgoing | None]] = []
        for event in events:
            public = self._publish(event) if event.event is not None else Erased()
            told.append((event.position, outgoing(self._service, epoch, event, public) if public else None))
        return told


@dataclass(slots=True)
class _Place:
    """How far the feed was told, and by partition what the topic holds: its last record's position and offset."""

    epoch: UUID
    position: int
    previous: list[int]
    offsets: list[int]


class _Displaced(Exception):
    """Records came to stand elsewhere than behind the last ones: the broker lost some, or somebody else writes."""

    def __init__(self, firsts: dict[int, int]) -> None:
        super().__init__(firsts)
        self.firsts = firsts


class Relay:
    """Publishes one feed to one topic, and again what the broker lost."""

    def __init__(
        self, url: str, bootstrap: str, name: str, topic: str, feed: Feed, *, retention_ms: str = FOR_GOOD
    ) -> None:
        self.lag = Lag(name, f"relay {topic}")
        self._url = url
        self._bootstrap = bootstrap
        self._name = name
        self._topic = topic
        self._feed = feed
        self._retention_ms = retention_ms

    async def run(self) -> None:
        """Until cancelled. Whatever fails is begun again from what the topic holds."""
        await keep_at(f"{self._name} relay", self._lead)

    async def _lead(self) -> None:
        async with leading(self._url, name=self._name, work=f"relay {self._topic}") as connection:
            self.lag.lead(True)
            try:
                await ensure_topic(self._bootstrap, self._topic, client=self._name, retention_ms=self._retention_ms)
                async with self._feed.read_on(connection), _producer(self._bootstrap, self._name) as producer:
                    await self._follow(connection, producer, Holdings(self._bootstrap, self._topic, self._name))
            except KafkaError as fault:
                _log.warning("relay.broker_failed", topic=self._topic, error=type(fault).__name__)
            finally:
                self.lag.lead(False)

    async def _follow(self, connection: Connection, producer: AIOKafkaProducer, topic: Holdings) -> None:
        place = await self._begin(connection, topic)
        looked_at = monotonic()
        self.lag.done(datetime.now(UTC), await self._feed.head() - place.position)
        async with reading_ahead(self._feed.next, lambda entry: entry[0]) as entries_after:
            while True:
                if entries := await entries_after(place.position):
                    try:
                        await self._publish(connection, producer, place, entries)
                    except _Displaced as displaced:
                        place = await self._begin(connection, topic, displaced.firsts)
                else:
                    self.lag.at_end()
                if monotonic() - looked_at > LOOK_AGAIN:
                    looked_at = monotonic()
                    if any(end != offset + 1 for end, offset in zip(await topic.ends(), place.offsets, strict=True)):
                        place = await self._begin(connection, topic)

    async def _begin(self, connection: Connection, topic: Holdings, firsts: Mapping[int, int] | None = None) -> _Place:
        """Where to go on: behind what the topic holds, by partition, and before the first that it lost.

        `firsts` are offsets from which on a partition's records stand behind a loss, and are told again after it.
        """
        epoch = await self._feed.epoch()
        row = await connection.fetchrow(
            "INSERT INTO relay (topic, epoch, position, previous, offsets) VALUES ($1, $2, 0, $3, $4)"
            " ON CONFLICT (topic) DO UPDATE SET topic = excluded.topic"
            " RETURNING epoch, position, previous, offsets",
            self._topic,
            epoch,
            [0] * PARTITIONS,
            [-1] * PARTITIONS,
        )
        assert row is not None
        ends = await topic.ends()
        before = dict(enumerate(ends)) | (dict(firsts) if firsts else {})
        held = await topic.positions(epoch, await self._feed.head(), before)
        position = row["position"] if row["epoch"] == epoch else 0
        believed = row["previous"] if row["epoch"] == epoch else [0] * PARTITIONS
        lost = [its for its, ours in zip(held, believed, strict=True) if its < ours]
        if lost:
            position = min(position, *lost)
            _log.error("relay.broker_lost_records", topic=self._topic, partitions=len(lost), after=position)
        return _Place(epoch, position, held, [end - 1 for end in ends])

    async def _publish(
        self,
        connection: Connection,
        producer: AIOKafkaProducer,
        place: _Place,
        entries: Entries,
    ) -> None:
        """Raises `_Displaced` where records came to stand elsewhere than expected; they are told again then."""
        pages: dict[int, list[Outgoing]] = {}
        for _, entry in entries:
            if entry is not None and entry.position > place.previous[partition := partition_of(entry.key)]:
                pages.setdefault(partition, []).append(entry)
        previous, offsets = list(place.previous), list(place.offsets)
        traces = [
            value.decode() for _, entry in entries if entry for name, value in entry.headers if name == "traceparent"
        ]
        displaced: dict[int, int] = {}
        with span_of("relay", traces):
            async with asyncio.timeout(SEND_TIMEOUT):
                sent = [
                    (partition, await self._send(producer, partition, page, previous))
                    for partition, page in pages.items()
                ]
                for partition, batches in sent:
                    for acknowledged, count in batches:
                        first = (await acknowledged).offset
                        if first != offsets[partition] + 1:
                            displaced.setdefault(partition, first)
                        offsets[partition] = first + count - 1
            if displaced:
                raise _Displaced(displaced)
            position = entries[-1][0]
            await connection.execute(
                "UPDATE relay SET epoch = $2, position = $3, previous = $4, offsets = $5 WHERE topic = $1",
                self._topic,
                place.epoch,
                position,
                previous,
                offsets,
            )
        place.position, place.previous, place.offsets = position, previous, offsets
        if newest := next((entry for _, entry in reversed(entries) if entry), None):
            self.lag.done(newest.time, await self._feed.head() - position if len(entries) >= PAGE else 0)

    async def _send(
        self, producer: AIOKafkaProducer, partition: int, page: Sequence[Outgoing], previous: list[int]
    ) -> list[tuple["asyncio.Future[Any]", int]]:
        """Hands one partition's records over, as few batches as fit, and notes the last position."""
        batches: list[tuple[asyncio.Future[Any], int]] = []
        batch, count = producer.create_batch(), 0

        async def handed_over() -> asyncio.Future[Any]:
            batch.close()
            return cast("asyncio.Future[Any]", await producer.send_batch(batch, self._topic, partition=partition))

        for entry in page:
            if not _added(batch, entry, previous[partition]):
                batches.append((await handed_over(), count))
                batch, count = producer.create_batch(), 0
                if not _added(batch, entry, previous[partition]):
                    raise ValueError(f"position {entry.position} does not fit into a record")
            count += 1
            previous[partition] = entry.position
        batches.append((await handed_over(), count))
        return batches


@asynccontextmanager
async def _producer(bootstrap: str, name: str) -> AsyncGenerator[AIOKafkaProducer]:
    producer = AIOKafkaProducer(
        **client_options(bootstrap),
        client_id=f"{name}-relay",
        enable_idempotence=True,
        acks="all",
        linger_ms=0,
        max_batch_size=BATCH_BYTES,
        request_timeout_ms=10_000,
        metadata_max_age_ms=5_000,
    )
    try:
        async with asyncio.timeout(SEND_TIMEOUT):
            await producer.start()
        yield producer
    finally:
        # A producer that met a fault is never used again, and its own stop may hang.
        with suppress(Exception):
            async with asyncio.timeout(5):
                await producer.stop()


def _added(batch: BatchBuilder, entry: Outgoing, previous: int) -> bool:
    """Whether the record still went into the batch."""
    headers = [*entry.headers, ("ce_previous", str(previous).encode())]
    at = int(entry.time.timestamp() * 1000)
    return batch.append(timestamp=at, key=entry.key.encode(), value=entry.value, headers=headers) is not None
