"""What is asked about one person costs the same however many people there are: by an index, never row by row."""

from datetime import UTC, datetime
from importlib.resources import files
from uuid import UUID

import pytest

from services import intake
from services.intake import views as intake_views
from services.referral import views as referral_views
from shared.database import connect
from shared.testing.databases import TestDatabases

FOLDERS = {"intake": intake.BLUEPRINT.folder, "referral": files("services.referral")}
ASKED = [
    (service, table, name, getattr(views, name))
    for service, table, views in (("intake", "visit", intake_views), ("referral", "referral", referral_views))
    for name in ("_OF_PERSON", "_COUNT", "_SINCE")
]

GIVEN = {"uuid[]": [UUID(int=7)], "text": "open", "timestamptz": datetime(2026, 3, 2, tzinfo=UTC), "int8": 20}
"""A value of each type that such a question takes; a place to continue from is none."""


@pytest.mark.parametrize(("service", "table", "name", "sql"), ASKED, ids=[f"{each[0]}{each[2]}" for each in ASKED])
async def test_what_is_asked_of_one_person_is_found_by_an_index(
    service: str, table: str, name: str, sql: str, test_databases: TestDatabases
) -> None:
    databases = await test_databases.fresh(
        service, [files("shared") / "migrations" / "log", FOLDERS[service] / "migrations"]
    )
    reader = await connect(databases.api, name="test")
    try:
        await reader.execute("SET enable_seqscan = off")
        given = [GIVEN.get(each.name) for each in (await reader.prepare(sql)).get_parameters()]

        plan = "\n".join(row[0] for row in await reader.fetch(f"EXPLAIN {sql}", *given))
    finally:
        await reader.close()

    assert f"Seq Scan on {table} " not in plan, f"{name}:\n{plan}"
    assert f"Scan using {table}" in plan or f"{table}_of_person" in plan, f"{name}:\n{plan}"
