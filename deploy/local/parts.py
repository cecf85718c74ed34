"""PostgreSQL and Kafka alone, for tests and benchmarks that want the real ones."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.failures import PartFailed
from deploy.local.kafka import Kafka
from deploy.local.places import held, user_cache
from deploy.local.ports import stable_ports
from deploy.local.postgres import Postgres
from deploy.local.process import Child, basic_environment, end_survivors
from deploy.secrets import Secrets

PARTS = frozenset({"postgres", "kafka"})
_SLOTS = 8


@dataclass(frozen=True, slots=True)
class LocalParts:
    """What was started; asking for the address of a part that was not wanted raises PartFailed."""

    postgres: Postgres | None
    kafka: Kafka | None

    @property
    def database_url(self) -> str:
        """The server owner's address of PostgreSQL."""
        if self.postgres is None:
            raise PartFailed("postgres was not among the wanted parts")
        return self.postgres.url

    @property
    def kafka_bootstrap(self) -> str:
        """The address that Kafka's clients begin with."""
        if self.kafka is None:
            raise PartFailed("kafka was not among the wanted parts")
        return self.kafka.bootstrap


@asynccontextmanager
async def local_parts(
    data_dir: Path | None = None, *, want: set[str] | frozenset[str] = PARTS, durable: bool = True
) -> AsyncGenerator[LocalParts]:
    """Run the wanted parts while the block runs; their data stays in `data_dir` for the next time.

    Without `data_dir` a directory of the user's cache is used that no other run holds, so that a run finds servers
    made before and starts in seconds. Without `durable` a power failure may spoil the data. Call it from the main
    thread. Raises PartFailed.
    """
    if unknown := set(want) - PARTS:
        raise PartFailed(f"No such part: {', '.join(sorted(unknown))}")
    async with AsyncExitStack() as stack:
        directory = _directory(stack, data_dir)
        await asyncio.to_thread(end_survivors, directory / "processes")
        parts = _described(directory, want, durable=durable)
        starting = [part.start(directory / "processes") for part in (parts.postgres, parts.kafka) if part is not None]
        results = await asyncio.gather(*starting, return_exceptions=True)
        for result in results:
            if isinstance(result, Child):
                stack.push_async_callback(result.stop)
        for result in results:
            if isinstance(result, BaseException):
                raise result
        yield parts


def _directory(stack: AsyncExitStack, data_dir: Path | None) -> Path:
    candidates = [data_dir] if data_dir else [user_cache() / "parts" / str(slot) for slot in range(_SLOTS)]
    for candidate in candidates:
        if stack.enter_context(held(candidate / "lock", wait=False)):
            return candidate
    raise PartFailed(f"Every one of {len(candidates)} data directories is in use by another run")


def _described(directory: Path, want: set[str] | frozenset[str], *, durable: bool) -> LocalParts:
    ports = stable_ports(directory, ("postgres", "kafka", "kafka-controller"))
    environment = basic_environment()
    secrets = Secrets(directory / "secrets")
    log = directory / "logs/postgres.log"
    postgres = Postgres(directory / "postgres", ports["postgres"], secrets.word("postgres"), log, environment, durable)
    kafka = Kafka(
        directory / "kafka",
        ports["kafka"],
        ports["kafka-controller"],
        directory / "logs/kafka.log",
        environment,
        secrets.word("kafka"),
    )
    return LocalParts(postgres if "postgres" in want else None, kafka if "kafka" in want else None)
