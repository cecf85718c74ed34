"""An older backup brings back what happened, and nobody who was erased since."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from shared.database import connect
from shared.ids import uuid7
from shared.kek import KeyFile
from shared.ledger import Ledger, LedgerUnusable
from shared.marks import mark_of
from shared.provision import ServiceDatabases
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from shared.vault import Vault
from tests.integration.erasing import AMKA, SURNAME, Region, a_region, blueprints, fresh
from tests.integration.operator import operator


async def databases_of(stage: Stage) -> Mapping[str, ServiceDatabases]:
    """Of an installation of its own, keys included."""
    keys = f"keys_{uuid7().hex}"
    return {name: await fresh(stage, blueprint, keys=keys) for name, blueprint in blueprints(stage).items()}


async def readable(region: Region, person: UUID) -> list[str]:
    """Where anything of the person can be read: keys, logs, read models, claims."""
    found: list[str] = []
    for name, served in region.services.items():
        keys = await connect(served.databases.keys, name="test")
        if await keys.fetchval("SELECT 1 FROM person_key WHERE person = $1", person):
            found.append(f"{name} key")
        await keys.close()
        if any(SURNAME in str(each.event) for each in await served.running.store.log.read(0)):
            found.append(f"{name} log")
        if await served.running.pool.fetchval(
            "SELECT 1 FROM claim WHERE stream = $1 AND NOT starts_with(key, 'reference:')", f"person-{person}"
        ):
            found.append(f"{name} claim")
    dumped = await region.dump(without=["erasure"])
    theirs = (SURNAME, AMKA, str(person))
    found += [name for name, rows in dumped.items() for row in rows if any(value in row for value in theirs)]
    return found


@pytest.mark.parametrize("on_a_new_server", [False, True], ids=["in place", "on a new server"])
async def test_an_older_backup_with_the_persons_keys_in_it_brings_nothing_back(
    stage: Stage, provider: TestProvider, kek_file: Path, tmp_path: Path, *, on_a_new_server: bool
) -> None:
    databases = await databases_of(stage)
    async with a_region(stage, provider, databases) as region:
        stays, person = await region.meet("Μενίδου", None), await region.meet()
        await region.settled()
        assert len(await readable(region, person)) >= 10
        for name, served in region.services.items():
            assert await operator(stage, served, kek_file, "backup", "logs", str(tmp_path / "logs"), name) == 0
            assert await operator(stage, served, kek_file, "backup", "keys", str(tmp_path / "keys"), name) == 0
        await region.erase(person)
        await region.settled()
        assert await readable(region, person) == []

    if on_a_new_server:
        stage = replace(stage, topic_prefix=f"test-{uuid7().hex}")
        databases = await databases_of(stage)
    for name, of in databases.items():
        place = Served(None, None, of)  # type: ignore[arg-type] # nothing runs
        for what in ("keys", "logs"):
            words = ["restore", what, str(tmp_path / what), name, *(["--replace"] if what == "logs" else [])]
            assert await operator(stage, place, kek_file, *words) == 0
    async with a_region(stage, provider, databases) as region:
        await region.settled()
        assert await readable(region, person) == []
        dumped = await region.dump()
        assert any("Μενίδου" in row for row in dumped["registry.person"])
        assert any(str(stays) in row for row in dumped["intake.visit"])
        assert any(str(stays) in row for row in dumped["referral.referral"])


async def test_without_the_ledger_nothing_is_brought_back(
    stage: Stage, provider: TestProvider, tmp_path: Path, capsys: pytest.CaptureFixture[str], kek_file: Path
) -> None:
    own = tmp_path / "kek"
    own.write_bytes(kek_file.read_bytes())
    own.chmod(0o600)
    here = replace(stage, kek_file=own)
    databases = await databases_of(here)
    async with a_region(here, provider, databases) as region:
        person = await region.meet()
        served = region.services["registry"]
        assert await operator(here, served, own, "backup", "keys", str(tmp_path / "keys"), "registry") == 0
    ledger = own.with_name("erasures.jsonl")
    ledger.write_text("not a line of ours\n")
    assert await operator(here, served, own, "restore", "keys", str(tmp_path / "keys"), "registry") == 1
    assert "no service wrote" in capsys.readouterr().err
    ledger.unlink()

    async with Vault.opened(databases["registry"].keys, KeyFile(own), "registry") as vault:
        await vault.destroy(person)
    assert await operator(here, served, own, "restore", "keys", str(tmp_path / "keys"), "registry") == 0
    async with Vault.opened(databases["registry"].keys, KeyFile(own), "registry") as vault:
        assert await vault.keys([person]) == {}


def test_the_ledger_only_grows_and_names_nobody(tmp_path: Path) -> None:
    file, person = tmp_path / "erasures.jsonl", uuid7()
    ledger = Ledger(file)
    for service in ("registry", "intake", "registry"):
        ledger.note(service, mark_of(person), date(2026, 3, 5))
    assert ledger.marks("registry") == ledger.marks("intake") == {mark_of(person)}
    assert ledger.marks("referral") == set()
    text = file.read_text()
    assert (text.count("\n"), str(person) in text, file.stat().st_mode & 0o777) == (2, False, 0o600)
    file.write_text(text + '{"mark":1}\n')
    with pytest.raises(LedgerUnusable):
        ledger.marks("registry")
