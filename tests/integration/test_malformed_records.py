"""A record that cannot be read holds up nobody, whatever is wrong with it."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

import pytest

from shared.ids import uuid7
from shared.parking import Parking, Record
from shared.testing.services import Stage
from tests.integration.following import EPOCH, PARTITION, ZACHARO, Follower, a_follower, a_visit


@pytest.fixture
async def follower(stage: Stage, kek_file: Path) -> AsyncGenerator[Follower]:
    async with a_follower(stage, kek_file) as follower:
        yield follower


async def test_a_record_that_nobody_of_ours_wrote_is_parked_and_holds_up_nobody(
    follower: Follower, capsys: pytest.CaptureFixture[str]
) -> None:
    await follower.hear(a_visit(), "goods")
    await follower.send("stranger", b"no event", [("ce_type", b"kentro.intake.visit-received")])
    await follower.send("stranger", b"\xff\xfe", [])
    await follower.reached(await follower.hear(a_visit(), "housing"))
    assert await follower.counted() == {"goods": 1, "housing": 1}

    capsys.readouterr()
    assert await follower.operator("parked", "list", "reporting") == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.split()[-2:] for line in listed] == [["stranger", "malformed-record"]] * 2
    assert await follower.operator("parked", "show", "reporting", f"{follower.topic}/{PARTITION}/77") == 1


@pytest.mark.parametrize(
    ("key", "changed"),
    [
        ("with \0 in it", {"ce_id": b"x"}),
        ("without a scope", {"ce_scope": None}),
        ("of another kind of epoch", {"ce_id": b"9b9a4c1e-4c57-4f0e-9d2f-1a2b3c4d5e6f/1", "ce_previous": b"0"}),
        ("beyond every table", {"ce_id": f"{EPOCH}/1{'0' * 30}".encode(), "ce_previous": b"0"}),
        ("longer than an index takes " + token_hex(5000), {"ce_id": b"x"}),
        ("with \0 in its stream", {"ce_id": f"{EPOCH}/2".encode(), "ce_subject": b"visit-\0"}),
    ],
    ids=lambda given: given[:26] if isinstance(given, str) else "",
)
async def test_a_record_that_cannot_be_stored_as_it_is_holds_up_nobody_either(
    follower: Follower, key: str, changed: dict[str, bytes | None], capsys: pytest.CaptureFixture[str]
) -> None:
    await follower.hear(a_visit(), "goods")
    good: dict[str, bytes | None] = {
        "ce_id": f"{EPOCH}/1".encode(),
        "ce_source": b"/kentro/intake",
        "ce_type": b"kentro.intake.visit-received",
        "ce_subject": b"visit-of-nobody",
        "ce_time": datetime.now(UTC).isoformat().encode(),
        "ce_occurredon": b"2026-03-02",
        "ce_scope": ZACHARO.encode(),
        "ce_previous": b"0",
    }
    value = f'{{"visit":"{uuid7()}","topic":"legal","channel":"email","person":null}}'.encode()
    await follower.send(key, value, list({**good, **changed}.items()))
    await follower.reached(await follower.hear(a_visit(), "housing"))
    assert await follower.counted() == {"goods": 1, "housing": 1}

    capsys.readouterr()
    assert await follower.operator("parked", "list", "reporting") == 0
    (listed,) = capsys.readouterr().out.splitlines()
    assert key.replace("\0", "\N{REPLACEMENT CHARACTER}") in listed
    where = listed.split()[1]
    assert await follower.operator("parked", "show", "reporting", where) == 0


async def test_an_event_whose_data_cannot_be_read_is_parked_and_holds_up_nobody(
    follower: Follower, capsys: pytest.CaptureFixture[str]
) -> None:
    key = a_visit()
    await follower.hear(a_visit(), "goods")
    unreadable = await follower.hear(key, "legal", value=b'{"visit":"of nobody"}')
    await follower.hear(key, "housing")
    await follower.reached(await follower.hear(a_visit(), "health"))
    assert await follower.counted() == {"goods": 1, "health": 1}

    capsys.readouterr()
    assert await follower.operator("parked", "list", "reporting") == 0
    first, second = capsys.readouterr().out.splitlines()
    assert f"/{PARTITION}/{unreadable}" in first
    assert first.endswith("malformed-record")
    assert second.endswith("predecessor-parked")
    assert await follower.operator("parked", "replay", "reporting") == 1
    assert "all stays parked: MalformedRecord" in capsys.readouterr().err


async def test_what_cannot_be_read_is_named_by_its_offset_and_another_record_of_that_offset_is_parked_too(
    follower: Follower, capsys: pytest.CaptureFixture[str]
) -> None:
    parking = Parking("reporting", follower.topic)
    position = await follower.hear(a_visit(), "goods", value=b"no event")
    await follower.reached(await follower.hear(a_visit(), "goods"))
    async with follower.connected() as owner:
        for value in (b"before the broker lost it all", b"after it", b"after it"):
            record = Record(PARTITION, position, "stranger", {}, value)
            await parking.park(owner, record, None, "malformed-record")

    where = f"{follower.topic}/{PARTITION}/@{position}"
    capsys.readouterr()
    assert await follower.operator("parked", "list", "reporting") == 0
    assert [line.split()[1] for line in capsys.readouterr().out.splitlines()] == [where, where, where.replace("@", "")]
    assert await follower.operator("parked", "show", "reporting", where) == 0
    shown = capsys.readouterr().out
    assert all(value in shown for value in ("before the broker lost it all", "after it"))
    assert "no event" not in shown
    assert await follower.operator("parked", "discard", "reporting", where, "--yes") == 0
    assert "2 discarded" in capsys.readouterr().out
    assert await follower.operator("parked", "show", "reporting", where.replace("@", "")) == 0
