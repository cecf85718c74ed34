"""What is known of the loading: `demo.json` beside `run.json`, for whoever shows it and for the next run."""

import json
import sys
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic
from typing import Literal

State = Literal["loading", "interrupted", "failed", "done"]

_WRITTEN_EVERY = 0.5
_SAID_EVERY = 5.0
"""Seconds between lines where they are not shown on a terminal."""


@dataclass(frozen=True, slots=True)
class Record:
    """One loading: how far it is (`done` of `total` commands), and what has to be repeated to go on with it."""

    state: State
    done: int
    total: int
    started: str
    ended: str | None
    people: int
    seed: int
    until: str
    error: str | None = None

    @property
    def last_day(self) -> date:
        """The last day of the year that was loaded."""
        return date.fromisoformat(self.until)


def read_record(file: Path) -> Record | None:
    """The last loading; None where there was none, or its file cannot be read."""
    try:
        return Record(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


@dataclass(slots=True)
class Progress:
    """Counts commands, writes the record and shows it."""

    file: Path
    people: int
    seed: int
    until: date
    total: int
    done: int = 0
    started: str = field(default_factory=lambda: _now())
    _begun: float = field(default_factory=monotonic)
    _written: float = 0.0
    _said: float = field(default_factory=monotonic)

    def step(self) -> None:
        """One more command is done."""
        self.done += 1
        now = monotonic()
        if now - self._written > _WRITTEN_EVERY:
            self._written = now
            self._write("loading")
            if sys.stdout.isatty():
                print(f"\r{self._line()}\033[K", end="", flush=True)
            elif now - self._said > _SAID_EVERY:
                self._said = now
                print(self._line(), flush=True)

    def begin(self) -> None:
        """Nothing is done yet."""
        self._write("loading")
        print(f"loading Western Greece: {self.total} commands, {self.people} people", flush=True)

    def end(self, state: State, error: str | None = None) -> None:
        """It is over, in that state."""
        self._write(state, error)
        if sys.stdout.isatty():
            print()
        word = "loaded" if state == "done" else state
        print(f"Western Greece {word}: {self.done} commands in {monotonic() - self._begun:.0f} s", flush=True)

    def _line(self) -> str:
        took = monotonic() - self._begun
        left = took / self.done * (self.total - self.done)
        return f"{self.done} of {self.total} ({100 * self.done // self.total} %), about {left:.0f} s left"

    def _write(self, state: State, error: str | None = None) -> None:
        ended = None if state == "loading" else _now()
        record = Record(
            state,
            self.done,
            self.total,
            self.started,
            ended,
            self.people,
            self.seed,
            self.until.isoformat(),
            error,
        )
        unfinished = self.file.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(asdict(record), indent=1), encoding="utf-8")
        unfinished.replace(self.file)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
