"""Who is logged in, in the portal's own database. The browser holds a random handle and nothing else."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, Protocol, TypeVar

import msgspec

from services.portal.sealing import Broken, Sealer, new_handle, row_of
from shared.database import Pool

LONGEST = timedelta(hours=10)
"""A session ends after a working day, whatever happens in it."""

IDLE = timedelta(minutes=30)
"""A session in which nothing is asked for so long has ended, as the provider's realm has it too."""

EARLY = timedelta(seconds=10)
"""An access token is renewed when it has less than this to live."""

_TOUCH = timedelta(minutes=1)
_CATCH_UP = 60
_REMEMBERED = timedelta(days=1)
"""An ended session is remembered so long, to know whose form it was that came too late."""


class Tokens(msgspec.Struct, frozen=True):
    """What the login server gave."""

    access: str
    refresh: str
    identity: str
    until: datetime
    renewable_until: datetime | None = None
    """When the server ends the login unless it is renewed before; none where it does not say."""


class Principal(msgspec.Struct, frozen=True):
    """Who works here: the name for the header, the grants as `role@/scope`."""

    subject: str
    name: str
    grants: tuple[str, ...]


class Sealed(msgspec.Struct, frozen=True):
    """What stands in a session's row, sealed."""

    tokens: Tokens
    principal: Principal


@dataclass(frozen=True, slots=True)
class Session:
    """A session as one request sees it."""

    handle: str
    tokens: Tokens
    principal: Principal
    began_at: datetime
    used_at: datetime
    positions: Mapping[str, int] = field(default_factory=dict[str, int])
    choices: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def until(self) -> datetime:
        """When it ends unless something is asked for before: here or at the login server, whichever is earlier."""
        here = min(self.began_at + LONGEST, self.used_at + IDLE)
        there = self.tokens.renewable_until
        return min(here, there) if there else here


@dataclass(frozen=True, slots=True)
class Ended:
    """A session that was: only whose it was is still known."""

    subject: str


class LoginOver(Exception):
    """The login server does not renew this session: the person must log in again."""


class Renew(Protocol):
    """Trades a refresh token. Raises `LoginOver`; anything else leaves the session as it is."""

    async def __call__(self, tokens: Tokens, /) -> Sealed:
        """New tokens for old."""
        ...


T = TypeVar("T")
Kind = Literal["login", "search", "form", "code", "partner"]


