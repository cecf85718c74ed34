"""What asyncpg can insert by itself: the anchor of what is written."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from bench.rounds import Side
from shared.database import close_quietly, connect
from shared.ids import uuid7

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


@asynccontextmanager
async def raw(owner_url: str, api_url: str) -> AsyncGenerator[Callable[[int, int], Side]]:
    """Inserts of events' size into a table with the log's keys, each a transaction of its own."""
    owner = await connect(owner_url, name="bench")
    await owner.execute(_RAW)
    await owner.close()
    connections: list[Any] = [
        await connect(api_url, name="raw", settings={"synchronous_commit": "on"}) for _ in range(32)
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
