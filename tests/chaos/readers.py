"""How far the readers of the logs came, what they parked, and whether their tables are what a rebuild makes of them."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from uuid import UUID

from deploy.kafka_access import FOLLOWED
from kentro.__main__ import main
from shared.database import LOST, Connection, connect
from shared.restricted import source_of
from shared.workdays import today
from tests.chaos.ground import SERVICES, Ground
from tests.chaos.logs import Written

PATIENCE = 120.0
_KERNEL = (
    *("log", "batch", "claim", "due", "log_epoch", "anchor", "checkpoint", "relay", "parked", "migration", "mailed"),
    *("erased", "reaction", "known_identifier"),
)
"""Tables that no rebuild makes: the kernel's own, what was mailed, and what the matcher fills as it comes along."""
_ROWS = """SELECT (to_jsonb(t) - 'examined')::text AS row FROM "{table}" t ORDER BY 1"""
"""How far the matcher looked is its own affair."""

Tables = dict[tuple[str, str], list[str]]
"""By service and table, its rows as text, in order."""


async def caught_up(
    ground: Ground, wanted: Mapping[str, Mapping[str, int]], within: float = PATIENCE
) -> tuple[float, list[str]]:
    """Waits until every reader is where it is wanted: the seconds that took, and who is not there in time."""
    begun = time.monotonic()
    while True:
        try:
            behind = [late for name in SERVICES for late in await _behind(ground, name, wanted[name])]
        except LOST as lost:
            behind = [f"the database does not answer: {type(lost).__name__}"]
        if not behind or time.monotonic() - begun > within:
            return time.monotonic() - begun, behind
        await asyncio.sleep(0.05)


async def _behind(ground: Ground, name: str, wanted: Mapping[str, int]) -> list[str]:
    connection = await connect(ground.database(name), name="chaos")
    try:
        rows = await connection.fetch("SELECT name, position FROM checkpoint")
    finally:
        await connection.close()
    reached = {row["name"]: row["position"] for row in rows}
    return [
        f"{name} stands at {reached.get(reader, 0)} of {reader}, not at {position}"
        for reader, position in wanted.items()
        if reached.get(reader, 0) < position
    ]


def ends(logs: Mapping[str, Written]) -> dict[str, dict[str, int]]:
    """Where each reader stands when it has read everything, by service and by the checkpoint's name."""
    public = {
        name: {f"{name}/{partition}": position for partition, position in written.heads().items()}
        for name, written in logs.items()
    } | {
        source_of(name): {f"{source_of(name)}/{partition}": position for partition, position in written.sealed.items()}
        for name, written in logs.items()
    }
    return {
        name: ({"own log": written.head} if written.head else {})
        | {reader: position for source in FOLLOWED.get(name, ()) for reader, position in public[source].items()}
        for name, written in logs.items()
    }


def acknowledged_ends(reached: Mapping[tuple[str, int], int]) -> dict[str, dict[str, int]]:
    """Where each reader of others stands when it has read what was acknowledged, by source and partition."""
    return {
        name: {f"{source}/{partition}": position for (source, partition), position in reached.items()
               if source in FOLLOWED.get(name, ())}
        for name in SERVICES
    }  # fmt: skip


async def dues_done(ground: Ground, within: float = PATIENCE) -> list[str]:
    """Waits until nothing is due any more; what still is after that."""
    until = time.monotonic() + within
    connection = await connect(ground.database("referral"), name="chaos")
    try:
        while True:
            rows = await connection.fetch(
                "SELECT stream, kind, day FROM due WHERE import_id IS NULL AND day <= $1 ORDER BY day, stream",
                today(datetime.now(UTC)),
            )
            if not rows or time.monotonic() > until:
                return [f"referral: {row['stream']} {row['kind']} of {row['day']} is still due" for row in rows[:1]]
            await asyncio.sleep(0.1)
    finally:
        await connection.close()


