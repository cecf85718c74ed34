"""The operator's command beside a service of a test, as in that service's own container."""

import asyncio
from pathlib import Path

import pytest

from kentro.__main__ import main
from shared.testing.services import Served, Stage


async def operator(stage: Stage, served: Served, kek_file: Path, *words: str) -> int:
    """Runs `kentro` with those words; the exit code."""
    environment = {
        "DATABASE_URL": served.databases.api,
        "PROJECTOR_DATABASE_URL": served.databases.projector,
        "OWNER_DATABASE_URL": served.databases.owner,
        "KEYS_DATABASE_URL": served.databases.keys,
        "KEK_FILE": str(kek_file),
        "KAFKA_BOOTSTRAP": stage.kafka,
        "PSEUDONYM_KEY_FILE": str(kek_file),
        "ERASURE_LEDGER_FILE": str(kek_file.with_name("erasures.jsonl")),
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        return await asyncio.to_thread(main, [*words, "--prefix", stage.topic_prefix])
