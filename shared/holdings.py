"""What a topic really holds of a log: asked of the broker, which may have lost everything, or its tail."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, cast
from uuid import UUID

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from shared.broker import client_options
from shared.public import PARTITIONS, MalformedRecord, received
from shared.topics import TIMEOUT

POLL_MS = 500
Pages = Mapping[TopicPartition, Sequence["ConsumerRecord[Any, Any]"]]
"""Records by partition, as the broker hands them over."""

Offsets = Mapping[TopicPartition, int]

LOOKED_BACK = 500
"""Records from a partition's end among which its last one of ours is looked for; others may have written there."""


class Holdings:
    """Asks the broker about one topic."""

    def __init__(self, bootstrap: str, topic: str, client: str) -> None:
        self._bootstrap = bootstrap
        self._client = client
        self._partitions = [TopicPartition(topic, number) for number in range(PARTITIONS)]

    async def ends(self) -> list[int]:
        """By partition, the offset that its next record gets. Raises `KafkaError` and `TimeoutError`."""
        async with self._asking() as asking:
            found = cast("Offsets", await asking.end_offsets(self._partitions))
            return [found[partition] for partition in self._partitions]

    async def positions(self, epoch: UUID, head: int, ends: Mapping[int, int]) -> list[int]:
        """By partition, the position of the last record of that epoch before its end, 0 where there is none.

        A record that tells of more than the log's head, or does not follow the one before, is none of ours.
        Raises `KafkaError` and `TimeoutError`.
        """
        found = [0] * PARTITIONS
        async with self._asking() as asking:
            begins = cast("Offsets", await asking.beginning_offsets(self._partitions))
            waiting = {number: end for number, end in ends.items() if end > begins[self._partitions[number]]}
            asking.assign([self._partitions[number] for number in waiting])
            for number, end in waiting.items():
                partition = self._partitions[number]
                asking.seek(partition, max(begins[partition], end - LOOKED_BACK))
            while waiting:
                for partition, page in cast("Pages", await asking.getmany(timeout_ms=POLL_MS)).items():
                    number = partition.partition
                    own = [record for record in page if record.offset < ends[number]]
                    for record in own:
                        found[number] = _last(record, epoch, head, found[number])
                    if page[-1].offset >= ends[number] - 1:
                        waiting.pop(number, None)
        return found

    @asynccontextmanager
    async def _asking(self) -> AsyncGenerator[AIOKafkaConsumer]:
        consumer = AIOKafkaConsumer(
            **client_options(self._bootstrap),
            client_id=f"{self._client}-holdings",
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
        )
        try:
            async with asyncio.timeout(TIMEOUT):
                await consumer.start()
                yield consumer
        finally:
            with suppress(Exception):
                async with asyncio.timeout(5):
                    await consumer.stop()


def _last(record: "ConsumerRecord[Any, Any]", epoch: UUID, head: int, last: int) -> int:
    """The position of the record, if it is one of ours that follows the last one; else the last one's."""
    try:
        event = received({}, record.partition, record.offset, dict(record.headers), b"")
    except MalformedRecord:
        return last
    is_ours = event.epoch == epoch and event.position <= head and record.key == event.stream.encode()
    return event.position if is_ours and event.previous == (last or event.previous) else last
