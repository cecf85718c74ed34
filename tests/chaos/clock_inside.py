"""Inside a process whose clock can be moved: it is told by SIGUSR1, and by a file how far.

What moves is what all Python code of the process takes for the time, `time.monotonic` excepted, as with a real jump.
"""

import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Protocol

TOLD = "clocks"
"""The folder in the interpreter's own in which a process finds, under its id, by how many seconds to move."""


class Clock(Protocol):
    """The moved clock of this process."""

    def shift(self, delta: float) -> None:
        """Moves it by so many seconds."""
        ...


_clock: Clock | None = None


def listen() -> None:
    """Has this process move its clock whenever it is told."""
    signal.signal(signal.SIGUSR1, _move)


def _move(_number: int, _frame: FrameType | None) -> None:
    # Only now, since few processes ever move theirs. It goes on for good: a thread may be asking for the time.
    import time

    import time_machine

    global _clock
    if _clock is None:
        _clock = time_machine.travel(time.time()).start()
        time.time()  # from here on it goes as the real one does
    told = Path(sys.prefix) / TOLD / str(os.getpid())
    _clock.shift(float(told.read_text()))
    told.unlink()
