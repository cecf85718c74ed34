"""Each service and each analyst may do at Kafka what it must, and nothing else; who is nobody may do nothing."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, NoError, for_code
from pydantic import AnyUrl

from deploy.kafka_access import FOLLOWED, TOLD, Login, let_in, of_analyst, of_service, shut_out
from services import intake, referral, registry, reporting
from services.referral.links.mailer import MailSettings
from shared.broker import as_user, client_options
from shared.ids import uuid7
from shared.public import topic_of
from shared.topics import ensure_topic
from tests.conftest import Parts

TOPICS = tuple(topic for topics in TOLD.values() for topic in topics)
PASSWORD = "a password: with @ and /"
MAY_WRITE = {(name, topic) for name, topics in TOLD.items() for topic in topics}
MAY_READ = {
    *MAY_WRITE,
    *((name, source) for name, sources in FOLLOWED.items() for source in sources),
    ("analyst", "analytics"),
}


@dataclass
class Broker:
    address: str
    prefix: str

    def topic(self, name: str) -> str:
        return topic_of(name, self.prefix)

    def address_of(self, user: str) -> str:
        return as_user(self.address, f"{self.prefix}-{user}", PASSWORD)

    def login(self, user: str) -> Login:
        made = of_analyst if user == "analyst" else of_service
        login = made(user, PASSWORD, self.prefix)
        return Login(f"{self.prefix}-{user}", PASSWORD, login.rights)

    async def writes(self, user: str, topic: str) -> bool:
        producer: Any = AIOKafkaProducer(**client_options(self.address_of(user)), enable_idempotence=True)
        try:
            async with asyncio.timeout(20):
                await producer.start()
                await producer.send_and_wait(self.topic(topic), b"{}", partition=0)
        except KafkaError:
            return False
        finally:
            await producer.stop()
        return True

    async def reads(self, user: str, topic: str, *, patience: float = 20) -> bool:
        """Whether a record comes; a client that may not read waits in vain, and says nothing of it."""
        consumer: Any = AIOKafkaConsumer(**client_options(self.address_of(user)), enable_auto_commit=False)
        try:
            async with asyncio.timeout(patience):
                await consumer.start()
                partition = TopicPartition(self.topic(topic), 0)
                consumer.assign([partition])
                await consumer.seek_to_beginning(partition)
                return bool(await consumer.getone())
        except (KafkaError, TimeoutError):
            return False
        finally:
            await consumer.stop()


@pytest.fixture(scope="module")
async def broker(parts: Parts) -> AsyncGenerator[Broker]:
    if "://" not in parts.kafka_bootstrap:
        pytest.skip("this broker asks nobody who they are")
    found = Broker(parts.kafka_bootstrap, f"acl{uuid7().hex[:12]}")
    producer: Any = AIOKafkaProducer(**client_options(found.address))
    for name in TOPICS:
        await ensure_topic(found.address, found.topic(name), client="test")
    await producer.start()
    for name in TOPICS:
        await producer.send_and_wait(found.topic(name), b"{}", partition=0)
    await producer.stop()
    await let_in(client_options(found.address), [found.login(user) for user in (*FOLLOWED, "analyst")])
    yield found
    for user in (*FOLLOWED, "analyst"):
        await shut_out(client_options(found.address), f"{found.prefix}-{user}")


@pytest.mark.parametrize("user", [*FOLLOWED, "analyst"])
async def test_a_login_writes_and_reads_what_it_must_and_nothing_else(broker: Broker, user: str) -> None:
    for topic in TOPICS:
        assert await broker.writes(user, topic) == ((user, topic) in MAY_WRITE), f"{user} writes {topic}"
        may = (user, topic) in MAY_READ
        assert await broker.reads(user, topic, patience=20 if may else 2) == may, f"{user} reads {topic}"


async def test_no_login_makes_topics_but_its_own(broker: Broker) -> None:
    client = AIOKafkaAdminClient(**client_options(broker.address_of("intake")))
    await client.start()
    try:
        answer: Any = await client.create_topics([NewTopic(f"{broker.prefix}.other.v1", 1, 1)])
        assert [for_code(code) is NoError for _, code, *_ in answer.topic_errors] == [False]
    finally:
        await client.close()


async def test_who_is_let_in_may_enter_at_once_and_again(broker: Broker) -> None:
    for _ in range(5):
        login = Login(f"{broker.prefix}-{uuid7().hex}", PASSWORD, frozenset())
        address = as_user(broker.address, login.user, PASSWORD)
        for _ in range(2):
            await let_in(client_options(broker.address), [login])
            admin = AIOKafkaAdminClient(**client_options(address))
            await admin.start()
            await admin.close()
        await shut_out(client_options(broker.address), login.user)


@pytest.mark.parametrize("login", [None, ("intake", "another password"), ("nobody", PASSWORD)])
async def test_who_cannot_say_who_they_are_is_not_let_in(broker: Broker, login: tuple[str, str] | None) -> None:
    servers = client_options(broker.address)["bootstrap_servers"]
    address = as_user(broker.address, f"{broker.prefix}-{login[0]}", login[1]) if login else servers
    consumer: Any = AIOKafkaConsumer(**client_options(address), request_timeout_ms=3_000)
    with pytest.raises((KafkaError, TimeoutError)):
        async with asyncio.timeout(10):
            await consumer.start()
    await consumer.stop()


async def test_an_analyst_whose_agreement_ended_is_out(broker: Broker) -> None:
    user = f"{broker.prefix}-leaver"
    await let_in(client_options(broker.address), [Login(user, PASSWORD, of_analyst("", "", broker.prefix).rights)])
    assert await broker.reads("leaver", "analytics")
    await shut_out(client_options(broker.address), user)
    assert not await broker.reads("leaver", "analytics", patience=2)


def test_what_services_may_read_is_what_their_blueprints_follow() -> None:
    mail = MailSettings(AnyUrl("smtp://localhost"), "http://localhost", "kentro@localhost")
    blueprints = [
        registry.BLUEPRINT,
        intake.BLUEPRINT,
        referral.blueprint(bytes(32), mail),
        reporting.blueprint("localhost:9", "kentro", bytes(32)),
    ]
    follows = {blueprint.name: tuple(each.source for each in blueprint.follows) for blueprint in blueprints}
    assert {name: set(sources) for name, sources in FOLLOWED.items()} == {
        name: set(sources) for name, sources in follows.items()
    }
