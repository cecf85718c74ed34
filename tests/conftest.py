"""The real parts that integration tests run on: containers where a Docker engine is, the local parts otherwise."""

import sys
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from deploy.local.parts import local_parts
from shared.testing.databases import TestDatabases
from shared.testing.services import ANSWERED, Stage, stage_on
from shared.testing.tokens import TestProvider
from tests.canaries import NET


@dataclass(frozen=True, slots=True)
class Parts:
    database_url: str
    kafka_bootstrap: str


@pytest.fixture(scope="session")
async def parts() -> AsyncGenerator[Parts]:
    async with AsyncExitStack() as stack:
        if _docker_runs():
            yield _containers(stack)
        else:
            print("\nPostgreSQL and Kafka: local parts (no Docker engine answers)", file=sys.stderr)  # noqa: T201
            # Hundreds of databases come and go in a run; the next one begins without them.
            directory = stack.enter_context(TemporaryDirectory(prefix="kentro-tests-", ignore_cleanup_errors=True))
            local = await stack.enter_async_context(local_parts(Path(directory), durable=False))
            yield Parts(local.database_url, local.kafka_bootstrap)


@pytest.fixture(scope="session", autouse=True)
def nobody_is_named() -> Generator[None]:
    """Whatever all tests together led to in logs, metrics and problems names none of their people."""
    ANSWERED.append(NET.answered)
    with NET.spread():
        yield
    assert NET.caught == [], f"{len(NET.caught)} leaks: " + "\n".join(NET.caught[:10])


@pytest.fixture(scope="session")
def test_databases(parts: Parts) -> TestDatabases:
    return TestDatabases(parts.database_url)


@pytest.fixture(scope="session")
def kek_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("keys") / "kek"
    file.write_bytes(bytes(range(32)))
    file.chmod(0o600)
    return file


def _docker_runs() -> bool:
    import docker
    from docker.errors import DockerException

    try:
        docker.from_env(timeout=2).ping()
    except DockerException:
        return False
    return True


def _containers(stack: AsyncExitStack) -> Parts:
    from testcontainers.community.kafka import KafkaContainer
    from testcontainers.community.postgres import PostgresContainer

    print("\nPostgreSQL and Kafka: containers", file=sys.stderr)  # noqa: T201
    postgres = stack.enter_context(PostgresContainer("postgres:18", driver=None))
    kafka = stack.enter_context(KafkaContainer("apache/kafka:4.3.0"))
    return Parts(postgres.get_connection_url(), kafka.get_bootstrap_server())


@pytest.fixture(scope="session")
def provider() -> TestProvider:
    return TestProvider()


@pytest.fixture(scope="module")
async def module_stage(
    parts: Parts, test_databases: TestDatabases, kek_file: Path, provider: TestProvider
) -> AsyncGenerator[Stage]:
    """For tests that leave nothing behind and may share a running service."""
    async with stage_on(test_databases, parts.kafka_bootstrap, kek_file, provider) as stage:
        yield stage


@pytest.fixture
async def stage(
    parts: Parts, test_databases: TestDatabases, kek_file: Path, provider: TestProvider
) -> AsyncGenerator[Stage]:
    async with stage_on(test_databases, parts.kafka_bootstrap, kek_file, provider) as stage:
        yield stage
