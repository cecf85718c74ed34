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


@asynccontextmanager
async def served(
    blueprint: Blueprint,
    *,
    on: TestDatabases,
    kafka: str,
    kek_file: Path,
    provider: TestProvider,
    topic_prefix: str,
    settings_type: type[ServiceSettings] = ServiceSettings,
    **settings: object,
) -> AsyncGenerator[Served]:
    """Runs the service while the block runs. Services with the same `topic_prefix` hear each other."""
    folders = [files("shared") / "migrations" / "log", blueprint.folder / "migrations"]
    databases = await on.fresh(blueprint.name, folders)
    usual = settings_for(databases, kafka, kek_file, topic_prefix).model_dump()
    app = build(blueprint, settings_type(**{**usual, **settings}), provider.keys)
    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://service") as http:
            yield Served(app, http, databases)
