"""Apache Kafka from its released jars: one broker that is its own controller, and asks every client who it is."""

import asyncio
import logging
import secrets
import string
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError

from deploy.kafka_access import ADMIN, Login, admin_options, let_in
from deploy.local.artifacts import fetch, kafka_jars, read_lock
from deploy.local.java import find_java
from deploy.local.ports import LOOPBACK
from deploy.local.process import Child, Command, complete
from deploy.local.readiness import until_ready
from shared.broker import MECHANISM, as_user

# The broker's own login goes to it on this machine alone, which the client library warns of at each connection.
logging.getLogger("aiokafka.conn").addFilter(lambda record: "in the clear" not in str(record.msg))

_LOGGING = Path(__file__).with_name("kafka-log4j2.properties")
_PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule"
_SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule"
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
    password: str
    logins: tuple[Login, ...] = ()
    advertised_port: int | None = None

    @property
    def bootstrap(self) -> str:
        """The address of who may do everything."""
        return self.bootstrap_of(ADMIN, self.password)

    def bootstrap_of(self, user: str, password: str) -> str:
        """The address for that login."""
        return as_user(f"{LOOPBACK}:{self.port}", user, password)

    async def start(self, records: Path) -> Child:
        """Start the broker, formatting its directory first if need be; it takes clients when this returns."""
        jars = await asyncio.to_thread(lambda: fetch(kafka_jars(read_lock())))
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        properties = self.directory / "server.properties"
        properties.touch(mode=0o600)
        properties.write_text(self._properties())
        java = [find_java(), *_OPTIONS, f"-Dlog4j2.configurationFile={_LOGGING}", "-cp", ":".join(map(str, jars))]
        if not (self.directory / "data" / "meta.properties").exists():
            await self._format(java, properties, records)
        child = await Child.start(self._command("kafka", [*java, "kafka.Kafka", properties]), records)
        try:
            await until_ready(child, self._answers, within=120)
            everything = Login(ADMIN, self.password, frozenset())
            await let_in(admin_options(f"{LOOPBACK}:{self.port}", self.password), [everything, *self.logins])
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
            "listeners": f"CLIENTS://{LOOPBACK}:{self.port},CONTROLLER://{LOOPBACK}:{self.controller_port}",
            "advertised.listeners": f"CLIENTS://{LOOPBACK}:{self.advertised_port or self.port}",
            "controller.listener.names": "CONTROLLER",
            "inter.broker.listener.name": "CLIENTS",
            "listener.security.protocol.map": "CLIENTS:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT",
            "sasl.enabled.mechanisms": f"{MECHANISM},PLAIN",
            "sasl.mechanism.inter.broker.protocol": "PLAIN",
            "sasl.mechanism.controller.protocol": "PLAIN",
            "listener.name.clients.plain.sasl.jaas.config": self._own_login(),
            "listener.name.clients.scram-sha-512.sasl.jaas.config": f"{_SCRAM} required;",
            "listener.name.controller.sasl.enabled.mechanisms": "PLAIN",
            "listener.name.controller.plain.sasl.jaas.config": self._own_login(),
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": f"User:{ADMIN}",
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

    def _own_login(self) -> str:
        """The one login that the broker knows by its configuration, and uses itself."""
        return f'{_PLAIN} required username="{ADMIN}" password="{self.password}" user_{ADMIN}="{self.password}";'

    async def _answers(self) -> bool:
        _, writer = await asyncio.open_connection(LOOPBACK, self.port)
        writer.close()
        options = admin_options(f"{LOOPBACK}:{self.port}", self.password)
        client = AIOKafkaClient(**options, request_timeout_ms=3000)
        try:
            await client.bootstrap()
            return len(cast("set[object]", client.cluster.brokers())) > 0
        except KafkaError:
            return False
        finally:
            await client.close()
