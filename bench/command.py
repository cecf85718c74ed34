"""How fast is one command over HTTP, with everything that belongs to it?"""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib.resources import files
from time import time
from urllib.parse import urlsplit

import psutil

from bench.ground import ACCOUNT, SCOPE, SMOKE, TOPICS, Ground
from bench.load import Load, sent_from_elsewhere
from bench.provider import provider
from bench.raw import ANCHOR, raw
from bench.results import Result, times, told, within
from bench.rounds import Bulk, Clock, interleaved
from deploy.local.places import user_cache
from deploy.local.ports import LOOPBACK, stable_ports
from deploy.local.process import basic_environment
from deploy.local.web_part import WebPart
from deploy.secrets import Secrets
from services.intake import BLUEPRINT
from shared.ids import uuid7
from shared.provision import ServiceDatabases

CONNECTIONS = 32
COMMANDS = 1_600 if SMOKE else 6_400
INSERTS = 3_200 if SMOKE else 9_600
_BODY = json.dumps({"unit": ACCOUNT, "centre": SCOPE, "topic": "housing", "channel": "in-person"})


async def measure(at: Ground) -> list[Result]:
    """The rows of a command: a visit recorded in a process of intake, as an answer that its sender can read again."""
    folders = [files("shared") / "migrations" / "log", BLUEPRINT.folder / "migrations"]
    databases = await at.databases.fresh(BLUEPRINT.name, folders)
    async with provider() as issuing, _intake(at, databases, issuing.issuer) as (address, process):
        token = issuing.token(f"receptionist@{SCOPE}", now=time())
        cpu: list[float] = []

        async def commands(clock: Clock) -> int:
            load = Load(LOOPBACK, address, CONNECTIONS, [_request(address, token) for _ in range(COMMANDS)], 201)
            before = _cpu(process)
            sent = await sent_from_elsewhere(load)
            cpu.append((_cpu(process) - before) / COMMANDS * 1e6)
            clock.seconds, clock.took = sent.seconds, sent.took
            return COMMANDS

        async with raw(at.databases.owner(databases), databases.api) as insert:
            measured = await interleaved({"raw": insert(CONNECTIONS, INSERTS), "ours": Bulk(commands)})
    ours = measured["ours"]
    return [
        told(f"raw beside commands over HTTP: {ANCHOR}", measured["raw"].rate, "/s"),
        times(
            f"one command over HTTP, {CONNECTIONS} connections",
            ANCHOR,
            (ours.rate, "/s"),
            ours.rate_to(measured["raw"]),
            least=0.4,
        ),
        within(f"one command over HTTP, {CONNECTIONS} connections, p99", ours.p99, "ms", most=20),
        told("one command over HTTP, the service's processor time", sorted(cpu)[len(cpu) // 2], "us"),
    ]


def _request(port: int, token: str) -> str:
    return (
        f"PUT /visits/{uuid7()} HTTP/1.1\r\nhost: {LOOPBACK}:{port}\r\nauthorization: Bearer {token}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(_BODY)}\r\nif-none-match: *\r\n\r\n{_BODY}"
    )


def _cpu(process: psutil.Process) -> float:
    spent = process.cpu_times()
    return spent.user + spent.system


@asynccontextmanager
async def _intake(at: Ground, databases: ServiceDatabases, issuer: str) -> AsyncGenerator[tuple[int, psutil.Process]]:
    """A process of the service as the launcher runs it, at a port of its own."""
    directory = user_cache() / "bench" / "command"
    port = stable_ports(directory, ["intake"])["intake"]
    environment = basic_environment() | {
        "HOST": LOOPBACK,
        "PORT": str(port),
        "DATABASE_URL": databases.api,
        "OWNER_DATABASE_URL": databases.owner,
        "PROJECTOR_DATABASE_URL": databases.projector,
        "KEYS_DATABASE_URL": databases.keys,
        "KEK_FILE": str(Secrets(directory / "secrets").key_file("kek")),
        "TICKET_KEYS_FILE": str(Secrets(directory / "secrets").ticket_keys()[1]),
        "KAFKA_BOOTSTRAP": at.kafka,
        "OIDC_ISSUER": issuer,
        "TOPIC_PREFIX": f"{TOPICS}{uuid7()}",
    }
    ready = f"http://{LOOPBACK}:{port}/health/ready"
    part = WebPart("intake", ["-m", "services", "intake"], environment, directory / "intake.log", ready)
    child = await part.start(directory / "processes")
    try:
        yield urlsplit(ready).port or 0, psutil.Process(child.process.pid)
    finally:
        await child.stop()
