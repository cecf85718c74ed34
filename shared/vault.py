"""Personal fields are readable only with their person's key, and keys live in a database of their own.

Each person has, for each service, a 256-bit key, stored wrapped under a key-encryption key (`shared.kek`), whose id
stands with it. Destroying the row makes every ciphertext of that person in that service's log unreadable for good.
"""

import asyncio
import hmac
import os
from collections.abc import AsyncGenerator, Generator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from hashlib import blake2b
from time import monotonic
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.database import ACQUIRE_TIMEOUT, LOST, PASSING, Pool, Queries, Record, open_pool
from shared.domain import Refused
from shared.kek import KeyFile, KeyRing
from shared.marks import mark_of

FORGOTTEN_AFTER = 60.0
"""Seconds after which a key that is at hand is asked for again: so long another process may read of somebody erased."""

_NONCE = 12
_CACHED = 50_000


class KeysAway(ConnectionError):
    """The keys database does not answer, or a key is wrapped under a key-encryption key that is not in the file.

    Nothing was written: a command's events are sealed before any of them is sent to the log.
    """


class PersonKey:
    """Seals and opens the personal fields of one person's events in one service."""

    __slots__ = ("_cipher", "_key", "_person")

    def __init__(self, person: UUID, key: bytes) -> None:
        self._person = person.bytes
        self._key = key
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, place: bytes) -> bytes:
        """One ciphertext, readable only as this person's and at that place (stream, version and type)."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, self._person + place)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """The inverse of `seal`. Raises `cryptography.exceptions.InvalidTag` on anything but what was sealed there."""
        return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], self._person + place)

    def of_file(self, file: bytes) -> "FileCipher":
        """What seals one file of this person; `file` names one upload and never comes again with other content."""
        return FileCipher(hmac.digest(self._key, b"kentro file " + self._person + file, "sha256"))


class FileCipher:
    """Seals and opens the chunks of one file of one person, in their order."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, number: int, *, last: bool) -> bytes:
        """The chunk of that number; `last` ends the file. The key is the file's alone, so a number is a fresh nonce."""
        return self._cipher.encrypt(_numbered(number, last), plain, None)

    def open(self, sealed: bytes, number: int, *, last: bool) -> bytes:
        """The inverse of `seal`. Raises `cryptography.exceptions.InvalidTag` for what was not sealed there."""
        return self._cipher.decrypt(_numbered(number, last), sealed, None)


def _numbered(number: int, last: bool) -> bytes:
    return number.to_bytes(_NONCE - 1) + (b"\x01" if last else b"\x00")


