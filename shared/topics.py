"""Topics exist before anybody writes to or reads from them."""

import asyncio
from contextlib import suppress
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import NoError, TopicAlreadyExistsError, for_code

from shared.broker import client_options
from shared.public import PARTITIONS

TIMEOUT = 15.0
"""Seconds; aiokafka's own calls may hang for ever when a broker is away."""

FOR_GOOD = "-1"
"""Retention of a topic that is a copy of a log."""

REPLICAS = 3
"""Copies of each partition, as far as there are brokers."""


async def ensure_topic(bootstrap: str, topic: str, *, client: str, retention_ms: str = FOR_GOOD) -> bool:
    """Creates the topic if it is missing, never compacted, and says whether it was. `KafkaError`, `TimeoutError`."""
    admin = AIOKafkaAdminClient(**client_options(bootstrap), client_id=f"{client}-admin")
    try:
        async with asyncio.timeout(TIMEOUT):
            await admin.start()
            if topic in await admin.list_topics():
                return False
            brokers = len((await admin.describe_cluster())["brokers"])
            new = NewTopic(
                topic,
                num_partitions=PARTITIONS,
                replication_factor=min(REPLICAS, brokers),
                topic_configs={"cleanup.policy": "delete", "retention.ms": retention_ms},
            )
            answer: Any = await admin.create_topics([new])
            for _, code, *_ in answer.topic_errors:
                if for_code(code) not in (NoError, TopicAlreadyExistsError):
                    raise for_code(code)(topic)
            return True
    finally:
        with suppress(Exception):
            async with asyncio.timeout(5):
                await admin.close()
