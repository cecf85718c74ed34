"""A release with new migrations while the load goes on: new code beside old, then the old is killed."""

import shutil
from contextlib import AsyncExitStack
from pathlib import Path

from tests.chaos.faults import Times
from tests.chaos.ground import SERVICES
from tests.chaos.run import Chaos
from tests.chaos.second import copy
from tests.chaos.verdicts import Verdict
from tests.e2e.stack import CHECKOUT

TIMES = Times(0, 1, 5)
LAG = 30.0
_ADDS = {
    "registry": "ALTER TABLE person ADD COLUMN released_{n} text",
    "intake": "ALTER TABLE visit ADD COLUMN released_{n} text",
    "referral": "ALTER TABLE referral ADD COLUMN released_{n} text",
    "reporting": "CREATE INDEX released_{n} ON fact (day)",
}
"""What the next release adds to each service's read models: what old code does not know must not disturb it."""


async def break_it(chaos: Chaos, count: int) -> Verdict:
    """Old and new code write, read and tell at once, whichever leads."""
    verdict = Verdict("release with new migrations", count, f"all, after all; lag back < {LAG:.0f} s; commands go on")
    chance = chaos.chance("released")
    slowest = 0.0
    for number in range(count):
        checkout = _next_release(chaos.ground.directory / f"release-{number}", number)
        before = chaos.load.answers.copy()
        async with AsyncExitStack() as stack:
            for name in SERVICES:
                await stack.enter_async_context(copy(chaos, name, checkout))
                await chaos.load.until(chance.randrange(20, 60), within=5)
            wrong = {code: n for code, n in (chaos.load.answers - before).items() if not code.startswith("2")}
            verdict.must(not wrong, f"while the release went on commands were answered with {wrong}")
            for name in SERVICES:
                await chaos.ground.ready(name)
                if victim := chaos.ground.process(name):
                    victim.kill()
                await chaos.load.until(chance.randrange(20, 60), within=5)
            slowest = max(slowest, await chaos.lag(verdict, LAG))
        for name in SERVICES:
            await chaos.ground.ready(name)
    verdict.figures["slowest lag s"] = slowest
    return verdict


def _next_release(place: Path, number: int) -> Path:
    """The code as it is, with one more migration in each service."""
    left_out = shutil.ignore_patterns("node_modules", "__pycache__")
    for package in ("shared", "services"):
        shutil.copytree(CHECKOUT / package, place / package, ignore=left_out)
    for name, statement in _ADDS.items():
        folder = place / "services" / name / "migrations"
        last = max(int(file.name[:4]) for file in folder.glob("*.sql"))
        # Later releases carry the earlier ones' migrations too, as real ones do.
        for n in range(number + 1):
            (folder / f"{last + 1 + n:04}_release_{n}.sql").write_text(statement.format(n=n) + ";\n", encoding="utf-8")
    return place
