"""A log of intake's own events, for questions about what follows from a log."""

import asyncio
from collections.abc import Sequence

from bench.ground import ACCOUNT, DAY, SCOPE, Kernel
from services.intake.domain import VisitClosed, VisitReceived
from shared.eventstore import Change, Command
from shared.ids import uuid7

AT_ONCE = 512
EVENTS_OF_A_VISIT: Sequence[object] = (VisitReceived("housing", "in-person", None), VisitClosed("informed"))


async def recorded(kernel: Kernel, count: int) -> int:
    """Writes so many events, two a visit; the last position."""
    left = count // len(EVENTS_OF_A_VISIT)
    while left > 0:
        await asyncio.gather(*(_visit(kernel) for _ in range(min(left, AT_ONCE))))
        left -= AT_ONCE
    return await kernel.store.log.head()


async def _visit(kernel: Kernel) -> None:
    made = uuid7()
    await kernel.store.append(
        Command(made, ACCOUNT, DAY, SCOPE, b"x" * 200), [Change(f"visit-{made}", 0, EVENTS_OF_A_VISIT)]
    )
