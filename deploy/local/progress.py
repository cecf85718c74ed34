"""What the operator sees while the parts start: one line for each thing that happened."""

import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass(slots=True)
class Progress:
    """Writes lines with the seconds since it was made; flushes each, because make and CI buffer."""

    _begun: float = field(default_factory=time.monotonic)

    def say(self, part: str, what: str) -> None:
        """One line about a part."""
        first, *rest = what.splitlines() or [""]
        begin = f"[{time.monotonic() - self._begun:6.1f} s] {part:<12} "
        self.show(begin + first, *(" " * len(begin) + line for line in rest))

    def show(self, *lines: str) -> None:
        """Lines as they are. A terminal that was closed hears nothing more and keeps nobody from stopping in order."""
        with suppress(OSError):
            sys.stdout.write("".join(f"{line}\n" for line in lines))
            sys.stdout.flush()

    @contextmanager
    def timed(self, part: str, done: str) -> Generator[None]:
        """Says `done` and the seconds the block took, unless it fails."""
        begun = time.monotonic()
        yield
        self.say(part, f"{done} ({time.monotonic() - begun:.1f} s)")
