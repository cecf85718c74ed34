"""The log: what was acknowledged is there once, in order, and nothing else is."""

import asyncio
import hashlib

import pytest

from shared.domain import Refused
from shared.envelope import Stored, digest
from shared.eventstore import (
    Change,
    Claimed,
    CommandReused,
    Decision,
    Stale,
    VersionChanged,
)
from shared.ids import uuid7
from tests.integration.conftest import Kernel, Noted, Opened, command


async def test_many_callers_get_gap_free_positions_and_whole_streams(kernel: Kernel) -> None:
    async def one(number: int) -> int:
        stream = f"thing-{uuid7()}"
        outcome = await kernel.store.handle(command(), stream, lambda _: [Opened(uuid7()), Opened(uuid7())])
        assert outcome.version == 2
        return outcome.position

    positions = await asyncio.gather(*(one(number) for number in range(300)))

    assert sorted(positions) == list(range(2, 601, 2))
    read = await kernel.store.log.read(0, 1000)
    assert [recorded.position for recorded in read] == list(range(1, 601))


async def test_of_two_commands_on_the_same_version_one_decides_again(kernel: Kernel) -> None:
    stream = f"thing-{uuid7()}"
    outcomes = await asyncio.gather(
        *(kernel.store.handle(command(), stream, lambda _: [Opened(uuid7())]) for _ in range(4))
    )
    assert sorted(outcome.version for outcome in outcomes) == [1, 2, 3, 4]


async def test_an_append_to_an_old_version_is_stale_and_its_batch_neighbours_are_not(kernel: Kernel) -> None:
    stream = f"thing-{uuid7()}"
    await kernel.store.append(command(), [Change(stream, 0, [Opened(uuid7())])])
    results = await asyncio.gather(
        kernel.store.append(command(), [Change(stream, 0, [Opened(uuid7())])]),
        kernel.store.append(command(), [Change(f"thing-{uuid7()}", 0, [Opened(uuid7())])]),
        return_exceptions=True,
    )
    assert isinstance(results[0], Stale)
    assert not isinstance(results[1], BaseException)
    assert await kernel.store.log.head() == 2


async def test_a_command_over_two_streams_is_written_whole_or_not_at_all(kernel: Kernel) -> None:
    taken, free = f"thing-{uuid7()}", f"thing-{uuid7()}"
    await kernel.store.append(command(), [Change(taken, 0, [Opened(uuid7())])])
    with pytest.raises(Stale):
        await kernel.store.append(command(), [Change(free, 0, [Opened(uuid7())]), Change(taken, 0, [Opened(uuid7())])])
    assert (await kernel.store.load(free)).version == 0


async def test_the_same_command_gives_the_same_answer_and_another_body_is_refused(kernel: Kernel) -> None:
    stream, asked = f"thing-{uuid7()}", uuid7()
    first = await kernel.store.handle(command(asked), stream, lambda _: [Opened(uuid7())], expected=0)
    again = await kernel.store.handle(command(asked), stream, lambda _: [Opened(uuid7())], expected=0)
    assert (again.version, again.position, again.repeated) == (first.version, first.position, True)
    with pytest.raises(CommandReused):
        await kernel.store.handle(command(asked, b"other"), stream, lambda _: [Opened(uuid7())])


async def test_a_repeated_creation_is_answered_even_where_it_would_be_refused_now(kernel: Kernel) -> None:
    stream, asked, open_ = f"thing-{uuid7()}", uuid7(), [True]

    def decide(_: object) -> list[object]:
        if not open_:
            raise Refused("closed-meanwhile")
        return [Opened(uuid7())]

    first = await kernel.store.handle(command(asked), stream, decide, expected=0)
    open_.clear()
    again = await kernel.store.handle(command(asked), stream, decide, expected=0)
    assert (again.version, again.repeated) == (first.version, True)
    with pytest.raises(Refused):
        await kernel.store.handle(command(), f"thing-{uuid7()}", decide, expected=0)


