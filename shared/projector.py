"""The service's own read models, led by its own log."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import structlog

from shared.checkpoints import Rewound
from shared.database import Connection
from shared.envelope import Recorded
from shared.erasure import OwnEffects
from shared.leader import keep_at, leading
from shared.log import PAGE, Log, Tail, position_of, reading_ahead
from shared.progress import Progress
from shared.telemetry import Lag, span_of
from shared.views import Effect

OWN = "own log"
"""The checkpoint's name."""

_log = structlog.get_logger()


class Projector:
    """Applies the log to the views in batches, each with its checkpoint in one transaction.

    `others` are the views that follow other services: of somebody erased their rows go too.
    """

    def __init__(
        self,
        url: str,
        name: str,
        log: Log,
        tail: Tail,
        views: Sequence[Effect[Recorded[Any]]],
        others: Sequence[Effect[Any]] = (),
    ) -> None:
        self.progress = Progress()
        self.lag = Lag(name, "projector")
        self._url = url
        self._name = name
        self._log = log
        self._tail = tail
        self._views = views
        self._effects = OwnEffects(views, others)

    async def run(self) -> None:
        """Until cancelled. A projection that fails stops here, is logged and tried again; commands go on."""
        await keep_at(f"{self._name} projector", self._until_rewound)

    async def _until_rewound(self) -> None:
        try:
            await self._lead()
        except Rewound:
            _log.info("projector.rewound", service=self._name)

    async def _lead(self) -> None:
        async with leading(self._url, name=self._name, work="projector") as connection:
            epoch, position = await self._begin(connection)
            self.progress.lead(True)
            self.lag.lead(True)
            try:
                self.progress.advance(position)
                async with self._tail.read_on(connection):
                    await self._follow(connection, epoch, position)
            finally:
                self.progress.lead(False)
                self.lag.lead(False)

    async def _follow(self, connection: Connection, epoch: UUID, position: int) -> None:
        async with reading_ahead(self._tail.next, position_of) as events_after:
            while True:
                if events := await events_after(position):
                    position = await self._apply(connection, epoch, position, events)
                    behind = await self._log.head() - position if len(events) >= PAGE else 0
                    self.lag.done(events[-1].recorded_at, behind)
                else:
                    self.lag.at_end()
                    await self._check_unmoved(connection, epoch, position)

    async def _check_unmoved(self, connection: Connection, epoch: UUID, position: int) -> None:
        """Raises `Rewound` where a rebuild moved the checkpoint while nothing came that would have shown it."""
        row = await connection.fetchrow("SELECT epoch, position FROM checkpoint WHERE name = $1", OWN)
        if row is None or (row["epoch"], row["position"]) != (epoch, position):
            raise Rewound

    async def _begin(self, connection: Connection) -> tuple[UUID, int]:
        epoch = await self._log.epoch()
        await connection.execute(
            "INSERT INTO checkpoint (name, epoch, position) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING", OWN, epoch
        )
        row = await connection.fetchrow("SELECT epoch, position FROM checkpoint WHERE name = $1", OWN)
        assert row is not None
        await self._effects.load(connection)
        if row["epoch"] != epoch:
            _log.warning("projector.new_epoch", service=self._name)
            await rebuild(connection, self._views, epoch)
            return epoch, 0
        return epoch, row["position"]

    async def _apply(self, connection: Connection, epoch: UUID, position: int, events: Sequence[Recorded[Any]]) -> int:
        last = events[-1].position
        readable = [event for event in events if event.event is not None]
        with span_of("project", [event.metadata.trace for event in events]):
            async with connection.transaction():
                await self._effects.apply(connection, readable)
                moved = await connection.fetchval(
                    "UPDATE checkpoint SET position = $4 WHERE name = $1 AND epoch = $2 AND position = $3 RETURNING 1",
                    OWN,
                    epoch,
                    position,
                    last,
                )
                if moved is None:
                    raise Rewound
        self.progress.advance(last)
        return last


async def rebuild(connection: Connection, views: Sequence[Effect[Any]], epoch: UUID) -> None:
    """Forgets the read models of the own log; the projector fills them again from the first event."""
    async with connection.transaction():
        for view in views:
            await view.empty(connection, OWN)
        await connection.execute("UPDATE checkpoint SET epoch = $2, position = 0 WHERE name = $1", OWN, epoch)
