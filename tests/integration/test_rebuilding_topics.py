"""A rebuild reads a topic by the consumer's rules, whatever else came to stand in it."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from shared.testing.services import Stage
from tests.integration.operator import operator
from tests.integration.source import Source, followed


@pytest.fixture
async def source(stage: Stage) -> AsyncGenerator[Source]:
    async with followed(stage) as source:
        yield source


@pytest.fixture
def rebuild(stage: Stage, source: Source, kek_file: Path, monkeypatch: pytest.MonkeyPatch) -> "Rebuild":
    monkeypatch.setattr("shared.rebuilding.PATIENCE", 5.0)
    return Rebuild(stage, source, kek_file)


class Rebuild:
    def __init__(self, stage: Stage, source: Source, kek_file: Path) -> None:
        self._stage = stage
        self._source = source
        self._kek_file = kek_file

    async def leaves(self) -> list[int]:
        """The positions that are applied after it."""
        assert await self._code() == 0
        return await self._source.applied()

    async def fails(self) -> list[int]:
        """The positions that are applied all the same."""
        assert await self._code() == 1
        return await self._source.applied()

    async def _code(self) -> int:
        return await operator(self._stage, self._source.follower, self._kek_file, "rebuild", "reporting")


async def test_what_nobody_can_read_hides_no_event_whose_position_is_its_offset(
    source: Source, rebuild: Rebuild
) -> None:
    await source.send(1, 2, 3)
    await source.send_broken(offset=5)
    await source.send(4, 5, 6)
    assert await source.reached(6)
    assert await rebuild.leaves() == [1, 2, 3, 4, 5, 6]


async def test_an_event_that_cannot_be_read_is_passed_over_where_it_is_the_last_of_all(
    source: Source, rebuild: Rebuild
) -> None:
    await source.send(1, 2)
    await source.send_broken(position=3)
    assert await source.reached(3)
    assert await rebuild.leaves() == [1, 2]


async def test_what_stands_behind_a_gap_is_applied_once_the_gap_is_filled(source: Source, rebuild: Rebuild) -> None:
    await source.send(1, 2, 5, 6, 3, 4, 5, 6)
    assert await source.reached(6)
    assert await source.applied() == [1, 2, 3, 4, 5, 6]
    assert await rebuild.leaves() == [1, 2, 3, 4, 5, 6]


async def test_what_was_passed_over_behind_a_gap_is_read_again(source: Source, rebuild: Rebuild) -> None:
    await source.send(1, 2, 5, 6, 3, 4, 7)
    assert await source.reached(7)
    assert await rebuild.leaves() == [1, 2, 3, 4, 5, 6, 7]


async def test_a_gap_that_is_never_filled_leaves_the_read_models_as_they_are(source: Source, rebuild: Rebuild) -> None:
    await source.send(1, 2, 5)
    assert await source.reached(2)
    await source.pretend(5)
    assert await rebuild.fails() == [1, 2]
