"""How fast is an append, beside what asyncpg can insert by itself?"""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from bench.ground import FIELDS, SMOKE, Ground, Kernel, Noted, Plain, creation, kernel, persons
from bench.results import Result, share, times, told
from bench.rounds import Measured, Side, interleaved
from shared.database import close_quietly, connect
from shared.ids import uuid7

COUNT = 3_200 if SMOKE else 19_200
ANCHOR = "prepared asyncpg INSERT, 32 connections"
_RAW = """
CREATE TABLE raw (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, stream text NOT NULL, version integer NOT NULL,
    type text NOT NULL, data bytea NOT NULL, metadata bytea NOT NULL, command uuid NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(), UNIQUE (stream, version));
GRANT INSERT ON raw TO kentro_api
"""
_INSERT = "INSERT INTO raw (stream, version, type, data, metadata, command) VALUES ($1, $2, $3, $4, $5, $6)"
_DATA, _METADATA = b"d" * 460, b"m" * 134


async def measure(at: Ground) -> list[Result]:
    """The rows of the append."""
    async with kernel(at) as ours, _raw(ours) as insert:
        people = await persons(ours.vault, 1_000)

        async def append(_: int, command: Any) -> None:  # noqa: ANN401 - what `prepare` made
            await ours.store.append(*command)

        def sealed(count: int) -> Sequence[Any]:
            return [creation(Noted(people[n % len(people)], *FIELDS)) for n in range(count)]

        def plain(count: int) -> Sequence[Any]:
            return [creation(Plain(people[n % len(people)], *FIELDS)) for n in range(count)]

        few = COUNT // 16
        many = await interleaved({"raw": insert(32, COUNT), "ours": Side(32, COUNT, sealed, append)})
        bare = await interleaved({"raw": insert(32, COUNT), "ours": Side(32, COUNT, plain, append)})
        crowd = await interleaved({"raw": insert(32, COUNT), "ours": Side(512, 2 * COUNT, sealed, append)})
        alone = await interleaved({"raw": insert(1, few), "ours": Side(1, few, sealed, append)})
    return [
        told(f"raw: {ANCHOR}", many["raw"].rate, "/s"),
        _rate("append as in production, 32 callers", many, 2.2),
        share(
            "append as in production, 32 callers, p99",
            ANCHOR,
            (many["ours"].p99, "ms"),
            many["ours"].p99_to(many["raw"]),
            most=0.5,
        ),
        told("append as in production, 32 callers, this process's processor time", many["ours"].cpu, "us"),
        _rate("append without personal fields, 32 callers", bare, 2.6),
        _rate("append as in production, 512 callers", crowd, 4),
        _rate("append as in production, 1 caller, to 1 connection", alone, 0.8),
    ]


def _rate(question: str, measured: dict[str, Measured], least: float) -> Result:
    ours = measured["ours"]
    return times(question, ANCHOR, (ours.rate, "/s"), ours.rate_to(measured["raw"]), least=least)


@asynccontextmanager
async def _raw(beside: Kernel) -> AsyncGenerator[Callable[[int, int], Side]]:
    """Inserts of the same size into a table with the same keys, each a transaction of its own."""
    owner = await connect(beside.owner_url, name="bench")
    await owner.execute(_RAW)
    await owner.close()
    connections: list[Any] = [
        await connect(beside.databases.api, name="raw", settings={"synchronous_commit": "on"}) for _ in range(32)
    ]
    inserts = [await connection.prepare(_INSERT) for connection in connections]

    async def insert(caller: int, row: Any) -> None:  # noqa: ANN401
        await inserts[caller].fetchval(*row)

    def rows(count: int) -> Sequence[Any]:
        return [(f"thing-{made}", 1, "Noted", _DATA, _METADATA, made) for made in (uuid7() for _ in range(count))]

    try:
        yield lambda callers, count: Side(callers, count, rows, insert)
    finally:
        for connection in connections:
            await close_quietly(connection)
