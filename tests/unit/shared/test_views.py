import asyncio
from dataclasses import dataclass

from shared.progress import Progress
from shared.views import Key, View, fold_rows


@dataclass(frozen=True, slots=True)
class Counted:
    name: str
    times: int


def counting(key: Key, row: Counted | None, event: str) -> Counted | None:
    if event.startswith("-"):
        return None
    return Counted(str(key[0]), (row.times if row else 0) + 1)


VIEW: View[str, Counted] = View(
    row=Counted,
    keys=lambda event: [(event.removeprefix("-"),)],
    project=counting,
    tables=[],
    read="",
    write="",
    remove="",
)


def test_rows_follow_events_in_order_and_go_when_nothing_is_left() -> None:
    assert fold_rows(VIEW, ["a", "b", "a", "-b"]) == {("a",): Counted("a", 2)}
    assert fold_rows(VIEW, ["a", "-a", "a"]) == {("a",): Counted("a", 1)}


async def test_who_waits_hears_as_soon_as_the_position_is_reached_and_not_before() -> None:
    progress = Progress()
    waits = [asyncio.create_task(progress.reached(position, 5)) for position in (3, 1, 2)]
    await asyncio.sleep(0)
    progress.advance(2)
    assert await waits[1]
    assert await waits[2]
    assert not waits[0].done()
    progress.advance(3)
    assert await waits[0]
    assert await progress.reached(3, 0)


async def test_who_waits_too_long_is_told_so() -> None:
    assert not await Progress().reached(1, 0.01)
