"""`python -m tests.chaos`: every fault, one table, `tests/chaos/results.json`; exit code 1 where one did not hold.

The environment says which and how often: `SMOKE=1`, `DEEP=1`, `FAULTS="kafka_wiped service_kills"`, `SEED=n`.
"""

import asyncio
import os
import sys
import time
from collections.abc import Mapping
from importlib import import_module
from random import SystemRandom
from typing import Protocol, cast

from tests.chaos.faults import FAULTS, Times
from tests.chaos.run import Chaos, chaos
from tests.chaos.verdicts import Verdict, table, write


class Fault(Protocol):
    """A module of tests/chaos/faults."""

    TIMES: Times

    async def break_it(self, chaos: Chaos, count: int) -> Verdict:
        """Does it so often."""
        ...


def main(environment: Mapping[str, str]) -> int:
    """Runs what the environment asks for; the exit code."""
    kind = "deep" if environment.get("DEEP") else "smoke" if environment.get("SMOKE") else "short"
    chosen = environment.get("FAULTS", "").split() or FAULTS
    if unknown := set(chosen) - set(FAULTS):
        print(f"No such fault: {', '.join(sorted(unknown))}. There are {', '.join(FAULTS)}.", file=sys.stderr)
        return 2
    seed = int(environment.get("SEED") or SystemRandom().randrange(1, 100_000))
    print(f"seed {seed}, {kind}: the same again with SEED={seed}", flush=True)
    begun = time.monotonic()
    counts = {fault: getattr(_module(fault).TIMES, kind) for fault in FAULTS if fault in chosen}
    verdicts = asyncio.run(run(seed, counts))
    print(table(verdicts))
    print(f"seed {seed}, {kind}, {time.monotonic() - begun:.0f} s")
    write(verdicts, {"seed": seed, "kind": kind})
    return 0 if verdicts and all(one.held for one in verdicts) else 1


async def run(seed: int, counts: Mapping[str, int]) -> list[Verdict]:
    """Does these faults so often, one after the other; what each leaves is checked before the next."""
    verdicts: list[Verdict] = []
    end = Verdict("the end", 1, "no process left, everything stopped in order")
    try:
        async with chaos(seed) as ground:
            for fault, count in counts.items():
                if count:
                    verdicts.append(await _done(fault, ground, count))
    except AssertionError as left:
        end.failures.append(f"{left}" or "a process was left")
    return [*verdicts, end]


async def _done(name: str, ground: Chaos, count: int) -> Verdict:
    print(f"{name} x {count} ...", file=sys.stderr, flush=True)
    begun = time.monotonic()
    try:
        verdict = await _module(name).break_it(ground, count)
    except Exception as fault:  # noqa: BLE001 - one fault that cannot be done keeps no other
        verdict = Verdict(name, count, "", failures=[f"broken off: {fault!r}"])
    await ground.check(verdict)
    verdict.seconds = time.monotonic() - begun
    print(f"{verdict.fault}: {'held' if verdict.held else verdict.failures[:3]}", file=sys.stderr, flush=True)
    return verdict


def _module(fault: str) -> Fault:
    return cast("Fault", import_module(f"tests.chaos.faults.{fault}"))


if __name__ == "__main__":
    sys.exit(main(os.environ))
