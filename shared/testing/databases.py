"""A database of its own for each test, copied from a template that was migrated once."""

from collections.abc import Sequence
from importlib.resources.abc import Traversable
from urllib.parse import urlsplit, urlunsplit

from shared.ids import uuid7
from shared.migrate import migrate
from shared.provision import KEYS_DATABASE, ServiceDatabases, provision

PASSWORD = "test"  # noqa: S105 - a server that lives as long as the tests


class TestDatabases:
    """Makes databases on one PostgreSQL server; `admin_url` is the server owner's."""

    __test__ = False

    def __init__(self, admin_url: str) -> None:
        self._admin_url = admin_url
        self._templates: dict[str, str] = {}

    async def fresh(
        self, service: str, folders: Sequence[Traversable], *, keys: str = KEYS_DATABASE
    ) -> ServiceDatabases:
        """An empty, migrated database for that service, and its four logins; `keys` names the keys database."""
        if service not in self._templates:
            name = f"template_{service}_{uuid7().hex}"
            databases = await provision(self._admin_url, service, PASSWORD, database=name)
            await migrate(databases.owner, folders)
            self._templates[service] = name
        name = f"test_{service}_{uuid7().hex}"
        return await provision(
            self._admin_url, service, PASSWORD, database=name, keys=keys, template=self._templates[service]
        )

    def owner(self, databases: ServiceDatabases) -> str:
        """The server owner's way into one of them, for looking at what no service may see."""
        parts = urlsplit(self._admin_url)
        return urlunsplit((parts.scheme, parts.netloc, urlsplit(databases.api).path, parts.query, ""))
