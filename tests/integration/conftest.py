"""A small service of the tests' own, to try the kernel with."""

from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from uuid import UUID

import pytest

from shared.database import Connection, Pool, connect, open_pool
from shared.domain import PersonalText, Subject
from shared.envelope import Codec
from shared.eventstore import Command, EventStore, open_store
from shared.ids import uuid7
from shared.kek import KeyFile
from shared.log import Tail
from shared.provision import ServiceDatabases
from shared.testing.databases import TestDatabases
from shared.vault import Vault


@dataclass(frozen=True, slots=True)
class Opened:
    owner: UUID


@dataclass(frozen=True, slots=True)
class Noted:
    person: Subject
    text: PersonalText


CODEC = Codec([Opened, Noted])


@dataclass
class Kernel:
    databases: ServiceDatabases
    owner_url: str
    pool: Pool
    vault: Vault
    store: EventStore
    tails: list[Tail]

    async def as_owner(self) -> Connection:
        return await connect(self.owner_url, name="test")


@pytest.fixture(scope="session", autouse=True)
def patient_answers() -> Generator[None]:
    """On a busy machine too a command is answered when its effect is there, so that tests may read on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("shared.service.OWN_WAIT", 15.0)
        yield


@pytest.fixture
async def kernel(test_databases: TestDatabases, kek_file: Path) -> AsyncGenerator[Kernel]:
    databases = await test_databases.fresh("kernel", [files("shared") / "migrations" / "log"])
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(open_pool(databases.api, name="test", size=5))
        vault = await stack.enter_async_context(Vault.opened(databases.keys, KeyFile(kek_file), "kernel"))
        store, tails = await stack.enter_async_context(
            open_store(pool, databases.api, CODEC, vault, name="kernel", readers=2)
        )
        yield Kernel(databases, test_databases.owner(databases), pool, vault, store, tails)


def command(id: UUID | None = None, body: bytes = b"{}") -> Command:
    return Command(id or uuid7(), "somebody", date(2026, 3, 5), "/el63/3905/zacharo", body)
