"""Keys of persons: who may read the file, what an altered row leads to, and rotation while a service runs."""

import os
from collections.abc import AsyncGenerator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag

from services import registry
from shared.database import connect
from shared.domain import Refused
from shared.ids import uuid7
from shared.kek import KeyFile, KeyFileUnusable, KeyRing, write_ring
from shared.provision import ServiceDatabases
from shared.rotation import rewrap, wrapped_under
from shared.testing.services import Served, Stage, settings_for
from shared.testing.tokens import TestProvider
from shared.vault import KeysAway, Vault
from tests.integration.conftest import Kernel, Noted, command
from tests.integration.operator import operator

ZACHARO = "/el63/3905/zacharo"


async def noted(kernel: Kernel, person: UUID, text: str) -> str:
    stream = f"note-{uuid7()}"
    await kernel.store.handle(command(), stream, lambda _: [Noted(person, text)])
    return stream


async def read_by_another_process(kernel: Kernel, stream: str, keks: KeyFile | KeyRing) -> object:
    """What a process that has no key at hand reads of the stream's first event."""
    async with Vault.opened(kernel.databases.keys, keks, "kernel") as vault:
        log = type(kernel.store.log)(kernel.pool, kernel.store._codec, vault)  # pyright: ignore[reportPrivateUsage]
        return (await log.stream(stream))[0].event


async def test_an_altered_ciphertext_is_read_as_nothing_else(kernel: Kernel, kek_file: Path) -> None:
    stream = await noted(kernel, uuid7(), "ΚΑΝΑΡΙΝΙ")
    owner = await kernel.as_owner()
    await owner.execute(
        "UPDATE log SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1) WHERE stream = $1", stream
    )
    with pytest.raises(InvalidTag):
        await read_by_another_process(kernel, stream, KeyFile(kek_file))
    await owner.close()


async def test_a_ciphertext_put_in_anothers_place_is_not_read(kernel: Kernel, kek_file: Path) -> None:
    one, other = await noted(kernel, uuid7(), "ο ένας"), await noted(kernel, uuid7(), "ο άλλος")
    owner = await kernel.as_owner()
    await owner.execute(
        "UPDATE log SET sealed = (SELECT sealed FROM log WHERE stream = $2) WHERE stream = $1", one, other
    )
    with pytest.raises(InvalidTag):
        await read_by_another_process(kernel, one, KeyFile(kek_file))
    await owner.close()


async def test_a_wrapped_key_put_in_anothers_place_opens_nothing(kernel: Kernel, kek_file: Path) -> None:
    first, second = uuid7(), uuid7()
    stream = await noted(kernel, first, "του πρώτου")
    await noted(kernel, second, "του δεύτερου")
    keys = await connect(kernel.databases.keys, name="test")
    await keys.execute(
        "UPDATE person_key SET wrapped = (SELECT wrapped FROM person_key WHERE person = $2) WHERE person = $1",
        first,
        second,
    )
    with pytest.raises(InvalidTag):
        await read_by_another_process(kernel, stream, KeyFile(kek_file))
    await keys.close()


async def test_without_its_key_an_event_is_nothing_and_none_is_made_again(kernel: Kernel, kek_file: Path) -> None:
    person = uuid7()
    stream = await noted(kernel, person, "θα χαθεί")
    await kernel.vault.destroy(person)
    await kernel.vault.destroy(person)
    assert await read_by_another_process(kernel, stream, KeyFile(kek_file)) is None
    with pytest.raises(Refused, match="person-erased"):
        await noted(kernel, person, "κάτι νέο")
    assert await kernel.store.log.head() == 1


