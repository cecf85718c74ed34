"""A restored log begins an epoch that every reader takes for the newer one."""

from tests.integration.conftest import Kernel


async def test_an_epoch_is_greater_than_the_last_one_whatever_the_clock_says(kernel: Kernel) -> None:
    owner = await kernel.as_owner()
    ahead = await owner.fetchval("INSERT INTO log_epoch (epoch) VALUES (uuidv7(interval '30 minutes')) RETURNING epoch")

    begun = [await owner.fetchval("SELECT begin_epoch()") for _ in range(2)]

    assert ahead < begun[0] < begun[1]
    assert await kernel.store.log.epoch() == begun[1]
    await owner.close()