class Sessions:
    """The tables `session` and `kept`."""

    def __init__(self, pool: Pool, sealer: Sealer) -> None:
        self._pool = pool
        self._sealer = sealer
        self._renewing: dict[str, asyncio.Lock] = {}

    async def begin(self, login: Sealed) -> Session:
        """A fresh handle for every login: one that was set before it is never taken on."""
        handle = new_handle()
        row = row_of(handle)
        await self._pool.execute(
            "INSERT INTO session (id, subject, sealed) VALUES ($1, $2, $3)",
            row,
            login.principal.subject,
            self._sealer.seal(msgspec.json.encode(login), row=row),
        )
        now = datetime.now(UTC)
        return Session(handle, login.tokens, login.principal, now, now)

    async def find(self, handle: str) -> Session | Ended | None:
        """The session behind a cookie; `Ended` when it is over but still remembered."""
        row = row_of(handle)
        found = await self._pool.fetchrow(
            "SELECT subject, sealed, positions::text, choices::text, began_at, used_at FROM session WHERE id = $1", row
        )
        if found is None:
            return None
        now = datetime.now(UTC)
        if found["sealed"] is None or now - found["began_at"] > LONGEST or now - found["used_at"] > IDLE:
            return Ended(found["subject"])
        try:
            login = msgspec.json.decode(self._sealer.open(found["sealed"], row=row), type=Sealed)
        except (Broken, msgspec.DecodeError):
            return Ended(found["subject"])
        used_at = found["used_at"]
        if now - used_at > _TOUCH:
            await self._pool.execute("UPDATE session SET used_at = now() WHERE id = $1", row)
            used_at = now
        return Session(
            handle,
            login.tokens,
            login.principal,
            found["began_at"],
            used_at,
            {
                source: position
                for source, (position, at) in msgspec.json.decode(
                    found["positions"], type=dict[str, tuple[int, int]]
                ).items()
                if at > now.timestamp() - _CATCH_UP
            },
            msgspec.json.decode(found["choices"], type=dict[str, str]),
        )

    async def fresh(self, session: Session, renew: Renew) -> Session:
        """The same session with an access token that still lives.

        One renewal at a time, across processes too: a refresh token that is used twice ends the login at the server.
        Raises `LoginOver`, after which the session has ended.
        """
        if session.tokens.until - datetime.now(UTC) > EARLY:
            return session
        async with self._alone(session.handle):
            return await self._renew(session, renew)

    async def _renew(self, session: Session, renew: Renew) -> Session:
        row = row_of(session.handle)
        async with self._pool.acquire(timeout=5) as connection, connection.transaction():
            await connection.execute("SET LOCAL lock_timeout = '10s'")
            sealed = await connection.fetchval("SELECT sealed FROM session WHERE id = $1 FOR UPDATE", row)
            if sealed is None:
                raise LoginOver
            login = msgspec.json.decode(self._sealer.open(sealed, row=row), type=Sealed)
            over = False
            if login.tokens.until - datetime.now(UTC) <= EARLY:
                try:
                    login = await renew(login.tokens)
                    sealed = self._sealer.seal(msgspec.json.encode(login), row=row)
                except LoginOver:
                    sealed, over = None, True
                await connection.execute("UPDATE session SET sealed = $2, used_at = now() WHERE id = $1", row, sealed)
        if over:
            raise LoginOver
        return replace(session, tokens=login.tokens, principal=login.principal, used_at=datetime.now(UTC))

    @asynccontextmanager
    async def _alone(self, handle: str) -> AsyncGenerator[None]:
        """Requests of one browser wait here, not on a database connection each."""
        lock = self._renewing.setdefault(handle, asyncio.Lock())
        try:
            async with lock:
                yield
        finally:
            if not lock.locked():
                self._renewing.pop(handle, None)

    async def end(self, handle: str) -> None:
        """Forgets tokens and name at once; whose session it was stays known for a day."""
        await self._pool.execute("UPDATE session SET sealed = NULL WHERE id = $1", row_of(handle))

    async def reached(self, handle: str, positions: Mapping[str, int]) -> None:
        """Remembers for a minute how far this person's writes have come.

        Who follows has caught up by then or is ill, and waiting for it on every page would help nobody.
        """
        await self._pool.execute(
            """
            UPDATE session SET positions = (
                SELECT coalesce(jsonb_object_agg(source, jsonb_build_array(position, at)), '{}') FROM (
                    SELECT key AS source, max((value->>0)::bigint) AS position, max((value->>1)::bigint) AS at
                    FROM (SELECT * FROM jsonb_each(positions)
                          UNION ALL
                          SELECT key, jsonb_build_array(value, floor(extract(epoch FROM now())))
                          FROM jsonb_each($2::text::jsonb)) AS seen
                    WHERE (value->>1)::bigint > extract(epoch FROM now()) - $3
                    GROUP BY key) AS highest)
            WHERE id = $1
            """,
            row_of(handle),
            msgspec.json.encode(positions).decode(),
            _CATCH_UP,
        )

    async def chose(self, handle: str, **choices: str) -> None:
        """Remembers what is offered first next time; codes and ids only."""
        await self._pool.execute(
            "UPDATE session SET choices = choices || $2::text::jsonb WHERE id = $1",
            row_of(handle),
            msgspec.json.encode(choices).decode(),
        )

    async def keep(self, kind: Kind, owner: str, what: object, *, minutes: int) -> str:
        """Keeps `what` sealed for some minutes and returns the handle to it."""
        handle = new_handle()
        row = row_of(handle)
        await self._pool.execute(
            """
            INSERT INTO kept (id, kind, owner, sealed, until)
            VALUES ($1, $2, $3, $4, now() + make_interval(mins => $5))
            """,
            row,
            kind,
            owner,
            self._sealer.seal(msgspec.json.encode(what), row=row + kind.encode() + owner.encode()),
            minutes,
        )
        return handle

    async def recall(self, kind: Kind, owner: str, handle: str, into: type[T], *, once: bool = False) -> T | None:
        """What was kept under the handle, for its owner only; `once` forgets it in the same moment."""
        row = row_of(handle)
        if once:
            query = "DELETE FROM kept WHERE id = $1 AND kind = $2 AND owner = $3 AND until > now() RETURNING sealed"
        else:
            query = "SELECT sealed FROM kept WHERE id = $1 AND kind = $2 AND owner = $3 AND until > now()"
        sealed = await self._pool.fetchval(query, row, kind, owner)
        if sealed is None:
            return None
        return msgspec.json.decode(self._sealer.open(sealed, row=row + kind.encode() + owner.encode()), type=into)

    async def ping(self) -> None:
        """Raises where the database does not answer."""
        await self._pool.fetchval("SELECT 1", timeout=2)

    async def sweep(self) -> None:
        """Deletes what is over; called every few minutes."""
        await self._pool.execute("DELETE FROM kept WHERE until < now()")
        await self._pool.execute("DELETE FROM session WHERE began_at < now() - $1::interval", LONGEST + _REMEMBERED)
