"""Another service's public events, applied to our read models exactly once in effect.

The checkpoint of each partition, (epoch, position), stands in our own database and moves in the transaction of the
effect. So redelivery, a relay that repeats itself and a broker that was filled again are all the same harmless case:
what stands at or below the checkpoint is skipped. A record that names a predecessor above the checkpoint shows that
something is missing: that partition is read again from its beginning, and nothing behind the gap is applied, with an
alarm, until the gap is filled.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from shared.broker import client_options
from shared.checkpoints import NO_EPOCH, Checkpoint, Checkpoints, Rewound, begin_again
from shared.database import LOST, PASSING, Connection
from shared.incoming import Incoming, Taken
from shared.leader import ended, keep_at, leading
from shared.parking import Parking, Record, apply_all
from shared.public import PARTITIONS, Received
from shared.restricted import Opening
from shared.telemetry import Lag, span_of
from shared.topics import ensure_topic
from shared.views import Effect

BATCH = 1000
POLL_MS = 500
POLL_PATIENCE = 30.0
"""Seconds after which a poll that did not answer is given up and the client replaced."""

Records = Mapping[TopicPartition, Sequence[ConsumerRecord[Any, Any]]]
"""What the broker handed over, by partition."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Follows:
    """What a service reads of another: the classes of its public events by type, and the views they lead to.

    `sealed` is what others tell of persons on a topic that only some may read.
    """

    source: str
    types: Mapping[str, type[Any]]
    views: Sequence[Effect[Received]]
    sealed: bool = False


class NewEpoch(Exception):
    """The source's log was restored from a backup: its views are rebuilt from the first position."""

    def __init__(self, epoch: UUID) -> None:
        super().__init__(epoch)
        self.epoch = epoch


