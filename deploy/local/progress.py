"""What the operator sees while the parts start: one line for each thing that happened."""

import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Progress:
    """Writes lines with the seconds since it was made; flushes each, because make and CI buffer."""

    _begun: float = field(default_factory=time.monotonic)

    def say(self, part: str, what: str) -> None:
        """One line about a part."""
        first, *rest = what.splitlines() or [""]
        sys.stdout.write(f"[{time.monotonic() - self._begun:6.1f} s] {part:<12} {first}\n")
        for line in rest:
            sys.stdout.write(f"{'':11} {'':<12} {line}\n")
        sys.stdout.flush()

    @contextmanager
    def timed(self, part: str, done: str) -> Generator[None]:
        """Says `done` and the seconds the block took, unless it fails."""
        begun = time.monotonic()
        yield
        self.say(part, f"{done} ({time.monotonic() - begun:.1f} s)")
