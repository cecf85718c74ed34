"""A log brought back from a backup: what stood in it stands again, and every reader follows by itself."""

import asyncio
import gzip
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from services import intake, registry, reporting
from shared.database import connect
from shared.ids import uuid7
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from tests.integration.operator import operator

ZACHARO = "/el63/3905/zacharo"


@dataclass
class Site:
    """Reporting runs all the time; intake comes and goes."""

    stage: Stage
    provider: TestProvider
    figures: Served
    kek_file: Path

    async def visits(self, desk: Served, count: int) -> None:
        headers = {"If-None-Match": "*", **self.provider.bearer(f"receptionist@{ZACHARO}")}
        body = {"unit": str(uuid7()), "centre": ZACHARO, "topic": "goods", "channel": "email"}
        for _ in range(count):
            answer = await desk.http.put(f"/visits/{uuid7()}", json=body, headers=headers)
            assert answer.status_code == 201, answer.text

    async def listed(self, desk: Served) -> int:
        answer = await desk.http.get("/visits", headers=self.provider.bearer(f"receptionist@{ZACHARO}"))
        return len(answer.json()["items"])

    async def until(self, desk: Served, count: int) -> None:
        """Intake's own read model and reporting's figures both count so many."""
        owner = await connect(self.stage.databases.owner(self.figures.databases), name="test")
        async with asyncio.timeout(30):
            while True:
                figure = await owner.fetchval("SELECT sum(count) FROM cell WHERE indicator = 'visits'")
                if figure == count and await self.listed(desk) == count:
                    break
                await asyncio.sleep(0.05)
        await owner.close()

    async def operator(self, served: Served, *words: str) -> int:
        return await operator(self.stage, served, self.kek_file, *words)


@pytest.fixture
async def site(stage: Stage, provider: TestProvider, kek_file: Path) -> AsyncGenerator[Site]:
    blueprint = reporting.blueprint(stage.kafka, stage.topic_prefix, kek_file.read_bytes())
    async with stage.serve(blueprint) as figures:
        yield Site(stage, provider, figures, kek_file)


async def test_an_older_log_brought_back_is_followed_by_every_reader(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = str(tmp_path / "backup")
    async with site.stage.serve(intake.BLUEPRINT) as desk:
        await site.visits(desk, 20)
        assert await site.operator(desk, "backup", "logs", backup, "intake") == 0
        await site.visits(desk, 5)
        await site.until(desk, 25)
        assert await site.operator(desk, "restore", "logs", backup, "intake", "--replace") == 1
        assert "stop the service first" in capsys.readouterr().err

    assert await site.operator(desk, "restore", "logs", backup, "intake") == 1
    assert "holds events already" in capsys.readouterr().err
    assert await site.operator(desk, "restore", "logs", backup, "intake", "--replace") == 0
    assert "20 events" in capsys.readouterr().out

    async with site.stage.serve_on(desk.databases, intake.BLUEPRINT) as desk:
        await site.until(desk, 20)
        await site.visits(desk, 3)
        await site.until(desk, 23)
        assert await site.operator(desk, "log", "verify", "intake") == 0
        assert "whole to position 23" in capsys.readouterr().out


async def test_a_damaged_copy_is_brought_back_nowhere(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = tmp_path / "backup"
    async with site.stage.serve(intake.BLUEPRINT) as desk:
        await site.visits(desk, 10)
        assert await site.operator(desk, "backup", "logs", str(backup), "intake") == 0
        assert await site.operator(desk, "backup", "logs", str(backup), "intake") == 1
        assert "exists" in capsys.readouterr().err
    file = backup / "intake" / "log.gz"
    whole = file.read_bytes()
    for damaged in (whole[:-200], whole[:100] + bytes([whole[100] ^ 1]) + whole[101:], b""):
        file.write_bytes(damaged)
        assert await site.operator(desk, "restore", "logs", str(backup), "intake", "--replace") != 0
    (backup / "intake" / "manifest.json").unlink()
    assert await site.operator(desk, "restore", "logs", str(backup), "intake", "--replace") == 1
    assert "interrupted" in capsys.readouterr().err
    async with site.stage.serve_on(desk.databases, intake.BLUEPRINT) as desk:
        assert await site.listed(desk) == 10


async def test_a_log_without_its_keys_is_unreadable_and_readable_again_with_them(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    person = f"/people/{uuid7()}"
    worker = site.provider.bearer(f"social_worker@{ZACHARO}")
    body = {"centre": ZACHARO, "surname": "Δοκιμαστίδου", "given_name": "Ελπίδα"}
    body |= {"unit": str(uuid7()), "informed": True}

    async def surname() -> str | None:
        """As it is read now; None while the read model is empty."""
        opened = desk.ticket(UUID(person.rsplit("/", 1)[-1]))
        answer = await desk.http.get(person, headers={**worker, **opened})
        return answer.json()["surname"] if answer.is_success else None

    async with site.stage.serve(registry.BLUEPRINT) as desk:
        answer = await desk.http.put(person, json=body, headers={"If-None-Match": "*", **worker})
        assert answer.status_code == 201, answer.text
        assert await site.operator(desk, "backup", "logs", str(tmp_path / "logs"), "registry") == 0
        assert await site.operator(desk, "backup", "keys", str(tmp_path / "keys"), "registry") == 0
    copies = [gzip.decompress(path.read_bytes()) for path in (tmp_path / "logs").rglob("*.gz")]
    assert not [copy for copy in copies if "Δοκιμαστίδου".encode() in copy]
    keys = await connect(desk.databases.keys, name="test")
    await keys.execute("DELETE FROM person_key")
    assert await site.operator(desk, "restore", "logs", str(tmp_path / "logs"), "registry", "--replace") == 0
    async with site.stage.serve_on(desk.databases, registry.BLUEPRINT) as desk, asyncio.timeout(20):
        while await surname() != "":
            await asyncio.sleep(0.05)

    assert await site.operator(desk, "restore", "keys", str(tmp_path / "keys"), "registry") == 0
    assert "keys that were missing" in capsys.readouterr().out
    assert await site.operator(desk, "restore", "logs", str(tmp_path / "logs"), "registry", "--replace") == 0
    async with site.stage.serve_on(desk.databases, registry.BLUEPRINT) as desk:
        async with asyncio.timeout(20):
            while await surname() != "Δοκιμαστίδου":
                await asyncio.sleep(0.05)
    await keys.close()
