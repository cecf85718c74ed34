"""Loads the demo region behind a usable portal: starts `kentro demo` and shows what it says."""

import asyncio
import importlib.util
import sys
from contextlib import suppress
from pathlib import Path

from deploy.local.process import Child, Command, basic_environment
from deploy.local.progress import Progress
from deploy.local.web_part import CHECKOUT

_SHOWN_EVERY = 1.0


async def load_demo(run_file: Path, log: Path, records: Path, progress: Progress) -> None:
    """Runs `kentro demo --if-empty` once and repeats its lines; it decides itself whether the region is empty.

    A fault there leaves the portal as it is. Cancelling ends the loader; what it recorded stays, and it goes on with
    the rest next time.
    """
    if importlib.util.find_spec("kentro.demo") is None:
        return
    await asyncio.to_thread(log.unlink, missing_ok=True)
    command = Command(
        name="demo",
        argv=[sys.executable, "-m", "kentro", "demo", "--if-empty", "--run-file", run_file],
        environment={**basic_environment(), "PYTHONUNBUFFERED": "1"},
        log=log,
        cwd=CHECKOUT,
    )
    child = await Child.start(command, records)
    shown = 0
    try:
        ended = asyncio.ensure_future(child.ended())
        while not ended.done():
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(ended), _SHOWN_EVERY)
            shown = _show(log, shown, progress)
    finally:
        await child.stop(patience=5)
    if code := ended.result():
        progress.say("demo", f"ended with code {code}; its log is {log}. Repeat it with: python -m kentro demo")


def _show(log: Path, shown: int, progress: Progress) -> int:
    """Say the whole lines after byte `shown`; the byte after the last of them."""
    with log.open("rb") as written:
        written.seek(shown)
        whole, newline, _ = written.read().rpartition(b"\n")
    for line in whole.decode(errors="replace").splitlines():
        progress.say("demo", line)
    return shown + len(whole) + len(newline)
