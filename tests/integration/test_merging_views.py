"""The read models of merges and duplicates: as they came equals rebuilt, in batches of any size; twice equals once."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID

import pytest

from services.registry import BLUEPRINT
from services.registry.duplicates import domain as duplicates
from services.registry.duplicates.views import DUPLICATES, IDENTITIES, pair_id
from services.registry.merging import domain as merging
from services.registry.merging.views import ALIASES, MERGE_FILES, MERGES, public
from services.registry.people import domain as people
from services.registry.transfers import domain as transfers
from services.registry.transfers.views import TRANSFERS
from shared.aliases import FOLLOWED
from shared.database import Connection, connect
from shared.envelope import Metadata, Recorded
from shared.ids import uuid7
from shared.public import Received
from shared.testing.databases import TestDatabases
from shared.views import View, fold_rows

ZACHARO, FIGALEIA = "/el63/3905/zacharo", "/el63/3905/figaleia"
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
OWN: list[View[Any, Any]] = [*ALIASES, MERGES, MERGE_FILES, DUPLICATES, IDENTITIES, TRANSFERS]


def a_merge(chance: random.Random) -> Sequence[object]:
    kept, merged = UUID(int=chance.randrange(1, 9)), UUID(int=chance.randrange(9, 19))
    taken = [merging.Taken("telephone", None, "+302625000000"), merging.Taken("address", "Οδός 1", "Οδός 2")]
    steps: list[object] = [
        merging.PersonsMerged(kept, merged, ZACHARO, FIGALEIA, tuple(chance.sample(taken, chance.randrange(3))))
    ]
    if chance.random() < 0.6:
        whose = [
            merging.Assigned("visit", UUID(int=100 + item), chance.choice(["kept", "merged"]))
            for item in chance.sample(range(6), chance.randrange(4))
        ]
        steps.append(merging.MergeUndone(kept, merged, tuple(whose)))
    return steps


def a_pair(chance: random.Random) -> tuple[str, list[object]]:
    left, right = UUID(int=chance.randrange(1, 9)), UUID(int=chance.randrange(9, 19))
    seen = duplicates.DuplicateSuspected(left, right, chance.randrange(50, 101), ("near-name",), "aa")
    ways: list[list[object]] = [
        [],
        [duplicates.SuspicionDismissed("family"), duplicates.DuplicateSuspected(left, right, 90, ("same-name",), "bb")],
        [duplicates.SuspicionHandedOn(), duplicates.SuspicionDismissed("namesake")],
    ]
    return f"duplicate-{pair_id(left, right)}", [seen, *chance.choice(ways)]


def a_person(chance: random.Random, number: int) -> tuple[str, list[object]]:
    met: list[object] = [people.PersonMet(ZACHARO), people.NameRecorded("Παππά", "Μαρία", None, None)]
    seen = people.DuplicateDismissed(UUID(int=chance.randrange(9, 19)), 75, ("near-name",))
    more: list[list[object]] = [[], [seen], [seen, people.BornRecorded("1980-01-01")]]
    return f"person-{UUID(int=number)}", [*met, *chance.choice(more)]


def a_transfer(chance: random.Random) -> tuple[str, list[object]]:
    offered = transfers.TransferProposed(uuid7(), ZACHARO, "/el63/3901/pyrgos", "Παππά Άννα", "1980-02-14")
    ends: list[list[object]] = [
        [],
        [transfers.PersonTransferred(uuid7())],
        [transfers.TransferDeclined("other")],
        [transfers.TransferWithdrawn()],
    ]
    return f"transfer-{uuid7()}", [offered, *chance.choice(ends)]


def a_log(seed: int) -> list[Recorded[Any]]:
    chance = random.Random(seed)
    waiting: list[tuple[str, list[object]]] = [(f"merge-{uuid7()}", list(a_merge(chance))) for _ in range(25)]
    pairs = dict(a_pair(chance) for _ in range(25))
    waiting += [*pairs.items(), *(a_person(chance, number) for number in range(1, 9))]
    waiting += [a_transfer(chance) for _ in range(8)]
    recorded: list[Recorded[Any]] = []
    versions: dict[str, int] = {}
    while waiting:
        stream, events = chance.choice(waiting)
        versions[stream] = versions.get(stream, 0) + 1
        at = START + timedelta(minutes=len(recorded))
        metadata = Metadata("somebody", date(2026, 3, 2), ZACHARO)
        recorded.append(Recorded(len(recorded) + 1, stream, versions[stream], events.pop(0), metadata, uuid7(), at))
        waiting = [each for each in waiting if each[1]]
    return recorded


def told(log: Sequence[Recorded[Any]], chance: random.Random) -> list[Received]:
    """The same as another service hears it: in order within a stream alone."""
    streams: dict[str, list[Received]] = {}
    for one in log:
        heard = Received(
            "registry", 0, UUID(int=1), one.position, 0, 0, "", one.stream, one.recorded_at, date(2026, 3, 2),
            one.metadata.scope, None, None, public(one),
        )  # fmt: skip
        streams.setdefault(one.stream, []).append(heard)
    mixed: list[Received] = []
    while streams:
        stream = chance.choice(sorted(streams))
        mixed.append(streams[stream].pop(0))
        if not streams[stream]:
            del streams[stream]
    return mixed


async def everything(connection: Connection, views: Sequence[View[Any, Any]]) -> dict[str, list[str]]:
    return {
        table: [row[0] for row in await connection.fetch(f'SELECT t::text FROM "{table}" t ORDER BY 1')]
        for view in views
        for table in view.tables
    }


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
@pytest.mark.parametrize("heard", [False, True], ids=["own", "followed"])
async def test_in_any_batches_a_view_is_what_its_events_make(
    seed: int, heard: bool, test_databases: TestDatabases
) -> None:
    folders = [files("shared") / "migrations" / "log", BLUEPRINT.folder / "migrations"]
    databases = await test_databases.fresh("registry", folders)
    connection = await connect(databases.projector, name="test")
    chance, log = random.Random(seed), a_log(seed)
    views: list[View[Any, Any]] = list(FOLLOWED) if heard else OWN
    events: list[Any] = told(log, chance) if heard else list(log)
    at = 0
    while at < len(events):
        size = chance.choice([1, 2, 7, 50])
        for view in views:
            await view.apply(connection, events[at : at + size])
        at += size
    came = await everything(connection, views)
    for view in views:
        made = fold_rows(view, events)
        assert view.read
        found = await connection.fetch(view.read, [key[0] for key in made])
        assert {(row[0],): view.row(*row) for row in found} == made
        assert len(came[view.tables[0]]) == len(made)
    for view in views:
        await view.empty(connection, "own log")
        # Another service hears streams in another order, and must come to the same.
        again: list[Any] = told(log, random.Random(seed + 100)) if heard else events
        await view.apply(connection, again)
    assert await everything(connection, views) == came
    await connection.close()
