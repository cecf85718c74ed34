"""The record's and the household's read models, in the database: in any batches, rebuilt, and delivered twice."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID

import pytest

from services import registry
from services.registry.households import domain as households
from services.registry.households.views import MEMBERS
from services.registry.people import domain as people
from services.registry.people.views import FILES, PEOPLE
from shared.database import Connection, connect
from shared.envelope import Metadata, Recorded
from shared.ids import uuid7
from shared.testing.databases import TestDatabases
from shared.views import View, fold_rows

ZACHARO = "/el63/3905/zacharo"
DAY = date(2026, 3, 2)
VIEWS: list[View[Any, Any]] = [PEOPLE, FILES, MEMBERS]


def a_record(chance: random.Random) -> list[object]:
    more: list[object] = [
        people.FormerNamesRecorded((people.FormerName("Μπούκα", "Άννα", "2001-01-01"),)),
        people.IdentifierReplaced("paaypa", "123456789012", "amka", "14028012343"),
        people.IdentifierWithdrawn("amka", "14028012343", "wrong-number"),
        people.ContactsRecorded((people.Contact("telephone", "+302625000000", "πρωί"),)),
        people.ConcealmentOrdered("person", "violence", DAY),
        people.AddressRecorded("Οδός 7", "Φιγαλείας", concealed=chance.random() < 0.5),
        people.ConcealmentLifted(),
        people.CircumstancesRecorded(marital="refused", children=2, languages=("el",)),
        people.SpecialCategoriesRecorded(roma=True, health=("chronic",)),
        people.Rectified("names", "misheard", "person"),
        people.NameRecorded("Ρήγα", "Άννα", None, None, "Ελένη"),
        people.InformedOfProcessing("2026-1"),
        people.GuardianNamed("parent", None, "Νίκος", None, None),
    ]
    chance.shuffle(more)
    return [people.PersonMet(ZACHARO), people.NameRecorded("Παππά", "Άννα", None, None), *more[: chance.randrange(14)]]


def a_household(_: random.Random) -> list[object]:
    anna, nikos = uuid7(), uuid7()
    return [
        households.HouseholdFormed(DAY),
        households.MemberJoined(anna, "reference", DAY),
        households.MemberJoined(nikos, "spouse", DAY),
        households.MemberLeft(nikos, DAY, "separated"),
        households.HouseholdMoved(DAY),
        households.MemberJoined(nikos, "spouse", DAY),
        households.MemberLeft(anna, DAY, "died"),
    ]


def a_log(chance: random.Random) -> list[Recorded[Any]]:
    waiting: list[tuple[str, list[object]]] = [(f"person-{uuid7()}", a_record(chance)) for _ in range(15)]
    waiting += [(f"household-{uuid7()}", a_household(chance)) for _ in range(8)]
    log: list[Recorded[Any]] = []
    versions: dict[str, int] = {}
    while waiting:
        stream, events = chance.choice(waiting)
        versions[stream] = versions.get(stream, 0) + 1
        metadata = Metadata("somebody", DAY, ZACHARO, UUID(int=7))
        at = datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(minutes=len(log))
        log.append(Recorded(len(log) + 1, stream, versions[stream], events.pop(0), metadata, uuid7(), at))
        waiting = [each for each in waiting if each[1]]
    return log


async def everything(connection: Connection) -> dict[str, Sequence[str]]:
    tables = [table for view in VIEWS for table in view.tables]
    return {
        table: [row[0] for row in await connection.fetch(f'SELECT t::text FROM "{table}" t ORDER BY 1')]
        for table in tables
    }


@pytest.mark.parametrize("seed", range(4))
async def test_as_it_came_is_as_it_is_rebuilt_and_twice_is_once(seed: int, test_databases: TestDatabases) -> None:
    databases = await test_databases.fresh(
        "registry", [files("shared") / "migrations" / "log", registry.BLUEPRINT.folder / "migrations"]
    )
    connection = await connect(databases.projector, name="test")
    chance = random.Random(seed)
    log = a_log(chance)
    at = 0
    while at < len(log):
        size = chance.choice([1, 2, 7, 50])
        for view in VIEWS:
            await view.apply(connection, log[at : at + size])
        at += size
    came = await everything(connection)
    for view in VIEWS:
        made = fold_rows(view, log)
        assert view.read
        found = await connection.fetch(view.read, *([key[n] for key in made] for n in range(view.key_width)))
        assert {tuple(row)[: view.key_width]: view.row(*row) for row in found} == made
    for view in VIEWS:
        await view.empty(connection, "own log")
        await view.apply(connection, log)
    assert await everything(connection) == came
    await connection.close()
