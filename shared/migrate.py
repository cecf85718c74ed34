"""Numbered plain SQL, applied once each and never edited afterwards."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from shared.database import Connection, connect

_LOCK = 0x6D696772
_NAME = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")

_LEDGER = """
CREATE TABLE IF NOT EXISTS migration (
    folder text, number integer, name text NOT NULL, checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (folder, number))
"""


class MigrationChanged(Exception):
    """An applied migration's text is not what it was: write a new one instead of editing."""


@dataclass(frozen=True, slots=True)
class _Migration:
    folder: str
    number: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


async def migrate(url: str, folders: Iterable[Traversable]) -> None:
    """Applies what is missing, folder by folder, each file in a transaction of its own, one process at a time.

    Raises `MigrationChanged` where an applied file was edited, and `asyncpg.PostgresError` where one fails; the
    failed file leaves nothing behind.
    """
    connection = await connect(
        url, name="migrate", timeout=600, settings={"lock_timeout": "10s", "statement_timeout": "600s"}
    )
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)
        await connection.execute(_LEDGER)
        for folder in folders:
            for migration in _read(folder):
                await _apply(connection, migration)
    finally:
        await connection.close()


def _read(folder: Traversable) -> Iterator[_Migration]:
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if match := _NAME.fullmatch(file.name):
            yield _Migration(str(folder.name), int(match[1]), match[2], file.read_text(encoding="utf-8"))


async def _apply(connection: Connection, migration: _Migration) -> None:
    applied = await connection.fetchval(
        "SELECT checksum FROM migration WHERE folder = $1 AND number = $2", migration.folder, migration.number
    )
    if applied == migration.checksum:
        return
    if applied is not None:
        raise MigrationChanged(f"{migration.folder}/{migration.number:04}_{migration.name}.sql was edited")
    async with connection.transaction():
        await connection.execute(migration.sql)
        await connection.execute(
            "INSERT INTO migration (folder, number, name, checksum) VALUES ($1, $2, $3, $4)",
            migration.folder,
            migration.number,
            migration.name,
            migration.checksum,
        )
