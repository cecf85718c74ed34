"""Topics that tests made."""

import asyncio

from aiokafka.admin import AIOKafkaAdminClient

from shared.broker import client_options

WITHIN = 30.0
"""Seconds."""


async def remove_topics(bootstrap: str, prefix: str) -> None:
    """Deletes those whose names begin so."""
    admin = AIOKafkaAdminClient(**client_options(bootstrap), client_id="test-admin")
    async with asyncio.timeout(WITHIN):
        await admin.start()
        try:
            made = [topic for topic in await admin.list_topics() if topic.startswith(prefix)]
            if made:
                await admin.delete_topics(made)
        finally:
            await admin.close()
