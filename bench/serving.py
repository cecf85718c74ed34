"""A process of one service as the launcher runs it, at a port of its own, for questions to its HTTP."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import psutil

from bench.ground import TOPICS, Ground
from deploy.local.places import user_cache
from deploy.local.ports import LOOPBACK, stable_ports
from deploy.local.process import basic_environment
from deploy.local.web_part import WebPart
from deploy.secrets import Secrets
from shared.ids import uuid7
from shared.provision import ServiceDatabases


@asynccontextmanager
async def serving(
    at: Ground, databases: ServiceDatabases, name: str, issuer: str
) -> AsyncGenerator[tuple[int, psutil.Process]]:
    """Its port and its process, while the block runs."""
    directory = user_cache() / "bench" / name
    port = stable_ports(directory, [name])[name]
    ticket_key, ticket_keys = Secrets(directory / "secrets").ticket_keys()
    environment = basic_environment() | {
        "HOST": LOOPBACK,
        "PORT": str(port),
        "DATABASE_URL": databases.api,
        "OWNER_DATABASE_URL": databases.owner,
        "PROJECTOR_DATABASE_URL": databases.projector,
        "KEYS_DATABASE_URL": databases.keys,
        "KEK_FILE": str(Secrets(directory / "secrets").key_file("kek")),
        "TICKET_KEYS_FILE": str(ticket_keys),
        "KAFKA_BOOTSTRAP": at.kafka,
        "OIDC_ISSUER": issuer,
        "TOPIC_PREFIX": f"{TOPICS}{uuid7()}",
    }
    if name == "registry":
        environment["TICKET_KEY_FILE"] = str(ticket_key)
    ready = f"http://{LOOPBACK}:{port}/health/ready"
    part = WebPart(name, ["-m", "services", name], environment, directory / f"{name}.log", ready)
    child = await part.start(directory / "processes")
    try:
        yield port, psutil.Process(child.process.pid)
    finally:
        await child.stop()
