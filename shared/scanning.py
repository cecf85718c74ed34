"""Looking for values where they must not be: in databases, topics and files. What is found is told by place and count.

A value is looked for as it is and in the forms that software of ours gives it: in capitals and small letters, folded
for searching, escaped in JSON and in addresses. None of them is ever printed.
"""

import gzip
import json
import zlib
from collections.abc import AsyncIterator, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

import asyncpg
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from shared.broker import client_options
from shared.database import Connection
from shared.greek import fold

LEAST_LETTERS = 4
"""A shorter value would be found everywhere and tell nothing."""

_CHUNK = 1 << 20
_POLL_MS = 1_000

_COLUMNS = """
    SELECT n.nspname AS schema, c.relname AS table, a.attname AS column, a.atttypid = 'bytea'::regtype AS bytes
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'm', 'p') AND a.attnum > 0 AND NOT a.attisdropped
      AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
    ORDER BY 1, 2, a.attnum"""
_CLOSED = """
    SELECT c.relrowsecurity AND NOT (SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user)
    FROM pg_class c WHERE c.oid = format('%I.%I', $1::text, $2::text)::regclass"""
_OPEN = """
    SELECT EXISTS (SELECT FROM pg_policies WHERE schemaname = $1 AND tablename = $2
                   AND EXISTS (SELECT FROM unnest(roles) AS r WHERE pg_has_role(r, 'member')))"""


@dataclass(frozen=True, slots=True)
class Found:
    """How often something was found at a place; `looked` is False where nobody could look."""

    place: str
    count: int
    looked: bool = True


class Needles:
    """The values that are looked for. Raises `ValueError` where none of them is long enough to tell anything."""

    def __init__(self, values: Collection[str]) -> None:
        long = {value.strip() for value in values if len(value.strip()) >= LEAST_LETTERS}
        if not long:
            raise ValueError(f"no value of at least {LEAST_LETTERS} letters to look for")
        self.texts = sorted({form for value in long for form in _forms(value)})
        self.bytes = [text.encode() for text in self.texts]
        self._longest = max(len(each) for each in self.bytes)

    def within(self, content: bytes) -> int:
        """How often any of them stands in it; where one holds another, once."""
        return len({content.find(each) for each in self.bytes} - {-1})

    def in_stream(self, chunks: Iterable[bytes]) -> int:
        """How many chunks of it hold any; one that lies across two is found too."""
        count, tail = 0, b""
        for chunk in chunks:
            piece = tail + chunk
            count += any(each in piece for each in self.bytes)
            tail = piece[-self._longest :]
        return count


def _forms(value: str) -> Iterator[str]:
    for form in (value, value.upper(), value.lower(), value.casefold(), fold(value)):
        yield form
        yield json.dumps(form)[1:-1]
        yield quote(form)


async def in_database(connection: Connection, name: str, needles: Needles) -> AsyncIterator[Found]:
    """Every column of every table that this login may read, and what the planner keeps of their values."""
    tables: dict[tuple[str, str], list[tuple[str, bool]]] = {}
    for row in await connection.fetch(_COLUMNS):
        tables.setdefault((row["schema"], row["table"]), []).append((row["column"], row["bytes"]))
    for (schema, table), columns in tables.items():
        place = f"{name}: table {schema}.{table}"
        if await connection.fetchval(_CLOSED, schema, table) and not await connection.fetchval(_OPEN, schema, table):
            yield Found(place, 0, looked=False)
            continue
        try:
            yield Found(place, await _in_table(connection, schema, table, columns, needles))
        except asyncpg.InsufficientPrivilegeError:
            yield Found(place, 0, looked=False)
    count = await connection.fetchval(
        "SELECT count(*) FROM pg_stats, unnest($1::text[]) AS n (needle)"
        " WHERE strpos(concat_ws(' ', most_common_vals::text, histogram_bounds::text, most_common_elems::text),"
        " n.needle) > 0",
        needles.texts,
    )
    yield Found(f"{name}: planner statistics", count)


