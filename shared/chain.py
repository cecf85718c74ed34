"""The log's hash chain: recomputed from its events, and told outside once a day.

Each batch's hash is made of the one before, so that nobody changes, drops or adds an event without changing every hash
behind it. A chain that is only kept beside its log proves little: who can rewrite one can rewrite both. Its head
therefore goes once a day to a place that others keep, the anchors' file and the process's own log.
"""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import structlog

from shared.database import Connection, Pool, Record
from shared.envelope import Stored, digest
from shared.leader import keep_at, leading
from shared.workdays import today

LOOK = 60.0
"""Seconds between looks at whether the day has its anchor."""

_PAGE = 500
_log = structlog.get_logger()


class ChainBroken(Exception):
    """The log is not what was written; `position` is the first event of the first batch that differs."""

    def __init__(self, position: int, why: str) -> None:
        super().__init__(f"at position {position}: {why}")
        self.position = position


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends: its last position, and the hash over everything up to it."""

    position: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head as it was told outside on a day."""

    service: str
    day: date
    epoch: UUID
    position: int
    hash: str

    def line(self) -> str:
        """As it stands in the anchors' file."""
        return json.dumps(
            {
                "service": self.service,
                "day": self.day.isoformat(),
                "epoch": str(self.epoch),
                "position": self.position,
                "hash": self.hash,
            }
        )

    @classmethod
    def read(cls, line: str) -> "Anchor":
        """The inverse of `line`. Raises `ValueError`."""
        try:
            said = json.loads(line)
            return cls(
                said["service"],
                date.fromisoformat(said["day"]),
                UUID(said["epoch"]),
                int(said["position"]),
                str(said["hash"]),
            )
        except (KeyError, TypeError, AttributeError) as wrong:
            raise ValueError(f"no anchor: {line[:80]}") from wrong


async def verified(connection: Connection, anchors: Mapping[int, bytes]) -> Head:
    """Recomputes the whole chain in one snapshot; its head. `anchors` are hashes by the last position they cover.

    Raises `ChainBroken`.
    """
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        head = Head(0, b"")
        waiting = dict(anchors)
        async for batch, events in _batches(connection):
            head = _checked(head, batch, events)
            for position in [position for position in waiting if position <= head.position]:
                if position != head.position or waiting.pop(position) != head.hash:
                    raise ChainBroken(position, "it is not the head that was anchored")
        if waiting:
            raise ChainBroken(head.position + 1, f"the log ends before position {max(waiting)}, which was anchored")
        beyond = await connection.fetchval("SELECT count(*) FROM log WHERE position > $1", head.position)
        if beyond:
            raise ChainBroken(head.position + 1, f"{beyond} events belong to no batch")
    return head


def _checked(before: Head, batch: Record, events: Sequence[Record]) -> Head:
    first, count = batch["first_position"], batch["events"]
    if first != before.position + 1:
        raise ChainBroken(before.position + 1, f"the next batch begins at {first}")
    if [event["position"] for event in events] != list(range(first, first + count)):
        raise ChainBroken(first, f"of the batch's {count} events {len(events)} are there")
    made = digest([Stored(*tuple(event)[1:]) for event in events])
    if made != batch["digest"]:
        raise ChainBroken(first, "its events are not those that were written")
    micros = round(batch["recorded_at"].timestamp() * 1_000_000)
    chained = before.hash + made + first.to_bytes(8, "big") + count.to_bytes(4, "big") + micros.to_bytes(8, "big")
    if hashlib.sha256(chained).digest() != batch["hash"]:
        raise ChainBroken(first, "its hash does not follow from the one before")
    return Head(first + count - 1, batch["hash"])


async def _batches(connection: Connection) -> AsyncIterator[tuple[Record, Sequence[Record]]]:
    position = 0
    while True:
        batches = await connection.fetch(
            "SELECT first_position, events, digest, hash, recorded_at FROM batch WHERE first_position > $1"
            " ORDER BY first_position LIMIT $2",
            position,
            _PAGE,
        )
        if not batches:
            return
        events = await connection.fetch(
            "SELECT position, stream, version, type, data, sealed, metadata, command FROM log"
            " WHERE position >= $1 AND position < $2 ORDER BY position",
            batches[0]["first_position"],
            batches[-1]["first_position"] + batches[-1]["events"],
        )
        at = 0
        for batch in batches:
            last = batch["first_position"] + batch["events"] - 1
            begin = at
            while at < len(events) and events[at]["position"] <= last:
                at += 1
            yield batch, events[begin:at]
        position = batches[-1]["first_position"]


class Anchoring:
    """Tells the chain's head outside, once a day."""

    def __init__(self, pool: Pool, url: str, name: str, file: Path | None) -> None:
        self._pool = pool
        self._url = url
        self._name = name
        self._file = file

    async def run(self) -> None:
        """Until cancelled."""
        await keep_at(f"{self._name} anchors", self._look)

    async def _look(self) -> None:
        """Holds no connection but in the moment of the day that it needs one."""
        while True:
            day = today(datetime.now(UTC))
            if not await self._pool.fetchval(
                "SELECT 1 FROM anchor WHERE day = $1 UNION ALL (SELECT 1 WHERE NOT EXISTS (SELECT FROM batch))", day
            ):
                async with leading(self._url, name=self._name, work="anchors") as connection:
                    await self.anchor(connection, day)
            await asyncio.sleep(LOOK)

    async def anchor(self, connection: Connection, day: date) -> Anchor | None:
        """That day's anchor, told now; None where it was told before, or nothing was ever written."""
        if await connection.fetchval("SELECT 1 FROM anchor WHERE day = $1", day):
            return None
        row = await connection.fetchrow(
            "SELECT first_position + events - 1 AS position, hash,"
            " (SELECT max(epoch::text)::uuid FROM log_epoch) AS epoch FROM batch ORDER BY first_position DESC LIMIT 1"
        )
        if row is None:
            return None
        anchor = Anchor(self._name, day, row["epoch"], row["position"], row["hash"].hex())
        _log.warning("log.anchor", service=self._name, day=str(day), position=anchor.position, hash=anchor.hash)
        if self._file:
            await asyncio.to_thread(_append, self._file, anchor.line())
        # Noted last: told twice is harmless, noted and not told is not.
        await connection.execute(
            "INSERT INTO anchor (day, epoch, position, hash) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            day,
            anchor.epoch,
            anchor.position,
            row["hash"],
        )
        return anchor


def read_anchors(file: Path, service: str) -> list[Anchor]:
    """Those of one service in an anchors' file. Raises `ValueError` for a line that is none, `OSError`."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [anchor for line in lines if line.strip() and (anchor := Anchor.read(line)).service == service]


def _append(file: Path, line: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as handle:
        handle.write(line + "\n")
