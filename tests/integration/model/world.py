"""The kernel's real parts around one log, and what may happen to them."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from socket import socket
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient

from deploy.local.ports import LOOPBACK
from shared import projector
from shared.broker import client_options
from shared.chain import verified
from shared.consumer import Consumer, Follows, forget
from shared.database import Connection, connect, open_pool
from shared.envelope import Recorded
from shared.eventstore import EventStore, open_store
from shared.ids import uuid7
from shared.kek import KeyRing
from shared.leader import ended
from shared.projector import OWN, Projector
from shared.provision import ServiceDatabases
from shared.public import Received
from shared.rebuilding import OwnLog, reading, rebuild_beside
from shared.relay import LogFeed, Relay
from shared.testing.databases import TestDatabases
from shared.topics import ensure_topic
from shared.vault import Vault
from shared.views import View
from tests.chaos import topics
from tests.chaos.proxy import DatabaseLink
from tests.integration.conftest import CODEC
from tests.integration.model.model import Model, Tally, counted, is_public

NAME = "modelled"
PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Told:
    """An opening as others hear of it."""

    owner: UUID


def publish(recorded: Recorded[Any]) -> object | None:
    owner = _owner(recorded)
    return Told(owner) if is_public(owner) else None


def _owner(recorded: Recorded[Any]) -> UUID:
    event: Any = recorded.event
    return event.owner


def _projected(key: tuple[Any, ...], before: Tally | None, event: Recorded[Any]) -> Tally:
    return counted(before, key[0], event.position, _owner(event))


def _consumed(key: tuple[Any, ...], before: Tally | None, event: Received) -> Tally:
    return counted(before, key[0], event.position, event.data.owner)


def _sql(table: str) -> dict[str, Any]:
    return {
        "tables": [table],
        "read": f"SELECT stream, events, last, digest FROM {table} WHERE stream = ANY($1::text[])",
        "write": f"INSERT INTO {table} SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[], $4::text[])"
        " ON CONFLICT (stream) DO UPDATE"
        " SET (events, last, digest) = (excluded.events, excluded.last, excluded.digest)",
        "remove": f"DELETE FROM {table} WHERE stream = ANY($1::text[])",
    }


PROJECTED: View[Recorded[Any], Tally] = View(Tally, lambda event: [(event.stream,)], _projected, **_sql("projected"))
CONSUMED: View[Received, Tally] = View(Tally, lambda event: [(event.stream,)], _consumed, **_sql("consumed"))
FOLLOWS = Follows(NAME, {f"kentro.{NAME}.told": Told}, [CONSUMED])


class World:
    """One log with its relay, its projector and its consumer, each of which may be away for a while."""

    def __init__(self, databases: ServiceDatabases, owner: Connection, kafka: str, link: DatabaseLink) -> None:
        self.topic = f"model-{uuid7().hex}"
        self._databases = databases
        self._owner = owner
        self._kafka = kafka
        self._link = link
        self._stack = AsyncExitStack()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._work: dict[str, Any] = {}
        self.store: EventStore

    async def begin(self, kek: KeyRing) -> None:
        """Opens the store, whose connections go through the link, and starts everybody."""
        self._kek = kek
        await self._stack.__aenter__()
        pool = await self._stack.enter_async_context(open_pool(self._databases.api, name=NAME, size=4))
        vault = await self._stack.enter_async_context(Vault.opened(self._databases.keys, kek, NAME))
        parts = urlsplit(self._databases.api)
        through = f"{parts.netloc.rpartition('@')[0]}@{LOOPBACK}:{self._link.port}"
        self.store, (to_project, to_relay) = await self._stack.enter_async_context(
            open_store(pool, urlunsplit((*parts[:1], through, *parts[2:])), CODEC, vault, name=NAME, readers=2)
        )
        url, feed = self._databases.projector, LogFeed(NAME, self.store.log, to_relay, publish)
        self._work = {
            "projector": Projector(url, NAME, self.store.log, to_project, [PROJECTED]),
            "relay": Relay(url, self._kafka, NAME, self.topic, feed),
            "consumer": Consumer(url, self._kafka, NAME, self.topic, FOLLOWS),
        }
        await self.start(*self._work)

    async def end(self) -> None:
        await self.stop(*self._work)
        await self._stack.aclose()
        self._stack = AsyncExitStack()

    async def start(self, *who: str) -> None:
        for name in who:
            if name not in self._running:
                self._running[name] = asyncio.create_task(self._work[name].run())

    async def stop(self, *who: str) -> None:
        await ended([task for name in who if (task := self._running.pop(name, None))])

    def lose_answer(self, chunk: int) -> None:
        """Of what comes next to the connections that write the log, that chunk ends one instead of arriving."""
        left = chunk

        def snip(who: str, _: bytes) -> bool:
            nonlocal left
            left -= who.endswith(" log")
            if left:
                return False
            self._link.snip = lambda _, __: False
            return True

        self._link.snip = snip

    async def lose_records(self, kept: int) -> None:
        """The broker comes back with the first records of each partition alone."""
        running = [name for name in ("relay", "consumer") if name in self._running]
        await self.stop(*running)
        await ensure_topic(self._kafka, self.topic, client="test")
        before = await topics.read(self._kafka, self.topic)
        admin = AIOKafkaAdminClient(**client_options(self._kafka))
        await admin.start()
        await admin.delete_topics([self.topic])
        while self.topic in await admin.list_topics():
            await asyncio.sleep(0.01)
        await admin.close()
        await ensure_topic(self._kafka, self.topic, client="test")
        producer = AIOKafkaProducer(**client_options(self._kafka))
        await producer.start()
        try:
            for partition, records in before.items():
                for one in records[:kept]:
                    await producer.send_and_wait(self.topic, one.value, one.key, partition, headers=list(one.headers))
        finally:
            await producer.stop()
        await self.start(*running)

    async def forget(self, who: str) -> None:
        """What it made is emptied, and it begins again, while it runs or not."""
        connection = await connect(self._databases.projector, name="test")
        try:
            if who == "projector":
                await projector.rebuild(connection, [PROJECTED], await self.store.log.epoch())
            else:
                await forget(connection, self.topic, FOLLOWS, await self.store.log.epoch())
        finally:
            await connection.close()

    async def rebuild_beside(self, meanwhile: Coroutine[Any, Any, None]) -> None:
        async with reading(self._kafka, {self.topic: FOLLOWS}, lambda _: [CONSUMED]) as heard:
            sources = [OwnLog(self.store.log, [PROJECTED]), *heard]
            await asyncio.gather(rebuild_beside(self._databases.owner, NAME, sources, lambda _, __: None), meanwhile)

    async def restore(self, model: Model, batches: int) -> None:
        """The log is brought back as it stood so many batches ago, under a new epoch."""
        await self.end()
        cut = await self._owner.fetchval(
            "SELECT min(first_position) FROM (SELECT first_position FROM batch ORDER BY 1 DESC LIMIT $1) t", batches
        )
        if cut is not None:
            model.cut(cut)
            await self._owner.execute("DELETE FROM log WHERE position >= $1", cut)
            await self._owner.execute("DELETE FROM batch WHERE first_position >= $1", cut)
            await self._owner.execute("DELETE FROM claim")
            await self._owner.execute(
                "INSERT INTO claim SELECT * FROM unnest($1::text[], $2::text[])", *_columns(model.claims())
            )
        await self._owner.execute("SELECT begin_epoch()")
        await self.begin(self._kek)

    async def settled(self, model: Model) -> None:
        """Everybody reaches the end, and everything is what the model says."""
        await self.start(*self._work)
        positions = {f"{NAME}/{partition}": end for partition, end in model.ends().items()}
        await self._reached(positions | {OWN: len(model.log)})
        rows = await self._owner.fetch("SELECT position, stream, version, command FROM log ORDER BY 1")
        assert [tuple(row) for row in rows] == [
            (position, one.stream, one.version, one.command) for position, one in sorted(model.log.items())
        ]
        assert [row["position"] for row in rows] == list(range(1, len(rows) + 1))
        versions: dict[str, int] = {}
        for row in rows:
            versions[row["stream"]] = versions.get(row["stream"], 0) + 1
            assert row["version"] == versions[row["stream"]]
        assert (await verified(self._owner, {})).position == len(rows)
        claims = await self._owner.fetch("SELECT key, stream FROM claim")
        assert {row["key"]: row["stream"] for row in claims} == model.claims()
        assert await self._rows("projected") == model.rows(public=False)
        if heard := model.rows(public=True):
            # Of an epoch that has told nothing yet nobody else can know.
            assert await self._rows("consumed") == heard
        assert await self._owner.fetchval("SELECT count(*) FROM parked") == 0

    async def _reached(self, wanted: dict[str, int]) -> None:
        epoch, found = await self.store.log.epoch(), dict[str, int]()
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while found != wanted:
                    rows = await self._owner.fetch("SELECT name, epoch, position FROM checkpoint")
                    here = {row["name"]: row["position"] for row in rows if row["epoch"] == epoch}
                    # A partition that never held anything has no epoch yet; the projector begins with the log's.
                    found = {name: here.get(name, -1 if name == OWN else 0) for name in wanted}
                    await asyncio.sleep(0.005)
        assert found == wanted

    async def _rows(self, table: str) -> dict[str, Tally]:
        rows = await self._owner.fetch(f"SELECT stream, events, last, digest FROM {table}")
        return {row["stream"]: Tally(*row) for row in rows}


def _columns(pairs: Any) -> tuple[list[str], list[str]]:
    return list(pairs), list(pairs.values())


@asynccontextmanager
async def a_world(databases: TestDatabases, kafka: str, kek_file: Path) -> AsyncGenerator[World]:
    """On a database and a topic of its own."""
    own = await databases.fresh(
        NAME, [files("shared") / "migrations" / "log", files("tests.integration.model") / "migrations"]
    )
    owner = await connect(databases.owner(own), name="test")
    with socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    link = DatabaseLink(port, urlsplit(own.api).port or 5432)
    async with link.serving():
        world = World(own, owner, kafka, link)
        await ensure_topic(kafka, world.topic, client="test")
        await world.begin(KeyRing.of_one(kek_file.read_bytes()))
        try:
            yield world
        finally:
            await world.end()
            await owner.close()
