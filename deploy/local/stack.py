"""Everything together: started side by side as far as each needs the other, kept, and stopped in order."""

import asyncio
import json
import os
import signal
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from deploy.keycloak.database import keycloak_database
from deploy.local.demo import load_demo
from deploy.local.failures import PartFailed
from deploy.local.installation import PORT_NAMES, PORTAL, SERVICES, External, Installation
from deploy.local.keycloak_admin import bring_up_to_date
from deploy.local.keycloak_build import built_distribution
from deploy.local.places import held
from deploy.local.ports import stable_ports
from deploy.local.process import basic_environment, end_survivors
from deploy.local.progress import Progress
from deploy.local.realm import LOGINS, rendered
from deploy.local.supervisor import Supervisor
from deploy.local.web_part import bring_look
from shared.broker import without_password
from shared.provision import ServiceDatabases, provision

RUN_FILE = "run.json"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the operator asks for."""

    directory: Path
    external: External = field(default_factory=External)
    portal_port: int | None = None
    services: bool = True
    """False starts what the services need, and not them: for whoever runs them in a debugger."""
    demo: bool = True
    passed_on: dict[str, str] = field(default_factory=dict[str, str])


async def run(wish: Wish) -> int:
    """Start everything and keep it until a signal asks to stop; the exit code. Call it from the main thread."""
    progress = Progress()
    directory = wish.directory.resolve()
    with held(directory / "lock", wait=False) as mine:
        if not mine:
            progress.say("kentro", _runs_already(directory))
            return 1
        (directory / RUN_FILE).unlink(missing_ok=True)
        for name in await asyncio.to_thread(end_survivors, directory / "processes"):
            progress.say(name, "was left over from a launcher that was killed; stopped")
        try:
            chosen = {PORTAL: wish.portal_port} if wish.portal_port else {}
            ports = stable_ports(directory, PORT_NAMES, chosen)
            installation = Installation(directory, ports, wish.external, wish.passed_on)
            return await _Stack(installation, progress, wish).run()
        except PartFailed as failure:
            progress.say("kentro", str(failure))
            return 1


def _runs_already(directory: Path) -> str:
    with suppress(OSError, ValueError, KeyError):
        return f"Kentro already runs in this checkout: {json.loads((directory / RUN_FILE).read_text())['portal']}"
    return "Kentro is already being started in this checkout; its data directory is in use"


class _Stack:
    def __init__(self, installation: Installation, progress: Progress, wish: Wish) -> None:
        self._installation = installation
        self._progress = progress
        self._services = SERVICES if wish.services else ()
        self._demo = wish.demo and wish.services
        self._supervisor = Supervisor(progress)
        self._asked_to_stop = asyncio.Event()

    async def run(self) -> int:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, self._stop_requested)
        background: list[asyncio.Task[None]] = []
        try:
            databases = await self._unless_stopped(asyncio.create_task(self._start()))
            if databases is not None:
                run_file = self._describe(databases)
                background.append(asyncio.create_task(self._supervisor.bound_logs()))
                if self._demo:
                    background.append(asyncio.create_task(self._load_demo(run_file)))
                await self._asked_to_stop.wait()
            return 0
        finally:
            for task in background:
                task.cancel()
            await asyncio.gather(*background, return_exceptions=True)
            await self._stop()

    def _stop_requested(self) -> None:
        if self._asked_to_stop.is_set():
            self._supervisor.kill()
        else:
            self._progress.say("kentro", "stopping; what was recorded stays")
        self._asked_to_stop.set()

    async def _unless_stopped(
        self, starting: asyncio.Task[dict[str, ServiceDatabases]]
    ) -> dict[str, ServiceDatabases] | None:
        """The result of the task; None when the operator asked to stop before."""
        stop = asyncio.create_task(self._asked_to_stop.wait())
        await asyncio.wait([starting, stop], return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if not starting.done():
            starting.cancel()
            with suppress(asyncio.CancelledError):
                await starting
            return None
        try:
            return starting.result()
        except ExceptionGroup as group:
            failures = group.subgroup(PartFailed)
            if failures is None:
                raise
            # The other parts were only cancelled because of the first.
            raise _first(failures) from None

    async def _start(self) -> dict[str, ServiceDatabases]:
        external = self._installation.external
        async with asyncio.TaskGroup() as group:
            server = group.create_task(self._start_postgres())
            broker = group.create_task(self._start_kafka())
            group.create_task(self._start_mailbox())
            databases = group.create_task(self._provision(server))
            looks = [group.create_task(self._bring_look())] if self._services else []
            if external.oidc_issuer is None:
                group.create_task(self._start_keycloak(server, *looks))
            else:
                self._progress.say("keycloak", f"not started: {external.oidc_issuer} is used")
            for look in looks:
                group.create_task(self._start_service(PORTAL, databases, look))
            for name in self._services:
                group.create_task(self._start_service(name, databases, broker))
        return databases.result()

    async def _start_postgres(self) -> None:
        if self._installation.external.database_url:
            self._progress.say("postgres", "not started: DATABASE_URL is used")
            return
        postgres = self._installation.postgres
        place = postgres.place()
        if not place.is_relative_to(self._installation.directory):
            self._progress.say("postgres", f"runs as nobody, which cannot reach this checkout: its data is in {place}")
        with self._progress.timed("postgres", f"ready on port {postgres.port}"):
            await self._supervisor.keep("postgres", lambda: postgres.start(self._installation.records))

    async def _start_kafka(self) -> None:
        if self._installation.external.kafka_bootstrap:
            self._progress.say(
                "kafka", f"not started: {without_password(self._installation.external.kafka_bootstrap)} is used"
            )
            return
        kafka = self._installation.kafka
        with self._progress.timed("kafka", f"ready on port {kafka.port}"):
            await self._supervisor.keep("kafka", lambda: kafka.start(self._installation.records))

    async def _start_mailbox(self) -> None:
        mailbox = self._installation.mailbox()
        with self._progress.timed("mailbox", f"ready at {self._installation.address('mailbox')}"):
            await self._supervisor.keep("mailbox", lambda: mailbox.start(self._installation.records))

    async def _bring_look(self) -> None:
        here = self._installation
        with self._progress.timed(PORTAL, "style sheet and fonts are there"):
            await bring_look(here.log("portal-look"), here.records)

    async def _provision(self, server: asyncio.Task[None]) -> dict[str, ServiceDatabases]:
        await server
        with self._progress.timed("databases", "one for each service, with its roles"):
            url = self._installation.database_url
            return {
                name: await provision(url, name, self._installation.secrets.word(f"database-{name}"))
                for name in (*SERVICES, PORTAL)
            }

    async def _start_keycloak(self, *needs: asyncio.Task[None]) -> None:
        here = self._installation
        keycloak, records = here.keycloak, here.records
        begun = self._progress.timed("keycloak", "unpacked and built for this user")
        distribution = await built_distribution(records, here.log("keycloak-build"), basic_environment(), begun)
        for needed in needs:
            await needed
        database = await keycloak_database(here.database_url, here.secrets.word("database-keycloak"))
        realm = rendered(portal_url=here.address(PORTAL), secrets=here.clients())
        with self._progress.timed("keycloak", f"ready at {keycloak.base}"):
            await self._supervisor.keep("keycloak", lambda: keycloak.start(distribution, database, realm, records))
            await bring_up_to_date(keycloak, realm)

    async def _start_service(
        self, name: str, databases: asyncio.Task[dict[str, ServiceDatabases]], needs: asyncio.Task[None]
    ) -> None:
        its = (await databases)[name]
        await needs
        part = self._installation.service(name, its)
        with self._progress.timed(name, f"ready at {self._installation.address(name)}"):
            await self._supervisor.keep(name, lambda: part.start(self._installation.records))

    def _describe(self, databases: dict[str, ServiceDatabases]) -> Path:
        here = self._installation
        file = here.directory / RUN_FILE
        unfinished = file.with_suffix(".unfinished")
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
            json.dump(here.description(databases), handle, ensure_ascii=False, indent=1)
        unfinished.rename(file)
        ready = f"Kentro is ready: {here.address(PORTAL)}" if self._services else f"The parts are ready: see {file}"
        lines = ["", ready, ""]
        if here.external.oidc_issuer is None:
            lines += [f"  {login.user:<13} {login.password:<14} {' '.join(login.grants)}" for login in LOGINS]
        lines += ["", f"  Mailbox: {here.address('mailbox')}    Logs: {here.directory / 'logs'}    Stop: Ctrl-C", ""]
        self._progress.show(*lines)
        return file

    async def _load_demo(self, run_file: Path) -> None:
        await load_demo(run_file, self._installation.log("demo"), self._installation.records, self._progress)

    async def _stop(self) -> None:
        for names in ([*SERVICES, PORTAL, "mailbox"], ["keycloak"], ["kafka"], ["postgres"]):
            running = [name for name in names if name in self._supervisor.names]
            if running:
                with self._progress.timed(", ".join(running), "stopped"):
                    await self._supervisor.stop(*running)
        (self._installation.directory / RUN_FILE).unlink(missing_ok=True)


def _first(failures: ExceptionGroup[PartFailed]) -> PartFailed:
    first = failures.exceptions[0]
    return _first(first) if isinstance(first, ExceptionGroup) else first
