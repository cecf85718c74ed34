"""What is asked about one person costs the same however many people there are: by an index, never row by row."""

from datetime import UTC, datetime
from importlib.resources import files
from typing import Any
from uuid import UUID

import pytest

from services import intake
from services.intake import views as intake_views
from services.referral import views as referral_views
from shared.database import connect
from shared.testing.databases import TestDatabases

FOLDERS = {"intake": intake.BLUEPRINT.folder, "referral": files("services.referral")}
SOMEBODY, SINCE, MOST = [UUID(int=7)], datetime(2026, 3, 2, tzinfo=UTC), 20
ASKED: list[tuple[str, str, str, list[Any]]] = [
    ("intake", "visit", "_OF_PERSON", [SOMEBODY, MOST]),
    ("intake", "visit", "_COUNT", [SOMEBODY]),
    ("intake", "visit", "_SINCE", [SOMEBODY, SINCE, MOST]),
    ("referral", "referral", "_OF_PERSON", [SOMEBODY, "open", None, None, MOST]),
    ("referral", "referral", "_COUNT", [SOMEBODY]),
    ("referral", "referral", "_SINCE", [SOMEBODY, SINCE, MOST]),
]
VIEWS = {"intake": intake_views, "referral": referral_views}


@pytest.mark.parametrize(("service", "table", "name", "given"), ASKED, ids=[f"{each[0]}{each[2]}" for each in ASKED])
async def test_what_is_asked_of_one_person_is_found_by_an_index(
    service: str, table: str, name: str, given: list[Any], test_databases: TestDatabases
) -> None:
    databases = await test_databases.fresh(
        service, [files("shared") / "migrations" / "log", FOLDERS[service] / "migrations"]
    )
    sql = getattr(VIEWS[service], name)
    reader = await connect(databases.api, name="test")
    try:
        await reader.execute("SET enable_seqscan = off")

        plan = "\n".join(row[0] for row in await reader.fetch(f"EXPLAIN {sql}", *given))
    finally:
        await reader.close()

    assert f"Seq Scan on {table} " not in plan, f"{name}:\n{plan}"
    assert f"Scan using {table}" in plan or f"{table}_of_person" in plan, f"{name}:\n{plan}"
