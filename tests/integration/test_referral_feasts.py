"""The last day for an answer knows the receiving municipality's feasts: fixed, moving, ended, two on one day."""

from collections.abc import AsyncGenerator
from datetime import date

import pytest

from services.referral.consumes import FeastEnded, FeastSet, MovableFeastSet
from services.referral.feasts import FEASTS, workdays
from shared.database import Connection, connect
from shared.testing.services import Stage
from tests.integration.test_referral import THE_REFERRAL, told


@pytest.fixture
async def connection(stage: Stage) -> AsyncGenerator[Connection]:
    async with stage.serve(THE_REFERRAL) as served:
        connection = await connect(served.databases.projector, name="test")
        yield connection
        await connection.close()


async def closed(connection: Connection, *days: date) -> list[str | None]:
    calendar = await workdays(connection, "3905", date(2026, 1, 1))
    return [found.name if (found := calendar.closed(day)) else None for day in days]


async def test_feasts_are_kept_until_they_end(connection: Connection) -> None:
    await FEASTS.apply(
        connection,
        [
            told(FeastSet("3905", 3, 27, "Άγιος")),
            told(FeastSet("3905", 3, 27, "Αγία")),
            told(MovableFeastSet("3905", 5, "Ζωοδόχου Πηγής")),
            told(MovableFeastSet("3901", 2, "Αλλού")),
        ],
    )
    fixed, moved, next_year = date(2026, 3, 27), date(2026, 4, 17), date(2027, 5, 7)
    elsewhere = date(2026, 4, 14)
    assert await closed(connection, fixed, moved, next_year, elsewhere) == [
        "Άγιος, Αγία", "Ζωοδόχου Πηγής", "Ζωοδόχου Πηγής", None
    ]  # fmt: skip
    ended = [
        told(FeastEnded("3905", "Άγιος", date(2026, 1, 1), 3, 27)),
        told(FeastEnded("3905", "Ζωοδόχου Πηγής", date(2027, 1, 1), days_from_easter=5)),
        told(FeastEnded("3905", "Άγνωστη", date(2026, 1, 1), 3, 27)),
    ]
    await FEASTS.apply(connection, ended)
    await FEASTS.apply(connection, ended)
    assert await closed(connection, fixed, moved, next_year) == ["Αγία", "Ζωοδόχου Πηγής", None]
    assert (await workdays(connection, "3905", date(2026, 4, 16))).add(date(2026, 4, 16), 1) == date(2026, 4, 20)
    await FEASTS.apply(connection, [told(FeastSet("3905", 3, 27, "Άγιος"))])
    assert await closed(connection, fixed) == ["Άγιος, Αγία"]
