"""A child never outlives its launcher, and its log stays small."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from deploy.local import guard
from deploy.local.failures import PartFailed
from deploy.local.process import Child, Command, basic_environment, complete, end_survivors, trim
from deploy.local.progress import Progress
from deploy.local.supervisor import Supervisor
from deploy.secrets import Secrets

FOR_EVER = "import signal; print('up', flush=True); signal.pause()"


def python(tmp_path: Path, code: str, name: str = "child") -> Command:
    return Command(name, [sys.executable, "-c", code], basic_environment(), tmp_path / "logs" / f"{name}.log")


async def test_a_command_that_fails_is_told_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(PartFailed, match=r"code 3(.|\n)*no such thing"):
        await complete(python(tmp_path, "print('no such thing'); raise SystemExit(3)"), tmp_path / "processes")


async def test_what_a_killed_launcher_left_is_ended_by_the_next(tmp_path: Path) -> None:
    child = await Child.start(python(tmp_path, FOR_EVER), tmp_path / "processes")

    found = await asyncio.to_thread(end_survivors, tmp_path / "processes")

    assert found == ["child"]
    assert not psutil.pid_exists(child.process.pid)
    await child.ended()


async def test_a_process_that_only_has_the_same_number_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "child").write_text(f"{os.getpid()} 1.0")

    assert end_survivors(tmp_path) == []


async def test_a_child_that_does_not_listen_is_ended_all_the_same(tmp_path: Path) -> None:
    deaf = "import signal; signal.signal(15, signal.SIG_IGN); print('up', flush=True); signal.pause()"
    child = await Child.start(python(tmp_path, deaf), tmp_path / "processes")
    await until_up(tmp_path / "logs/child.log")

    await child.stop(patience=0.2)

    assert child.process.returncode == -signal.SIGKILL
    assert not list((tmp_path / "processes").iterdir())


async def test_a_part_that_dies_is_started_again(tmp_path: Path) -> None:
    starts = asyncio.Queue[Child]()

    async def start() -> Child:
        child = await Child.start(python(tmp_path, FOR_EVER), tmp_path / "processes")
        starts.put_nowait(child)
        return child

    supervisor = Supervisor(Progress())
    await supervisor.keep("part", start)
    first = await starts.get()
    first.kill()
    second = await asyncio.wait_for(starts.get(), 10)
    await supervisor.stop("part")

    assert second.process.pid != first.process.pid
    assert not second.running


def test_without_a_death_signal_a_watchdog_ends_the_program_with_its_launcher() -> None:
    # The way of macOS, which works anywhere: the launcher's end of the pipe is closed by its death.
    ours, launchers = os.pipe()
    try:
        options = ["--parent", str(os.getpid()), "--signal", "15", "--alive", str(ours)]
        argv = [sys.executable, "-I", "-S", guard.__file__, *options, "--", sys.executable, "-c", FOR_EVER]
        watchdog = subprocess.Popen(argv, pass_fds=(ours,), stdout=subprocess.PIPE, text=True)
        assert watchdog.stdout is not None
        assert watchdog.stdout.readline() == "up\n"
        (program,) = psutil.Process(watchdog.pid).children()
    finally:
        os.close(launchers)
        os.close(ours)

    assert watchdog.wait(timeout=10) == 128 + signal.SIGTERM
    assert not program.is_running()
    watchdog.stdout.close()


def test_a_log_keeps_its_end_within_bounds(tmp_path: Path) -> None:
    log = tmp_path / "part.log"
    with log.open("ab") as appending:
        appending.write(b"old\n" * 100 + b"new\n")
        appending.flush()
        trim(log, limit=100)
        appending.write(b"newest\n")

    assert log.read_bytes() == b"newest\n"
    assert (tmp_path / "part.log.1").read_bytes().endswith(b"old\nnew\n")


def test_secrets_are_made_once_for_their_owner_alone(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path / "secrets")
    key, word = secrets.key_file("kek"), secrets.word("postgres")

    assert secrets.key_file("kek").read_bytes() == key.read_bytes()
    assert secrets.word("postgres") == word
    assert len(key.read_bytes()) == 32
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "secrets").iterdir()} == {0o600}


async def until_up(log: Path) -> None:
    async with asyncio.timeout(10):
        while b"up" not in await asyncio.to_thread(log.read_bytes):
            await asyncio.sleep(0.01)
