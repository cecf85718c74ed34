"""Apache Kafka from its released jars: one broker that is its own controller."""

import asyncio
import secrets
import string
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError

from deploy.local.artifacts import fetch, kafka_jars, read_lock
from deploy.local.java import find_java
from deploy.local.ports import LOOPBACK
from deploy.local.process import Child, Command, complete
from deploy.local.readiness import until_ready

_LOGGING = Path(__file__).with_name("kafka-log4j2.properties")
_OPTIONS = ("-Xms64m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError")


@dataclass(frozen=True, slots=True)
class Kafka:
    """One broker: where its data is, and the ports of its clients and of its controller.

    `advertised_port` is where it tells its clients to come, for a broker that something else stands before.
    """

    directory: Path
    port: int
    controller_port: int
    log: Path
    environment: dict[str, str]
    advertised_port: int | None = None

    @property
    def bootstrap(self) -> str:
        """The address that clients begin with."""
        return f"{LOOPBACK}:{self.port}"

    async def start(self, records: Path) -> Child:
        """Start the broker, formatting its directory first if need be; it takes clients when this returns."""
        jars = await asyncio.to_thread(lambda: fetch(kafka_jars(read_lock())))
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        properties = self.directory / "server.properties"
        properties.write_text(self._properties())
        java = [find_java(), *_OPTIONS, f"-Dlog4j2.configurationFile={_LOGGING}", "-cp", ":".join(map(str, jars))]
        if not (self.directory / "data" / "meta.properties").exists():
            await self._format(java, properties, records)
        child = await Child.start(self._command("kafka", [*java, "kafka.Kafka", properties]), records)
        try:
            await until_ready(child, self._answers, within=120)
        except BaseException:
            await child.stop()
            raise
        return child

    async def _format(self, java: list[str | Path], properties: Path, records: Path) -> None:
        # A cluster id that begins with a hyphen would be read as an option.
        cluster = "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(22))
        argv = [*java, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", properties]
        await complete(self._command("kafka-format", argv), records)

    def _command(self, name: str, argv: list[str | Path]) -> Command:
        return Command(name=name, argv=argv, environment=self.environment, log=self.log, cwd=self.directory)

    def _properties(self) -> str:
        settings = {
            "process.roles": "broker,controller",
            "node.id": 1,
            "controller.quorum.voters": f"1@{LOOPBACK}:{self.controller_port}",
            "listeners": f"PLAINTEXT://{LOOPBACK}:{self.port},CONTROLLER://{LOOPBACK}:{self.controller_port}",
            "advertised.listeners": f"PLAINTEXT://{LOOPBACK}:{self.advertised_port or self.port}",
            "controller.listener.names": "CONTROLLER",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "log.dirs": self.directory / "data",
            "auto.create.topics.enable": "false",
            "group.initial.rebalance.delay.ms": 0,
            "log.cleaner.dedupe.buffer.size": 16_777_216,
            "num.network.threads": 2,
            "num.io.threads": 4,
            "num.replica.fetchers": 1,
            "num.recovery.threads.per.data.dir": 2,
            "background.threads": 2,
            # One broker: every internal topic has a single copy, and few partitions.
            "offsets.topic.replication.factor": 1,
            "offsets.topic.num.partitions": 4,
            "transaction.state.log.replication.factor": 1,
            "transaction.state.log.min.isr": 1,
            "transaction.state.log.num.partitions": 4,
            "share.coordinator.state.topic.replication.factor": 1,
            "share.coordinator.state.topic.min.isr": 1,
            "share.coordinator.state.topic.num.partitions": 4,
        }
        return "".join(f"{name}={value}\n" for name, value in settings.items())

    async def _answers(self) -> bool:
        _, writer = await asyncio.open_connection(LOOPBACK, self.port)
        writer.close()
        client = AIOKafkaClient(bootstrap_servers=self.bootstrap, request_timeout_ms=3000)
        try:
            await client.bootstrap()
            return len(cast("set[object]", client.cluster.brokers())) > 0
        except KafkaError:
            return False
        finally:
            await client.close()
