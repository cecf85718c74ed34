"""Keeps parts running: what dies is started again, after a pause that grows while it keeps dying."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from deploy.local.failures import PartFailed
from deploy.local.process import Child, trim
from deploy.local.progress import Progress

Start = Callable[[], Awaitable[Child]]
"""Starts a part and returns when it can be used; leaves nothing behind when it raises."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_STEADY = 10.0
"""Seconds that a part must have run for its end to count as the first: what cannot run at all ends sooner."""

_LOGS_LOOKED_AT_EVERY = 30.0


@dataclass(slots=True)
class _Kept:
    child: Child
    watcher: asyncio.Task[None] | None = None


@dataclass(slots=True)
class Supervisor:
    """The parts that were started and are to stay; stop them by name, in the order that they need."""

    progress: Progress
    _kept: dict[str, _Kept] = field(default_factory=dict[str, _Kept])

    async def keep(self, name: str, start: Start) -> None:
        """Start a part and keep it running until `stop`. Raises PartFailed if it does not come up the first time."""
        kept = _Kept(await start())
        self._kept[name] = kept
        kept.watcher = asyncio.create_task(self._watch(name, kept, start))

    async def stop(self, *names: str) -> None:
        """Stop these parts, all at once; parts that were never started are passed over."""
        parts = [part for name in names if (part := self._kept.pop(name, None)) is not None]
        for part in parts:
            if part.watcher is not None:
                part.watcher.cancel()
                with suppress(asyncio.CancelledError):
                    await part.watcher
        await asyncio.gather(*(part.child.stop() for part in parts))

    def kill(self) -> None:
        """End everything at once, without order: the operator asked twice."""
        for part in self._kept.values():
            part.child.kill()

    @property
    def names(self) -> Iterable[str]:
        """The parts that are kept now."""
        return tuple(self._kept)

    async def bound_logs(self) -> None:
        """Keeps the logs of all parts within bounds, until cancelled."""
        while True:
            await asyncio.sleep(_LOGS_LOOKED_AT_EVERY)
            for part in self._kept.values():
                trim(part.child.command.log)

    async def _watch(self, name: str, kept: _Kept, start: Start) -> None:
        pause = _FIRST_PAUSE
        while True:
            since = time.monotonic()
            code = await kept.child.ended()
            if time.monotonic() - since > _STEADY:
                pause = _FIRST_PAUSE
            self.progress.say(name, f"ended with code {code}; starting it again in {pause:g} s")
            pause = await self._again(name, kept, start, pause)

    async def _again(self, name: str, kept: _Kept, start: Start, pause: float) -> float:
        """Start until it comes up; the pause to take after the next end."""
        while True:
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
            try:
                kept.child = await start()
            except PartFailed as failure:
                self.progress.say(name, f"{failure}\nTrying again in {pause:g} s")
            else:
                self.progress.say(name, "runs again")
                return pause
