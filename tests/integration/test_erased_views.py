"""Whatever happens in whatever batches: with somebody erased, live equals rebuilt, and twice equals once."""

import random
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from typing import Any, cast
from uuid import UUID

import pytest

from shared.database import Connection, connect
from shared.envelope import Metadata, Recorded
from shared.erasure import OwnEffects, PersonForgotten
from shared.ids import uuid7
from shared.reading import FileRead
from shared.service import Blueprint
from shared.testing.databases import TestDatabases
from shared.views import View
from tests.integration.histories_of_persons import ZACHARO
from tests.integration.test_projections import CASES, a_log, everything
from tests.unit.test_house_rules import BLUEPRINTS

ERASURE = "erasure"
"""The table of what was asked and certified: it names by id alone, and has to outlast the person."""

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def persons_of(log: Sequence[Recorded[Any]]) -> list[UUID]:
    """Whose the events are, by their streams and by what they name."""
    own = {UUID(each.stream[7:]) for each in log if each.stream.startswith("person-")}
    named = {person for each in log if isinstance(person := getattr(each.event, "person", None), UUID)}
    return sorted(own | named)


def with_erasures(log: Sequence[Recorded[Any]], chance: random.Random) -> tuple[list[Recorded[Any]], list[UUID]]:
    """The same log in which files are read, and some of the persons are erased somewhere on the way."""
    persons = persons_of(log)
    erased = chance.sample(persons, len(persons) // 2)
    mixed = list(log)
    for person in erased:
        mixed.insert(chance.randrange(len(mixed) + 1), made(PersonForgotten(person, uuid7()), f"forgotten-{person}"))
    for person in persons:
        read = FileRead(person, uuid7(), "card", None)
        mixed.insert(chance.randrange(len(mixed) + 1), made(read, f"reading-{uuid7()}"))
    return mixed, erased


def made(event: object, stream: str) -> Recorded[Any]:
    return Recorded(
        1, stream, 1, event, Metadata("somebody", date(2026, 3, 2), ZACHARO), uuid7(), AT + timedelta(hours=9)
    )


async def applied(
    connection: Connection, blueprint: Blueprint, log: Sequence[Recorded[Any]], chance: random.Random
) -> None:
    """As a reader does, batch by batch; now and then another process takes over."""
    effects = OwnEffects(blueprint.views)
    await effects.load(connection)
    at = 0
    while at < len(log):
        size = chance.choice([1, 2, 7, 50])
        async with connection.transaction():
            await effects.apply(connection, log[at : at + size])
        at += size
        if chance.random() < 0.1:
            effects = OwnEffects(blueprint.views)
            await effects.load(connection)


@pytest.mark.parametrize(("blueprint", "kinds"), CASES, ids=lambda case: getattr(case, "name", ""))
@pytest.mark.parametrize("seed", [11, 12, 13, 14])
async def test_erased_live_equals_rebuilt_and_nothing_of_them_is_left(
    blueprint: Blueprint, kinds: Sequence[str], seed: int, test_databases: TestDatabases
) -> None:
    folders = [files("shared") / "migrations" / "log", blueprint.folder / "migrations"]
    databases = await test_databases.fresh(blueprint.name, folders)
    connection = await connect(databases.projector, name="test")
    chance = random.Random(seed)
    log, erased = with_erasures(a_log(kinds, seed), chance)
    views: list[View[Any, Any]] = [view for view in blueprint.views if isinstance(view, View)]

    await applied(connection, blueprint, log, chance)
    live = await everything(connection, views)
    text = str({table: rows for table, rows in live.items() if table != ERASURE})
    assert erased
    assert [person for person in erased if str(person) in text] == []

    await applied(connection, blueprint, log, chance)
    assert await everything(connection, views) == live
    for view in views:
        await view.empty(connection, "own log")
    await applied(connection, blueprint, log, chance)
    assert await everything(connection, views) == live
    await connection.close()


@pytest.mark.parametrize("blueprint", BLUEPRINTS, ids=lambda blueprint: blueprint.name)
def test_every_view_that_names_a_person_says_whose_its_rows_are(blueprint: Blueprint) -> None:
    effects: list[object] = [*blueprint.views, *(view for each in blueprint.follows for view in each.views)]
    for view in (cast("View[Any, Any]", each) for each in effects if isinstance(each, View)):
        if view.tables == [ERASURE]:
            continue
        names = {field.name for field in fields(view.row)}
        if "person" in names:
            assert view.persons == ("person",), f"{view.tables} names persons and forgets nobody"
        assert names >= set(view.persons)
