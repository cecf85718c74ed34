"""The scan finds a leak in each kind of place, says where and never what, and finds nothing after an erasure."""

import gzip
import json
from collections.abc import AsyncGenerator
from pathlib import Path
from uuid import UUID

import pytest
from aiokafka import AIOKafkaProducer

from shared.broker import client_options
from shared.database import connect
from shared.ids import uuid7
from shared.public import topic_of
from shared.scanning import Needles, in_folder
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from tests.integration.erasing import AMKA, FATHER, GIVEN, REASON, SURNAME, Region, a_region
from tests.integration.operator import operator

CANARIES = (SURNAME, GIVEN, FATHER, AMKA, REASON)


@pytest.fixture
async def region(stage: Stage, provider: TestProvider) -> AsyncGenerator[Region]:
    async with a_region(stage, provider) as region:
        yield region


async def scan(region: Region, service: str, kek_file: Path, *words: str) -> int:
    served = region.services[service]
    everything = region.stage.databases.owner(served.databases)
    return await operator(
        region.stage, served, kek_file, "privacy", "scan", "--service", service, "--database", everything, *words
    )


def canaries(*values: str) -> list[str]:
    return [word for value in values for word in ("--canary", value)]


async def test_before_the_erasure_everything_is_found_and_after_it_nothing(
    region: Region, kek_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    person = await region.meet()
    await region.settled()
    logs = tmp_path / "folder"
    logs.mkdir()
    (logs / "registry.log").write_text('{"event": "request", "route": "/people/{person}"}\n')
    files: dict[str, str] = {}
    for service in ("registry", "intake", "referral"):
        files[service] = str(tmp_path / f"{service}.values")
        words = ("privacy", "gather", "--service", service, "--person", str(person), files[service])
        code = await operator(region.stage, region.services[service], kek_file, *words)
        assert code == (1 if service == "intake" else 0), "intake holds no personal field"
    for sealed in files.values():
        assert SURNAME.encode() not in Path(sealed).read_bytes()
    capsys.readouterr()
    assert await scan(region, "registry", kek_file, "--file", files["registry"], "--folder", str(logs)) == 1
    said = capsys.readouterr().out
    assert "table public.person\n" in said
    assert "table public.person_found_by" in said
    assert "table public.opening" in said
    assert not [value for value in CANARIES if value in said]

    await region.erase(person)
    await region.settled()
    for service in ("registry", "intake", "referral", "reporting"):
        which = ["--file", files[service]] if service in ("registry", "referral") else canaries(*CANARIES)
        code = await scan(region, service, kek_file, *which, "--folder", str(logs))
        assert code == 0, capsys.readouterr().out
    said = capsys.readouterr().out
    assert "topic" not in said
    assert "found 0 times" in said


@pytest.mark.parametrize(
    "column",
    ["text", "bytea", "jsonb", "text[]", "varchar(300)"],
)
async def test_a_value_in_any_column_is_found(
    region: Region, kek_file: Path, capsys: pytest.CaptureFixture[str], column: str
) -> None:
    canary = f"Φυτεμένη{uuid7().hex}"
    owner = await connect(region.services["intake"].databases.owner, name="test")
    await owner.execute(f"CREATE TABLE planted (id int, hole {column})")
    value = {
        "text": "$1::text",
        "bytea": "convert_to($1::text, 'UTF8')",
        "jsonb": "jsonb_build_object('a', jsonb_build_array($1::text))",
        "text[]": "ARRAY['x', $1::text]",
        "varchar(300)": "upper($1::text)",
    }[column]
    assert await scan(region, "intake", kek_file, *canaries(canary)) == 0
    await owner.execute(f"INSERT INTO planted VALUES (1, {value})", canary)
    await owner.close()
    capsys.readouterr()
    assert await scan(region, "intake", kek_file, *canaries(canary)) == 1
    said = capsys.readouterr()
    assert "FOUND 1 in intake: table public.planted" in said.out
    assert canary not in said.out + said.err


async def test_a_value_in_a_record_is_found(region: Region, kek_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    canary = f"Φυτεμένη{uuid7().hex}"
    topic = topic_of("intake", region.stage.topic_prefix)
    producer = AIOKafkaProducer(**client_options(region.stage.kafka))
    await producer.start()
    places = [(canary, "", ""), ("k", canary.upper(), ""), ("k", "", canary)]
    for key, header, value in places:
        await producer.send_and_wait(
            topic, key=key.encode(), value=value.encode(), partition=3, headers=[("ce_id", header.encode())]
        )
    await producer.stop()
    assert await scan(region, "intake", kek_file, *canaries(canary)) == 1
    said = capsys.readouterr().out
    assert f"FOUND 3 in topic {topic}" in said
    assert canary not in said


def test_a_value_in_any_file_is_found_packed_or_not(tmp_path: Path) -> None:
    canary = "Φυτεμένη-τιμή"
    needles = Needles([canary])
    (tmp_path / "logs").mkdir()
    (tmp_path / "postgres").mkdir()
    (tmp_path / "logs" / "intake.log").write_text(f'{{"event": "{canary}"}}\n')
    (tmp_path / "logs" / "traces.json").write_text(json.dumps({"name": canary}))
    (tmp_path / "log.gz").write_bytes(gzip.compress(b"x" * ((1 << 20) - 5) + canary.encode() + b"y"))
    (tmp_path / f"{canary}.pdf").write_bytes(b"%PDF")
    (tmp_path / "object").write_bytes(b"\x00\xff" + "ΦΥΤΕΜΈΝΗ-ΤΙΜΉ".encode())
    (tmp_path / "clean").write_text("τίποτα")
    (tmp_path / "postgres" / "base").write_text(canary)
    found = {each.place: each.count for each in in_folder(tmp_path, needles, passing_over=["postgres"]) if each.count}
    assert set(found) == {
        "file logs/intake.log", "file logs/traces.json", "file log.gz", f"a file's name in {tmp_path}", "file object",
    }  # fmt: skip
    assert not [place for place in found if canary in place]


def test_a_value_that_tells_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="4 letters"):
        Needles(["αβ", " γ "])
    assert UUID(int=1)