class Vault:
    """The keys of persons for one service, and keyed hashes of personal data."""

    def __init__(self, pool: Pool, keks: KeyFile | KeyRing, service: str) -> None:
        self._pool = pool
        self._keks = keks
        self._blinding = hmac.digest(self._ring.blinding, b"kentro blind " + service.encode(), "sha256")
        self._service = service
        self._cache: dict[UUID, tuple[PersonKey, float]] = {}
        self._wanted: dict[UUID, asyncio.Future[PersonKey]] = {}
        self._making: asyncio.Task[None] | None = None

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str, keks: KeyFile | KeyRing, service: str) -> AsyncGenerator["Vault"]:
        """A vault on the keys database at `url`; `keks` are the key-encryption keys."""
        async with open_pool(url, name=f"{service} vault", size=1) as pool:
            yield cls(pool, keks, service)

    def of(self, use: str) -> "Vault":
        """The keys of the same persons for another use, through the same connection."""
        return Vault(self._pool, self._keks, use)

    @property
    def _ring(self) -> KeyRing:
        return self._keks.ring if isinstance(self._keks, KeyFile) else self._keks

    def blind(self, *parts: str) -> bytes:
        """A keyed hash of personal data, equal for equal parts and useless without the key."""
        return hmac.digest(self._blinding, "\x1f".join(parts).encode(), "sha256")

    def mac(self, by: bytes, body: bytes) -> bytes:
        """A keyed hash of 16 bytes, equal for equal bodies of the same author."""
        return blake2b(b"%d %b%b" % (len(by), by, body), digest_size=16, key=self._blinding, person=b"mac").digest()

    async def keys(self, persons: Iterable[UUID]) -> Mapping[UUID, PersonKey]:
        """The keys of those persons who have one. A person without a key was erased, or never written about.

        Raises `KeysAway`, and `cryptography.exceptions.InvalidTag` for a row that is not as it was written.
        """
        asked = set(persons)
        if not asked:
            return {}
        found = {person: key for person in asked if (key := self.known(person))}
        if missing := asked - found.keys():
            with _away():
                found.update(await self._read(self._pool, list(missing)))
        return found

    def known(self, person: UUID) -> PersonKey | None:
        """That person's key if it is at hand; None says nothing about whether there is one."""
        kept = self._cache.get(person)
        if kept is None:
            return None
        key, since = kept
        if monotonic() - since > FORGOTTEN_AFTER:
            del self._cache[person]
            return None
        return key

    async def destroy(self, person: UUID) -> None:
        """Destroys that person's key for good, and sees to it that none is made again. Raises `KeysAway`."""
        with _away():
            async with self._pool.acquire(timeout=ACQUIRE_TIMEOUT) as connection, connection.transaction():
                await connection.execute(
                    "INSERT INTO key_destroyed (mark, service) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                    mark_of(person),
                    self._service,
                )
                await connection.execute(
                    "DELETE FROM person_key WHERE person = $1 AND service = $2", person, self._service
                )
        self._cache.pop(person, None)

    async def ensure(self, person: UUID) -> PersonKey:
        """That person's key, made durable first if there was none. Callers that ask at once share one transaction.

        Raises `KeysAway`, and `Refused` for a person who was erased: of them nothing is written any more.
        """
        if key := self.known(person):
            return key
        wanted = self._wanted.get(person)
        if wanted is None:
            wanted = self._wanted[person] = asyncio.get_running_loop().create_future()
            if self._making is None or self._making.done():
                self._making = asyncio.create_task(self._make())
        return await asyncio.shield(wanted)

    async def _make(self) -> None:
        while self._wanted:
            batch, self._wanted = self._wanted, {}
            try:
                made = await self._make_keys(list(batch))
            except BaseException as failure:
                for waiting in batch.values():
                    if not waiting.done():
                        waiting.set_exception(failure)
                        waiting.exception()
                if not isinstance(failure, Exception):
                    raise
                continue
            for person, waiting in batch.items():
                if waiting.done():
                    continue
                if key := made.get(person):
                    waiting.set_result(key)
                else:
                    waiting.set_exception(Refused("person-erased"))
                    waiting.exception()

    async def _make_keys(self, persons: list[UUID]) -> Mapping[UUID, PersonKey]:
        """The keys of these persons; those who were erased are left out."""
        with _away():
            ring = self._ring
            wrapped = [wrap(ring, self._service, person, os.urandom(32)) for person in persons]
            async with self._pool.acquire(timeout=ACQUIRE_TIMEOUT) as connection:
                await connection.execute(
                    "INSERT INTO person_key (person, service, wrapped, kek)"
                    " SELECT made.person, $2, made.wrapped, $5"
                    " FROM unnest($1::uuid[], $3::bytea[], $4::bytea[]) AS made (person, wrapped, mark)"
                    " WHERE NOT EXISTS (SELECT FROM key_destroyed d WHERE d.service = $2 AND d.mark = made.mark)"
                    " ON CONFLICT DO NOTHING",
                    persons,
                    self._service,
                    wrapped,
                    [mark_of(person) for person in persons],
                    ring.current,
                )
                return await self._read(connection, persons)

    async def _read(self, queries: Queries, persons: Sequence[UUID]) -> Mapping[UUID, PersonKey]:
        rows: Sequence[Record] = await queries.fetch(
            "SELECT person, wrapped, kek FROM person_key WHERE service = $1 AND person = ANY($2::uuid[])",
            self._service,
            persons,
            timeout=ACQUIRE_TIMEOUT,
        )
        ring = self._ring
        return {row["person"]: self._kept(row["person"], unwrap(ring, self._service, *row)) for row in rows}

    def _kept(self, person: UUID, key: bytes) -> PersonKey:
        made = PersonKey(person, key)
        self._cache[person] = made, monotonic()
        if len(self._cache) > _CACHED:
            self._cache.pop(next(iter(self._cache)))
        return made


def wrap(ring: KeyRing, service: str, person: UUID, key: bytes) -> bytes:
    """A person's key as it is stored, wrapped under the current key-encryption key, bound to person and service."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(ring.keys[ring.current]).encrypt(nonce, key, _bound(service, person))


def unwrap(ring: KeyRing, service: str, person: UUID, wrapped: bytes, kek: str) -> bytes:
    """The inverse of `wrap` under whichever key it was wrapped.

    Raises `KeysAway` where the ring lacks that key, `cryptography.exceptions.InvalidTag` for anything that was not
    wrapped for that person and service.
    """
    if kek not in ring.keys:
        raise KeysAway(f"a key is wrapped under the key-encryption key {kek or 'first'}, which is not in the file")
    return AESGCM(ring.keys[kek]).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], _bound(service, person))


def _bound(service: str, person: UUID) -> bytes:
    return person.bytes + service.encode()


@contextmanager
def _away() -> Generator[None]:
    """Says that it was the keys database that failed."""
    try:
        yield
    except KeysAway:
        raise
    except (*LOST, *PASSING) as lost:
        raise KeysAway("the keys database does not answer") from lost
