"""A second process of a service beside the launcher's, with the same settings but for its port."""

import asyncio
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil

from deploy.local.ports import stable_ports
from tests.chaos.run import Chaos
from tests.e2e.stack import CHECKOUT


class Copy:
    """One such process, as often as it is started."""

    def __init__(self, name: str, checkout: Path, environment: dict[str, str], log: Path) -> None:
        self._name = name
        self._checkout = checkout
        self._environment = environment
        self._log = log
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Starts it."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "services", self._name),
                cwd=self._checkout,
                env=self._environment,
                stdout=log,
                stderr=log,
            )

    async def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Ends it, and waits for its end."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(how)
        async with asyncio.timeout(60):
            await self._process.wait()


@asynccontextmanager
async def copy(chaos: Chaos, name: str, checkout: Path = CHECKOUT) -> AsyncGenerator[Copy]:
    """Runs while the block runs, from that checkout of the code."""
    await chaos.ground.ready(name)
    process = chaos.ground.process(name)
    assert process is not None
    port = stable_ports(chaos.ground.directory / "copies" / name, ("copy",))["copy"]
    environment = {**psutil.Process(process.pid).environ(), "PORT": str(port)}
    other = Copy(name, checkout, environment, chaos.ground.directory / f"{name}-copy.log")
    await other.start()
    try:
        yield other
    finally:
        await other.kill(signal.SIGTERM)