async def _in_table(
    connection: Connection, schema: str, table: str, columns: Iterable[tuple[str, bool]], needles: Needles
) -> int:
    tests = [
        f'EXISTS (SELECT FROM unnest($2::bytea[]) AS n (needle) WHERE position(n.needle IN t."{column}") > 0)'
        if is_bytes
        else f'EXISTS (SELECT FROM unnest($1::text[]) AS n (needle) WHERE strpos(t."{column}"::text, n.needle) > 0)'
        for column, is_bytes in columns
    ]
    return await connection.fetchval(
        f'SELECT count(*) FROM "{schema}"."{table}" AS t, (SELECT $1::text[], $2::bytea[]) AS typed'  # noqa: S608
        f" WHERE {' OR '.join(tests)}",
        needles.texts,
        needles.bytes,
    )


async def in_topics(bootstrap: str, prefix: str, needles: Needles) -> AsyncIterator[Found]:
    """Every record of every topic whose name begins so: key, headers and value. Raises `KafkaError`."""
    client = AIOKafkaConsumer(
        **client_options(bootstrap), group_id=None, enable_auto_commit=False, auto_offset_reset="earliest"
    )
    topics = await _topics(bootstrap, prefix)
    await client.start()
    try:
        for topic, numbers in topics.items():
            partitions = [TopicPartition(topic, number) for number in numbers]
            yield Found(f"topic {topic}", await _in_topic(client, partitions, needles))
    finally:
        with suppress(Exception):
            await client.stop()


async def _topics(bootstrap: str, prefix: str) -> dict[str, list[int]]:
    """The partitions of each topic."""
    admin: Any = AIOKafkaAdminClient(**client_options(bootstrap))
    await admin.start()
    try:
        names = sorted(name for name in await admin.list_topics() if name.startswith(prefix))
        described: list[Any] = await admin.describe_topics(names) if names else []
        return {each["topic"]: sorted(one["partition"] for one in each["partitions"]) for each in described}
    finally:
        with suppress(Exception):
            await admin.close()


async def _in_topic(client: AIOKafkaConsumer, partitions: list[TopicPartition], needles: Needles) -> int:
    client.assign(partitions)
    await client.seek_to_beginning(*partitions)
    ends = cast("dict[TopicPartition, int]", await client.end_offsets(partitions))
    count = 0
    while any([await client.position(each) < ends[each] for each in partitions]):
        pages = cast("dict[TopicPartition, list[ConsumerRecord[Any, Any]]]", await client.getmany(timeout_ms=_POLL_MS))
        for page in pages.values():
            for record in page:
                headers = b" ".join(value for _, value in record.headers)
                count += needles.within(b" ".join((record.key or b"", headers, record.value or b""))) > 0
    return count


def in_folder(folder: Path, needles: Needles, *, passing_over: Collection[str] = ()) -> Iterator[Found]:
    """Every file below it, packed ones unpacked; folders of those names directly in it are passed over."""
    for path in sorted(folder.rglob("*")):
        within = path.relative_to(folder)
        if within.parts[0] in passing_over or path.is_symlink() or not path.is_file():
            continue
        named = needles.within(str(within).encode())
        try:
            yield Found(
                f"file {within}" if not named else f"a file's name in {folder}", named + _in_file(path, needles)
            )
        except OSError:
            yield Found(f"file {within}", 0, looked=False)


def _in_file(path: Path, needles: Needles) -> int:
    with path.open("rb") as source:
        packed = source.read(2) == b"\x1f\x8b"
    if packed:
        with suppress(EOFError, zlib.error, gzip.BadGzipFile), gzip.open(path, "rb") as source:
            return needles.in_stream(iter(lambda: source.read(_CHUNK), b""))
    with path.open("rb") as source:
        return needles.in_stream(iter(lambda: source.read(_CHUNK), b""))
