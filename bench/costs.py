"""What does an event cost, on disk, in Kafka, in the read models and of a processor?"""

import asyncio
from pathlib import Path
from time import perf_counter

from bench.browsing import session
from bench.filling import fill
from bench.ground import DEEP, SMOKE
from bench.processes import resident, spent, spent_since
from bench.reaching import LOGS, Databases, databases
from bench.region import Region
from bench.results import Result, told
from bench.seen import at_rate
from shared.database import connect

PEOPLE = 1_000 if SMOKE else 200_000 if DEEP else 20_000
RATE = 50
SECONDS = 2 if SMOKE else 30
IDLE_SECONDS = 1 if SMOKE else 10
PAGES = 8 if SMOKE else 200
PATHS = ("/", "/visits", "/referrals", "/visits/new")

IN_LOG = "an event in the log, with its indexes"
IN_VIEWS = "an event in the read models, with their indexes"
IN_KAFKA = "an event in Kafka"
OF_PERSON = "a person's keys"
COMMAND_CPU = "a command, processor time of all processes"
PAGE_CPU = "a portal page, processor time of all processes"
TOLD = "share of events that others hear of"
PER_PERSON = "events of a person and their year"
RESIDENT = "memory of all processes together"
KERNEL_TABLES = frozenset({"log", "batch", "claim", "due", "log_epoch"})
"""What a log consists of; the other tables can be made from it and from Kafka."""

_SIZES = """
    SELECT relname, pg_total_relation_size(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r'"""


async def measure(region: Region) -> list[Result]:
    """Bytes and processor time, each by what was written, shown or known."""
    await fill(region, PEOPLE)
    async with databases(region) as reading:
        await reading.reached()
        events = sum((await reading.heads()).values())
        in_log, in_views = await _stored(reading)
        told_ = await _told(reading)
        keys = await _keys(region)
    in_kafka = _size(region.directory / "kafka")
    idle = await _idle()
    command, page = await _command(region, idle), await _page(region, idle)
    return [
        told(IN_LOG, in_log / events, "bytes", f"{events:,} events"),
        told(IN_VIEWS, in_views / events, "bytes", f"{events:,} events"),
        told(IN_KAFKA, in_kafka / told_, "bytes", f"{told_:,} events that others hear of"),
        told(TOLD, told_ / events, "of all"),
        told(OF_PERSON, keys / region.people, "bytes", f"{region.people:,} people"),
        told(PER_PERSON, events / region.people, "events", "as the region was filled"),
        told(COMMAND_CPU, command * 1e3, "ms", f"at {RATE} commands/s, another service's read models included"),
        told(PAGE_CPU, page * 1e3, "ms"),
        told("all processes together when nothing happens, processor time", idle * 1e3, "ms a second"),
        told(RESIDENT, resident() / 1e6, "MB"),
    ]


async def _stored(reading: Databases) -> tuple[int, int]:
    """Bytes of the logs and of all else."""
    log = views = 0
    for name, connection in reading.of.items():
        for table, size in await connection.fetch(_SIZES):
            if name in LOGS and table in KERNEL_TABLES:
                log += size
            else:
                views += size
    return log, views


async def _told(reading: Databases) -> int:
    """How many events stand in the topics: those behind the last offsets of their partitions."""
    total = 0
    for name in LOGS:
        offsets: list[int] = await reading.of[name].fetchval("SELECT offsets FROM relay")
        total += sum(offset + 1 for offset in offsets)
    return total


async def _keys(region: Region) -> int:
    connection = await connect(region.stack.run["databases"]["registry"]["keys"], name="bench")
    try:
        return await connection.fetchval("SELECT pg_total_relation_size('person_key')")
    finally:
        await connection.close()


def _size(directory: Path) -> int:
    """Bytes of the records of our topics, with their indexes."""
    return sum(
        file.stat().st_blocks * 512
        for folder in directory.rglob("kentro.*.v1-*")
        for file in folder.iterdir()
        if file.is_file()
    )


async def _command(region: Region, idle: float) -> float:
    await at_rate(region, RATE, 2)
    begun, before = perf_counter(), spent()
    await at_rate(region, RATE, SECONDS)
    return (spent_since(before) - idle * (perf_counter() - begun)) / (RATE * SECONDS)


async def _page(region: Region, idle: float) -> float:
    async with session(region.stack, "koinoniki") as worker:
        await worker.page("/")
        begun, before = perf_counter(), spent()
        for number in range(PAGES):
            await worker.page(PATHS[number % len(PATHS)])
        return (spent_since(before) - idle * (perf_counter() - begun)) / PAGES


async def _idle() -> float:
    """Seconds of processor time a second of all processes, when nothing happens."""
    await asyncio.sleep(1)
    before = spent()
    await asyncio.sleep(IDLE_SECONDS)
    return spent_since(before) / IDLE_SECONDS
