"""Gives one service its databases and its roles on a PostgreSQL server.

Three roles a service, so that a fault in one kind of code cannot use the rights of another: the owner migrates, the
api role runs people's queries under row-level security, the projector writes read models. Two cluster-wide group
roles, `kentro_api` and `kentro_projector`, let migrations grant without naming a service. Personal keys live in a
database of their own.
"""

from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import quote, urlsplit, urlunsplit

from shared.database import Connection, connect
from shared.migrate import migrate

GROUPS = ("kentro_api", "kentro_projector", "kentro_keys")
KEYS_DATABASE = "keys"
_PROVISIONING_LOCK = 0x6B656E74726F


@dataclass(frozen=True, slots=True)
class ServiceDatabases:
    """The addresses that one service connects to, each with a role of its own."""

    owner: str
    api: str
    projector: str
    keys: str


def with_login(url: str, *, user: str, password: str, database: str) -> str:
    """The same server, another login and database."""
    parts = urlsplit(url)
    host = parts.hostname or "127.0.0.1"
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit(
        ("postgresql", f"{quote(user)}:{quote(password, safe='')}@{host}{port}", f"/{database}", parts.query, "")
    )


async def provision(
    admin_url: str,
    service: str,
    password: str,
    *,
    database: str | None = None,
    keys: str = KEYS_DATABASE,
    template: str = "template0",
) -> ServiceDatabases:
    """Creates (or finds) the service's database, roles and keys; safe to repeat and to run for all services at once.

    `admin_url` is the server owner's; `password` is set for the service's roles. Raises `asyncpg.PostgresError` when
    the owner may not create roles or databases.
    """
    database = database or service
    roles = {kind: f"{service}_{kind}" for kind in ("owner", "api", "projector", "keys")}
    admin = await connect(admin_url, name="provision")
    try:
        await admin.execute("SELECT pg_advisory_lock($1)", _PROVISIONING_LOCK)
        for group in GROUPS:
            await _role(admin, group, "NOLOGIN")
        for kind, role in roles.items():
            await _role(admin, role, f"LOGIN PASSWORD {_literal(password)}")
            if kind != "owner":
                await admin.execute(f'GRANT kentro_{kind} TO "{role}"')
        await _database(
            admin, database, owner=roles["owner"], logins=[roles["api"], roles["projector"]], template=template
        )
        await _database(admin, keys, owner=None, logins=[roles["keys"]])
        await _migrate_keys(admin_url, keys)
    finally:
        await admin.close()

    def url(kind: str, of: str) -> str:
        return with_login(admin_url, user=roles[kind], password=password, database=of)

    return ServiceDatabases(
        owner=url("owner", database),
        api=url("api", database),
        projector=url("projector", database),
        keys=url("keys", keys),
    )


async def _role(admin: Connection, name: str, options: str) -> None:
    exists = await admin.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", name)
    verb = "ALTER" if exists else "CREATE"
    await admin.execute(f'{verb} ROLE "{name}" {options} NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS')


async def _database(
    admin: Connection, name: str, *, owner: str | None, logins: list[str], template: str = "template0"
) -> None:
    if not await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
        # Keys are compared by code point, whatever language the server speaks; a copy orders as what it is copied from.
        order = "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'" if template == "template0" else ""
        await admin.execute(f'CREATE DATABASE "{name}" ENCODING UTF8 {order} TEMPLATE "{template}"')
    if owner is not None:
        # A managed server's owner is no superuser and must belong to a role to give it something.
        await admin.execute(f'GRANT "{owner}" TO CURRENT_USER')
        await admin.execute(f'ALTER DATABASE "{name}" OWNER TO "{owner}"')
    await admin.execute(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
    for login in logins:
        await admin.execute(f'GRANT CONNECT ON DATABASE "{name}" TO "{login}"')


async def _migrate_keys(admin_url: str, database: str) -> None:
    parts = urlsplit(admin_url)
    await migrate(urlunsplit((*parts[:2], f"/{database}", *parts[3:])), [files("shared") / "migrations" / "keys"])


def _literal(text: str) -> str:
    """A SQL string literal; role passwords cannot be parameters."""
    if "\0" in text or "\\" in text:
        raise ValueError("a role's password holds neither NUL nor backslash")
    return "'" + text.replace("'", "''") + "'"
