"""A whole service in the test's own process, on real PostgreSQL and Kafka."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import msgspec
from fastapi import FastAPI
from pydantic import HttpUrl, PostgresDsn

from shared.ids import uuid7
from shared.provision import ServiceDatabases
from shared.service import Blueprint, Running, build
from shared.settings import ServiceSettings
from shared.testing.databases import TestDatabases
from shared.testing.tokens import ISSUER, TestProvider
from shared.testing.topics import remove_topics
from shared.tickets import Ticket, ends, new_key, public_keys


@dataclass(slots=True)
class Served:
    """A running service: its HTTP client, its parts, and its databases."""

    app: FastAPI
    http: httpx2.AsyncClient
    databases: ServiceDatabases

    @property
    def running(self) -> Running:
        """The parts."""
        return self.app.state.service

    def ticket(self, person: UUID, *, subject: str = "somebody", **changes: object) -> dict[str, str]:
        """The header that shows a ticket for that person, as registry would give it to that account."""
        usual: dict[str, Any] = {
            "id": uuid7(),
            "by": subject,
            "person": person,
            "scope": "/el63/3905/zacharo",
            "purpose": "service",
            "reach": "file",
            "until": ends(datetime.now(UTC) + timedelta(minutes=30)),
        }
        return {"Kentro-Ticket": self.running.tickets.sign(msgspec.convert({**usual, **changes}, Ticket))}


def settings_for(databases: ServiceDatabases, kafka: str, kek_file: Path, topic_prefix: str) -> ServiceSettings:
    """The settings that a test's service gets. The keys of file tickets and the ledger lie beside `kek_file`."""
    private, public = kek_file.with_name("ticket.jwk"), kek_file.with_name("tickets.jwks")
    if not private.exists():
        private.write_text(key := new_key())
        public.write_text(public_keys(key))
    return ServiceSettings(
        port=1,
        database_url=PostgresDsn(databases.api),
        projector_database_url=PostgresDsn(databases.projector),
        owner_database_url=PostgresDsn(databases.owner),
        keys_database_url=PostgresDsn(databases.keys),
        kek_file=kek_file,
        ticket_keys_file=public,
        ticket_key_file=private,
        erasure_ledger_file=kek_file.with_name("erasures.jsonl"),
        files_url=f"file://{kek_file.with_name('files')}",
        kafka_bootstrap=kafka,
        oidc_issuer=HttpUrl(ISSUER),
        topic_prefix=topic_prefix,
    )


ANSWERED: list[Callable[[httpx2.Response], Awaitable[None]]] = []
"""Looks at every answer that a test's service gives."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a test's services run: on real parts, hearing each other and nobody else's."""

    databases: TestDatabases
    kafka: str
    kek_file: Path
    provider: TestProvider
    topic_prefix: str

    @asynccontextmanager
    async def serve(self, blueprint: Blueprint) -> AsyncGenerator[Served]:
        """Runs the service, on a database of its own, while the block runs."""
        folders = [files("shared") / "migrations" / "log", blueprint.folder / "migrations"]
        databases = await self.databases.fresh(blueprint.name, folders)
        async with self.serve_on(databases, blueprint) as served:
            yield served

    @asynccontextmanager
    async def serve_on(self, databases: ServiceDatabases, blueprint: Blueprint) -> AsyncGenerator[Served]:
        """Runs the service on a database that is there already, as after a restart."""
        settings = settings_for(databases, self.kafka, self.kek_file, self.topic_prefix)
        app = build(blueprint, settings, self.provider.keys)
        async with app.router.lifespan_context(app):
            transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
            client = httpx2.AsyncClient(
                transport=transport, base_url="http://service", event_hooks={"response": list(ANSWERED)}
            )
            async with client as http:
                yield Served(app, http, databases)


@asynccontextmanager
async def stage_on(
    databases: TestDatabases, kafka: str, kek_file: Path, provider: TestProvider
) -> AsyncGenerator[Stage]:
    """A stage of its own. Its topics go with it: a broker that keeps thousands of them answers nobody in time."""
    stage = Stage(databases, kafka, kek_file, provider, f"test-{uuid7().hex}")
    try:
        yield stage
    finally:
        await remove_topics(kafka, stage.topic_prefix)
