"""Time as an actor: what must happen on a day happens as an ordinary command, by itself and once.

A due is written in the transaction of the event that causes it, and cleared by the one that makes it needless. One
leader looks for days that have come and gives each to its handler, with a command id that follows from stream, kind
and day, so that a crash between the two changes nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, datetime
from uuid import UUID

import structlog

from shared.database import Connection
from shared.domain import derived
from shared.eventstore import EventStore
from shared.leader import keep_at, leading
from shared.reactions import Reactor
from shared.workdays import today

TICK = 1.0
"""Seconds between looks at what is due; a look is one index probe."""

PAGE = 100
ACTOR = "calendar"
"""The `by` of what the calendar does."""

DUE_NAMESPACE = UUID("6f1f2c2e-6a44-5f0e-9d3b-0f8f6f9f1c11")

DueHandler = Callable[[EventStore, str, date, UUID], Awaitable[object]]
"""Given the stream, the day and the command's id, does what is due; deciding that nothing is to be done is fine."""

_log = structlog.get_logger()


class DueTicker:
    """Looks for what is due, and for reactions that are noted, and gives each to its handler."""

    def __init__(
        self,
        url: str,
        store: EventStore,
        name: str,
        handlers: Mapping[str, DueHandler],
        *,
        reactor: Reactor | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._url = url
        self._store = store
        self._name = name
        self._handlers = handlers
        self._reactor = reactor or Reactor({})
        self._clock = clock

    async def run(self) -> None:
        """Until cancelled."""
        await keep_at(f"{self._name} dues", self._lead)

    async def _lead(self) -> None:
        async with leading(self._url, name=self._name, work="dues") as connection:
            while True:
                done = await self.tick(connection) + await self._reactor.tick(connection)
                if not done:
                    await asyncio.sleep(TICK)

    async def tick(self, connection: Connection) -> int:
        """Does what is due now, at most a page, and returns how many were; what fails stays due."""
        rows = await connection.fetch(
            "SELECT stream, kind, day FROM due WHERE import_id IS NULL AND day <= $1 AND kind = ANY($2::text[])"
            " ORDER BY day, stream LIMIT $3",
            today(self._clock()),
            list(self._handlers),
            PAGE,
        )
        done = 0
        for row in rows:
            stream, kind, day = row["stream"], row["kind"], row["day"]
            try:
                await self._handlers[kind](self._store, stream, day, derived(DUE_NAMESPACE, f"{stream} {kind} {day}"))
            except Exception:  # noqa: BLE001 - one due must not keep the others from their day
                _log.exception("due.failed", kind=kind)
                continue
            await connection.execute("SELECT settle_due($1, $2, $3)", stream, kind, day)
            done += 1
        return done
