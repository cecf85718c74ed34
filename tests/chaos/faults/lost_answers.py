"""The connection is lost between a COMMIT and its answer."""

import asyncio
import re

from tests.chaos.faults import Times
from tests.chaos.run import Chaos
from tests.chaos.verdicts import Verdict

TIMES = Times(5, 200, 5_000)
SHARE = 0.3
"""Of the answers to commits, those that are lost; the others let the load go on."""

_WRITTEN = re.compile(
    rb"D.{4}\x00\x04\x00\x00\x00\x08.{8}\x00\x00\x00\x08.{8}\xff{8}"
    rb".*(SELECT 1\x00|s\x00\x00\x00\x04)Z\x00\x00\x00\x05I$",
    re.DOTALL,
)
"""The answer of `append` to a batch that it wrote: head and time, nothing refused, and its transaction is over."""


async def break_it(chaos: Chaos, count: int) -> Verdict:
    """Cuts the connections that write the logs, each when the answer is on its way: what was written is found again."""
    verdict = Verdict("connection lost between COMMIT and its answer", count, "all, after all")
    chance = chaos.chance("lost_answers")
    lost = 0
    enough = asyncio.Event()

    def lose(who: str, answer: bytes) -> bool:
        nonlocal lost
        if lost >= count or not who.endswith(" log") or not _WRITTEN.search(answer) or chance.random() > SHARE:
            return False
        lost += 1
        if lost == count:
            enough.set()
        return True

    chaos.ground.database_link.snip = lose
    try:
        async with asyncio.timeout(60 + count):
            await enough.wait()
    finally:
        chaos.ground.database_link.snip = lambda _, __: False
    verdict.figures["lost"] = lost
    return verdict
