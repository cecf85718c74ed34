"""How fast are append, replay and projection, beside the library `eventsourcing` on the same PostgreSQL?"""

import asyncio
import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench import theirs
from bench.ground import ACCOUNT, DAY, FIELDS, SCOPE, SMOKE, Ground, Kernel, Noted, Plain, creation, kernel, persons
from bench.results import Result, times, told
from bench.rounds import Bulk, Clock, Measured, Side, interleaved
from bench.visits import recorded
from services.intake import BLUEPRINT
from services.intake.views import VISITS
from shared.database import connect
from shared.log import Tail, position_of, reading_ahead
from shared.projector import Projector

CALLERS = 32
APPENDED = 3_200 if SMOKE else 19_200
SAVED = 320 if SMOKE else 1_920
REPLAYED = 10_000 if SMOKE else 40_000
PROJECTED = 10_000 if SMOKE else 50_000
PROJECTED_THEIRS = 300 if SMOKE else 3_000
"""Fewer of theirs, since they take so much longer; each side has the same number a round, and rates are compared."""

SAVE = "eventsourcing Application.save, 32 callers on 4 threads"
SELECT = "eventsourcing select and decode"
RUNNER = "eventsourcing ProjectionRunner"
_BESIDE = "CREATE TABLE their_visit (LIKE visit INCLUDING ALL)"


async def measure(at: Ground) -> list[Result]:
    """The rows beside `eventsourcing`."""
    append = await _appended(at)
    plain, sealed = await _replayed(at)
    projected = await _projected(at)
    return [
        told(SAVE, append["theirs"].rate, "/s"),
        told("the same with its database functions, which keep no order of positions", append["fast"].rate, "/s"),
        _times("append as in production beside eventsourcing, 32 callers", append, SAVE, 15),
        _times("typed replay of one log", plain, SELECT, 8),
        told(
            "typed replay of one log, every event with sealed fields", sealed["ours"].rate, "events/s", "ours in clear"
        ),
        _times("projection into intake's visits, synchronous_commit off for both", projected, RUNNER, 40),
        told("projection into intake's visits, this process's processor time", projected["ours"].cpu, "us an event"),
    ]


def _times(question: str, measured: dict[str, Measured], anchor: str, least: float) -> Result:
    ours = measured["ours"]
    return times(question, anchor, (ours.rate, "events/s"), ours.rate_to(measured["theirs"]), least=least)


async def _appended(at: Ground) -> dict[str, Measured]:
    async with kernel(at) as ours, kernel(at) as beside:
        ordered = theirs.Things(theirs.settings(ours.owner_url))
        fast = theirs.Things(theirs.settings(beside.owner_url, functions=True))
        people = await persons(ours.vault, 1_000)

        async def append(_: int, command: Any) -> None:  # noqa: ANN401 - what `prepare` made
            await ours.store.append(*command)

        def commands(count: int) -> list[Any]:
            return [creation(Noted(people[n % len(people)], *FIELDS)) for n in range(count)]

        with ThreadPoolExecutor(theirs.CONNECTIONS) as callers:
            try:
                return await interleaved(
                    {
                        "theirs": Bulk(_saving(ordered, callers)),
                        "fast": Bulk(_saving(fast, callers)),
                        "ours": Side(CALLERS, APPENDED, commands, append),
                    }
                )
            finally:
                ordered.close()
                fast.close()


def _saving(app: Any, callers: ThreadPoolExecutor) -> Callable[[Clock], Any]:  # noqa: ANN401 - theirs
    async def save(clock: Clock) -> int:
        shares = [theirs.things(SAVED // CALLERS, _fields()) for _ in range(CALLERS)]
        clock.start()
        await asyncio.to_thread(theirs.save, app, shares, callers)
        clock.stop()
        return SAVED

    return save


async def _replayed(at: Ground) -> tuple[dict[str, Measured], dict[str, Measured]]:
    async with kernel(at) as ours, kernel(at) as sealed:
        app = theirs.Things(theirs.settings(ours.owner_url))
        try:
            people = await persons(sealed.vault, 1_000)
            await _filled(ours, lambda n: Plain(people[n % len(people)], *FIELDS))
            await _filled(sealed, lambda n: Noted(people[n % len(people)], *FIELDS))
            for _ in range(0, REPLAYED // 4, theirs.PAGE):
                # All at once would be one pipeline of psycopg's, which was seen to wait for its server for ever.
                await asyncio.to_thread(app.save, *theirs.things(theirs.PAGE, _fields()))
            plain = await interleaved({"theirs": Bulk(_selecting(app)), "ours": Bulk(_reading(ours))})
            return plain, await interleaved({"ours": Bulk(_reading(sealed))})
        finally:
            app.close()


def _selecting(app: Any) -> Callable[[Clock], Any]:  # noqa: ANN401
    async def select(clock: Clock) -> int:
        clock.start()
        count = await asyncio.to_thread(theirs.replayed, app)
        clock.stop()
        return count

    return select


def _reading(ours: Kernel) -> Callable[[Clock], Any]:
    async def read(clock: Clock) -> int:
        last = 0
        clock.start()
        async with reading_ahead(ours.store.log.read, position_of) as events_after:
            while events := await events_after(last):
                last = events[-1].position
        clock.stop()
        return last

    return read


async def _filled(ours: Kernel, made: Callable[[int], object]) -> None:
    for first in range(0, REPLAYED, 1_000):
        await asyncio.gather(*(ours.store.append(*creation(made(first + n))) for n in range(1_000)))


async def _projected(at: Ground) -> dict[str, Measured]:
    """Both read models in one database, whose transactions do not wait for the disk: their positions move with them."""
    async with kernel(at, BLUEPRINT) as ours:
        owner = await connect(ours.owner_url, name="bench", timeout=60)
        app = None
        try:
            name = await owner.fetchval("SELECT current_database()")
            await owner.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
            await owner.execute(_BESIDE)
            last = await recorded(ours, PROJECTED)
            environment = theirs.settings(ours.owner_url)
            app = theirs.Things(environment)
            day, fields = DAY.isoformat(), ("housing", "in-person", SCOPE)
            saved = app.save(*theirs.visits(PROJECTED_THEIRS // 2, (*fields, day, ACCOUNT), "informed"))
            their_last: int = saved[-1].notification.id

            async def mine(clock: Clock) -> int:
                await owner.execute("TRUNCATE visit")
                await owner.execute("DELETE FROM checkpoint")
                projector = Projector(ours.databases.projector, "bench", ours.store.log, Tail(ours.store.log), [VISITS])
                clock.start()
                running = asyncio.create_task(projector.run())
                await projector.progress.reached(last, within=600)
                clock.stop()
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
                return last

            async def other(clock: Clock) -> int:
                await owner.execute("TRUNCATE their_visit")
                await owner.execute("DROP TABLE IF EXISTS visits_tracking")
                gc.collect()
                clock.start()
                await asyncio.to_thread(theirs.projected, environment, their_last)
                clock.stop()
                return their_last

            return await interleaved({"theirs": Bulk(other), "ours": Bulk(mine)})
        finally:
            await owner.close()
            if app is not None:
                app.close()


def _fields() -> tuple[str, ...]:
    name, telephone, text, topic, on = FIELDS
    return name, telephone, text, topic, on.isoformat()
