"""Does an append become slower as the log grows?"""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID

from bench.ground import DEEP, FIELDS, SMOKE, Ground, Kernel, Noted, creation, kernel, persons
from bench.results import Result, share
from bench.rounds import Side, interleaved

SIZES = (1_000, 5_000) if SMOKE else (200_000, 2_000_000, 20_000_000) if DEEP else (200_000, 2_000_000)
"""Events in the log before anything is measured."""

CALLERS = 32
COUNT = 800 if SMOKE else 3_200
"""Appends a round: few beside what is there, so that the smaller log stays the smaller one."""

ROUNDS = 1 if SMOKE else 11
"""More than elsewhere: a 99th percentile of few appends is restless."""

_AT_ONCE = 1_000


async def measure(at: Ground) -> list[Result]:
    """The same appends to logs of different sizes, in turn."""
    async with AsyncExitStack() as stack:
        sides: dict[str, Side] = {}
        for size in SIZES:
            ours = await stack.enter_async_context(kernel(at))
            people = await persons(ours.vault, 1_000)
            await _filled(ours, people, size)
            sides[f"{size:,}"] = _side(ours, people)
        measured = await interleaved(sides, ROUNDS)
    first, *larger = sides
    return [
        share(
            f"append, 32 callers, p99 at {size} events",
            f"at {first} events",
            (measured[size].p99, "ms"),
            measured[size].p99_to(measured[first]),
            most=1.2,
            deep=DEEP,
        )
        for size in larger
    ]


async def _filled(ours: Kernel, people: Sequence[UUID], size: int) -> None:
    for first in range(0, size, _AT_ONCE):
        await asyncio.gather(
            *(ours.store.append(*creation(Noted(people[(first + n) % len(people)], *FIELDS))) for n in range(_AT_ONCE))
        )


def _side(ours: Kernel, people: Sequence[UUID]) -> Side:
    async def append(_: int, command: Any) -> None:  # noqa: ANN401 - what `prepare` made
        await ours.store.append(*command)

    def commands(count: int) -> list[Any]:
        return [creation(Noted(people[n % len(people)], *FIELDS)) for n in range(count)]

    return Side(CALLERS, COUNT, commands, append)
