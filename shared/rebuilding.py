"""Read models filled again from the logs while the old ones serve, and swapped when they stand where those stand.

A rebuild goes exactly as far as the checkpoints of the live readers, and no further: at the swap, with the tables and
checkpoints held still, the side tables hold what the live ones must, and the readers go on from there.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from typing import Any, Protocol, cast
from uuid import UUID

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.broker import client_options
from shared.consumer import POLL_MS, Follows, Records
from shared.database import Connection, connect
from shared.erasure import OwnEffects
from shared.incoming import Incoming
from shared.log import Log, position_of, reading_ahead
from shared.parking import apply_all
from shared.projector import OWN
from shared.public import PARTITIONS, Received
from shared.restricted import Opening
from shared.side_tables import SETTINGS, drop, finish, hold_still, lay, swap
from shared.views import Effect, View

PATIENCE, LAST_PATIENCE = 30.0, 3.0
"""Seconds without any record after which a topic is taken not to hold what was once applied from it, the second while
nobody can read."""

STEP = 5_000
"""Events applied at once: more than live, so that most rows are written once."""

LAST_STEP = 500
"""Events at most that are left for the moment in which nobody reads."""

_SWAP_TRIES = 200
_PAUSE = 0.1
Told = Callable[[str, int], None]
"""Hears of each source how many events were applied so far."""


class RebuildFailed(Exception):
    """The side tables were dropped, and the old ones serve on; the message says why."""


class _InUse(Exception):
    """Somebody reads or writes the tables at this moment; nothing was done yet."""


class Source(Protocol):
    """Where a rebuild's events come from."""

    @property
    def name(self) -> str:
        """The service whose events they are."""
        ...

    @property
    def views(self) -> Sequence[Effect[Any]]:
        """What is filled from it."""
        ...

    async def fill(self, side: Connection, patience: float) -> int:
        """Applies what lies before the live reader's checkpoint and was not applied yet; how many events.

        Raises `RebuildFailed` where it does not come within `patience`.
        """
        ...


class OwnLog:
    """The service's own log."""

    name = OWN

    def __init__(self, log: Log, views: Sequence[Effect[Any]]) -> None:
        self.views = tables_of(views)
        self._effects = OwnEffects(self.views)
        self._log = log
        self._position = 0

    async def fill(self, side: Connection, patience: float) -> int:
        """Applies what lies before the projector's checkpoint."""
        until: int = await side.fetchval("SELECT position FROM checkpoint WHERE name = $1", OWN) or 0
        before = self._position
        await self._effects.load(side)
        async with reading_ahead(partial(self._log.read, limit=STEP), position_of) as events_after:
            while self._position < until:
                events = [event for event in await events_after(self._position) if event.position <= until]
                async with side.transaction():
                    await self._effects.apply(side, [event for event in events if event.event is not None])
                self._position = events[-1].position
        return self._position - before


class Topic:
    """Another service's topic, read from its beginning."""

    def __init__(
        self,
        client: AIOKafkaConsumer,
        topic: str,
        follows: Follows,
        views: Sequence[Effect[Received]],
        opening: Opening | None,
    ) -> None:
        self.name = follows.source
        self.views = views
        self._client = client
        self._topic = topic
        self._incoming = Incoming(follows.source, follows.types, opening)
        self._read = [0] * PARTITIONS
        self._ahead: list[deque[Received]] = [deque() for _ in range(PARTITIONS)]
        self._parked: set[tuple[int, UUID, int]] = set()
        self._held_up: dict[int, int] = {}
        """By partition, the position behind which something was missing when a record was passed over for it."""
        self._read_again: dict[int, int] = {}

    async def fill(self, side: Connection, patience: float) -> int:
        """Applies what lies before the consumer's checkpoints, but for what is parked."""
        rows = await side.fetch("SELECT name, epoch, position FROM checkpoint WHERE name LIKE $1", f"{self.name}/%")
        until = {int(row["name"].rpartition("/")[2]): (row["epoch"], row["position"]) for row in rows}
        parked = await side.fetch("SELECT record_partition, epoch, position FROM parked WHERE topic = $1", self._topic)
        self._parked = {tuple(row) for row in parked}
        applied = await self._apply(side, until)
        while behind := [number for number, (_, position) in until.items() if self._read[number] < position]:
            await self._poll(until, behind, patience)
            applied += await self._apply(side, until)
        return applied

    async def _poll(self, until: Mapping[int, tuple[UUID, int]], behind: Sequence[int], patience: float) -> None:
        """Reads on in those partitions alone: the epoch of one that the live reader has not begun is not known yet."""
        begun = asyncio.get_running_loop().time()
        wanted = [TopicPartition(self._topic, number) for number in behind]
        while not (pages := cast("Records", await self._client.getmany(*wanted, timeout_ms=POLL_MS, max_records=STEP))):
            if self._held_up != self._read_again:
                self._read_again = dict(self._held_up)
                await self._client.seek_to_beginning(*(TopicPartition(self._topic, each) for each in self._held_up))
            elif asyncio.get_running_loop().time() - begun > patience:
                raise RebuildFailed(f"{self._topic} does not hold what {self.name} has told before")
        for partition, page in pages.items():
            number, ahead = partition.partition, self._ahead[partition.partition]
            for taken in await self._incoming.read(page):
                event = taken.event
                last = ahead[-1].position if ahead else self._read[number]
                if event is None or event.epoch != until[number][0] or event.position <= last:
                    continue
                if event.previous > last:
                    self._held_up[number] = last
                elif event.previous == last:
                    ahead.append(event)

    async def _apply(self, side: Connection, until: Mapping[int, tuple[UUID, int]]) -> int:
        ready: list[Received] = []
        for number, (_, position) in until.items():
            ahead = self._ahead[number]
            while ahead and ahead[0].position <= position:
                event = ahead.popleft()
                self._read[number] = event.position
                if (number, event.epoch, event.position) not in self._parked:
                    ready.append(event)
        if ready:
            async with side.transaction():
                await apply_all(side, self.views, ready)
        return len(ready)


