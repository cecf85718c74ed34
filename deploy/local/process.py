"""One child process of the launcher: started, logged within bounds, stopped, and never left behind."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import psutil

from deploy.local.failures import PartFailed

_GUARD = Path(__file__).with_name("guard.py")
_LOG_LIMIT = 4 * 1024 * 1024
_PASSED_ON = (
    "PATH",
    "HOME",
    "TMPDIR",
    "LANG",
    "TZ",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
)

USES_KERNEL_DEATH_SIGNAL = sys.platform == "linux"


def basic_environment() -> dict[str, str]:
    """What a child may know of the launcher's own environment: where things are, nothing else."""
    return {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | {"LC_ALL": "C.UTF-8"}


@dataclass(frozen=True, slots=True)
class Command:
    """What to run, and how it is to be stopped. `argv[0]` is an absolute path."""

    name: str
    argv: Sequence[str | Path]
    environment: Mapping[str, str]
    log: Path
    cwd: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    user: str | None = None
    """Whose rights it gets when the launcher runs as root."""


@dataclass(slots=True)
class Child:
    """A running child. Start it from the main thread: Linux ties the death signal to the thread that forks."""

    command: Command
    process: asyncio.subprocess.Process
    _record: Path
    _alive: int | None = field(default=None)

    @classmethod
    async def start(cls, command: Command, records: Path) -> Self:
        """Start the command; `records` is where its process id is noted until it has ended."""
        _prepare(command.log, records)
        guard: list[str | Path] = [sys.executable, "-I", "-S", _GUARD]
        guard += ["--parent", str(os.getpid()), "--signal", str(int(command.stop_signal))]
        if command.user:
            guard += ["--user", command.user]
        watched, alive = (None, None) if USES_KERNEL_DEATH_SIGNAL else os.pipe()
        if watched is not None:
            guard += ["--alive", str(watched)]
        try:
            with command.log.open("ab") as log:
                process = await asyncio.create_subprocess_exec(
                    *guard,
                    "--",
                    *command.argv,
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=log,
                    stderr=asyncio.subprocess.STDOUT,
                    env=dict(command.environment),
                    cwd=command.cwd,
                    start_new_session=True,
                    pass_fds=() if watched is None else (watched,),
                )
        finally:
            if watched is not None:
                os.close(watched)
        record = records / command.name
        with suppress(psutil.NoSuchProcess):
            record.write_text(f"{process.pid} {psutil.Process(process.pid).create_time()}")
        return cls(command, process, record, alive)

    @property
    def running(self) -> bool:
        """Whether it has not ended yet, as far as the event loop has heard."""
        return self.process.returncode is None

    async def ended(self) -> int:
        """Waits for its end; the exit code, negative for a signal."""
        code = await self.process.wait()
        self._record.unlink(missing_ok=True)
        if self._alive is not None:
            os.close(self._alive)
            self._alive = None
        return code

    async def stop(self, patience: float = 15) -> None:
        """Ask it to end, and after `patience` seconds end it with all processes of its session."""
        if self.running:
            with suppress(ProcessLookupError):
                self.process.send_signal(self.command.stop_signal)
            try:
                await asyncio.wait_for(asyncio.shield(self.process.wait()), patience)
            except TimeoutError:
                self.kill()
        await self.ended()

    def kill(self) -> None:
        """End it and all processes of its session at once."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def last_words(self, lines: int = 15) -> str:
        """The end of its log, for the operator."""
        with self.command.log.open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - 16_384))
            return "\n".join(log.read().decode(errors="replace").splitlines()[-lines:])


def _prepare(log: Path, records: Path) -> None:
    for directory in (records, log.parent):
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    trim(log)


async def complete(command: Command, records: Path) -> None:
    """Run a command to its end; PartFailed with the last lines of its log unless it ends well."""
    child = await Child.start(command, records)
    try:
        code = await child.ended()
    except BaseException:
        await child.stop()
        raise
    if code != 0:
        words = child.last_words()
        raise PartFailed(f"{command.name} ended with code {code}. Its log ({command.log}) ends with:\n{words}")


def trim(log: Path, limit: int = _LOG_LIMIT) -> None:
    """Keep a log and its predecessor (`.1`) within `limit` bytes each; safe while a process appends to it."""
    if log.exists() and log.stat().st_size > limit:
        with log.open("rb") as full:
            full.seek(-limit, os.SEEK_END)
            log.with_name(log.name + ".1").write_bytes(full.read())
        os.truncate(log, 0)


def end_survivors(records: Path, patience: float = 20) -> list[str]:
    """End what an earlier launcher left (it was killed a moment ago, say); the names of those found."""
    found: dict[str, psutil.Process] = {}
    for record in records.glob("*") if records.exists() else ():
        with suppress(psutil.NoSuchProcess, ValueError):
            pid, created = record.read_text().split()
            process = psutil.Process(int(pid))
            if process.create_time() == float(created):
                found[record.name] = process
        record.unlink(missing_ok=True)
    for name, process in found.items():
        with suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGINT if name == "postgres" else signal.SIGTERM)
    _, stubborn = psutil.wait_procs(found.values(), timeout=patience)
    for process in stubborn:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    return sorted(found)
