"""What a run breaks: everything of `make run` in a directory of its own, behind a network that can be spoilt."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx2
import psutil

from deploy.local.failures import PartFailed
from deploy.local.kafka import Kafka
from deploy.local.ports import stable_ports
from deploy.local.postgres import Postgres
from deploy.local.process import Child, basic_environment
from deploy.secrets import Secrets
from kentro._installation import Installation
from shared.broker import at_port
from shared.testing.tokens import TestProvider
from tests.chaos.clocks import Clocks
from tests.chaos.proxy import DatabaseLink, Link
from tests.e2e.stack import running_stack
from tests.local.provider import serving

SERVICES = ("registry", "intake", "referral", "reporting")
_PORTS = ("postgres", "postgres-link", "kafka", "kafka-controller", "kafka-link")
_COMES_BACK = 60.0
"""Seconds within which a part that was killed must be started again."""


class Part:
    """A server of the run's own, which dies only when the run wants it to, and comes back at once."""

    def __init__(self, start: Callable[[], Awaitable[Child]]) -> None:
        self._start = start
        self._child: Child | None = None

    async def start(self) -> None:
        """Starts it. Its data may still be held by what the last one left; then it is tried again for a while."""
        until = time.monotonic() + _COMES_BACK
        while True:
            try:
                self._child = await self._start()
            except PartFailed:
                if time.monotonic() > until:
                    raise
                await asyncio.sleep(0.2)
            else:
                return

    async def kill(self) -> None:
        """Kill -9 of the server's first process, as a machine that runs out of memory does it."""
        assert self._child is not None
        self._child.process.kill()
        await self._child.ended()

    async def stop(self) -> None:
        """Ends it in order."""
        if self._child is not None:
            await self._child.stop()


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything that runs, and what may be done to it."""

    directory: Path
    installation: Installation
    postgres: Part
    kafka: Part
    kafka_data: Path
    kafka_bootstrap: str
    """Past the link, for those who look."""
    database_link: DatabaseLink
    kafka_link: Link
    clocks: Clocks
    """Those of the launcher's processes."""
    provider: TestProvider
    _admin_url: str

    @property
    def run_file(self) -> Path:
        """The launcher's description of what runs."""
        return self.directory / "kentro" / "run.json"

    def token(self, *grants: str, ends_in: int = 48 * 3600, subject: str = "somebody") -> str:
        """An access token that outlives the run, unless it `ends_in` so many seconds; less than 0, and it is over."""
        return self.provider.token(*grants, iss=self.installation.issuer, exp=int(time.time()) + ends_in, sub=subject)

    def database(self, name: str) -> str:
        """The server owner's way into a database, past the link and past every row's policy."""
        parts = urlsplit(self._admin_url)
        return urlunsplit((parts.scheme, parts.netloc, f"/{name}", "", ""))

    def past_link(self, url: str) -> str:
        """A service's own address of its database, without the link."""
        theirs, ours = urlsplit(url), urlsplit(self._admin_url)
        login = theirs.netloc.rpartition("@")[0]
        return urlunsplit((theirs.scheme, f"{login}@{ours.hostname}:{ours.port}", theirs.path, theirs.query, ""))

    def process(self, service: str) -> psutil.Process | None:
        """The service's process; None while it is down."""
        for child in self.processes():
            try:
                if child.cmdline()[-3:] == ["-m", "services", service]:
                    return child
            except psutil.Error:
                continue
        return None

    def processes(self) -> list[psutil.Process]:
        """Every process that belongs to this run, whoever started it."""
        found: list[psutil.Process] = []
        for process in psutil.process_iter():
            try:
                words = [*process.cmdline(), *process.environ().values(), process.cwd()]
            except (psutil.Error, OSError):
                continue
            if process.pid != psutil.Process().pid and any(str(self.directory) in word for word in words):
                found.append(process)
        return found

    async def ready(self, service: str, within: float = 120.0) -> None:
        """Returns when the service says that it can serve. Raises `TimeoutError`."""
        async with asyncio.timeout(within), httpx2.AsyncClient(timeout=2) as http:
            while True:
                try:
                    if (await http.get(f"{self.installation.services[service]}/health/ready")).status_code == 200:
                        return
                except httpx2.HTTPError:
                    pass
                await asyncio.sleep(0.1)


@asynccontextmanager
async def ground(directory: Path) -> AsyncGenerator[Ground]:
    """Runs everything while the block runs. Call it from the main thread. Raises `AssertionError` for what is left."""
    ports = stable_ports(directory, _PORTS)
    records, logs = directory / "processes", directory / "logs"
    password = Secrets(directory / "secrets").word("postgres")
    postgres = Postgres(directory / "postgres", ports["postgres"], password, logs / "postgres.log", basic_environment())
    kafka = Kafka(
        directory / "kafka",
        ports["kafka"],
        ports["kafka-controller"],
        logs / "kafka.log",
        basic_environment(),
        Secrets(directory / "secrets").word("kafka"),
        advertised_port=ports["kafka-link"],
    )
    provider = TestProvider()
    server = Part(lambda: postgres.start(records))
    broker = Part(lambda: kafka.start(records))
    to_database = DatabaseLink(ports["postgres-link"], postgres.port)
    to_kafka = Link(ports["kafka-link"], kafka.port)
    async with AsyncExitStack() as stack:
        for part in (server, broker):
            stack.push_async_callback(part.stop)
        # The broker's clients come by the link that it names, even who asks it whether it is ready.
        for link in (to_database, to_kafka):
            await stack.enter_async_context(link.serving())
        await asyncio.gather(server.start(), broker.start())
        issuer = await stack.enter_async_context(serving(provider))
        elsewhere = {
            "DATABASE_URL": postgres.url.replace(f":{postgres.port}/", f":{to_database.port}/"),
            "KAFKA_BOOTSTRAP": at_port(kafka.bootstrap, "127.0.0.1", to_kafka.port),
            "OIDC_ISSUER": issuer,
            "OIDC_CLIENT_ID": "kentro-portal",
            "OIDC_CLIENT_SECRET": "unused",
        }
        clocks = Clocks.made(directory / "python")
        await stack.enter_async_context(running_stack(directory / "kentro", elsewhere, clocks.python))
        yield Ground(
            directory,
            Installation.described(directory / "kentro" / "run.json"),
            server,
            broker,
            kafka.directory / "data",
            kafka.bootstrap,
            to_database,
            to_kafka,
            clocks,
            provider,
            postgres.url,
        )
