"""Every table of every service is behind row-level security, or stands on the list of those without people."""

import re
from importlib.resources import files
from uuid import UUID

import pytest
from pydantic import AnyUrl

from services import intake, referral, registry, reporting
from services.referral.links.mailer import MailSettings
from shared.database import Connection, connect
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
    "registry": {
        "municipality", "unit", "body", "offered_service", "agreement", "service_open", "programme",
        "programme_version", "act", "regulation", "working_centre", "citizens", "kept_feast",
    },
    "intake": set[str](),
    "referral": {"offered_service", "body", "centre", "feast", "link", "mailed"},
    "reporting": {"municipality", "unit", "offered_service"},
}  # fmt: skip
"""Directories of the organisation and of bodies; and links, which hold digests and lead nowhere without a secret."""

HERE = "/el63/3905/zacharo"
ELSEWHERE = ("/el63/3905/figaleia/", "/el63/3905/zach/", "/el65/")

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
    closed = {table["name"] for table in tables if table["closed"]}
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
            by_way_of = set(re.findall(r"FROM (\w+)", policy["rule"])) & closed
            assert "sees(" in policy["rule"] or by_way_of, f"{table['name']}: {policy['rule']}"
    await owner.close()


VALUES = {
    "uuid": f"'{UUID(int=7)}'",
    "text": f"'{HERE}'",
    "text[]": "'{}'",
    "uuid[]": "'{}'",
    "bytea": "''",
    "jsonb": "'{}'",
    "date": "'2026-03-02'",
    "timestamp with time zone": "'2026-03-02 09:00+02'",
    "boolean": "false",
}
"""A value of each type: all texts are the scope and all ids one, so that whatever a policy looks at is there."""


async def fill(owner: Connection) -> list[str]:
    """One row in every table that is closed, which are returned."""
    await owner.execute("SET session_replication_role = replica")
    tables = await owner.fetch(
        "SELECT c.relname AS name, array_agg(quote_ident(a.attname) ORDER BY a.attnum) AS columns,"
        " array_agg(format_type(a.atttypid, NULL) ORDER BY a.attnum) AS types"
        " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
        " WHERE c.relkind = 'r' AND c.relrowsecurity AND c.relnamespace = 'public'::regnamespace"
        " AND a.attgenerated = '' GROUP BY c.relname ORDER BY c.relname"
    )
    for table in tables:
        values = ", ".join(VALUES.get(each, "1") for each in table["types"])
        columns = ", ".join(table["columns"])
        await owner.execute(f'INSERT INTO "{table["name"]}" ({columns}) OVERRIDING SYSTEM VALUE VALUES ({values})')
    return [table["name"] for table in tables]


async def seen(api: Connection, table: str, scope: str | None) -> int:
    """How many rows a service's login sees of the table with every reach on that scope, or with none set."""
    async with api.transaction():
        if scope is not None:
            for reach in ("basic", "file", "figures", "oversight"):
                await api.execute("SELECT set_config($1, $2, true)", f"kentro.{reach}", scope)
        count: int = await api.fetchval(f'SELECT count(*) FROM "{table}"')
        return count


@pytest.mark.parametrize("blueprint", BLUEPRINTS, ids=lambda blueprint: blueprint.name)
async def test_a_services_login_sees_the_rows_of_its_scope_and_no_others(
    blueprint: Blueprint, test_databases: TestDatabases
) -> None:
    folders = [files("shared") / "migrations" / "log", blueprint.folder / "migrations"]
    databases = await test_databases.fresh(blueprint.name, folders)
    owner = await connect(test_databases.owner(databases), name="test")
    closed = await fill(owner)
    api = await connect(databases.api, name="test")
    assert closed
    for table in closed:
        rows = {scope: await seen(api, table, scope) for scope in (None, "", *ELSEWHERE, f"{HERE}/")}
        assert rows == {None: 0, "": 0, **dict.fromkeys(ELSEWHERE, 0), f"{HERE}/": 1}, table
    await api.close()
    await owner.close()


@pytest.mark.parametrize("blueprint", BLUEPRINTS, ids=lambda blueprint: blueprint.name)
async def test_no_login_of_a_service_is_above_the_rules(blueprint: Blueprint, test_databases: TestDatabases) -> None:
    folders = [files("shared") / "migrations" / "log", blueprint.folder / "migrations"]
    databases = await test_databases.fresh(blueprint.name, folders)
    for login in (databases.api, databases.projector):
        connection = await connect(login, name="test")
        above = await connection.fetchrow(
            "SELECT rolsuper OR rolbypassrls AS bypasses, (SELECT count(*) FROM pg_class c WHERE"
            " c.relnamespace = 'public'::regnamespace AND pg_has_role(current_user, c.relowner, 'MEMBER')) AS owned"
            " FROM pg_roles WHERE rolname = current_user"
        )
        assert above is not None
        assert (above["bypasses"], above["owned"]) == (False, 0)
        await connection.close()