async def test_a_version_that_is_no_longer_current_is_told(kernel: Kernel) -> None:
    stream = f"thing-{uuid7()}"
    await kernel.store.handle(command(), stream, lambda _: [Opened(uuid7())])
    with pytest.raises(VersionChanged) as changed:
        await kernel.store.handle(command(), stream, lambda _: [Opened(uuid7())], expected=0)
    assert changed.value.version == 1


async def test_a_refused_decision_leaves_no_trace(kernel: Kernel) -> None:
    def refuse(_: object) -> list[object]:
        raise Refused("not-now")

    with pytest.raises(Refused):
        await kernel.store.handle(command(), f"thing-{uuid7()}", refuse)
    assert await kernel.store.log.head() == 0


async def test_a_claim_belongs_to_one_stream_until_it_is_released(kernel: Kernel) -> None:
    holder, rival = f"thing-{uuid7()}", f"thing-{uuid7()}"

    def claiming(_: object) -> Decision:
        return Decision([Opened(uuid7())], claim=["number-1"])

    await kernel.store.handle(command(), holder, claiming)
    with pytest.raises(Claimed, match="number-1"):
        await kernel.store.handle(command(), rival, claiming)
    assert (await kernel.store.load(rival)).version == 0

    await kernel.store.handle(command(), holder, lambda _: Decision([Opened(uuid7())], release=["number-1"]))
    await kernel.store.handle(command(), rival, claiming)


async def test_of_many_claimants_at_once_exactly_one_has_it(kernel: Kernel) -> None:
    results = await asyncio.gather(
        *(
            kernel.store.handle(command(), f"thing-{uuid7()}", lambda _: Decision([Opened(uuid7())], claim=["desk"]))
            for _ in range(20)
        ),
        return_exceptions=True,
    )
    assert sum(not isinstance(result, BaseException) for result in results) == 1
    assert sum(isinstance(result, Claimed) for result in results) == 19


async def test_personal_text_is_unreadable_in_the_table_and_gone_with_its_key(kernel: Kernel) -> None:
    person, stream = uuid7(), f"thing-{uuid7()}"
    await kernel.store.handle(command(), stream, lambda _: [Noted(person, "φοβάται να γυρίσει σπίτι")])

    owner = await kernel.as_owner()
    rows = await owner.fetch("SELECT data, sealed, metadata FROM log")
    await owner.close()
    assert all("φοβάται".encode() not in column for row in rows for column in row)
    assert (await kernel.store.load(stream)).recorded[0].event == Noted(person, "φοβάται να γυρίσει σπίτι")


async def test_the_hash_chain_follows_from_the_events(kernel: Kernel) -> None:
    person = uuid7()
    await asyncio.gather(
        *(kernel.store.handle(command(), f"thing-{uuid7()}", lambda _: [Noted(person, "α")]) for _ in range(50))
    )
    owner = await kernel.as_owner()
    events = await owner.fetch(
        "SELECT position, stream, version, type, data, sealed, metadata, command FROM log ORDER BY 1"
    )
    batches = await owner.fetch("SELECT first_position, events, digest, hash, recorded_at FROM batch ORDER BY 1")
    await owner.close()
    previous = b""
    for batch in batches:
        first, count = batch["first_position"], batch["events"]
        own = [Stored(*tuple(event)[1:]) for event in events if first <= event["position"] < first + count]
        assert digest(own) == batch["digest"]
        microseconds = round(batch["recorded_at"].timestamp() * 1_000_000)
        chained = previous + batch["digest"] + first.to_bytes(8, "big") + count.to_bytes(4, "big")
        previous = hashlib.sha256(chained + microseconds.to_bytes(8, "big")).digest()
        assert batch["hash"] == previous
    assert sum(batch["events"] for batch in batches) == len(events)


async def test_the_services_role_can_neither_change_nor_forget_an_event(kernel: Kernel) -> None:
    import asyncpg

    await kernel.store.handle(command(), f"thing-{uuid7()}", lambda _: [Opened(uuid7())])
    for statement in (
        "UPDATE log SET type = 'x'",
        "DELETE FROM log",
        "TRUNCATE log",
        "INSERT INTO claim VALUES ('a', 'b')",
        "DELETE FROM batch",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await kernel.pool.execute(statement)
