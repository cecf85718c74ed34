"""Python processes whose clock can be moved from outside while they run, without a word of it in what they run."""

import asyncio
import os
import signal
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path

from tests.chaos import clock_inside
from tests.e2e.stack import CHECKOUT

_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Clocks:
    """Those of all processes that run with this interpreter."""

    place: Path

    @classmethod
    def made(cls, place: Path) -> "Clocks":
        """An interpreter in that new folder, with everything that this one can import."""
        venv.create(place, symlinks=True)
        (place / clock_inside.TOLD).mkdir()
        own = sysconfig.get_path("purelib", vars={"base": str(place)})
        begins_with = [
            str(CHECKOUT),
            f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})",
            f"import {clock_inside.__name__} as inside; inside.listen()",
        ]
        Path(own, "clocks.pth").write_text("\n".join(begins_with) + "\n", encoding="utf-8")
        return cls(place)

    @property
    def python(self) -> Path:
        """What to start such processes with."""
        return self.place / "bin" / "python"

    async def move(self, pid: int, seconds: float) -> None:
        """Moves that process's clock, from where it stands. Returns when it has. Raises `TimeoutError`."""
        told = self.place / clock_inside.TOLD / str(pid)
        told.write_text(str(seconds), encoding="utf-8")
        os.kill(pid, signal.SIGUSR1)
        async with asyncio.timeout(_PATIENCE):
            while told.exists():
                await asyncio.sleep(0.01)
