"""Records as a broker hands them over, read as the events that they tell of, as far as they can be."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from aiokafka import ConsumerRecord

from shared.parking import Record
from shared.public import MalformedRecord, Received, received
from shared.restricted import Opening


class Taken(msgspec.Struct, frozen=True, gc=False):
    """One record as far as it could be read: without `event` nobody of ours wrote it, unless `sound` its data fails."""

    record: Record
    event: Received | None
    sound: bool


class Incoming:
    """Reads the records of one source; `opening` opens those of a sealed topic."""

    def __init__(self, source: str, types: Mapping[str, type[Any]], opening: Opening | None = None) -> None:
        self._source = source
        self._types = types
        self._opening = opening

    async def read(self, page: Sequence[ConsumerRecord[Any, Any]]) -> list[Taken]:
        """One partition's records, in their order."""
        records = [_record(raw) for raw in page]
        if self._opening is None:
            return [self._taken(record, record.value) for record in records]
        values = await self._opening.opened([(record.headers, record.value) for record in records])
        return [self._taken(record, value) for record, value in zip(records, values, strict=True)]

    def _taken(self, record: Record, value: bytes | None) -> Taken:
        event, sound = None, False
        try:
            event = received(self._types, record.partition, record.offset, record.headers, value)
            sound = True
        except MalformedRecord as malformed:
            event = malformed.event
        if event is not None and (event.stream, event.source) != (record.key, self._source):
            return Taken(record, None, sound=False)
        return Taken(record, event, sound)


def _record(raw: ConsumerRecord[Any, Any]) -> Record:
    # A table takes no NUL; no key of ours has one.
    key = (raw.key or b"").decode(errors="replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
    return Record(raw.partition, raw.offset, key, dict(raw.headers), raw.value or b"")
