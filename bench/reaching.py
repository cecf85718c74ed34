"""When do all read models of a running region hold what the logs hold?"""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bench.region import Region
from shared.database import Connection, connect
from shared.projector import OWN
from shared.public import topic_of

LOGS = ("registry", "intake", "referral")
FOLLOWED: Mapping[str, tuple[str, ...]] = {"referral": ("registry",), "reporting": ("registry", "intake", "referral")}
"""Whose events each service reads besides its own."""

WITHIN = 6 * 3600.0
"""Seconds; the deepest region takes hours where its read models are filled from nothing."""

_LOOK = 0.25


@dataclass(frozen=True, slots=True)
class Databases:
    """A connection to each service's database, with the rights of its owner."""

    of: Mapping[str, Connection]

    async def heads(self) -> dict[str, int]:
        """The last position of each log."""
        return {name: await self.of[name].fetchval("SELECT coalesce(max(position), 0) FROM log") for name in LOGS}

    async def reached(self) -> None:
        """Returns when every read model holds everything. Raises `TimeoutError`."""
        async with asyncio.timeout(WITHIN):
            heads = await self.heads()
            for name, head in heads.items():
                await self._until(self.of[name], "SELECT position FROM checkpoint WHERE name = $1", OWN, head)
                await self._until(self.of[name], "SELECT position FROM relay WHERE topic = $1", topic_of(name), head)
            for name, sources in FOLLOWED.items():
                for source in sources:
                    await self._followed(name, source)

    async def _followed(self, name: str, source: str) -> None:
        told: list[int] = await self.of[source].fetchval(
            "SELECT previous FROM relay WHERE topic = $1", topic_of(source)
        )
        for partition, position in enumerate(told):
            checkpoint = f"{source}/{partition}"
            if position:
                query = "SELECT position FROM checkpoint WHERE name = $1"
                await self._until(self.of[name], query, checkpoint, position)

    async def _until(self, connection: Connection, query: str, name: str, position: int) -> None:
        while (await connection.fetchval(query, name) or 0) < position:  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(_LOOK)


@asynccontextmanager
async def databases(region: Region) -> AsyncGenerator[Databases]:
    """Connections while the block runs."""
    async with AsyncExitStack() as stack:
        found: dict[str, Connection] = {}
        for name in (*LOGS, "reporting"):
            connection = await connect(region.stack.run["databases"][name]["owner"], name="bench", timeout=120)
            stack.push_async_callback(connection.close)
            found[name] = connection
        yield Databases(found)
