"""A moved clock is another time for all of a process's code, and its intervals stay what they are."""

import asyncio
import json
import time
from pathlib import Path

import pytest

from tests.chaos.clocks import Clocks

TELLS = """
import json, sys, time
from datetime import UTC, datetime
from time import time as known_before
for _ in sys.stdin:
    moments = [time.time(), known_before(), time.time_ns() / 1e9, datetime.now(UTC).timestamp()]
    print(json.dumps([*moments, datetime.utcnow().replace(tzinfo=UTC).timestamp(), time.monotonic()]), flush=True)
"""


@pytest.mark.parametrize("hour", [3_600, -3_600])
async def test_all_code_of_the_process_sees_the_jump_and_the_way_back(hour: int, tmp_path: Path) -> None:
    clocks = Clocks.made(tmp_path / "python")
    process = await asyncio.create_subprocess_exec(
        *(clocks.python, "-c", TELLS), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdin
    assert process.stdout

    async def ahead() -> set[int]:
        """By how many minutes the process's clocks differ from ours."""
        assert process.stdin
        assert process.stdout
        process.stdin.write(b"\n")
        *walls, monotonic = json.loads(await process.stdout.readline())
        assert abs(monotonic - time.monotonic()) < 60
        return {round((wall - time.time()) / 60) for wall in walls}

    assert await ahead() == {0}
    await clocks.move(process.pid, hour)
    assert await ahead() == {hour // 60}
    await clocks.move(process.pid, -hour)
    assert await ahead() == {0}
    process.stdin.close()
    assert await process.wait() == 0
