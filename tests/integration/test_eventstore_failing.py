"""The log while something fails: connections are cut, the disk is full, the database is away, too much waits."""

import asyncio
from uuid import UUID

import pytest

from shared.eventstore import (
    Busy,
    Change,
    Outcome,
    OutcomeUnknown,
)
from shared.flusher import CONNECTIONS, WAITING_PATIENCE
from shared.ids import uuid7
from tests.integration.conftest import Kernel, Opened, command


async def test_cut_connections_lose_and_double_nothing(kernel: Kernel) -> None:
    owner = await kernel.as_owner()
    acknowledged: list[tuple[UUID, int]] = []

    async def caller() -> None:
        for _ in range(60):
            asked = uuid7()
            outcome = await kernel.store.handle(command(asked), f"thing-{asked}", lambda _: [Opened(uuid7())])
            acknowledged.append((asked, outcome.position))

    async def cutter() -> None:
        for cuts in range(25):
            while len(acknowledged) < (cuts + 1) * 40:
                await asyncio.sleep(0)
            await owner.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'kernel log' AND datname = current_database()"
            )

    await asyncio.gather(cutter(), *(caller() for _ in range(32)))
    rows = await owner.fetch("SELECT position, command FROM log ORDER BY position")
    await owner.close()
    assert [row["position"] for row in rows] == list(range(1, len(rows) + 1))
    assert sorted((row["command"], row["position"]) for row in rows) == sorted(acknowledged)


async def test_a_command_that_the_table_cannot_hold_fails_alone(kernel: Kernel) -> None:
    unholdable = Change("thing-\x00", 0, [Opened(uuid7())])
    results = await asyncio.gather(
        kernel.store.append(command(), [unholdable]),
        *(kernel.store.append(command(), [Change(f"thing-{uuid7()}", 0, [Opened(uuid7())])]) for _ in range(20)),
        return_exceptions=True,
    )
    assert isinstance(results[0], Exception)
    assert [result for result in results[1:] if isinstance(result, BaseException)] == []
    assert await kernel.store.log.head() == 20


async def test_a_full_disk_is_said_to_pass_and_does(kernel: Kernel) -> None:
    owner = await kernel.as_owner()
    await owner.execute(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = 'disk_full'; END $$;"
        " CREATE TRIGGER full_disk BEFORE INSERT ON log EXECUTE FUNCTION full_disk()"
    )
    asked, stream = command(), f"thing-{uuid7()}"
    results = await asyncio.gather(
        kernel.store.append(asked, [Change(stream, 0, [Opened(uuid7())])]),
        *(kernel.store.append(command(), [Change(f"thing-{uuid7()}", 0, [Opened(uuid7())])]) for _ in range(20)),
        return_exceptions=True,
    )
    assert {type(result) for result in results} == {Busy}
    await owner.execute("DROP TRIGGER full_disk ON log")
    await owner.close()
    assert (await kernel.store.handle(asked, stream, lambda _: [Opened(uuid7())], expected=0)).position == 1


async def test_more_than_may_wait_is_refused_at_once_and_written_nowhere(
    kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.flusher.WAITING_LIMIT", 10)
    results = await asyncio.gather(
        *(kernel.store.append(command(), [Change(f"thing-{uuid7()}", 0, [Opened(uuid7())])]) for _ in range(200)),
        return_exceptions=True,
    )
    refused = [result for result in results if isinstance(result, Busy)]
    assert refused
    assert await kernel.store.log.head() == 200 - len(refused)


async def test_what_waited_too_long_to_be_sent_is_refused_and_written_nowhere(
    kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_000.0
    monkeypatch.setattr("shared.flusher.monotonic", lambda: now)

    def appended() -> asyncio.Task[Outcome]:
        return asyncio.create_task(kernel.store.append(command(), [Change(f"thing-{uuid7()}", 0, [Opened(uuid7())])]))

    waits_for_lock = (
        "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"
        " WHERE NOT granted AND datname = current_database()"
    )
    owner = await kernel.as_owner()
    in_flight: list[asyncio.Task[Outcome]] = []
    async with owner.transaction():
        await owner.execute("LOCK TABLE log IN SHARE MODE")
        for busy in range(1, CONNECTIONS + 1):
            in_flight.append(appended())
            while await owner.fetchval(waits_for_lock) < busy:
                await asyncio.sleep(0)
        late = [appended() for _ in range(20)]
        await asyncio.sleep(0)
        now += WAITING_PATIENCE + 1
        in_time = [appended() for _ in range(20)]
        await asyncio.sleep(0)
    await owner.close()

    refused = await asyncio.gather(*late, return_exceptions=True)
    assert {type(result) for result in refused} == {Busy}
    written = await asyncio.gather(*in_flight, *in_time)
    assert sorted(outcome.position for outcome in written) == list(range(1, 23))


async def test_while_the_database_is_away_nobody_hears_no(kernel: Kernel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.flusher.OUTCOME_PATIENCE", 0.5)
    name = kernel.databases.api.rpartition("/")[2]
    owner = await kernel.as_owner()
    login = kernel.databases.api.split("//")[1].split(":")[0]
    await owner.execute(f'REVOKE CONNECT ON DATABASE "{name}" FROM "{login}"')
    await owner.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    asked, stream = command(), f"thing-{uuid7()}"
    with pytest.raises(OutcomeUnknown):
        await kernel.store.append(asked, [Change(stream, 0, [Opened(uuid7())])])
    await owner.execute(f'GRANT CONNECT ON DATABASE "{name}" TO "{login}"')
    await owner.close()
    outcome = await kernel.store.handle(asked, stream, lambda _: [Opened(uuid7())], expected=0)
    assert outcome.version == 1