async def erased(ground: Ground, persons: Sequence[UUID], within: float = PATIENCE) -> list[str]:
    """Waits until each of these is certified and nothing is noted any more; who is not, and what is left of whom."""
    until = time.monotonic() + within
    while (open_ := await _open(ground, persons)) and time.monotonic() < until:
        await asyncio.sleep(0.1)
    if open_:
        return open_
    left = {str(person) for person in persons}
    return [
        f"{service}.{table} still names {person}, who was erased"
        for (service, table), rows in (await tables(ground)).items()
        if table != "erasure"
        for row in rows
        for person in left
        if person in row
    ]


async def _open(ground: Ground, persons: Sequence[UUID]) -> list[str]:
    found: list[str] = []
    for name in SERVICES:
        connection = await connect(ground.database(name), name="chaos")
        try:
            if count := await connection.fetchval("SELECT count(*) FROM reaction"):
                found.append(f"{name} has {count} reactions to do")
            if name == "registry":
                certified: set[UUID] = {
                    row["person"]
                    for row in await connection.fetch("SELECT person FROM erasure WHERE state = 'certified'")
                }
                found += [f"{person} is not erased" for person in persons if person not in certified]
        finally:
            await connection.close()
    return found


async def parked(ground: Ground) -> dict[str, dict[str, int]]:
    """By service, how many records of each topic are parked for which reason."""
    found: dict[str, dict[str, int]] = {}
    for name in SERVICES:
        connection = await connect(ground.database(name), name="chaos")
        try:
            rows = await connection.fetch("SELECT topic, error, count(*) FROM parked GROUP BY 1, 2 ORDER BY 1, 2")
        finally:
            await connection.close()
        found[name] = {f"{topic}: {error}": count for topic, error, count in rows}
    return found


async def parked_keys(ground: Ground, service: str) -> set[str]:
    """The keys of what is parked there and could be read."""
    connection = await connect(ground.database(service), name="chaos")
    try:
        rows = await connection.fetch("SELECT DISTINCT key FROM parked WHERE error <> 'malformed-record'")
    finally:
        await connection.close()
    return {row["key"] for row in rows}


async def tables(ground: Ground) -> Tables:
    """Every read model, row by row."""
    found: Tables = {}
    for name in SERVICES:
        connection = await connect(ground.database(name), name="chaos")
        try:
            for table in await _read_models(connection):
                rows = await connection.fetch(_ROWS.format(table=table))
                found[name, table] = [row["row"] for row in rows]
        finally:
            await connection.close()
    return found


async def _read_models(connection: Connection) -> list[str]:
    rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return [row["tablename"] for row in rows if row["tablename"] not in _KERNEL]


async def kentro(ground: Ground, *words: str) -> tuple[int, str]:
    """The operator's command about this run: its exit code, and what it said."""

    def command() -> tuple[int, str]:
        with StringIO() as said, redirect_stdout(said), redirect_stderr(said):
            return main([*words, "--run-file", str(ground.run_file)]), said.getvalue()

    return await asyncio.to_thread(command)


async def rebuilt(ground: Ground, logs: Mapping[str, Written]) -> list[str]:
    """Has every read model filled again, and says the first row of each table that came out otherwise."""
    before = await tables(ground)
    for name in SERVICES:
        code, said = await kentro(ground, "rebuild", name)
        if code:
            return [f"kentro rebuild {name} failed: {said}"]
    late = (await caught_up(ground, ends(logs)))[1]
    if late:
        return [f"after the rebuild {who}" for who in late[:3]]
    after = await tables(ground)
    return [
        f"{service}.{table}: {_first_difference(before[service, table], after[service, table])}"
        for service, table in before
        if before[service, table] != after[service, table]
    ]


def _first_difference(came: list[str], made: list[str]) -> str:
    only_came, only_made = sorted(set(came) - set(made)), sorted(set(made) - set(came))
    counts = f"{len(came)} rows as they came, {len(made)} rebuilt"
    return f"{counts}; only as it came {only_came[:1]}, only rebuilt {only_made[:1]}"