@asynccontextmanager
async def reading(
    bootstrap: str,
    topics: Mapping[str, Follows],
    fills: Callable[[Follows], Sequence[Effect[Received]]],
    opening: Opening | None = None,
) -> AsyncGenerator[list[Topic]]:
    """Those topics from their beginnings, and what each fills; `opening` opens those that are sealed.

    Raises `KafkaError` and `TimeoutError`.
    """
    async with AsyncExitStack() as stack:
        sources: list[Topic] = []
        for topic, follows in topics.items():
            client = AIOKafkaConsumer(
                **client_options(bootstrap), group_id=None, enable_auto_commit=False, auto_offset_reset="earliest"
            )
            stack.push_async_callback(_stopped, client)
            async with asyncio.timeout(PATIENCE):
                await client.start()
            client.assign([TopicPartition(topic, number) for number in range(PARTITIONS)])
            sources.append(Topic(client, topic, follows, fills(follows), opening if follows.sealed else None))
        yield sources


async def rebuild_beside(owner_url: str, name: str, sources: Sequence[Source], told: Told) -> None:
    """Fills the read models of these sources again and swaps them. Raises `RebuildFailed`; the old ones serve then."""
    # In the order in which the readers write them, so that none of them waits in a circle.
    views = [view for source in sources for view in tables_of(source.views)]
    tables = list(dict.fromkeys(table for view in views for table in view.tables))
    needed = [view.children.index for view in views if view.children]
    owner = await connect(owner_url, name=f"kentro rebuild {name}", timeout=600, settings=SETTINGS)
    try:
        await lay(owner, tables, filled_by=needed)
        done = dict.fromkeys((source.name for source in sources), 0)

        async def catch_up() -> None:
            step = LAST_STEP + 1
            while step > LAST_STEP:
                step = 0
                for source in sources:
                    count = await source.fill(owner, PATIENCE)
                    done[source.name] += count
                    told(source.name, done[source.name])
                    step += count

        await catch_up()
        await finish(owner, tables, filled_by=needed)
        for _ in range(_SWAP_TRIES):
            await catch_up()
            with suppress(_InUse):
                await _swapped(owner, tables, sources)
                return
            await asyncio.sleep(_PAUSE)
        raise RebuildFailed("the tables were in use at each of many tries")
    except asyncpg.PostgresError as fault:
        raise RebuildFailed(f"{type(fault).__name__} {fault}") from fault
    finally:
        await drop(owner)
        await owner.close()


async def _swapped(owner: Connection, tables: Sequence[str], sources: Sequence[Source]) -> None:
    async with owner.transaction():
        try:
            # Given up long before PostgreSQL looks for deadlocks, and would end somebody else's transaction.
            await owner.execute("SET LOCAL lock_timeout = '100ms'")
            await hold_still(owner, tables)
            # A batch that touches none of these tables moves a checkpoint all the same.
            await owner.execute("LOCK TABLE public.checkpoint IN EXCLUSIVE MODE")
        except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError) as busy:
            raise _InUse from busy
        for source in sources:
            await source.fill(owner, LAST_PATIENCE)
        await swap(owner, tables)


def tables_of(views: Sequence[Effect[Any]]) -> list[View[Any, Any]]:
    """Those effects that are read models; what else follows from an event is not done again."""
    return [view for view in views if isinstance(view, View)]


async def _stopped(client: AIOKafkaConsumer) -> None:
    with suppress(Exception):
        async with asyncio.timeout(5):
            await client.stop()
