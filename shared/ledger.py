"""Who was erased, noted outside of every database and every backup, so that no copy brings anybody back.

A line for each person and service, in JSON: a mark that is made of the id, and the day. Lines are only ever added.
"""

import fcntl
import os
from datetime import date
from pathlib import Path

import msgspec


class Line(msgspec.Struct, frozen=True):
    """One entry: the person's mark in hexadecimal digits, the service that destroyed what it held, and when."""

    mark: str
    service: str
    on: date


class LedgerUnusable(Exception):
    """The ledger holds something that no service wrote; nothing may be brought back before somebody looked at it."""


class Ledger:
    """The ledger in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def note(self, service: str, mark: bytes, on: date) -> None:
        """Adds a line, durably; one that is there is not added again. Raises `OSError` and `LedgerUnusable`."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if mark not in self.marks(service):
                os.write(handle, msgspec.json.encode(Line(mark.hex(), service, on)) + b"\n")
            os.fsync(handle)
        finally:
            os.close(handle)

    def marks(self, service: str) -> set[bytes]:
        """The marks of those whom that service erased. Raises `OSError` and `LedgerUnusable`."""
        return {bytes.fromhex(line.mark) for line in self._lines() if line.service == service}

    def _lines(self) -> list[Line]:
        if not self._path.exists():
            return []
        try:
            lines = self._path.read_bytes().splitlines()
            return [msgspec.json.decode(line, type=Line) for line in lines if line.strip()]
        except (msgspec.MsgspecError, ValueError) as wrong:
            raise LedgerUnusable(f"{self._path} holds a line that no service wrote: {wrong}") from wrong
