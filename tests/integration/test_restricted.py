"""What registry tells sealed: reporting counts it, nobody else can read it, and an erasure makes it nothing."""

import json
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from aiokafka import AIOKafkaProducer

from shared.broker import client_options
from shared.database import Connection, connect
from shared.ids import uuid7
from shared.kek import KeyFile
from shared.parking import parked
from shared.public import partition_of
from shared.restricted import RESTRICTED
from shared.rotation import wrapped_under
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from tests.clock import this_month
from tests.integration.erasing import ZACHARO, Region, a_region, until
from tests.integration.operator import operator
from tests.integration.test_relay import Broker

SAID = {
    "birth": {"born_on": "1980-02-14", "sex": "female"},
    "circumstances": {
        "education": "primary",
        "employment": "unemployed",
        "housing": "hosted",
        "legal_status": "refugee",
    },
    "special": {"disability": "67", "roma": "refused"},
}
TRAITS = {
    "sex": "female", "age": "30-54", "schooling": "isced-0-2", "employment": "unemployed", "dwelling": "insecure",
    "origin": "protection", "disability": "yes", "roma": "refused",
}  # fmt: skip


@pytest.fixture
async def region(stage: Stage, provider: TestProvider) -> AsyncGenerator[Region]:
    async with a_region(stage, provider) as region:
        yield region


async def described(region: Region) -> UUID:
    """Somebody came and said all of it."""
    person = await region.meet()
    for section, body in SAID.items():
        await region.record(person, section, body)
    await region.settled()
    return person


async def traits(region: Region, **grants: str) -> dict[str, dict[str, int | None]]:
    headers = region.provider.bearer(*(f"{role}@{scope}" for role, scope in grants.items()))
    asked = {"scope": ZACHARO, "month": this_month()}
    answer = await region.services["reporting"].http.get("/attendance", params=asked, headers=headers)
    assert answer.status_code == 200, answer.text
    return {trait: {part["code"]: part["value"] for part in parts} for trait, parts in answer.json()["traits"].items()}


async def test_who_came_is_counted_once_by_what_they_said_and_small_counts_are_kept_back(region: Region) -> None:
    await described(region)
    other = await region.meet("Μενίδου", None)
    await region.settled()
    seen = await traits(region, coordinator=ZACHARO)
    assert seen == {trait: {code: 1, "": 1} for trait, code in TRAITS.items()}
    others = await traits(region, analyst="/el63")
    assert others == {trait: {code: None, "": None} for trait, code in TRAITS.items()}

    await region.record(other, "birth", {"born_on": "2015-01-01", "sex": None})
    await region.settled()
    assert (await traits(region, coordinator=ZACHARO))["age"] == {"0-17": 1, "30-54": 1}


async def test_the_topic_holds_nothing_that_is_not_sealed_and_intake_has_no_key(region: Region, stage: Stage) -> None:
    person = await described(region)
    records = await Broker(stage, "registry.restricted").records()
    assert len(records) == 4
    for record in records:
        assert dict(record.headers)["content-type"] == b"application/octet-stream"
        assert not any(word in record.value for word in (b"female", b"1980", b"refused", b"person"))

    async def sees(service: str) -> int:
        connection = await connect(region.services[service].databases.keys, name="test")
        try:
            asked = "SELECT count(*) FROM person_key WHERE person = $1 AND service = $2"
            return await connection.fetchval(asked, person, RESTRICTED)
        finally:
            await connection.close()

    assert {service: await sees(service) for service in region.services} == {
        "registry": 1, "intake": 0, "referral": 0, "reporting": 1,
    }  # fmt: skip
    reporting = await connect(region.services["reporting"].databases.keys, name="test")
    await reporting.execute("DELETE FROM person_key WHERE service = $1", RESTRICTED)
    assert await sees("registry") == 1
    insert = "INSERT INTO person_key (person, service, wrapped, kek) VALUES ($1, $2, '', '')"
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await reporting.execute(insert, uuid7(), RESTRICTED)
    await reporting.close()


async def test_of_somebody_erased_nothing_is_counted_and_nothing_can_be_read_again(
    region: Region, kek_file: Path
) -> None:
    person = await described(region)
    await region.erase(person)
    await region.settled()
    assert await traits(region, coordinator=ZACHARO) == {trait: {} for trait in TRAITS}
    reporting = region.services["reporting"]
    assert await operator(region.stage, reporting, kek_file, "rebuild", "reporting") == 0
    assert (await region.dump())["reporting.described"] == []
    registry = await connect(region.services["registry"].databases.keys, name="test")
    assert await registry.fetchval("SELECT count(*) FROM person_key WHERE person = $1", person) == 0
    await registry.close()


