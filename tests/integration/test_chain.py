"""Whoever changes the log behind the service's back is found out."""

from datetime import date
from pathlib import Path

import pytest

from shared.chain import Anchoring, ChainBroken, read_anchors, verified
from shared.eventstore import Change
from shared.ids import uuid7
from tests.integration.conftest import Kernel, Noted, command

DAY = date(2026, 11, 25)


async def written(kernel: Kernel, count: int) -> None:
    person = uuid7()
    for _ in range(count):
        await kernel.store.append(command(), [Change(f"thing-{uuid7()}", 0, [Noted(person, "α"), Noted(person, "β")])])


async def test_a_log_that_nobody_touched_is_whole(kernel: Kernel) -> None:
    await written(kernel, 10)
    owner = await kernel.as_owner()
    assert (await verified(owner, {})).position == 20
    await owner.close()


@pytest.mark.parametrize(
    ("tampering", "position"),
    [
        ("UPDATE log SET data = '{}' WHERE position = 8", 7),
        ("UPDATE log SET command = uuidv7() WHERE position = 8", 7),
        ("UPDATE log SET recorded_at = now() WHERE position = 1; UPDATE batch SET recorded_at = now()", 1),
        ("DELETE FROM log WHERE position = 8", 7),
        ("DELETE FROM log WHERE position IN (7, 8); DELETE FROM batch WHERE first_position = 7", 7),
        ("UPDATE batch SET digest = sha256('x') WHERE first_position = 9", 9),
        ("UPDATE batch SET hash = sha256('x') WHERE first_position = 5", 5),
        (
            "INSERT INTO log SELECT 21, stream, 3, type, data, sealed, metadata, command, now() FROM log LIMIT 1",
            21,
        ),
    ],
)
async def test_a_change_is_found_at_its_batch(kernel: Kernel, tampering: str, position: int) -> None:
    await written(kernel, 10)
    owner = await kernel.as_owner()
    await owner.execute(tampering)
    with pytest.raises(ChainBroken) as broken:
        await verified(owner, {})
    assert broken.value.position == position
    await owner.close()


async def test_a_whole_chain_that_was_made_anew_is_not_the_one_that_was_anchored(
    kernel: Kernel, tmp_path: Path
) -> None:
    await written(kernel, 5)
    owner = await kernel.as_owner()
    anchoring = Anchoring(kernel.pool, kernel.databases.projector, "kernel", tmp_path / "anchors.jsonl")
    anchor = await anchoring.anchor(owner, DAY)
    assert anchor is not None
    assert await anchoring.anchor(owner, DAY) is None
    [told] = read_anchors(tmp_path / "anchors.jsonl", "kernel")
    assert told == anchor
    held = {told.position: bytes.fromhex(told.hash)}
    await written(kernel, 2)
    assert (await verified(owner, held)).position == 14

    await owner.execute("TRUNCATE log, batch")
    with pytest.raises(ChainBroken, match="anchored"):
        await verified(owner, held)
    await written(kernel, 8)
    assert (await verified(owner, {})).position == 16
    with pytest.raises(ChainBroken, match="anchored"):
        await verified(owner, held)
    await owner.close()


async def test_an_empty_log_has_nothing_to_anchor(kernel: Kernel) -> None:
    owner = await kernel.as_owner()
    assert await Anchoring(kernel.pool, kernel.databases.projector, "kernel", None).anchor(owner, DAY) is None
    assert (await verified(owner, {})).position == 0
    await owner.close()
