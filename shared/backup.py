"""A log copied out and brought back: what happened, and nothing that follows from it.

A backup holds the log with its claims, dues and chain as one snapshot, never a read model and never a key. Brought
back, the log has a new epoch: every reader, here and in other services, sees it and fills itself again.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import asyncpg
import msgspec

from shared.database import Connection
from shared.envelope import stream_id
from shared.erasure import NUMBERS
from shared.kek import FIRST
from shared.marks import mark_of

FORMAT = 1
LOG_TABLES: Mapping[str, str] = {
    "log": "position, stream, version, type, data, sealed, metadata, command, recorded_at",
    "batch": "first_position, events, digest, hash, recorded_at",
    "claim": "key, stream",
    "due": "stream, kind, day, import_id",
    "log_epoch": "epoch, since",
    "anchor": "day, epoch, position, hash",
}
"""What a log is, by table and columns."""

KEYS = "person_key"
_MANIFEST = "manifest.json"
_ROWS = 5_000
_CHUNK = 1 << 20


class BackupUnusable(Exception):
    """The copy is damaged or incomplete, or of a form that this release does not know; nothing was brought back."""


class NotEmpty(Exception):
    """Something stands where the copy should go."""


@dataclass(frozen=True, slots=True)
class Copied:
    """One table in a backup: its rows, and the SHA-256 of its uncompressed bytes."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `epoch` and `position` are a log's, absent for keys."""

    name: str
    made_at: str
    tables: dict[str, Copied]
    epoch: str | None = None
    position: int | None = None
    format: int = FORMAT


async def copy_log(connection: Connection, name: str, folder: Path) -> Manifest:
    """Writes one snapshot of a log into the folder, which must not exist. Raises `NotEmpty` and `OSError`."""
    _make(folder)
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        copied = {
            table: await _copy_table(connection, table, columns, folder / f"{table}.gz")
            for table, columns in LOG_TABLES.items()
        }
        epoch = str(await epoch_of(connection))
        position = int(await connection.fetchval("SELECT coalesce(max(position), 0) FROM log"))
    return _written(folder, Manifest(name, _now(), copied, epoch, position))


async def copy_keys(connection: Connection, name: str, uses: Sequence[str], folder: Path) -> Manifest:
    """Writes the keys that one service makes, wrapped as they are, into the folder. Raises `NotEmpty` and `OSError`."""
    _make(folder)
    made, rows, after = hashlib.sha256(), 0, (UUID(int=0), "")
    with gzip.open(folder / f"{KEYS}.gz", "wb") as out:
        while page := await connection.fetch(
            "SELECT person, service, wrapped, kek FROM person_key"
            " WHERE (person, service) > ($1, $2) AND service = ANY ($3) ORDER BY person, service LIMIT $4",
            *after,
            uses,
            _ROWS,
        ):
            for person, service, wrapped, kek in page:
                line = json.dumps([str(person), service, wrapped.hex(), kek]).encode() + b"\n"
                made.update(line)
                out.write(line)
            rows, after = rows + len(page), (page[-1]["person"], page[-1]["service"])
    return _written(folder, Manifest(name, _now(), {KEYS: Copied(rows, made.hexdigest())}))


def manifest_of(folder: Path) -> Manifest:
    """What the folder says it holds. Raises `BackupUnusable`."""
    try:
        manifest = msgspec.json.decode((folder / _MANIFEST).read_bytes(), type=Manifest)
    except FileNotFoundError:
        raise BackupUnusable(f"{folder} holds no {_MANIFEST}: the copy was interrupted, or is none") from None
    except msgspec.MsgspecError as wrong:
        raise BackupUnusable(f"{folder / _MANIFEST} cannot be read: {wrong}") from wrong
    if manifest.format != FORMAT:
        raise BackupUnusable(f"{folder} has format {manifest.format}, this release reads {FORMAT}")
    return manifest


async def bring_log(owner: Connection, folder: Path, *, replace: bool) -> Manifest:
    """Puts the copy in the log's place, all of it or nothing, under a new epoch; nobody else may be connected.

    Raises `BackupUnusable`, and `NotEmpty` where events are there and `replace` was not said.
    """
    manifest = manifest_of(folder)
    async with owner.transaction():
        if not replace and await owner.fetchval("SELECT 1 FROM log LIMIT 1"):
            raise NotEmpty("the log holds events already")
        await owner.execute(f"TRUNCATE {', '.join(LOG_TABLES)}")
        for table, columns in LOG_TABLES.items():
            await _bring_table(owner, table, columns, folder / f"{table}.gz", _of(manifest, table, folder))
        await owner.fetchval("SELECT begin_epoch()")
    return manifest


async def bring_keys(connection: Connection, folder: Path) -> int:
    """Adds the keys that are missing, all or none, and returns how many; one that is there stays. `BackupUnusable`."""
    copied = _of(manifest_of(folder), KEYS, folder)
    made, rows, added = hashlib.sha256(), 0, 0
    async with connection.transaction():
        try:
            with gzip.open(folder / f"{KEYS}.gz", "rb") as source:
                while lines := list(islice(source, _ROWS)):
                    made.update(b"".join(lines))
                    rows += len(lines)
                    added += await _bring_keys(connection, [_Key.read(line) for line in lines])
        except (OSError, EOFError, ValueError, TypeError, zlib.error) as damaged:
            raise BackupUnusable(f"{folder} cannot be read: {damaged}") from damaged
        if (made.hexdigest(), rows) != (copied.sha256, copied.rows):
            raise BackupUnusable(f"{folder} is not what was copied")
    return added


