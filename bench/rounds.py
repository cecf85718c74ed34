"""Rounds of several sides in turn, so that a noisy moment meets each of them."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time
from typing import Any

from bench.ground import SMOKE

ROUNDS = 1 if SMOKE else 5


@dataclass(frozen=True, slots=True)
class Round:
    """One side's round: things done a second, and of each thing the middle and the 99th percentile in milliseconds.

    `cpu` is this process's own, in microseconds a thing.
    """

    rate: float
    p50: float
    p99: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Side:
    """What is measured: `prepare` makes inputs before the clock runs; `one` does one thing as one of the callers."""

    callers: int
    count: int
    prepare: Callable[[int], Sequence[Any]]
    one: Callable[[int, Any], Awaitable[object]]


@dataclass(slots=True)
class Clock:
    """Runs from `start` to `stop`, of the wall and of this process's processor.

    `took` holds what each thing took, in milliseconds, where that is known.
    """

    seconds: float = 0.0
    cpu: float = 0.0
    took: Sequence[float] = ()

    def start(self) -> None:
        """Now it begins."""
        self.seconds, self.cpu = -perf_counter(), -process_time()

    def stop(self) -> None:
        """Now it is over."""
        self.seconds += perf_counter()
        self.cpu += process_time()


@dataclass(frozen=True, slots=True)
class Bulk:
    """Many things done as one work: `run` starts and stops the clock itself, since what surrounds the work is not it.

    `run` returns how many things were done.
    """

    run: Callable[[Clock], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Measured:
    """All rounds of one side, and how they stand beside another side's rounds."""

    rounds: Sequence[Round]

    @property
    def rate(self) -> float:
        """The median round's, a second."""
        return median(one.rate for one in self.rounds)

    @property
    def p99(self) -> float:
        """The median round's, in milliseconds."""
        return median(one.p99 for one in self.rounds)

    @property
    def cpu(self) -> float:
        """The median round's, in microseconds a thing."""
        return median(one.cpu for one in self.rounds)

    def rate_to(self, anchor: "Measured") -> float:
        """The median of the rounds' ratios, each to the anchor's round beside it."""
        return median(mine.rate / its.rate for mine, its in zip(self.rounds, anchor.rounds, strict=True))

    def p99_to(self, anchor: "Measured") -> float:
        """As `rate_to`, of the 99th percentiles."""
        return median(mine.p99 / its.p99 for mine, its in zip(self.rounds, anchor.rounds, strict=True))


def percentile(values: Sequence[float], part: float) -> float:
    """The value that `part` of all values do not pass."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


async def interleaved(sides: Mapping[str, Side | Bulk], rounds: int = ROUNDS) -> dict[str, Measured]:
    """Measures each side in each round, after one round that nobody counts."""
    for side in sides.values():
        await (_whole(side) if isinstance(side, Bulk) else _round(side, max(side.callers, side.count // 5)))
    found: dict[str, list[Round]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            found[name].append(await (_whole(side) if isinstance(side, Bulk) else _round(side, side.count)))
    return {name: Measured(measured) for name, measured in found.items()}


async def _whole(side: Bulk) -> Round:
    gc.collect()
    gc.freeze()
    clock = Clock()
    count = await side.run(clock)
    p50, p99 = (percentile(clock.took, part) if clock.took else 0 for part in (0.5, 0.99))
    return Round(count / clock.seconds, p50, p99, clock.cpu / count * 1e6)


async def _round(side: Side, count: int) -> Round:
    inputs = [side.prepare(count // side.callers) for _ in range(side.callers)]
    took: list[float] = []
    gc.collect()
    gc.freeze()

    async def caller(number: int) -> None:
        for each in inputs[number]:
            begun = perf_counter()
            await side.one(number, each)
            took.append(perf_counter() - begun)

    begun, cpu = perf_counter(), process_time()
    await asyncio.gather(*(caller(number) for number in range(side.callers)))
    seconds, cpu = perf_counter() - begun, process_time() - cpu
    return Round(len(took) / seconds, percentile(took, 0.5) * 1e3, percentile(took, 0.99) * 1e3, cpu / len(took) * 1e6)
