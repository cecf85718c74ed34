"""Every read model of every own log: as it came equals rebuilt, in batches of any size, and twice equals once."""

import random
from collections.abc import Sequence
from dataclasses import fields
from datetime import date, timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID

import pytest
from pydantic import AnyUrl

from services import intake, referral, registry
from services.referral.links.mailer import MailSettings
from services.registry.people import domain as people
from services.registry.people.views import PEOPLE
from shared.database import Connection, connect
from shared.envelope import Metadata, Recorded
from shared.ids import uuid7
from shared.service import Blueprint
from shared.testing.databases import TestDatabases
from shared.views import View, fold_rows
from tests.integration.histories_of_persons import (
    START,
    ZACHARO,
    a_document,
    a_kept_check,
    a_person,
    a_reading,
    a_rectification,
    a_referral,
    a_restriction,
    a_transfer,
    a_visit,
    an_erasure,
    an_opening,
)
from tests.integration.histories_of_the_region import (
    a_body,
    a_body_link,
    a_centre,
    a_member,
    a_municipality,
    a_post,
    a_programme,
    a_regulation,
    a_service,
    an_act,
    an_import,
)

MAIL = MailSettings(AnyUrl("smtp://localhost"), "http://localhost", "kentro@localhost")


KINDS = {
    "visit": a_visit,
    "referral": a_referral,
    "person": a_person,
    "body": a_body,
    "bodylink": a_body_link,
    "service": a_service,
    "centre": a_centre,
    "municipality": a_municipality,
    "staff": a_member,
    "opening": an_opening,
    "reading": a_reading,
    "erasure": an_erasure,
    "restriction": a_restriction,
    "rectification": a_rectification,
    "document": a_document,
    "precheck": a_kept_check,
    "transfer": a_transfer,
    "post": a_post,
    "act": an_act,
    "regulation": a_regulation,
    "import": an_import,
    "programme": a_programme,
}
CASES: list[tuple[Blueprint, tuple[str, ...]]] = [
    (intake.BLUEPRINT, ("visit", "reading")),
    (referral.blueprint(bytes(32), MAIL), ("referral", "reading")),
    (
        registry.BLUEPRINT,
        (
            "person",
            "body",
            "bodylink",
            "service",
            "centre",
            "municipality",
            "staff",
            "opening",
            "reading",
            "erasure",
            "restriction",
            "rectification",
            "document",
            "precheck",
            "transfer",
            "post",
            "act",
            "regulation",
            "import",
            "programme",
        ),
    ),
]


def a_log(kinds: Sequence[str], seed: int) -> list[Recorded[Any]]:
    """Some streams, their events mixed as they would be in a log."""
    chance = random.Random(seed)
    waiting: list[tuple[str, list[object]]] = []
    for _ in range(40):
        kind = chance.choice(kinds)
        waiting.append((f"{kind}-{uuid7()}", list(KINDS[kind](chance))))
    recorded: list[Recorded[Any]] = []
    versions: dict[str, int] = {}
    while waiting:
        stream, events = chance.choice(waiting)
        versions[stream] = versions.get(stream, 0) + 1
        day = date(2026, 3, 2) + timedelta(days=len(recorded) % 20)
        at = START + timedelta(minutes=len(recorded))
        metadata = Metadata("somebody", day, ZACHARO, UUID(int=7))
        recorded.append(Recorded(len(recorded) + 1, stream, versions[stream], events.pop(0), metadata, uuid7(), at))
        waiting = [each for each in waiting if each[1]]
    return recorded


async def everything(connection: Connection, views: Sequence[Any]) -> dict[str, list[str]]:
    return {
        table: [row[0] for row in await connection.fetch(f'SELECT t::text FROM "{table}" t ORDER BY 1')]
        for view in views
        for table in view.tables
    }


@pytest.mark.parametrize(("blueprint", "kinds"), CASES, ids=lambda case: getattr(case, "name", ""))
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_in_any_batches_a_view_is_what_its_events_make(
    blueprint: Blueprint, kinds: Sequence[str], seed: int, test_databases: TestDatabases
) -> None:
    folders = [files("shared") / "migrations" / "log", blueprint.folder / "migrations"]
    databases = await test_databases.fresh(blueprint.name, folders)
    connection = await connect(databases.projector, name="test")
    log, chance = a_log(kinds, seed), random.Random(seed)
    views: list[View[Any, Any]] = [view for view in blueprint.views if isinstance(view, View)]

    at = 0
    while at < len(log):
        size = chance.choice([1, 2, 7, 50])
        for view in views:
            await view.apply(connection, log[at : at + size])
        at += size
    came = await everything(connection, views)

    for view in views:
        made = fold_rows(view, log)
        assert view.read
        found = await connection.fetch(view.read, *([key[n] for key in made] for n in range(view.key_width)))
        stored = {tuple(row)[: view.key_width]: view.row(*row) for row in found}
        assert stored == made
        counted = await connection.fetchval(f'SELECT count(*) FROM "{view.tables[-1]}"')
        assert counted == len(made)
        assert all(fields(row) for row in made.values())

    for view in views:
        await view.empty(connection, "own log")
        assert all(rows == [] for rows in (await everything(connection, [view])).values())
        await view.apply(connection, log)
    assert await everything(connection, views) == came
    await connection.close()


async def test_what_a_person_is_found_by_is_written_again_only_where_it_changes(test_databases: TestDatabases) -> None:
    folders = [files("shared") / "migrations" / "log", registry.BLUEPRINT.folder / "migrations"]
    databases = await test_databases.fresh("registry", folders)
    connection = await connect(databases.projector, name="test")
    stream = f"person-{uuid7()}"

    async def after(version: int, *events: object) -> dict[str, str]:
        metadata = Metadata("somebody", START.date(), ZACHARO)
        log = [
            Recorded(version + n, stream, version + n, event, metadata, uuid7(), START)
            for n, event in enumerate(events)
        ]
        await PEOPLE.apply(connection, log)
        rows = await connection.fetch("SELECT key, xmin::text FROM person_found_by")
        return {row["key"]: row["xmin"] for row in rows}

    named = await after(1, people.PersonMet(ZACHARO), people.NameRecorded("Παππά", "Μαρία", None, None))
    assert "t:μαρια" in named
    assert await after(3, people.InformedOfProcessing("2026-1"), people.SexRecorded("female")) == named
    called = await after(5, people.ContactRecorded("+302625000000", None))
    assert called.keys() - named.keys() == {"p:+302625000000"}
    renamed = await after(6, people.NameRecorded("Παππά", "Ελένη", None, None))
    assert "t:ελενη" in renamed
    assert "t:μαρια" not in renamed
    await connection.close()
