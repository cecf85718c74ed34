"""`python -m tests.probe`: questions across scopes until `PROBES` were asked; exit code 1 where anything leaked."""

import asyncio
import os
import sys
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

import uvloop

from deploy.local.parts import local_parts
from shared.ids import uuid7
from shared.testing.databases import TestDatabases
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from tests.probe.asking import Leak, Prober
from tests.probe.world import world

PROBES = int(os.environ.get("PROBES", "100000"))
AT_ONCE = 8
_SHOWN = 20


async def probed(stage: Stage, provider: TestProvider, seed: int, probes: int) -> tuple[Prober, list[Leak]]:
    """Asks so many questions, some at once; the prober and what leaked."""
    leaks: list[Leak] = []
    async with world(stage, provider, Random(seed)) as there:
        prober = Prober(there, Random(seed))

        async def ask() -> None:
            while prober.asked < probes:
                if leak := await prober.probe():
                    leaks.append(leak)

        await asyncio.gather(*(ask() for _ in range(AT_ONCE)))
    return prober, leaks


async def _main() -> int:
    seed = int(os.environ.get("SEED") or Random().randrange(100_000))
    print(f"seed {seed}: the same again with SEED={seed}")
    begun = perf_counter()
    with TemporaryDirectory(prefix="kentro-probe-") as folder:
        kek = Path(folder) / "kek"
        kek.write_bytes(os.urandom(32))
        kek.chmod(0o600)
        async with local_parts(Path(folder) / "parts", durable=False) as parts:
            provider = TestProvider()
            stage = Stage(
                TestDatabases(parts.database_url), parts.kafka_bootstrap, kek, provider, f"probe-{uuid7().hex}"
            )
            prober, leaks = await probed(stage, provider, seed, PROBES)
    for leak in leaks[:_SHOWN]:
        print(f"LEAK {leak.thing.kind} in {leak.thing.centre}: {leak.question}\n     {leak.what}")
    print(
        f"{prober.asked:,} questions over {len(prober.routes)} routes and {len(prober.kinds)} kinds of id in "
        f"{perf_counter() - begun:.0f} s: {len(leaks)} leaks"
    )
    return 1 if leaks else 0


if __name__ == "__main__":
    sys.exit(uvloop.run(_main()))