class _Key(NamedTuple):
    """One line of a copy of keys; before keys were rotated it did not say under which one it is wrapped."""

    person: UUID
    service: str
    wrapped: bytes
    kek: str = FIRST

    @classmethod
    def read(cls, line: bytes) -> "_Key":
        person, service, wrapped, *kek = json.loads(line)
        return cls(UUID(person), service, bytes.fromhex(wrapped), *kek)


async def _bring_keys(connection: Connection, keys: Sequence[_Key]) -> int:
    """Of somebody who was erased none is brought back."""
    said = await connection.execute(
        "INSERT INTO person_key (person, service, wrapped, kek)"
        " SELECT k.person, k.service, k.wrapped, k.kek"
        " FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::text[], $5::bytea[])"
        "   AS k (person, service, wrapped, kek, mark)"
        " WHERE NOT EXISTS (SELECT FROM key_destroyed d WHERE d.service = k.service AND d.mark = k.mark)"
        " ON CONFLICT DO NOTHING",
        [key.person for key in keys],
        [key.service for key in keys],
        [key.wrapped for key in keys],
        [key.kek for key in keys],
        [mark_of(key.person) for key in keys],
    )
    return int(said.rpartition(" ")[2])


async def bury(connection: Connection, service: str, marks: Collection[bytes]) -> int:
    """Sees to it that none of the erased has a key, nor gets one from a copy; how many had one."""
    await connection.execute(
        "INSERT INTO key_destroyed (mark, service) SELECT mark, $2 FROM unnest($1::bytea[]) AS t (mark)"
        " ON CONFLICT DO NOTHING",
        list(marks),
        service,
    )
    gone, after = 0, UUID(int=0)
    while page := await connection.fetch(
        "SELECT person FROM person_key WHERE service = $1 AND person > $2 ORDER BY person LIMIT $3",
        service,
        after,
        _ROWS,
    ):
        theirs = [row["person"] for row in page if mark_of(row["person"]) in marks]
        await connection.execute(
            "DELETE FROM person_key WHERE service = $1 AND person = ANY ($2::uuid[])", service, theirs
        )
        gone, after = gone + len(theirs), page[-1]["person"]
    return gone


async def note_erased(owner: Connection, marks: Collection[bytes]) -> None:
    """Sees to it that whatever a log brings of the erased projects to nothing, whoever reads it."""
    await owner.execute(
        "INSERT INTO erased (mark) SELECT * FROM unnest($1::bytea[]) ON CONFLICT DO NOTHING", list(marks)
    )


async def release_erased(owner: Connection, marks: Collection[bytes]) -> None:
    """Gives up the claims that a log brought back for the erased: keyed hashes of what they were known by."""
    rows = await owner.fetch("SELECT DISTINCT stream FROM claim WHERE stream LIKE 'person-%'")
    theirs = [row["stream"] for row in rows if mark_of(stream_id(row["stream"])) in marks]
    await owner.execute(
        "DELETE FROM claim WHERE stream = ANY ($1::text[]) AND NOT starts_with(key, $2)", theirs, NUMBERS
    )


async def others_connected(owner: Connection) -> int:
    """How many other connections the database has: a log is brought back while its service stands still."""
    return await owner.fetchval(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename IS NOT NULL"
    )


async def epoch_of(connection: Connection) -> UUID:
    """A log's current epoch."""
    return await connection.fetchval("SELECT max(epoch::text)::uuid FROM log_epoch")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, mode=0o700)
    except FileExistsError:
        raise NotEmpty(f"{folder} exists") from None


def _written(folder: Path, manifest: Manifest) -> Manifest:
    """Names the copy whole; a folder without its manifest is one that was interrupted."""
    (folder / _MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
    return manifest


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _of(manifest: Manifest, table: str, folder: Path) -> Copied:
    if table not in manifest.tables:
        raise BackupUnusable(f"{folder} lacks {table}")
    return manifest.tables[table]


async def _copy_table(connection: Connection, table: str, columns: str, file: Path) -> Copied:
    made = hashlib.sha256()
    with gzip.open(file, "wb", compresslevel=1) as out:

        async def take(data: bytes) -> None:
            made.update(data)
            out.write(data)

        said = await connection.copy_from_query(f'SELECT {columns} FROM "{table}"', output=take, format="binary")  # noqa: S608
    return Copied(int(said.rpartition(" ")[2]), made.hexdigest())


async def _bring_table(owner: Connection, table: str, columns: str, file: Path, copied: Copied) -> None:
    made = hashlib.sha256()

    async def chunks(source: gzip.GzipFile) -> AsyncIterator[bytes]:
        while data := source.read(_CHUNK):
            made.update(data)
            yield data

    try:
        with gzip.open(file, "rb") as source:
            said = await owner.copy_to_table(table, source=chunks(source), columns=columns.split(", "), format="binary")
    except (OSError, EOFError, zlib.error, asyncpg.PostgresError) as damaged:
        raise BackupUnusable(f"{file} cannot be read: {damaged}") from damaged
    if made.hexdigest() != copied.sha256 or int(said.rpartition(" ")[2]) != copied.rows:
        raise BackupUnusable(f"{file} is not what was copied")
