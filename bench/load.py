"""Sends prepared requests on kept connections, in a process of its own: `python -m bench.load`.

A `Load` comes on standard input as JSON; what each request took, in milliseconds, goes to standard output.
"""

import asyncio
import sys
from time import perf_counter

import msgspec
import uvloop

from bench.wire import Wire


class Load(msgspec.Struct, frozen=True):
    """Whole requests for one address, shared among so many connections; each must be answered with that status."""

    host: str
    port: int
    connections: int
    requests: list[str]
    status: int


class Sent(msgspec.Struct, frozen=True):
    """How long all took, in seconds, and each, in milliseconds."""

    seconds: float
    took: list[float]


async def sent_from_elsewhere(load: Load) -> Sent:
    """Runs the load in another process, so that it shares no interpreter with what it measures."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.load", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    answer, _ = await process.communicate(msgspec.json.encode(load))
    if process.returncode != 0:
        raise RuntimeError(f"the load ended with {process.returncode}")
    return msgspec.json.decode(answer, type=Sent)


async def _sent(load: Load) -> Sent:
    loop = asyncio.get_running_loop()
    lines = [(await loop.create_connection(Wire, load.host, load.port))[1] for _ in range(load.connections)]
    waiting = iter([request.encode() for request in load.requests])
    took: list[float] = []

    async def caller(line: Wire) -> None:
        for request in waiting:
            begun = perf_counter()
            status = (await line.ask(request)).status
            took.append((perf_counter() - begun) * 1e3)
            if status != load.status:
                raise RuntimeError(f"answered with {status}")

    begun = perf_counter()
    await asyncio.gather(*(caller(line) for line in lines))
    return Sent(perf_counter() - begun, took)


if __name__ == "__main__":
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=Load)
    sys.stdout.buffer.write(msgspec.json.encode(uvloop.run(_sent(asked))))
