"""Requests that no client should send, to every route."""

import asyncio
import os
import re
import sys

from tests.chaos.faults import Times
from tests.chaos.run import Chaos
from tests.chaos.verdicts import Verdict
from tests.e2e.stack import CHECKOUT

TIMES = Times(0, 20_000, 1_000_000)
_SAID = re.compile(rb"^(\w+): (\d+) requests, \{(.*)\}", re.MULTILINE)


async def break_it(chaos: Chaos, count: int) -> Verdict:
    """The integration tests' own corpus and generator, with so many cases, on servers of their own."""
    verdict = Verdict("malformed input over every route", count, "no 5xx, every refusal as described, nothing written")
    async with chaos.load.held():
        argv = ("-m", "pytest", "-s", "tests/integration/test_openapi_fuzz.py")
        testing = await asyncio.create_subprocess_exec(
            *(sys.executable, *argv),
            cwd=CHECKOUT,
            # The corpus of hostile values comes on top of what is generated.
            env={**os.environ, "KENTRO_FUZZ_CASES": str(count * 9 // 10)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said = (await testing.communicate())[0]
    requests = sum(int(number) for _, number, _ in _SAID.findall(said))
    verdict.figures["requests"] = requests
    verdict.must(requests >= count, f"only {requests} requests were sent")
    verdict.must(testing.returncode == 0, said[-3_000:].decode(errors="replace"))
    return verdict
