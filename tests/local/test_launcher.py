"""The launcher as the operator uses it, with PostgreSQL, Kafka and the mailbox; logins are elsewhere."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

import psutil
import pytest

CHECKOUT = Path(__file__).parents[2]


class Launcher:
    def __init__(self, directory: Path) -> None:
        self.directory = directory
        argv = [sys.executable, "-m", "kentro", "run", "--no-services", "--data-dir", str(directory)]
        environment = os.environ | {"OIDC_ISSUER": "http://localhost:1/realms/kentro", "OIDC_CLIENT_SECRET": "x"}
        for name in ("DATABASE_URL", "KAFKA_BOOTSTRAP"):
            environment.pop(name, None)
        self.process = subprocess.Popen(argv, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, text=True)

    def until(self, pattern: str) -> str:
        """What it says up to the line that matches."""
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if re.search(pattern, line):
                return said
        raise AssertionError(f"never said {pattern!r}:\n{said}")

    def rest(self) -> str:
        said, _ = self.process.communicate(timeout=60)
        return said

    def children(self) -> dict[str, psutil.Process]:
        records = {file.name: file.read_text().split() for file in (self.directory / "processes").iterdir()}
        return {name: psutil.Process(int(pid)) for name, (pid, _) in records.items()}

    def all_processes(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("checkout") / ".kentro"


@pytest.fixture
def launcher(directory: Path) -> Generator[Launcher]:
    started = Launcher(directory)
    yield started
    if started.process.poll() is None:
        started.process.send_signal(signal.SIGTERM)
    started.process.communicate(timeout=60)


def test_it_keeps_its_parts_running_and_stops_them_in_order(launcher: Launcher) -> None:
    launcher.until("The parts are ready")
    described = json.loads((launcher.directory / "run.json").read_text())

    second = Launcher(launcher.directory)
    assert "already runs" in second.rest()
    assert second.process.returncode == 1

    launcher.children()["mailbox"].kill()
    launcher.until("mailbox +runs again")

    everything = launcher.all_processes()
    launcher.process.send_signal(signal.SIGINT)
    said = launcher.rest()
    assert re.findall(r"(\w+) +stopped", said) == ["mailbox", "kafka", "postgres"]
    assert launcher.process.returncode == 0
    assert not [process for process in everything if process.is_running()]
    assert set(described) == {
        "portal",
        "services",
        "kafka",
        "analyst",
        "databases",
        "issuer",
        "clients",
        "logins",
        "mailbox",
    }
    assert not (launcher.directory / "run.json").exists()


def test_a_launcher_that_is_killed_leaves_no_process_and_the_next_finds_everything(launcher: Launcher) -> None:
    launcher.until("The parts are ready")
    ports = (launcher.directory / "ports.json").read_text()
    secrets = {file.name: file.read_bytes() for file in (launcher.directory / "secrets").iterdir()}
    everything = launcher.all_processes()
    assert len(everything) > 3

    launcher.process.kill()
    launcher.process.wait()
    _, alive = psutil.wait_procs(everything, timeout=10)
    assert not alive

    following = Launcher(launcher.directory)
    following.until("The parts are ready")
    assert (launcher.directory / "ports.json").read_text() == ports
    assert {file.name: file.read_bytes() for file in (launcher.directory / "secrets").iterdir()} == secrets
    following.process.send_signal(signal.SIGTERM)
    assert "postgres     stopped" in following.rest()


def test_a_launcher_that_is_interrupted_while_starting_leaves_no_process(launcher: Launcher) -> None:
    launcher.until("mailbox +ready")
    everything = launcher.all_processes()

    launcher.process.send_signal(signal.SIGINT)
    launcher.rest()

    assert launcher.process.returncode == 0
    assert not [process for process in everything if process.is_running()]


def test_a_part_that_cannot_start_is_told_with_its_last_words(directory: Path) -> None:
    settings = next(Path(mark.parent) for mark in place_of(directory).rglob("PG_VERSION")) / "postgresql.conf"
    before = settings.read_text()
    settings.write_text(before + "\nno_such_setting = 1\n")
    try:
        failing = Launcher(directory)
        said = failing.rest()
    finally:
        settings.write_text(before)

    assert failing.process.returncode == 1
    assert "no_such_setting" in said
    assert "ended with code" in said


def place_of(directory: Path) -> Path:
    """Where PostgreSQL's data is: beside the mark when root runs the tests below a closed directory."""
    mark = directory / "postgres" / "kept-elsewhere"
    return Path(mark.read_text().splitlines()[0]) if mark.exists() else directory / "postgres"


WHOLE_STACK = """
import asyncio, pathlib, sys
from tests.e2e.stack import running_stack

async def main():
    async with running_stack(pathlib.Path(sys.argv[1])):
        pass

asyncio.run(main())
"""


def test_tests_that_are_killed_leave_no_launcher(tmp_path: Path) -> None:
    tests = subprocess.Popen([sys.executable, "-c", WHOLE_STACK, str(tmp_path / "own" / "kentro")], cwd=CHECKOUT)
    try:
        deadline = time.monotonic() + 60
        while not (everything := started_below(tests.pid)) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert everything
    finally:
        tests.kill()
        tests.wait()

    _, alive = psutil.wait_procs(everything, timeout=60)
    assert not alive


def started_below(pid: int) -> list[psutil.Process]:
    """Everything that runs below a process, once the launcher there has begun to start its parts."""
    (launcher,) = psutil.Process(pid).children() or [None]
    parts = launcher.children(recursive=True) if launcher else []
    return [launcher, *parts] if launcher and parts else []
