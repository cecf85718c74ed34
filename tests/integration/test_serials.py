"""Numbers under a prefix: counted once each, whoever else counts."""

import asyncio
from uuid import UUID

import pytest

from shared.eventstore import Busy, Claimed, Decision
from shared.ids import uuid7
from shared.serials import TRIES, with_next
from tests.integration.conftest import Kernel, Opened, command

PREFIX = "paper:3905:2026:"


async def taken(kernel: Kernel, prefix: str = PREFIX, *, fails: bool = False) -> int:
    """One caller writes a stream of its own under the next number."""
    stream, id_ = f"thing-{uuid7()}", uuid7()

    async def write(serial: int, claim: str) -> int:
        if fails:
            raise RuntimeError
        await kernel.store.handle(command(id_), stream, lambda _: Decision([Opened(uuid7())], claim=[claim]))
        return serial

    return await with_next(kernel.pool, prefix, write)


async def test_callers_at_the_same_time_get_every_number_once_and_leave_none_out(kernel: Kernel) -> None:
    # As many as can all be beaten to their number and still have a try left.
    numbers = await asyncio.gather(*(taken(kernel) for _ in range(TRIES)))

    assert sorted(numbers) == list(range(1, TRIES + 1))
    assert await taken(kernel) == TRIES + 1


async def test_a_caller_that_fails_uses_up_no_number(kernel: Kernel) -> None:
    assert await taken(kernel) == 1
    with pytest.raises(RuntimeError):
        await taken(kernel, fails=True)
    assert await taken(kernel) == 2


@pytest.mark.parametrize("other", ["paper:3905:2027:", "paper:390:2026:", "paper:3905:2026", "paper:3905:2026:x:"])
async def test_prefixes_count_apart(kernel: Kernel, other: str) -> None:
    await taken(kernel)
    await taken(kernel)

    assert await taken(kernel, other) == 1
    assert await taken(kernel) == 3


async def test_the_hundred_thousandth_follows_the_one_before(kernel: Kernel) -> None:
    stream = f"thing-{uuid7()}"
    for last in (9, 99_999):
        await kernel.store.handle(
            command(uuid7()), stream, lambda _, n=last: Decision([Opened(UUID(int=n))], claim=[f"{PREFIX}{n:08}"])
        )
        assert await taken(kernel) == last + 1


async def test_who_is_beaten_each_time_is_told_that_it_is_busy(kernel: Kernel) -> None:
    tried: list[int] = []

    async def beaten(serial: int, claim: str) -> None:
        tried.append(serial)
        raise Claimed(claim)

    with pytest.raises(Busy):
        await with_next(kernel.pool, PREFIX, beaten)
    assert tried == [1] * TRIES
