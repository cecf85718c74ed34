"""Scanned documents: encrypted under their person's key, in a folder or an object store, never in a log.

A file is cut into chunks, each sealed with AES-256-GCM under a key that follows from the person's for this upload
alone, bound to its place in the file and to whether it is the last: chunks cannot be swapped, left out or added. Where
it lies begins with the person's mark, so that an erasure finds it without asking anybody.
"""

import hashlib
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.exceptions import InvalidTag
from obstore import open_writer_async
from obstore.store import LocalStore, from_url

from shared.ids import uuid7
from shared.malware import Infected, Scanner
from shared.marks import mark_of
from shared.sniffing import EDGE, MediaType, NotADocument, media_type
from shared.vault import PersonKey

MOST_BYTES = 25 * 1024 * 1024
"""Of one file."""

CHUNK = 1 << 16
"""Bytes of plain content that are sealed together."""

_TAG = 16


class FileGone(Exception):
    """Nothing lies there."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was stored: where, what it is, how long, and the SHA-256 of its content."""

    place: str
    media_type: MediaType
    size: int
    digest: bytes


class Files:
    """The store at a URL: `file:///folder` or, with the credentials in the environment, `s3://bucket/prefix`."""

    def __init__(self, url: str, clamd: str | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme == "file":
            self._store: Any = LocalStore(prefix=Path(parts.path), mkdir=True)
        else:
            self._store = from_url(url)
        self._scanner = Scanner(clamd) if clamd else None

    @property
    def scans(self) -> bool:
        """Whether a malware scanner looks at what is stored."""
        return self._scanner is not None

    async def put(self, person: UUID, key: PersonKey, content: AsyncIterator[bytes]) -> Kept:
        """Stores what comes, as it comes. Nothing is left where it raises.

        Raises `NotADocument` with the code of what is wrong, and `OSError` where the scanner does not answer.
        """
        place = f"{mark_of(person).hex()}/{uuid7()}"
        try:
            return await self._written(place, key, content)
        except BaseException:
            await self.delete(place)
            raise

    async def _written(self, place: str, key: PersonKey, content: AsyncIterator[bytes]) -> Kept:
        cipher, made, size, number = key.of_file(place.encode()), hashlib.sha256(), 0, 0
        head, tail, waiting = b"", b"", b""
        async with AsyncExitStack() as stack:
            verdict = await stack.enter_async_context(self._scanner.stream()) if self._scanner else None
            writer: Any = await stack.enter_async_context(cast("Any", open_writer_async(self._store, place)))
            async for piece in content:
                size += len(piece)
                if size > MOST_BYTES:
                    raise NotADocument("file-too-large")
                made.update(piece)
                head, tail = (head + piece)[:EDGE] if len(head) < EDGE else head, (tail + piece)[-EDGE:]
                if verdict:
                    await verdict.send(piece)
                waiting += piece
                while len(waiting) > CHUNK:
                    await writer.write(cipher.seal(waiting[:CHUNK], number, last=False))
                    waiting, number = waiting[CHUNK:], number + 1
            kind = media_type(head, tail)
            if verdict:
                try:
                    await verdict.heard()
                except Infected:
                    raise NotADocument("file-infected") from None
            await writer.write(cipher.seal(waiting, number, last=True))
        return Kept(place, kind, size, made.digest())

    async def get(self, place: str, key: PersonKey) -> AsyncIterator[bytes]:
        """The content, as it is opened. Raises `FileGone`, and `InvalidTag` for anything that was not stored so."""
        cipher, number, waiting = key.of_file(place.encode()), 0, b""
        try:
            found: Any = await self._store.get_async(place)
        except FileNotFoundError:
            raise FileGone(place) from None
        async for piece in found.stream(min_chunk_size=CHUNK):
            waiting += bytes(piece)
            while len(waiting) > CHUNK + _TAG:
                yield cipher.open(waiting[: CHUNK + _TAG], number, last=False)
                waiting, number = waiting[CHUNK + _TAG :], number + 1
        if not waiting:
            raise InvalidTag
        yield cipher.open(waiting, number, last=True)

    async def delete(self, place: str) -> None:
        """Nothing lies there afterwards."""
        try:
            await self._store.delete_async(place)
        except FileNotFoundError:
            return

    async def erase(self, person: UUID) -> int:
        """Deletes everything of that person, and returns how many files it was."""
        places = [place async for place in self.places(prefix=mark_of(person).hex())]
        for place in places:
            await self.delete(place)
        return len(places)

    async def places(self, *, prefix: str | None = None) -> AsyncIterator[str]:
        """Where files lie."""
        async for page in self._store.list(prefix):
            for each in cast("list[dict[str, Any]]", page):
                yield each["path"]

    async def copy_out(self, folder: Path) -> int:
        """Copies every file, sealed as it is, into a folder; how many."""
        count = 0
        async for place in self.places():
            target = folder / place
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            found: Any = await self._store.get_async(place)
            target.write_bytes(bytes(await found.bytes_async()))
            count += 1
        return count

    async def bring_in(self, folder: Path, erased: Collection[bytes]) -> int:
        """Brings back the files of a folder that are missing, but none of the erased; how many."""
        marks, count = {mark.hex() for mark in erased}, 0
        there = {place async for place in self.places()}
        for file in _files_below(folder):
            place = str(file.relative_to(folder))
            if place.partition("/")[0] not in marks and place not in there:
                await self._store.put_async(place, file.read_bytes())
                count += 1
        return count


def _files_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
