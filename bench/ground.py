"""What benchmarks stand on: a durable PostgreSQL and Kafka of their own, and the kernel on fresh databases."""

import asyncio
import gc
import os
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Annotated
from uuid import UUID

from aiokafka.admin import AIOKafkaAdminClient

from deploy.local.parts import local_parts
from deploy.local.places import user_cache
from shared.broker import client_options
from shared.database import close_quietly, connect, open_pool
from shared.domain import PersonalText, Subject, personal
from shared.envelope import Codec
from shared.eventstore import Change, Command, EventStore, open_store
from shared.ids import uuid7
from shared.kek import KeyRing
from shared.leader import ended
from shared.log import Tail
from shared.provision import ServiceDatabases
from shared.service import Blueprint
from shared.testing.databases import TestDatabases
from shared.vault import Vault

DEEP = bool(os.environ.get("DEEP"))
SMOKE = bool(os.environ.get("SMOKE"))
ACCOUNT = "0193b0a0-7c3d-7c1f-9c9e-0a1b2c3d4e5f"
SCOPE = "/el63/3905/zacharo"
DAY = date(2026, 3, 5)
TOPICS = "bench-"
"""What the names of this run's topics begin with."""


@dataclass(frozen=True, slots=True)
class Noted:
    """An event of about 600 bytes in the log, with three personal fields, as in production."""

    person: Subject
    name: PersonalText
    telephone: PersonalText
    text: Annotated[str, personal]
    topic: str
    on: date


@dataclass(frozen=True, slots=True)
class Plain:
    """The same in clear, for what encryption costs."""

    person: UUID
    name: str
    telephone: str
    text: str
    topic: str
    on: date


CODEC = Codec([Noted, Plain])
FIELDS = ("Παπαδοπούλου Μαρία", "6900000000", "κείμενο που μιλά για ένα πρόσωπο " * 3, "topic " * 16, DAY)


@dataclass(frozen=True, slots=True)
class Ground:
    """Addresses of the parts, and databases at will."""

    databases: TestDatabases
    kafka: str


@asynccontextmanager
async def ground(want: frozenset[str] = frozenset({"postgres", "kafka"})) -> AsyncGenerator[Ground]:
    """The parts while the block runs. What they hold is durable, as in production, and gone the next time."""
    async with local_parts(user_cache() / "bench" / "parts", want=want) as parts:
        kafka = parts.kafka_bootstrap if "kafka" in want else ""
        await _swept(parts.database_url, kafka)
        try:
            yield Ground(TestDatabases(parts.database_url), kafka)
        finally:
            await _swept(parts.database_url, kafka)


@dataclass(slots=True)
class Kernel:
    """One log and what writes and reads it."""

    databases: ServiceDatabases
    owner_url: str
    store: EventStore
    vault: Vault
    tails: list[Tail]


@asynccontextmanager
async def kernel(at: Ground, blueprint: Blueprint | None = None) -> AsyncGenerator[Kernel]:
    """A log of its own while the block runs, with garbage collection as the services set it.

    With a service's blueprint it holds that service's events and has its tables.
    """
    name = blueprint.name if blueprint else "kernel"
    folders = [files("shared") / "migrations" / "log", *([blueprint.folder / "migrations"] if blueprint else [])]
    databases = await at.databases.fresh(name, folders)
    codec = Codec(blueprint.events) if blueprint else CODEC
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(open_pool(databases.api, name="bench", size=4))
        vault = await stack.enter_async_context(Vault.opened(databases.keys, KeyRing.of_one(bytes(32)), name))
        store, tails = await stack.enter_async_context(
            open_store(pool, databases.api, codec, vault, name=name, readers=2)
        )
        gc.set_threshold(50_000, 20, 100)
        reading = [asyncio.create_task(_read(databases.api, tail)) for tail in tails]
        try:
            yield Kernel(databases, at.databases.owner(databases), store, vault, tails)
        finally:
            await ended(reading)


async def persons(vault: Vault, count: int) -> list[UUID]:
    """People whose keys are made and at hand, as those of somebody at the desk are."""
    made = [uuid7() for _ in range(count)]
    for person in made:
        await vault.ensure(person)
    return made


def creation(event: object) -> tuple[Command, list[Change]]:
    """A command that writes that event to a new stream."""
    made = uuid7()
    return Command(made, ACCOUNT, DAY, SCOPE, b"x" * 200), [Change(f"thing-{made}", 0, [event])]


async def _read(url: str, tail: Tail) -> None:
    """Hears of what is committed as the projector and the relay do."""
    connection = await connect(url, name="bench")
    try:
        async with tail.read_on(connection):
            position = 0
            while True:
                if events := await tail.next(position):
                    position = events[-1].position
    finally:
        await close_quietly(connection)


async def _swept(admin_url: str, kafka: str) -> None:
    """Drops the databases and topics of this run, and of earlier ones that were interrupted."""
    admin = await connect(admin_url, name="bench", timeout=120)
    try:
        for row in await admin.fetch("SELECT datname FROM pg_database WHERE datname ~ '^(test|template)_'"):
            await admin.execute(f'DROP DATABASE IF EXISTS "{row["datname"]}" WITH (FORCE)')
    finally:
        await admin.close()
    if kafka:
        broker = AIOKafkaAdminClient(**client_options(kafka))
        await broker.start()
        try:
            await broker.delete_topics([topic for topic in await broker.list_topics() if topic.startswith(TOPICS)])
        finally:
            await broker.close()
