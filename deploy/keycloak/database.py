"""The database in which Keycloak keeps logins and sessions, beside those of the services."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import asyncpg

_NAME = "keycloak"


@dataclass(frozen=True, slots=True)
class KeycloakDatabase:
    """Keycloak's own database and role."""

    host: str
    port: int
    password: str
    options: str = ""
    """As the server's address gives them after its question mark, such as `sslmode=require`."""
    name: str = _NAME
    user: str = _NAME

    @property
    def jdbc(self) -> str:
        """Its address in Java's spelling."""
        return f"jdbc:postgresql://{self.host}:{self.port}/{self.name}" + (f"?{self.options}" if self.options else "")

    async def holds(self, realm: str) -> bool:
        """Whether a realm of that name was imported already. When in doubt no: importing again changes nothing."""
        keycloaks: asyncpg.Connection = await asyncpg.connect(  # pyright: ignore[reportUnknownVariableType]
            host=self.host, port=self.port, user=self.user, password=self.password, database=self.name, timeout=10
        )
        try:
            found = await keycloaks.fetchval("SELECT 1 FROM realm WHERE name = $1", realm)  # pyright: ignore[reportUnknownVariableType]
        except asyncpg.PostgresError:
            return False
        finally:
            await keycloaks.close()
        return found is not None


async def keycloak_database(admin_url: str, password: str) -> KeycloakDatabase:
    """Creates or finds the database and its role on the server of `admin_url`; safe to repeat."""
    admin: asyncpg.Connection = await asyncpg.connect(admin_url, timeout=10)  # pyright: ignore[reportUnknownVariableType]  asyncpg is untyped
    try:
        verb = "ALTER" if await admin.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", _NAME) else "CREATE"
        literal = password.replace("'", "''")  # a role's password cannot be a parameter
        await admin.execute(f"{verb} ROLE {_NAME} LOGIN PASSWORD '{literal}' NOSUPERUSER NOCREATEDB NOCREATEROLE")
        if not await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", _NAME):
            await admin.execute(f"GRANT {_NAME} TO CURRENT_USER")
            await admin.execute(f"CREATE DATABASE {_NAME} OWNER {_NAME} ENCODING UTF8 TEMPLATE template0")
    finally:
        await admin.close()
    server = urlsplit(admin_url)
    return KeycloakDatabase(server.hostname or "127.0.0.1", server.port or 5432, password, server.query)