async def test_rebuilt_equals_what_is_live(region: Region, kek_file: Path) -> None:
    await described(region)
    live = (await region.dump())["reporting.described"]
    assert [json.loads(row)["schooling"] for row in live] == ["isced-0-2"]
    assert await operator(region.stage, region.services["reporting"], kek_file, "rebuild", "reporting") == 0
    assert (await region.dump())["reporting.described"] == live


async def test_what_was_sealed_elsewhere_is_parked_sealed(
    region: Region, stage: Stage, kek_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    person, broker = await described(region), Broker(stage, "registry.restricted")
    last = max(await broker.records(), key=lambda record: record.offset)
    headers = dict(last.headers)
    epoch, position = headers["ce_id"].decode().split("/")
    forged = headers | {"ce_id": f"{epoch}/{int(position) + 100}".encode(), "ce_previous": position.encode()}
    producer: Any = AIOKafkaProducer(**client_options(stage.kafka))
    await producer.start()
    number = partition_of(f"person-{person}")
    await producer.send_and_wait(broker.topic, last.value, last.key, number, headers=list(forged.items()))
    await producer.stop()

    reporting = region.services["reporting"]
    connection = await connect(reporting.databases.projector, name="test")

    async def put_aside() -> bool:
        return bool(await parked(connection))

    await until(put_aside)
    (one,) = await parked(connection)
    assert (one.error, one.key) == ("malformed-record", f"person-{person}")
    assert await operator(stage, reporting, kek_file, "parked", "show", "reporting", one.where) == 0
    shown = capsys.readouterr().out
    assert f"{len(last.value)} bytes, sealed" in shown
    assert await operator(stage, reporting, kek_file, "parked", "replay", "reporting") == 1
    assert len(await parked(connection)) == 1
    assert await traits(region, coordinator=ZACHARO) == {trait: {code: 1} for trait, code in TRAITS.items()}
    await connection.close()


async def test_what_could_not_be_applied_is_replayed_opened(region: Region, stage: Stage, kek_file: Path) -> None:
    reporting = region.services["reporting"]
    owner = await connect(stage.databases.owner(reporting.databases), name="test")
    await owner.execute("ALTER TABLE described ADD CONSTRAINT broken CHECK (sex IS NULL) NOT VALID")
    await described(region)
    assert await _aside(owner) == 3
    await owner.execute("ALTER TABLE described DROP CONSTRAINT broken")
    assert await operator(stage, reporting, kek_file, "parked", "replay", "reporting") == 0
    assert await _aside(owner) == 0
    await owner.close()
    assert await traits(region, coordinator=ZACHARO) == {trait: {code: 1} for trait, code in TRAITS.items()}


async def _aside(connection: Connection) -> int:
    return await connection.fetchval("SELECT count(*) FROM parked WHERE discarded_at IS NULL")


async def test_its_keys_are_rotated_and_copied_with_registrys(
    region: Region, stage: Stage, kek_file: Path, tmp_path: Path
) -> None:
    person = await described(region)
    registry = region.services["registry"]
    own = tmp_path / "kek"
    own.write_bytes(kek_file.read_bytes())
    own.chmod(0o600)
    assert await operator(stage, registry, own, "keys", "rotate", "registry") == 0
    connection = await connect(registry.databases.keys, name="test")
    ring = KeyFile(own).ring
    assert set(await wrapped_under(connection, RESTRICTED)) == {ring.current}
    rows = "SELECT service FROM person_key WHERE person = $1 ORDER BY 1"
    assert [row["service"] for row in await connection.fetch(rows, person)] == ["registry", RESTRICTED]

    folder = str(tmp_path / "copy")
    assert await operator(stage, registry, own, "backup", "keys", folder, "registry") == 0
    await connection.execute("DELETE FROM person_key WHERE person = $1", person)
    assert await operator(stage, registry, own, "restore", "keys", folder, "registry") == 0
    assert [row["service"] for row in await connection.fetch(rows, person)] == ["registry", RESTRICTED]
    await connection.close()