async def test_a_process_that_has_the_key_at_hand_forgets_it_within_a_minute(
    kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = uuid7()
    await noted(kernel, person, "x")
    keys = await connect(kernel.databases.keys, name="test")
    await keys.execute("DELETE FROM person_key WHERE person = $1", person)
    await keys.close()
    assert person in await kernel.vault.keys([person])
    monkeypatch.setattr("shared.vault.FORGOTTEN_AFTER", -1.0)
    assert await kernel.vault.keys([person]) == {}


async def test_a_file_that_others_may_read_is_refused_and_says_why(stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / "kek"
    file.write_bytes(os.urandom(32))
    file.chmod(0o640)
    databases = await stage.databases.fresh("registry", [])
    with pytest.raises(KeyFileUnusable, match=r"0640.*chmod 600"):
        registry.build(registry.Settings(**settings_for(databases, stage.kafka, file, "x").model_dump()))
    file.chmod(0o600)
    assert KeyFile(file).ring.current == ""
    for wrong in (b"", b"x" * 31, b"{}", b'{"current":"a","blinding":"00","keys":{}}'):
        file.write_bytes(wrong)
        with pytest.raises(KeyFileUnusable):
            KeyFile(file)


@pytest.fixture
def own_kek(tmp_path: Path) -> Path:
    file = tmp_path / "kek"
    file.write_bytes(os.urandom(32))
    file.chmod(0o600)
    return file


FOLDERS = [files("shared") / "migrations" / "log", registry.BLUEPRINT.folder / "migrations"]


@pytest.fixture
async def own_databases(stage: Stage) -> ServiceDatabases:
    """With a keys database of its own, since its keys are wrapped under a key of its own."""
    return await stage.databases.fresh("registry", FOLDERS, keys=f"keys_{uuid7().hex}")


@pytest.fixture
async def desk(stage: Stage, own_databases: ServiceDatabases, own_kek: Path) -> AsyncGenerator[Served]:
    async with replace(stage, kek_file=own_kek).serve_on(own_databases, registry.BLUEPRINT) as served:
        yield served


async def met(desk: Served, worker: dict[str, str], surname: str) -> UUID:
    person = uuid7()
    body = {"centre": ZACHARO, "surname": surname, "given_name": "Ελπίδα", "unit": str(uuid7()), "informed": True}
    answer = await desk.http.put(f"/people/{person}", json=body, headers={"If-None-Match": "*", **worker})
    assert answer.status_code == 201, answer.text
    return person


async def test_a_key_is_rotated_while_the_service_runs(
    desk: Served, stage: Stage, own_kek: Path, provider: TestProvider, capsys: pytest.CaptureFixture[str]
) -> None:
    worker = provider.bearer(f"social_worker@{ZACHARO}")
    old = await met(desk, worker, "Παλαιού")
    blinded = desk.running.vault.blind("identifier", "1")
    log = await connect(desk.databases.api, name="test")
    before = await log.fetch("SELECT position, data, sealed FROM log ORDER BY position")

    assert await operator(stage, desk, own_kek, "keys", "rotate", "registry") == 0
    assert "1 keys wrapped under" in capsys.readouterr().out

    ring = KeyFile(own_kek).ring
    assert (len(ring.keys), own_kek.stat().st_mode & 0o777) == (2, 0o600)
    new = await met(desk, worker, "Καινούργιου")
    keys = await connect(desk.databases.keys, name="test")
    assert await wrapped_under(keys, "registry") == {ring.current: 2}
    desk.running.vault._cache.clear()  # pyright: ignore[reportPrivateUsage]
    for person in (old, new):
        read = await desk.http.get(f"/people/{person}/timeline", headers={**worker, **desk.ticket(person)})
        assert read.status_code == 200, read.text
        assert (await desk.running.store.load(f"person-{person}")).recorded[1].event is not None
    assert desk.running.vault.blind("identifier", "1") == blinded
    after = await log.fetch("SELECT position, data, sealed FROM log ORDER BY position")
    assert [tuple(row) for row in after][: len(before)] == [tuple(row) for row in before]
    async with Vault.opened(desk.databases.keys, KeyFile(own_kek), "registry") as another:
        assert another.blind("identifier", "1") == blinded

    assert await operator(stage, desk, own_kek, "keys", "list", "registry") == 0
    assert "in use" in capsys.readouterr().out
    await keys.close()
    await log.close()


async def test_an_interrupted_rotation_goes_on_where_it_was(
    own_databases: ServiceDatabases, own_kek: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.rotation.BATCH", 3)
    file = KeyFile(own_kek)
    persons = [uuid7() for _ in range(10)]
    async with Vault.opened(own_databases.keys, file, "registry") as vault:
        for person in persons:
            await vault.ensure(person)
        write_ring(own_kek, file.ring.rotated())
        keys = await connect(own_databases.keys, name="test")

        def interrupt(done: int) -> None:
            if done >= 6:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            await rewrap(keys, file.ring, "registry", interrupt)
        assert sorted((await wrapped_under(keys, "registry")).values()) == [4, 6]
        vault._cache.clear()  # pyright: ignore[reportPrivateUsage]
        assert set(await vault.keys(persons)) == set(persons)

        assert await rewrap(keys, file.ring, "registry", lambda _: None) == 4
        assert await wrapped_under(keys, "registry") == {file.ring.current: 10}
        write_ring(own_kek, file.ring.without(""))
        vault._cache.clear()  # pyright: ignore[reportPrivateUsage]
        assert set(await vault.keys(persons)) == set(persons)
        await keys.close()


async def test_a_key_encryption_key_that_is_not_in_the_file_is_said(kernel: Kernel) -> None:
    stream = await noted(kernel, uuid7(), "x")
    stranger = KeyRing("abc", bytes(32), {"abc": bytes(32)})
    with pytest.raises(KeysAway, match="not in the file"):
        await read_by_another_process(kernel, stream, stranger)


async def test_where_the_keys_database_is_away_nothing_is_half_written(
    stage: Stage, own_databases: ServiceDatabases, own_kek: Path, provider: TestProvider
) -> None:
    here = replace(stage, kek_file=own_kek)
    worker = {"If-None-Match": "*", **provider.bearer(f"social_worker@{ZACHARO}")}
    person = uuid7()
    body = {"centre": ZACHARO, "surname": "Χ", "given_name": "Ψ", "unit": str(uuid7()), "informed": True}
    nowhere = replace(own_databases, keys="postgresql://registry_keys:test@127.0.0.1:1/keys")
    async with here.serve_on(nowhere, registry.BLUEPRINT) as desk:
        answer = await desk.http.put(f"/people/{person}", json=body, headers=worker)
        assert (answer.status_code, answer.json()["type"]) == (503, "https://kentro.gr/problems/keys-away")
        assert answer.headers["retry-after"]
        assert await desk.running.store.log.head() == 0
    async with here.serve_on(own_databases, registry.BLUEPRINT) as desk:
        assert (await desk.http.put(f"/people/{person}", json=body, headers=worker)).status_code == 201
        position = await desk.running.store.log.head()
    async with here.serve_on(nowhere, registry.BLUEPRINT) as desk:
        bearer = provider.bearer(f"social_worker@{ZACHARO}")
        read = await desk.http.get(f"/people/{person}/timeline", headers={**bearer, **desk.ticket(person)})
        assert (read.status_code, read.json()["type"]) == (503, "https://kentro.gr/problems/keys-away")
        assert await desk.running.store.log.head() == position + 1
