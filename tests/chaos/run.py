"""One run: the ground, the load, the seed, and what must be true whenever it is calm again."""

import asyncio
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.chaos import logs, readers, topics
from tests.chaos.ground import SERVICES, Ground, ground
from tests.chaos.load import Load
from tests.chaos.verdicts import Verdict

RATE = 30.0
"""Commands a second: what a large region's Centres do in a busy hour, and far from what the services can take."""

CALLERS = 16


@dataclass(slots=True)
class Chaos:
    """What a fault works with."""

    ground: Ground
    load: Load
    seed: int
    parked: dict[str, dict[str, int]] = field(default_factory=dict[str, dict[str, int]])
    """What faults had parked on purpose and left so, by service: how many records of each topic for which reason."""

    def chance(self, fault: str) -> Random:
        """The draws of one fault: they follow from the seed, whichever other faults are chosen."""
        return Random(f"{self.seed} {fault}")

    async def lag(self, verdict: Verdict, most: float) -> float:
        """Seconds until all readers are at what is acknowledged by now; a failure where that takes more than `most`."""
        wanted = readers.acknowledged_ends(self.load.reached)
        took, behind = await readers.caught_up(self.ground, wanted, within=max(60.0, 2 * most))
        verdict.must(took <= most, f"readers were behind for {took:.1f} s, not {most:g}: {behind[:2]}")
        return took

    async def check(self, verdict: Verdict) -> None:
        """Everything acknowledged is there once and in order, and every reader holds what follows from it."""
        begun = time.monotonic()
        try:
            async with self.load.held():
                verdict.failures += [fault for fault in await self._differences() if fault]
        except TimeoutError as late:
            verdict.failures.append(f"it did not become calm: {late!r}")
        verdict.failures += self.load.complaints
        self.load.complaints.clear()
        verdict.figures["acknowledged"] = len(self.load.acknowledged)
        verdict.figures["erased"] = len(self.load.erased)
        verdict.figures["check s"] = time.monotonic() - begun

    async def _differences(self) -> list[str]:
        for service in SERVICES:
            await self.ground.ready(service)
        found = _said("dues", await readers.dues_done(self.ground))
        found += _said("erasures", await readers.erased(self.ground, self.load.erased))
        written = await logs.read(self.ground)
        found += _said("logs", list(logs.faults(written, list(self.load.acknowledged.values()))))
        found += _said("readers", (await readers.caught_up(self.ground, readers.ends(written)))[1])
        found += _said("parked", await self._unmeant())
        for name in ("registry", "intake", "referral"):
            found += _said(f"topic of {name}", await topics.faults(self.ground.installation.kafka, written[name]))
        found += _said("rebuild", await readers.rebuilt(self.ground, written))
        return found + _said("parked again", await self._unmeant())

    async def _unmeant(self) -> list[str]:
        found = await readers.parked(self.ground)
        return [
            f"{name} has parked {found[name]}, where {meant} is meant"
            for name in SERVICES
            if found[name] != (meant := self.parked.get(name, {}))
        ]


def _said(what: str, found: list[str]) -> list[str]:
    """Tells whoever looks on how far the comparison is, since a difference may take minutes to be sure of."""
    if found:
        print(f"  {what}: {found[0][:300]}", file=sys.stderr, flush=True)
    return found


@asynccontextmanager
async def chaos(seed: int) -> AsyncGenerator[Chaos]:
    """Everything runs, and the load goes on, while the block runs. Raises `AssertionError` where a process is left."""
    with TemporaryDirectory(prefix="kentro-chaos-", ignore_cleanup_errors=True) as place:
        async with ground(Path(place)) as here:
            load = Load(here, seed, rate=RATE, callers=CALLERS)
            async with load.running():
                yield Chaos(here, load, seed)
        async with asyncio.timeout(10):
            while left := here.processes():
                await asyncio.sleep(0.1)
        assert not left
