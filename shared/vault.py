"""Personal fields are readable only with their person's key, and keys live in a database of their own.

Each person has, for each service, a 256-bit key, stored wrapped under the key-encryption key (a file, or mounted from
a secret store). Destroying the row makes every ciphertext of that person in that service's log unreadable for good.
"""

import asyncio
import hmac
import os
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager
from hashlib import blake2b
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.database import ACQUIRE_TIMEOUT, Pool, open_pool

_NONCE = 12
_CACHED = 50_000


class PersonKey:
    """Seals and opens the personal fields of one person's events in one service."""

    __slots__ = ("_cipher", "_person")

    def __init__(self, person: UUID, key: bytes) -> None:
        self._person = person.bytes
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, place: bytes) -> bytes:
        """One ciphertext, readable only as this person's and at that place (stream, version and type)."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, self._person + place)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """The inverse of `seal`. Raises `cryptography.exceptions.InvalidTag` on anything but what was sealed there."""
        return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], self._person + place)


class Vault:
    """The keys of persons for one service, and keyed hashes of personal data."""

    def __init__(self, pool: Pool, kek: bytes, service: str) -> None:
        if len(kek) != 32:
            raise ValueError("the key-encryption key has 32 bytes")
        self._pool = pool
        self._kek = AESGCM(kek)
        self._blinding = hmac.digest(kek, b"kentro blind " + service.encode(), "sha256")
        self._service = service
        self._cache: dict[UUID, PersonKey] = {}
        self._wanted: dict[UUID, asyncio.Future[PersonKey]] = {}
        self._making: asyncio.Task[None] | None = None

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str, kek: bytes, service: str) -> AsyncGenerator["Vault"]:
        """A vault on the keys database at `url`; `kek` is the key-encryption key, 32 bytes."""
        async with open_pool(url, name=f"{service} vault", size=1) as pool:
            yield cls(pool, kek, service)

    def blind(self, *parts: str) -> bytes:
        """A keyed hash of personal data, equal for equal parts and useless without the key."""
        return hmac.digest(self._blinding, "\x1f".join(parts).encode(), "sha256")

    def mac(self, by: bytes, body: bytes) -> bytes:
        """A keyed hash of 16 bytes, equal for equal bodies of the same author."""
        return blake2b(b"%d %b%b" % (len(by), by, body), digest_size=16, key=self._blinding, person=b"mac").digest()

    async def keys(self, persons: Iterable[UUID]) -> Mapping[UUID, PersonKey]:
        """The keys of those persons who have one. A person without a key was erased, or never written about."""
        asked = set(persons)
        if not asked:
            return {}
        found = {person: key for person in asked if (key := self.known(person))}
        if missing := asked - found.keys():
            rows = await self._pool.fetch(
                "SELECT person, wrapped FROM person_key WHERE service = $1 AND person = ANY($2::uuid[])",
                self._service,
                list(missing),
                timeout=ACQUIRE_TIMEOUT,
            )
            found.update({row["person"]: self._unwrap(row["person"], row["wrapped"]) for row in rows})
        return found

    def known(self, person: UUID) -> PersonKey | None:
        """That person's key if it is at hand; None says nothing about whether there is one."""
        return self._cache.get(person)

    async def ensure(self, person: UUID) -> PersonKey:
        """That person's key, made durable first if there was none. Callers that ask at once share one transaction."""
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
                if not waiting.done():
                    waiting.set_result(made[person])

    async def _make_keys(self, persons: list[UUID]) -> Mapping[UUID, PersonKey]:
        wrapped = [self._wrap(person, os.urandom(32)) for person in persons]
        async with self._pool.acquire(timeout=ACQUIRE_TIMEOUT) as connection:
            await connection.execute(
                "INSERT INTO person_key (person, service, wrapped)"
                " SELECT person, $2, wrapped FROM unnest($1::uuid[], $3::bytea[]) AS made (person, wrapped)"
                " ON CONFLICT DO NOTHING",
                persons,
                self._service,
                wrapped,
            )
            rows = await connection.fetch(
                "SELECT person, wrapped FROM person_key WHERE service = $1 AND person = ANY($2::uuid[])",
                self._service,
                persons,
            )
        return {row["person"]: self._unwrap(row["person"], row["wrapped"]) for row in rows}

    def _wrap(self, person: UUID, key: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._kek.encrypt(nonce, key, self._bound(person))

    def _unwrap(self, person: UUID, wrapped: bytes) -> PersonKey:
        key = PersonKey(person, self._kek.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], self._bound(person)))
        self._cache[person] = key
        if len(self._cache) > _CACHED:
            self._cache.pop(next(iter(self._cache)))
        return key

    def _bound(self, person: UUID) -> bytes:
        return person.bytes + self._service.encode()
