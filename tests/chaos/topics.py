"""What the topics hold, read as the house's rules have a reader read them."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from shared.public import PARTITIONS, Outgoing, topic_of
from tests.chaos.logs import Written

Raw = ConsumerRecord[Any, Any]
PATIENCE = 60.0


async def read(bootstrap: str, topic: str) -> dict[int, list[Raw]]:
    """Everything that the topic holds, by partition. Raises `TimeoutError`."""
    partitions = [TopicPartition(topic, number) for number in range(PARTITIONS)]
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, group_id=None, enable_auto_commit=False)
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
            await consumer.stop()
    return found


async def faults(bootstrap: str, written: Written) -> list[str]:
    """Where a reader who begins at the beginning would not get every public event once and in order."""
    topic = topic_of(written.service)
    held = await read(bootstrap, topic)
    found: list[str] = []
    for partition in range(PARTITIONS):
        expected = written.public.get(partition, [])
        wrong = next(_differences(expected, _by_the_rules(held[partition], str(written.epoch))), None)
        if wrong is not None:
            found.append(f"{topic}/{partition}: {wrong}")
    return found


def _by_the_rules(records: Sequence[Raw], epoch: str) -> Iterator[Raw]:
    """What is applied: nothing at or below the last position, nothing behind a gap, nothing that nobody of ours wrote.

    Where a gap was met the partition is read from its beginning once more, as a reader does until the gap is filled.
    """
    position, gap = 0, True
    while gap:
        gap, before = False, position
        for record in records:
            said = dict(record.headers)
            of, _, number = (said.get("ce_id") or b"").decode(errors="replace").partition("/")
            previous = (said.get("ce_previous") or b"").decode(errors="replace")
            if of != epoch or not number.isdecimal() or not previous.isdecimal() or int(number) <= position:
                continue
            if int(previous) > position:
                gap = True
                continue
            position = int(number)
            yield record
        gap = gap and position > before


def _differences(expected: Sequence[Outgoing], applied: Iterator[Raw]) -> Iterator[str]:
    got = list(applied)
    for wanted, record in zip(expected, got, strict=False):
        headers = [(name, value) for name, value in record.headers if name != "ce_previous"]
        told = ((record.key or b"").decode(errors="replace"), record.value, headers)
        if told != (wanted.key, wanted.value, wanted.headers):
            yield f"where position {wanted.position} ({wanted.key}) is expected, offset {record.offset} says {told}"
    if len(got) != len(expected):
        first = expected[len(got)].position if len(got) < len(expected) else got[len(expected)].offset
        yield f"{len(expected)} public events in the log, {len(got)} in the topic; the first difference is at {first}"
