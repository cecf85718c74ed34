"""How fast is one command over HTTP, with everything that belongs to it?"""

import json
from importlib.resources import files
from time import time

import psutil

from bench.ground import ACCOUNT, SCOPE, SMOKE, Ground
from bench.load import Load, sent_from_elsewhere
from bench.provider import provider
from bench.raw import ANCHOR, raw
from bench.results import Result, times, told, within
from bench.rounds import Bulk, Clock, interleaved
from bench.serving import serving
from deploy.local.ports import LOOPBACK
from services.intake import BLUEPRINT
from shared.ids import uuid7

CONNECTIONS = 32
COMMANDS = 1_600 if SMOKE else 6_400
INSERTS = 3_200 if SMOKE else 9_600
_BODY = json.dumps({"unit": ACCOUNT, "centre": SCOPE, "topic": "housing", "channel": "in-person"})


async def measure(at: Ground) -> list[Result]:
    """The rows of a command: a visit recorded in a process of intake, as an answer that its sender can read again."""
    folders = [files("shared") / "migrations" / "log", BLUEPRINT.folder / "migrations"]
    databases = await at.databases.fresh(BLUEPRINT.name, folders)
    async with provider() as issuing, serving(at, databases, "intake", issuing.issuer) as (port, process):
        token = issuing.token(f"receptionist@{SCOPE}", now=time())
        cpu: list[float] = []

        async def commands(clock: Clock) -> int:
            load = Load(LOOPBACK, port, CONNECTIONS, [_request(port, token) for _ in range(COMMANDS)], 201)
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
