"""Public events: what a service tells the others, as CloudEvents 1.0 in Kafka's binary mode.

Identifiers, codes and dates; no names of persons and no free text about them. A topic is a rebuildable copy of a log:
every record names its epoch, its position, and the position of the record before it in its partition.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from time import time
from typing import Any
from uuid import UUID
from zlib import crc32

import msgspec

from shared.envelope import Recorded
from shared.ids import made_at

PARTITIONS = 12
"""For good: another number would break the order within a stream."""

LAST_POSITION = (1 << 63) - 1
"""No log and no table holds a greater one."""

CLOCKS_APART = 3600.0
"""Seconds that the source's clock may be ahead of ours. An epoch from later would outlive every true one after it."""

Headers = list[tuple[str, bytes]]
Publish = Callable[[Recorded[Any]], object | None]
"""A service's mapping from a recorded event to the dataclass that others read, or None where it concerns nobody."""


class MalformedRecord(Exception):
    """A record that is no public event of ours; `event` where only its data cannot be read."""

    def __init__(self, why: str, event: "Received | None" = None) -> None:
        super().__init__(why)
        self.event = event


def topic_of(service: str, prefix: str = "kentro") -> str:
    """The topic that a service's public events stand in; `prefix` parts installations that share a broker."""
    return f"{prefix}.{service}.v1"


def partition_of(stream: str) -> int:
    """The partition of a stream, the same for the relay and for whoever waits for a position."""
    return crc32(stream.encode()) % PARTITIONS


def type_of(service: str, event: type[Any]) -> str:
    """The CloudEvents type of a public event class: `kentro.<service>.<event-in-kebab-case>`."""
    return f"kentro.{service}.{re.sub('(?<!^)(?=[A-Z])', '-', event.__name__).lower()}"


@dataclass(frozen=True, slots=True)
class Erased:
    """Stands where nobody can read any more what happened, since whom it was about was erased.

    Something may have been told there: so each record still names the one before it when a topic is told again.
    """


class Outgoing(msgspec.Struct, frozen=True, gc=False):
    """One record on its way to a topic; the relay adds the previous position."""

    position: int
    key: str
    value: bytes
    headers: Headers
    time: datetime
    trace: str | None = None


class Received(msgspec.Struct, frozen=True, gc=False):
    """One public event of another service. `data` has the class that the consumer declared for its type."""

    source: str
    partition: int
    epoch: UUID
    position: int
    previous: int
    offset: int
    type: str
    stream: str
    time: datetime
    occurred_on: date
    scope: str
    unit: UUID | None
    trace: str | None
    data: Any

    @property
    def id(self) -> str:
        """The CloudEvents id."""
        return f"{self.epoch}/{self.position}"


def outgoing(service: str, epoch: UUID, recorded: Recorded[Any], public: object) -> Outgoing:
    """The record that tells of a recorded event by its public form."""
    metadata = recorded.metadata
    headers: Headers = [
        *_same_for_all(service, type(public)),
        ("ce_id", f"{epoch}/{recorded.position}".encode()),
        ("ce_subject", recorded.stream.encode()),
        ("ce_time", recorded.recorded_at.isoformat().encode()),
        ("ce_occurredon", metadata.occurred_on.isoformat().encode()),
        ("ce_scope", metadata.scope.encode()),
    ]
    if metadata.unit:
        headers.append(("ce_unit", str(metadata.unit).encode()))
    if metadata.trace:
        headers.append(("traceparent", metadata.trace.encode()))
    return Outgoing(recorded.position, recorded.stream, _encode(public), headers, recorded.recorded_at, metadata.trace)


def received(
    types: Mapping[str, type[Any]],
    partition: int,
    offset: int,
    headers: Mapping[str, bytes | None],
    value: bytes | None,
) -> Received:
    """A record as the event it tells of; `data` is None for a type that the consumer does not read.

    `value` is None where it is sealed and its key destroyed: then there is no `data` either. Raises `MalformedRecord`
    for anything that no relay of ours wrote.
    """
    try:
        text = {name: raw.decode() for name, raw in headers.items() if raw is not None}
        epoch, position = text["ce_id"].split("/")
        event = Received(
            source=text["ce_source"].removeprefix("/kentro/"),
            partition=partition,
            epoch=_uuid(epoch),
            position=int(position),
            previous=int(text["ce_previous"]),
            offset=offset,
            type=text["ce_type"],
            stream=text["ce_subject"],
            time=datetime.fromisoformat(text["ce_time"]),
            occurred_on=date.fromisoformat(text["ce_occurredon"]),
            scope=text["ce_scope"],
            unit=_uuid(text["ce_unit"]) if "ce_unit" in text else None,
            trace=text.get("traceparent"),
            data=None,
        )
        _must_be_possible(event, text)
    except (KeyError, ValueError) as wrong:
        raise MalformedRecord(type(wrong).__name__) from wrong
    kind = types.get(event.type)
    try:
        if kind is None or value is None:
            return event
        return msgspec.structs.replace(event, data=_decoder(kind).decode(value))
    except (msgspec.MsgspecError, ValueError, RecursionError) as wrong:
        raise MalformedRecord(type(wrong).__name__, event) from wrong


def _must_be_possible(event: Received, headers: Mapping[str, str]) -> None:
    """Raises `ValueError` for what reads well and yet cannot be: it would end a transaction, or pass for an epoch."""
    if made_at(event.epoch) > (time() + CLOCKS_APART) * 1000:
        raise ValueError("an epoch that has not begun")
    if partition_of(event.stream) != event.partition:
        raise ValueError("another partition's stream")
    if not 0 <= event.previous < event.position <= LAST_POSITION:
        raise ValueError("no position of a log")
    if event.time.tzinfo is None:
        raise ValueError("a time of nowhere")
    if "\0" in "".join(headers.values()):
        raise ValueError("no table takes NUL")


@cache
def _decoder(kind: type[Any]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


@lru_cache(maxsize=1_000)
def _uuid(text: str) -> UUID:
    """Of an epoch or a unit: few, and each of them in thousands of records."""
    return UUID(text)


@cache
def _same_for_all(service: str, event: type[Any]) -> Headers:
    """The headers that all public events of a class have in common."""
    return [
        ("ce_specversion", b"1.0"),
        ("ce_source", f"/kentro/{service}".encode()),
        ("ce_type", type_of(service, event).encode()),
        ("content-type", b"application/json"),
    ]


_encode = msgspec.json.Encoder().encode
