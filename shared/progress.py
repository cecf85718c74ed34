"""How far readers came, here or in another process, and who waits for them."""

import asyncio
import heapq
from collections.abc import Mapping

from shared.database import LOST, Pool
from shared.leader import keep_at

POLL = 0.005
"""Seconds between looks at the checkpoints while somebody here waits for a reader elsewhere."""


class Progress:
    """How far one reader came. `led` while it reads in this process; elsewhere its checkpoint tells of it."""

    def __init__(self) -> None:
        self.position = 0
        self.led = False
        self.awaited = asyncio.Event()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._count = 0

    def lead(self, here: bool) -> None:
        """The reader reads in this process from now on, or does no more."""
        self.led = here
        self.awaited.set()

    @property
    def is_awaited(self) -> bool:
        """Whether somebody waits."""
        while self._waiting and self._waiting[0][2].done():
            heapq.heappop(self._waiting)
        return bool(self._waiting)

    def advance(self, position: int) -> None:
        """The reader's effects are readable up to that position."""
        self.position = position
        while self._waiting and self._waiting[0][0] <= position:
            waiting = heapq.heappop(self._waiting)[2]
            if not waiting.done():
                waiting.set_result(None)

    async def reached(self, position: int, within: float) -> bool:
        """Whether the effects up to `position` became readable `within` seconds."""
        if position <= self.position:
            return True
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._waiting, (position, self._count, waiting))
        if not self.led:
            self.awaited.set()
        try:
            async with asyncio.timeout(within):
                await waiting
        except TimeoutError:
            return False
        return True


class Watch:
    """Follows the checkpoints of readers that another process leads, for as long as somebody here waits for them."""

    def __init__(self, pool: Pool, readers: Mapping[str, Progress]) -> None:
        self._pool = pool
        self._readers = readers
        self._awaited = asyncio.Event()
        for reader in readers.values():
            reader.awaited = self._awaited

    async def run(self) -> None:
        """Until cancelled."""
        await keep_at("watch", self._watch)

    async def _watch(self) -> None:
        while True:
            await self._awaited.wait()
            wanted = {name: each for name, each in self._readers.items() if not each.led and each.is_awaited}
            if not wanted:
                self._awaited.clear()
                continue
            try:
                rows = await self._pool.fetch(
                    "SELECT name, position FROM checkpoint WHERE name = ANY($1::text[])", list(wanted)
                )
            except LOST:
                rows = ()
            for row in rows:
                if not (reader := wanted[row["name"]]).led:
                    reader.advance(row["position"])
            await asyncio.sleep(POLL)
