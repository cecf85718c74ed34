"""What the topics hold, read as the house's rules have a reader read them."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Protocol, cast

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from shared.broker import client_options
from shared.public import PARTITIONS, MalformedRecord, Outgoing, partition_of, received, topic_of
from tests.chaos.logs import Written

Raw = ConsumerRecord[Any, Any]


class Held(Protocol):
    """A record as the broker hands it over."""

    @property
    def offset(self) -> int: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Sequence[tuple[str, bytes]]: ...


PATIENCE = 60.0
NOTHING: Mapping[int, Outgoing] = {}


async def read(bootstrap: str, topic: str) -> dict[int, list[Raw]]:
    """Everything that the topic holds, by partition. Raises `TimeoutError`."""
    partitions = [TopicPartition(topic, number) for number in range(PARTITIONS)]
    consumer = AIOKafkaConsumer(**client_options(bootstrap), group_id=None, enable_auto_commit=False)
    found: dict[int, list[Raw]] = {number: [] for number in range(PARTITIONS)}
    async with asyncio.timeout(PATIENCE):
        await consumer.start()
        try:
            ends = cast("Mapping[TopicPartition, int]", await consumer.end_offsets(partitions))
            begins = cast("Mapping[TopicPartition, int]", await consumer.beginning_offsets(partitions))
            waiting = {partition for partition in partitions if ends[partition] > begins[partition]}
            consumer.assign(list(waiting))
            for partition in waiting:
                consumer.seek(partition, begins[partition])
            while waiting:
                pages = cast("Mapping[TopicPartition, Sequence[Raw]]", await consumer.getmany(timeout_ms=500))
                for partition, page in pages.items():
                    found[partition.partition].extend(page)
                    if page[-1].offset >= ends[partition] - 1:
                        waiting.discard(partition)
        finally:
            # Its own stop may hang where a broker is not well.
            with suppress(Exception):
                async with asyncio.timeout(5):
                    await consumer.stop()
    return found


async def faults(bootstrap: str, written: Written) -> list[str]:
    """Where a reader who begins at the beginning would not get every public event once and in order."""
    topic = topic_of(written.service)
    held = await read(bootstrap, topic)
    found: list[str] = []
    for partition in range(PARTITIONS):
        expected = written.public.get(partition, [])
        found += [
            f"{topic}/{partition}: {wrong}"
            for wrong in differences(expected, held[partition], str(written.epoch), written.blank)
        ]
    return found


def differences(
    expected: Sequence[Outgoing], held: Sequence[Held], epoch: str, blank: Mapping[int, Outgoing] = NOTHING
) -> list[str]:
    """The first difference between what a partition should tell of that epoch and what a reader gets of it.

    What stands at the positions of `blank` may be told or not, and as it was or as a blank; its stream is the same.
    """
    got = [record for record in _by_the_rules(held, epoch) if not _is_of(record, blank)]
    for wanted, record in zip(expected, got, strict=False):
        headers = [(name, value) for name, value in record.headers if name != "ce_previous"]
        told = ((record.key or b"").decode(errors="replace"), record.value, headers)
        if told != (wanted.key, wanted.value, wanted.headers):
            return [f"where position {wanted.position} ({wanted.key}) is expected, offset {record.offset} says {told}"]
    if len(got) == len(expected):
        return []
    first = f"position {expected[len(got)].position}" if len(got) < len(expected) else f"offset {got[-1].offset}"
    return [f"{len(expected)} public events in the log, {len(got)} in the topic; the first difference is at {first}"]


def _is_of(record: Held, blank: Mapping[int, Outgoing]) -> bool:
    id_ = dict(record.headers)["ce_id"].decode()
    unreadable = blank.get(int(id_.rpartition("/")[2]))
    return unreadable is not None and record.key == unreadable.key.encode()


def _by_the_rules(records: Sequence[Held], epoch: str) -> Iterator[Held]:
    """What is applied: nothing at or below the last position, nothing behind a gap, nothing that nobody of ours wrote.

    Where a gap was met the partition is read from its beginning once more, as a reader does until the gap is filled.
    """
    position, gap = 0, True
    while gap:
        gap, before = False, position
        for record in records:
            try:
                key = (record.key or b"").decode(errors="replace")
                event = received({}, partition_of(key), record.offset, dict(record.headers), b"")
            except MalformedRecord:
                continue
            if str(event.epoch) != epoch or event.position <= position:
                continue
            if event.previous != position:
                gap = gap or event.previous > position
                continue
            position = event.position
            yield record
        gap = gap and position > before
