"""A whole service in the test's own process, on real PostgreSQL and Kafka."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import httpx2
from fastapi import FastAPI
from pydantic import HttpUrl, PostgresDsn

from shared.provision import ServiceDatabases
from shared.service import Blueprint, Running, build
from shared.settings import ServiceSettings
from shared.testing.databases import TestDatabases
from shared.testing.tokens import ISSUER, TestProvider


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


def settings_for(databases: ServiceDatabases, kafka: str, kek_file: Path, topic_prefix: str) -> ServiceSettings:
    """The settings that a test's service gets."""
    return ServiceSettings(
        port=1,
        database_url=PostgresDsn(databases.api),
        projector_database_url=PostgresDsn(databases.projector),
        owner_database_url=PostgresDsn(databases.owner),
        keys_database_url=PostgresDsn(databases.keys),
        kek_file=kek_file,
        kafka_bootstrap=kafka,
        oidc_issuer=HttpUrl(ISSUER),
        topic_prefix=topic_prefix,
    )


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
            async with httpx2.AsyncClient(transport=transport, base_url="http://service") as http:
                yield Served(app, http, databases)
