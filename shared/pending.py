"""A command on its way into the log, and many of them as the arrays that the database takes."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from shared.envelope import Metadata, Recorded, Stored, digest


class Row(msgspec.Struct, frozen=True, gc=False):
    """One event that is ready to be written; `event` and `metadata` are what the columns were made of."""

    stored: Stored
    event: object
    metadata: Metadata


@dataclass(frozen=True, slots=True)
class Due:
    """What must happen on `day` unless cleared (`day` None) before. `import_id` holds it until that import ends."""

    stream: str
    kind: str
    day: date | None
    import_id: UUID | None = None


class Pending:
    """One command that waits to be written.

    `expected` names each stream that it touches, once, with its version; `done` is settled with the command's events.
    It waits `since` a moment of the monotonic clock; at `lost_at` the answer to its COMMIT was lost.
    """

    __slots__ = ("claims", "command", "done", "dues", "expected", "keys", "lost_at", "releases", "rows", "since")

    def __init__(
        self,
        command: UUID,
        rows: Sequence[Row],
        expected: Sequence[tuple[str, int]],
        claims: Sequence[tuple[str, str]],
        releases: Sequence[tuple[str, str]],
        dues: Sequence[Due],
        done: asyncio.Future[list[Recorded[Any]]],
    ) -> None:
        self.command = command
        self.rows = rows
        self.expected = expected
        self.claims = claims
        self.releases = releases
        self.dues = dues
        self.done = done
        self.since = 0.0
        self.lost_at: float | None = None
        keys = [name for name, _ in expected]
        if claims or releases:
            keys += [key for key, _ in (*claims, *releases)]
        self.keys = frozenset(keys)

    def recorded(self, position: int, at: datetime) -> list[Recorded[Any]]:
        """The command's events as they stand in the log, the first at that position."""
        return [
            Recorded(
                position + n, row.stored.stream, row.stored.version, row.event, row.metadata, row.stored.command, at
            )
            for n, row in enumerate(self.rows)
        ]

    def settle(self, recorded: list[Recorded[Any]]) -> None:
        """The command's events stand in the log."""
        if not self.done.done():
            self.done.set_result(recorded)

    def fail(self, reason: BaseException) -> None:
        """The command wrote nothing, or nobody can say yet."""
        if not self.done.done():
            self.done.set_exception(reason)


def columns(batch: Sequence[Pending], *, thorough: bool = False) -> tuple[object, ...]:
    """The arrays that the function `append` takes, in its order; commands are numbered from 1.

    Without claims and dues, as most batches are, they are fewer: `append` knows what to take for the rest. That a
    stream is new is left to the log's unique key, which tells at no cost but not of whom; `thorough` asks each.
    """
    events = [row.stored for pending in batch for row in pending.rows]
    plain = (
        [event.command for event in events],
        [event.stream for event in events],
        [event.version for event in events],
        [event.type for event in events],
        [event.data for event in events],
        [event.sealed for event in events],
        [event.metadata for event in events],
        digest(events),
        *_turned([(n, *one) for n, each in enumerate(batch, 1) for one in each.expected if thorough or one[1]], 3),
    )
    if not any(one.claims or one.releases or one.dues for one in batch):
        return plain
    return (
        *plain,
        *_turned([(number, *claim) for number, one in enumerate(batch, 1) for claim in one.claims], 3),
        *_turned([(number, *release) for number, one in enumerate(batch, 1) for release in one.releases], 3),
        *_turned([(due.stream, due.kind, due.day, due.import_id) for one in batch for due in one.dues], 4),
    )


def _turned(rows: Sequence[tuple[object, ...]], width: int) -> Sequence[Sequence[object]]:
    """Rows as columns."""
    return list(zip(*rows, strict=True)) if rows else [()] * width
