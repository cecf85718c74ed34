"""Records that cannot be applied are put aside with their later successors of the same key, and can be replayed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID
from zlib import crc32

import msgspec
import structlog

from shared.database import Connection
from shared.erasure import without_erased
from shared.public import Received, received
from shared.reactions import Reacting
from shared.restricted import SEALED, Opening
from shared.telemetry import parked_records
from shared.views import Effect

_log = structlog.get_logger()
_NO_EPOCH = UUID(int=0)
_Headers = dict[str, bytes | None]
_WHERE = f"""concat(topic, '/', record_partition, '/', CASE epoch WHEN '{_NO_EPOCH}' THEN '@' END, position)"""


class Record(msgspec.Struct, frozen=True, gc=False):
    """One record as the broker handed it over; its key as text that a table takes."""

    partition: int
    offset: int
    key: str
    headers: Mapping[str, bytes | None]
    value: bytes


class Parking:
    """The parked records of one topic in one service."""

    def __init__(self, service: str, topic: str) -> None:
        self._service = service
        self._topic = topic
        self.keys: set[str] = set()

    async def load(self, connection: Connection) -> None:
        """Which keys have something parked; inside a transaction, and until its end, nobody replays meanwhile."""
        await connection.execute("SELECT pg_advisory_xact_lock($1)", _lock(self._topic))
        rows = await connection.fetch(
            "SELECT DISTINCT key FROM parked WHERE topic = $1 AND discarded_at IS NULL", self._topic
        )
        self.keys = {row["key"] for row in rows}

    async def park(self, connection: Connection, record: Record, event: Received | None, error: str) -> None:
        """Puts one record aside; without `event` it could not even be read. Once put aside, again changes nothing."""
        new = await connection.fetchval(
            "INSERT INTO parked (topic, record_partition, epoch, position, digest, key, headers, value, error)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING 1",
            self._topic,
            record.partition,
            event.epoch if event else _NO_EPOCH,
            event.position if event else record.offset,
            b"" if event else sha256(msgspec.msgpack.encode((record.key, record.headers, record.value))).digest(),
            record.key,
            msgspec.json.encode(record.headers),
            record.value,
            error,
        )
        if new is None:
            return
        self.keys.add(record.key)
        parked_records.labels(self._service).inc()
        _log.error("consumer.parked", topic=self._topic, partition=record.partition, offset=record.offset, error=error)


@dataclass(frozen=True, slots=True)
class Parked:
    """One parked record, as an operator sees it: nothing of its content.

    `where` is `topic/partition/position`, or `topic/partition/@offset` of one that could not be read at all.
    """

    topic: str
    partition: int
    epoch: UUID
    position: int
    key: str
    error: str
    where: str


async def parked(connection: Connection) -> list[Parked]:
    """What is parked in this service, in the order in which it would be replayed."""
    rows = await connection.fetch(
        f"SELECT topic, record_partition, epoch, position, key, error, {_WHERE} FROM parked"  # noqa: S608
        " WHERE discarded_at IS NULL ORDER BY topic, record_partition, epoch, position, parked_at"
    )
    return [Parked(*row) for row in rows]


async def parked_at(connection: Connection, where: str) -> list[tuple[dict[str, str], str]]:
    """The headers and value of each record of that place: of one, or of several that could not be read."""
    rows = await connection.fetch(
        f"SELECT headers, value FROM parked WHERE {_WHERE} = $1 AND discarded_at IS NULL ORDER BY parked_at",  # noqa: S608
        where,
    )
    return [_as_text(msgspec.json.decode(row["headers"], type=_Headers), row["value"]) for row in rows]


def _as_text(headers: _Headers, value: bytes) -> tuple[dict[str, str], str]:
    told = {name: (raw or b"").decode(errors="replace") for name, raw in headers.items()}
    if headers.get("content-type") == SEALED:
        return told, f"{len(value)} bytes, sealed"
    return told, value.decode(errors="replace")


async def replay(
    connection: Connection,
    topic: str,
    types: Mapping[str, type[Any]],
    views: Sequence[Effect[Received]],
    *,
    key: str | None = None,
    opening: Opening | None = None,
) -> int:
    """Applies what is parked, in order, exactly once, and returns how many; all of it or, by an exception, nothing.

    `opening` opens what stands in a sealed topic. Raises `shared.public.MalformedRecord` for what still cannot be read.
    """
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", _lock(topic))
        rows = await connection.fetch(
            "DELETE FROM parked WHERE topic = $1 AND ($2::text IS NULL OR key = $2) AND discarded_at IS NULL"
            " RETURNING record_partition, epoch, position, headers, value",
            topic,
            key,
        )
        rows = sorted(rows, key=lambda row: (row["record_partition"], row["epoch"], row["position"]))
        records = [(msgspec.json.decode(row["headers"], type=_Headers), row["value"]) for row in rows]
        values = await opening.opened(records) if opening else [value for _, value in records]
        events = [
            received(types, row["record_partition"], -1, headers, value)
            for row, (headers, _), value in zip(rows, records, values, strict=True)
        ]
        await apply_all(connection, views, events)
    return len(events)


async def discard(connection: Connection, records: Iterable[Parked]) -> int:
    """Takes these away for good, with their content, and returns how many; their successors stay where they are."""
    taken = 0
    async with connection.transaction():
        for record in records:
            await connection.execute("SELECT pg_advisory_xact_lock($1)", _lock(record.topic))
            taken += await connection.fetchval(
                "WITH taken AS (UPDATE parked SET discarded_at = now(), headers = '', value = ''"
                " WHERE (topic, record_partition, epoch, position, key) = ($1, $2, $3, $4, $5)"
                " AND discarded_at IS NULL"
                " RETURNING 1) SELECT count(*) FROM taken",
                record.topic,
                record.partition,
                record.epoch,
                record.position,
                record.key,
            )
    return taken


async def apply_all(connection: Connection, views: Sequence[Effect[Received]], events: Iterable[Received]) -> None:
    """Brings every view from before these events to after them, in the running transaction.

    Events of types that nobody reads change nothing; events about somebody erased lead to nothing but reactions.
    """
    known = [event for event in events if event.data is not None]
    living = await without_erased(connection, known)
    for view in views:
        await view.apply(connection, known if isinstance(view, Reacting) else living)


def _lock(topic: str) -> int:
    return crc32(f"parking {topic}".encode())
