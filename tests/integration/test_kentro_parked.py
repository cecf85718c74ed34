"""A record that cannot be applied stands aside with its successors, holds up nobody, and is applied later, once."""

from collections.abc import AsyncGenerator
from io import StringIO
from pathlib import Path

import pytest

from shared.testing.services import Stage
from tests.integration.following import PARTITION, REFUSES, TAKES, Follower, a_follower, a_visit


@pytest.fixture
async def follower(stage: Stage, kek_file: Path) -> AsyncGenerator[Follower]:
    async with a_follower(stage, kek_file) as follower:
        yield follower


async def test_a_record_that_no_view_takes_is_parked_with_its_successors_and_replayed_once(
    follower: Follower, capsys: pytest.CaptureFixture[str]
) -> None:
    poisoned, sound = a_visit(), a_visit()
    async with follower.connected() as connection:
        await connection.execute(REFUSES)
    await follower.hear(sound, "goods")
    poison = await follower.hear(poisoned, "legal")
    await follower.hear(poisoned, "housing")
    await follower.reached(await follower.hear(sound, "health"))
    assert await follower.counted() == {"goods": 1, "health": 1}

    capsys.readouterr()
    assert await follower.operator("parked", "list", "reporting") == 0
    first, second = capsys.readouterr().out.splitlines()
    assert f"{follower.topic}/{PARTITION}/{poison}" in first
    assert poisoned in first
    assert "CheckViolation" in first
    assert "predecessor-parked" in second

    assert await follower.operator("parked", "show", "reporting", f"{follower.topic}/{PARTITION}/{poison}") == 0
    shown = capsys.readouterr().out
    assert "ce_type: kentro.intake.visit-received" in shown
    assert '"topic":"legal"' in shown

    assert await follower.operator("parked", "replay", "reporting") == 1
    assert "all stays parked: CheckViolationError" in capsys.readouterr().err
    assert await follower.counted() == {"goods": 1, "health": 1}

    async with follower.connected() as connection:
        await connection.execute(TAKES)
    assert await follower.operator("parked", "replay", "reporting", "--key", "visit-of-nobody") == 0
    assert await follower.operator("parked", "replay", "reporting", "--key", poisoned) == 0
    assert "2 applied" in capsys.readouterr().out
    assert await follower.counted() == {"goods": 1, "health": 1, "legal": 1, "housing": 1}
    assert await follower.operator("parked", "replay", "reporting") == 0
    assert "nothing is parked" in capsys.readouterr().out

    await follower.reached(await follower.hear(poisoned, "housing"))
    assert await follower.counted() == {"goods": 1, "health": 1, "legal": 1, "housing": 2}


async def test_a_rebuild_passes_over_what_is_parked_and_nothing_else(
    follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.rebuilding.PATIENCE", 2.0)
    await follower.hear(a_visit(), "goods")
    for _ in range(3):
        await follower.send("stranger", b"no event", [])
    await follower.hear(a_visit(), "housing")
    await follower.hear(a_visit(), "health")
    await follower.reached(await follower.hear(a_visit(), "legal", value=b"no event"))
    counted = {"goods": 1, "housing": 1, "health": 1}
    assert await follower.counted() == counted

    assert await follower.operator("rebuild", "reporting") == 0

    assert await follower.counted() == counted


async def test_a_rebuild_takes_nothing_before_what_stands_before_it(follower: Follower) -> None:
    """As where the broker lost the end of a partition and a record was told behind the loss, and then all of it."""
    topics = ["goods", "housing", "health", "legal", "goods"]
    follower.positions = iter([1, 5, 2, 3, 4, 5])
    for topic in ("goods", "goods", "housing", "health", "legal", "goods"):
        last = await follower.hear(a_visit(), topic)
    await follower.reached(last)
    counted = {topic: topics.count(topic) for topic in topics}
    assert await follower.counted() == counted
    assert await follower.operator("rebuild", "reporting") == 0
    assert await follower.counted() == counted


async def test_what_is_discarded_is_gone_for_good_and_its_successors_are_applied_by_a_replay(
    follower: Follower, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    poisoned, forsaken = a_visit(), a_visit()
    async with follower.connected() as owner:
        await owner.execute(REFUSES)
    poison = await follower.hear(poisoned, "legal")
    await follower.hear(poisoned, "housing")
    await follower.hear(forsaken, "legal")
    await follower.hear(forsaken, "goods")
    await follower.reached(await follower.hear(a_visit(), "health"))
    where = f"{follower.topic}/{PARTITION}/{poison}"

    for words, said in (((where,), "no"), (("--key", forsaken), "")):
        monkeypatch.setattr("sys.stdin", StringIO(said))
        capsys.readouterr()
        assert await follower.operator("parked", "discard", "reporting", *words) == 1
        told = capsys.readouterr()
        assert words[-1] in told.out
        assert "Nothing was taken away" in told.err
    async with follower.connected() as owner:
        assert await owner.fetchval("SELECT count(*) FROM parked WHERE length(value) > 0") == 4

    monkeypatch.setattr("sys.stdin", StringIO("yes\n"))
    assert await follower.operator("parked", "discard", "reporting", where) == 0
    assert "1 more of the same keys stay parked" in capsys.readouterr().out
    assert await follower.operator("parked", "discard", "reporting", "--key", forsaken, "--yes") == 0
    assert "2 discarded" in capsys.readouterr().out
    assert await follower.operator("parked", "discard", "reporting", where, "--yes") == 1
    assert await follower.operator("parked", "show", "reporting", where) == 1
    async with follower.connected() as owner:
        assert await owner.fetchval("SELECT count(*) FROM parked WHERE discarded_at IS NOT NULL") == 3
        assert await owner.fetchval("SELECT count(*) FROM parked WHERE length(value) > 0 OR length(headers) > 0") == 1

    await follower.reached(await follower.hear(poisoned, "housing"))
    await follower.reached(await follower.hear(forsaken, "goods"))
    assert await follower.counted() == {"health": 1, "goods": 1}
    assert await follower.operator("parked", "replay", "reporting") == 0
    assert "2 applied" in capsys.readouterr().out
    counted = {"health": 1, "goods": 1, "housing": 2}
    assert await follower.counted() == counted

    assert await follower.operator("rebuild", "reporting") == 0
    assert await follower.counted() == counted


async def test_what_passes_by_itself_is_waited_for_and_parks_nothing(follower: Follower) -> None:
    async with follower.connected() as owner:
        await owner.execute(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql"
            " AS $$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = 'disk_full'; END $$;"
            " CREATE TRIGGER full_disk BEFORE INSERT ON cell EXECUTE FUNCTION full_disk()"
        )
        position = await follower.hear(a_visit(), "goods")
        assert not await follower.consumer.checkpoints.progress[PARTITION].reached(position, 3)
        assert await follower.counted() == {}
        await owner.execute("DROP TRIGGER full_disk ON cell")
    await follower.reached(position)
    assert await follower.counted() == {"goods": 1}
    async with follower.connected() as owner:
        assert await owner.fetchval("SELECT count(*) FROM parked") == 0
