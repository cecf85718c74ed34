"""Every table of every service is behind row-level security, or stands on the list of those without people."""

from importlib.resources import files

import pytest
from pydantic import AnyUrl

from services import intake, referral, registry, reporting
from services.referral.links.mailer import MailSettings
from shared.database import connect
from shared.service import Blueprint
from shared.testing.databases import TestDatabases

KERNEL = {
    "log",
    "batch",
    "claim",
    "due",
    "log_epoch",
    "checkpoint",
    "relay",
    "parked",
    "anchor",
    "migration",
    "erased",
    "reaction",
}
"""Written by functions and projectors alone; personal fields in them are sealed."""

WITHOUT_PEOPLE = {
    "registry": {"municipality", "unit", "body", "offered_service"},
    "intake": set[str](),
    "referral": {"offered_service", "body", "centre", "feast", "link", "mailed"},
    "reporting": {"municipality", "unit", "offered_service"},
}
"""Directories of the organisation and of bodies; and links, which hold digests and lead nowhere without a secret."""

BLUEPRINTS = [
    registry.BLUEPRINT,
    intake.BLUEPRINT,
    referral.blueprint(bytes(32), MailSettings(AnyUrl("smtp://localhost"), "http://localhost", "kentro@localhost")),
    reporting.blueprint("localhost:9", "kentro", bytes(32)),
]


@pytest.mark.parametrize("blueprint", BLUEPRINTS, ids=lambda blueprint: blueprint.name)
async def test_tables_about_people_are_closed_until_somebody_may_see(
    blueprint: Blueprint, test_databases: TestDatabases
) -> None:
    folders = [files("shared") / "migrations" / "log", blueprint.folder / "migrations"]
    databases = await test_databases.fresh(blueprint.name, folders)
    owner = await connect(test_databases.owner(databases), name="test")
    tables = await owner.fetch(
        "SELECT c.oid, c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS closed FROM pg_class c"
        " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
    )
    exempt = KERNEL | WITHOUT_PEOPLE[blueprint.name]
    assert {table["name"] for table in tables} >= exempt
    for table in tables:
        if table["name"] in exempt:
            continue
        assert table["closed"], f"{table['name']} has no forced row-level security"
        policies = await owner.fetch(
            "SELECT pg_get_expr(polqual, polrelid) AS rule FROM pg_policy"
            " WHERE polrelid = $1 AND 'kentro_api'::regrole = ANY (polroles)",
            table["oid"],
        )
        assert policies, f"{table['name']} says nothing of who may see it"
        for policy in policies:
            assert "sees(" in policy["rule"], f"{table['name']}: {policy['rule']}"
    await owner.close()


@pytest.mark.parametrize("blueprint", BLUEPRINTS, ids=lambda blueprint: blueprint.name)
async def test_without_a_scope_a_services_login_sees_no_row(
    blueprint: Blueprint, test_databases: TestDatabases
) -> None:
    folders = [files("shared") / "migrations" / "log", blueprint.folder / "migrations"]
    databases = await test_databases.fresh(blueprint.name, folders)
    api = await connect(databases.api, name="test")
    closed = await api.fetch(
        "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relrowsecurity"
        " AND relnamespace = 'public'::regnamespace"
    )
    assert closed
    for table in closed:
        assert await api.fetch(f'SELECT 1 FROM "{table["name"]}"') == []
    assert await api.fetchval("SELECT current_setting('is_superuser')") == "off"
    await api.close()
