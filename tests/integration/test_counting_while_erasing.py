"""A count is right even where somebody is erased between its reading and its writing."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from datetime import date
from importlib.resources import files
from typing import Any, cast
from uuid import UUID

import pytest

from services.reporting.consumes import AnswerOverdue, ReferralAccepted, ReferralSent, VisitReceived
from services.reporting.figures.views import CELLS, FACTS, UNCOUNTED
from shared.database import Connection, connect
from shared.erasure import OwnEffects, PersonForgotten
from shared.ids import uuid7
from shared.parking import apply_all
from shared.provision import ServiceDatabases
from shared.public import Received
from shared.testing.databases import TestDatabases
from tests.integration.erasing import until
from tests.integration.test_erased_views import AT, ZACHARO, made

VIEWS = [UNCOUNTED, FACTS, CELLS]
TOTAL = "SELECT sum(count) FROM cell WHERE indicator = 'visits'"


class Interrupted:
    """A connection on which something else happens before the first cell is written."""

    def __init__(self, connection: Connection, happens: Callable[[], Awaitable[None]]) -> None:
        self._connection, self._happens, self._happened = connection, happens, False

    async def execute(self, query: str, *values: Any) -> str:
        if "INTO cell" in query and not self._happened:
            self._happened = True
            await self._happens()
        return await self._connection.execute(query, *values)

    async def fetch(self, query: str, *values: Any) -> Sequence[Any]:
        return await self._connection.fetch(query, *values)


def a_visit(position: int, person: UUID | None) -> Received:
    visit = VisitReceived(uuid7(), "housing", "in-person", person)
    return Received(
        "intake", 0, UUID(int=1), position, position - 1, position, "", "", AT, date(2026, 3, 2), ZACHARO, None, None,
        visit,
    )  # fmt: skip


@pytest.fixture
async def databases(test_databases: TestDatabases) -> ServiceDatabases:
    folders = [files("shared") / "migrations" / "log", files("services.reporting") / "migrations"]
    return await test_databases.fresh("reporting", folders)


@pytest.fixture
async def connections(databases: ServiceDatabases) -> AsyncGenerator[list[Connection]]:
    opened = [await connect(databases.projector, name="test") for _ in range(3)]
    yield opened
    for each in opened:
        await each.close()


async def test_a_visit_of_nobody_counted_while_somebody_is_erased_is_counted_once(
    connections: list[Connection],
) -> None:
    consumer, eraser, watcher = connections
    person = uuid7()
    async with consumer.transaction():
        await apply_all(consumer, VIEWS, [a_visit(1, person), a_visit(2, None)])
    assert await watcher.fetchval(TOTAL) == 2

    async def erase() -> None:
        async with eraser.transaction():
            await OwnEffects([], [UNCOUNTED]).apply(
                eraser, [made(PersonForgotten(person, uuid7()), f"forgotten-{person}")]
            )

    erasing: list[asyncio.Task[None]] = []

    async def meanwhile() -> None:
        erasing.append(asyncio.create_task(erase()))

        async def over_or_waiting() -> bool:
            waits = await watcher.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted")
            return erasing[0].done() or bool(waits)

        await until(over_or_waiting)

    async with consumer.transaction():
        interrupted = cast("Connection", Interrupted(consumer, meanwhile))
        await apply_all(interrupted, VIEWS, [a_visit(3, None)])
    await erasing[0]
    assert await watcher.fetchval(TOTAL) == 2


def referred(referral: UUID, position: int, data: object) -> Received:
    return Received(
        "referral", 0, UUID(int=1), position, position - 1, position, "", f"referral-{referral}", AT, date(2026, 3, 2),
        ZACHARO, None, None, data,
    )  # fmt: skip


@pytest.mark.parametrize("retold", ["as it was", "one by one", "as blanks"])
async def test_a_referrals_answers_go_with_it_and_stay_away_however_they_are_told_again(
    connections: list[Connection], retold: str
) -> None:
    connection, referral, person = connections[0], uuid7(), uuid7()
    told = [
        referred(referral, 1, ReferralSent(referral, uuid7(), person)),
        referred(referral, 2, ReferralAccepted(referral, late=True)),
        referred(referral, 3, AnswerOverdue(referral)),
    ]
    other = referred(uuid7(), 4, AnswerOverdue(uuid7()))
    async with connection.transaction():
        await apply_all(connection, VIEWS, [*told, other])
    async with connection.transaction():
        forgotten = made(PersonForgotten(person, uuid7()), f"forgotten-{person}")
        await OwnEffects([], VIEWS).apply(connection, [forgotten])
    assert await connection.fetch("SELECT indicator, count FROM cell") == [("referrals-overdue", 1)]

    async with connection.transaction():
        for view in VIEWS:
            await view.empty(connection, "referral")
    batches = {"as it was": [[*told, other]], "one by one": [[each] for each in (*told, other)]}
    for batch in batches.get(retold, [[told[2], other]]):
        async with connection.transaction():
            await apply_all(connection, VIEWS, batch)
    assert await connection.fetch("SELECT indicator, count FROM cell") == [("referrals-overdue", 1)]


async def test_what_comes_late_of_somebody_erased_takes_the_answers_with_it(connections: list[Connection]) -> None:
    connection, referral, person = connections[0], uuid7(), uuid7()
    async with connection.transaction():
        forgotten = made(PersonForgotten(person, uuid7()), f"forgotten-{person}")
        await OwnEffects([], [UNCOUNTED]).apply(connection, [forgotten])
    sent, accepted = (
        referred(referral, 1, ReferralSent(referral, uuid7(), person)),
        referred(referral, 2, ReferralAccepted(referral, late=False)),
    )
    for batch in ([sent], [accepted]):
        async with connection.transaction():
            await apply_all(connection, VIEWS, batch)
    assert await connection.fetch("SELECT * FROM cell") == []