class Consumer:
    """Applies one source's topic to the views that follow it; `opening` opens what is told sealed."""

    def __init__(
        self, url: str, bootstrap: str, name: str, topic: str, follows: Follows, opening: Opening | None = None
    ) -> None:
        self.source = follows.source
        self.checkpoints = Checkpoints(follows.source)
        self.lag = Lag(name, f"consumer {follows.source}")
        self.follows = follows
        self.topic = topic
        self._url = url
        self._bootstrap = bootstrap
        self._name = name
        self._incoming = Incoming(follows.source, follows.types, opening)
        self._parking = Parking(name, self.topic)
        self._gaps: set[int] = set()
        self._reached: list[tuple[UUID, int]] = []
        """By partition, the epoch and position up to which records were read, of which some may not be applied yet."""

    async def run(self) -> None:
        """Until cancelled."""
        await keep_at(f"{self._name} consumer of {self.source}", self._lead)

    async def _lead(self) -> None:
        async with leading(self._url, name=self._name, work=f"consumer {self.source}") as connection:
            await self._begin(connection)
            self._lead_here(True)
            try:
                await ensure_topic(self._bootstrap, self.topic, client=self._name)
                async with self._client() as client:
                    await self._follow(client, connection)
            except KafkaError as fault:
                _log.warning("consumer.broker_failed", source=self.source, error=type(fault).__name__)
            except Rewound:
                _log.info("consumer.rewound", source=self.source)
            except NewEpoch as new:
                _log.warning("consumer.new_epoch", source=self.source)
                await forget(connection, self.topic, self.follows, new.epoch)
            finally:
                self._lead_here(False)

    def _lead_here(self, here: bool) -> None:
        self.lag.lead(here)
        for progress in self.checkpoints.progress:
            progress.lead(here)

    @asynccontextmanager
    async def _client(self) -> AsyncGenerator[AIOKafkaConsumer]:
        client = AIOKafkaConsumer(
            **client_options(self._bootstrap),
            client_id=f"{self._name}-consumer",
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            metadata_max_age_ms=5_000,
            fetch_max_wait_ms=POLL_MS,
        )
        try:
            async with asyncio.timeout(POLL_PATIENCE):
                await client.start()
            yield client
        finally:
            with suppress(Exception):
                async with asyncio.timeout(5):
                    await client.stop()

    async def _begin(self, connection: Connection) -> None:
        await self.checkpoints.load(connection)
        self._gaps.clear()
        places = [self.checkpoints[number] for number in range(PARTITIONS)]
        self._reached = [(place.epoch, place.position) for place in places]
        async with connection.transaction():
            await self._parking.load(connection)

    async def _follow(self, client: AIOKafkaConsumer, connection: Connection) -> None:
        partitions = [TopicPartition(self.topic, number) for number in range(PARTITIONS)]
        client.assign(partitions)
        for partition in partitions:
            offset = self.checkpoints[partition.partition].offset
            if offset is None:
                await client.seek_to_beginning(partition)
            else:
                client.seek(partition, offset + 1)
        reading = asyncio.create_task(self._read_on(client))
        try:
            while True:
                records, batch = await reading
                # The next records arrive and are decoded while the server works on these.
                reading = asyncio.create_task(self._read_on(client))
                if records:
                    await self._take(client, connection, records, batch)
                    continue
                if not self._gaps:
                    self.lag.at_end()
                await self.checkpoints.check_unmoved(connection)
        finally:
            await ended([reading])

    async def _read_on(self, client: AIOKafkaConsumer) -> tuple[Records, list[Taken]]:
        """What the broker hands over next, and what of it is to be applied; nothing where nothing came for a moment."""
        async with asyncio.timeout(POLL_PATIENCE):
            records = cast("Records", await client.getmany(timeout_ms=POLL_MS, max_records=BATCH))
        batch: list[Taken] = []
        for partition, page in records.items():
            batch.extend(await self._new(client, partition, page))
        return records, batch

    async def _take(
        self, client: AIOKafkaConsumer, connection: Connection, records: Records, batch: Sequence[Taken]
    ) -> None:
        await self._apply(connection, batch)
        self.checkpoints.show(partition.partition for partition in records)
        newest = {one.record.partition: one.event for one in batch if one.event}
        for partition, page in records.items():
            if event := newest.get(partition.partition):
                behind = (client.highwater(partition) or 0) - page[-1].offset - 1
                self.lag.done(event.time, max(0, behind))

    async def _new(
        self, client: AIOKafkaConsumer, partition: TopicPartition, page: Sequence[ConsumerRecord[Any, Any]]
    ) -> list[Taken]:
        """The records of one partition that are to be applied, in order; what follows a gap waits for its refill."""
        began = self._reached[partition.partition]
        (epoch, position), gap = began, False
        fresh: list[Taken] = []
        for taken in await self._incoming.read(page):
            event = taken.event
            if event is not None:
                if epoch == NO_EPOCH:
                    # Nothing was ever here; what the other partitions hold tells whether this is a new epoch.
                    epoch = max(known for known, _ in self._reached)
                if epoch == NO_EPOCH:
                    epoch = event.epoch
                if event.epoch > epoch:
                    raise NewEpoch(event.epoch)
                if event.epoch < epoch or event.position <= position:
                    continue
                if event.previous > position:
                    gap = True
                    continue
                if event.previous < position:
                    # Whoever follows what we hold names it. A position believed here would hide all true ones below it.
                    taken = Taken(taken.record, None, sound=False)
                else:
                    position, gap = event.position, False
            fresh.append(taken)
        self._reached[partition.partition] = epoch, position
        await self._mind_gap(client, partition, gap=gap, filled=position > began[1])
        return fresh

    async def _mind_gap(self, client: AIOKafkaConsumer, partition: TopicPartition, *, gap: bool, filled: bool) -> None:
        """A missing record may only have been passed over: the first time, the partition is read from its beginning."""
        number = partition.partition
        if gap and number not in self._gaps:
            self._gaps.add(number)
            _log.error("consumer.gap", source=self.source, partition=number, after=self.checkpoints[number].position)
            await client.seek_to_beginning(partition)
        elif filled and not gap:
            self._gaps.discard(number)
        self.lag.stopped(bool(self._gaps))

    async def _apply(self, connection: Connection, batch: Sequence[Taken]) -> None:
        if not batch:
            return
        with span_of("consume", [one.event.trace for one in batch if one.event]):
            readable = [one.event for one in batch if one.event and one.sound]
            try:
                if self._parking.keys or len(readable) < len(batch):
                    await self._apply_one_by_one(connection, batch)
                    return
                async with connection.transaction():
                    await apply_all(connection, self.follows.views, readable)
                    await self._advance(connection, batch)
            except (*LOST, *PASSING, Rewound):
                raise
            except Exception as fault:  # noqa: BLE001 - one bad record must not block its partition
                _log.warning("consumer.batch_failed", source=self.source, error=type(fault).__name__)
                await self._apply_one_by_one(connection, batch)

    async def _apply_one_by_one(self, connection: Connection, batch: Sequence[Taken]) -> None:
        async with connection.transaction():
            await self._parking.load(connection)
            for one in batch:
                record, event = one.record, one.event
                if event is None or not one.sound:
                    await self._parking.park(connection, record, event, "malformed-record")
                elif record.key in self._parking.keys:
                    await self._parking.park(connection, record, event, "predecessor-parked")
                else:
                    await self._try(connection, record, event)
            await self._advance(connection, batch)

    async def _try(self, connection: Connection, record: Record, event: Received) -> None:
        try:
            async with connection.transaction():
                await apply_all(connection, self.follows.views, [event])
        except (*LOST, *PASSING):
            raise
        except Exception as fault:  # noqa: BLE001 - whatever it is, the record is parked
            await self._parking.park(connection, record, event, type(fault).__name__)

    async def _advance(self, connection: Connection, batch: Sequence[Taken]) -> None:
        """Moves the checkpoints in the running transaction behind what was taken."""
        offsets = {one.record.partition: one.record.offset for one in batch}
        events = {one.record.partition: one.event for one in batch if one.event}
        moved: dict[int, Checkpoint] = {}
        for partition, offset in offsets.items():
            newest = events.get(partition) or self.checkpoints[partition]
            moved[partition] = Checkpoint(newest.epoch, newest.position, offset)
        await self.checkpoints.advance(connection, moved)


async def forget(connection: Connection, topic: str, follows: Follows, epoch: UUID = NO_EPOCH) -> None:
    """Empties what followed from one source; its consumer fills it again from the first record of that epoch."""
    async with connection.transaction():
        for view in follows.views:
            await view.empty(connection, follows.source)
        await connection.execute("DELETE FROM parked WHERE topic = $1", topic)
        await begin_again(connection, follows.source, epoch)
