"""Connections to PostgreSQL, opened the same way everywhere."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol, cast

import asyncpg


class Record(Protocol):
    """One row of an answer."""

    def __getitem__(self, key: str | int, /) -> Any: ...  # noqa: ANN401 - what the column holds
    def __iter__(self) -> Iterator[Any]: ...


class Queries(Protocol):
    """What can be asked of a connection or of a pool; asyncpg's own, which has no types."""

    async def fetch(self, query: str, /, *args: object, timeout: float | None = None) -> Sequence[Record]:
        """All rows."""
        ...

    async def fetchrow(self, query: str, /, *args: object, timeout: float | None = None) -> Record | None:
        """The first row."""
        ...

    async def fetchval(self, query: str, /, *args: object, timeout: float | None = None) -> Any:  # noqa: ANN401
        """The first column of the first row."""
        ...

    async def execute(self, query: str, /, *args: object, timeout: float | None = None) -> str:
        """Nothing but the command's tag."""
        ...


class Connection(Queries, Protocol):
    """One connection."""

    def transaction(
        self, *, isolation: str | None = None, readonly: bool = False
    ) -> AbstractAsyncContextManager[object]:
        """A transaction, or a savepoint within one."""
        ...

    async def copy_from_query(
        self,
        query: str,
        /,
        *args: object,
        output: Callable[[bytes], Awaitable[None]],
        format: str,  # noqa: A002
    ) -> str:
        """Hands over what a query finds, in the form of COPY; the command's tag."""
        ...

    async def copy_to_table(
        self,
        table: str,
        /,
        *,
        source: AsyncIterator[bytes],
        columns: Sequence[str],
        format: str,  # noqa: A002
    ) -> str:
        """Takes rows in the form of COPY; the command's tag."""
        ...

    async def add_listener(self, channel: str, callback: Callable[..., object], /) -> None:
        """Calls back at each NOTIFY on that channel."""
        ...

    def is_closed(self) -> bool:
        """Whether it is of no more use."""
        ...

    def terminate(self) -> None:
        """Ends it without a word."""
        ...

    async def close(self, *, timeout: float | None = None) -> None:
        """Ends it."""
        ...


class Pool(Queries, Protocol):
    """Several connections, borrowed one at a time."""

    def acquire(self, *, timeout: float | None = None) -> AbstractAsyncContextManager[Connection]:
        """A connection for a while."""
        ...


LOST = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
)
"""What asyncpg raises when a connection, not a statement, failed: what was sent may or may not have been done."""

PASSING = (
    asyncpg.InsufficientResourcesError,
    asyncpg.LockNotAvailableError,
    asyncpg.OperatorInterventionError,
    asyncpg.PostgresSystemError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.TransactionRollbackError,
)
"""What the server does not do for reasons of its own that pass: no space, no memory, a deadlock, an operator."""

RECONNECT_PAUSE = 0.2
"""Seconds between attempts to connect again."""

CLOSE_TIMEOUT = 5.0
"""Seconds that whoever still uses a pool's connection has to give it back when the service stops."""

ACQUIRE_TIMEOUT = 5.0
"""Seconds that a query waits for a free connection before its caller hears 503."""


async def connect(url: str, *, name: str, timeout: float = 30, settings: Mapping[str, str] | None = None) -> Connection:
    """One connection that its owner keeps; `name` shows in `pg_stat_activity`, `timeout` bounds each statement."""
    connection: Any = await asyncpg.connect(  # pyright: ignore[reportUnknownVariableType]
        url, timeout=5, command_timeout=timeout, server_settings={"application_name": name, **(settings or {})}
    )
    return cast(Connection, connection)


async def connect_patiently(url: str, *, name: str, settings: Mapping[str, str] | None = None) -> Connection:
    """As `connect`, but goes on trying until the server answers; for loops that live as long as the process."""
    while True:
        try:
            return await connect(url, name=name, settings=settings)
        except LOST:
            await asyncio.sleep(RECONNECT_PAUSE)


@asynccontextmanager
async def open_pool(url: str, *, name: str, size: int) -> AsyncGenerator[Pool]:
    """A pool for queries; connections open on first use, so a service starts while the server is still away."""
    pool: Any = await asyncpg.create_pool(
        url,
        min_size=0,
        max_size=size,
        timeout=5,
        command_timeout=10,
        server_settings={"application_name": name, "statement_timeout": "10s"},
    )
    try:
        yield cast(Pool, pool)
    finally:
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT):
                await pool.close()
        except TimeoutError:
            pool.terminate()


async def plan_each(connection: Connection) -> None:
    """Until the transaction ends a statement is planned for its values, and not once for whatever they may be.

    For questions of which most conditions are absent: one plan for all of them reads the whole table.
    """
    await connection.execute("SET LOCAL plan_cache_mode = force_custom_plan")


async def close_quietly(connection: Connection | None) -> None:
    """Ends a connection that may already be broken."""
    if connection is None or connection.is_closed():
        return
    try:
        await connection.close(timeout=1)
    except LOST:
        connection.terminate()
