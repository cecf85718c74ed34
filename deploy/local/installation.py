"""One data directory and everything that follows from it: ports, secrets, addresses, environments."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.kafka_access import of_analyst, of_service
from deploy.local.kafka import Kafka
from deploy.local.keycloak import Keycloak
from deploy.local.ports import LOOPBACK
from deploy.local.postgres import Postgres
from deploy.local.process import basic_environment
from deploy.local.realm import ACCOUNTS_CLIENT, DEMO_CLIENT, LOGINS, PORTAL_CLIENT
from deploy.local.web_part import WebPart
from deploy.secrets import Secrets
from shared.provision import ServiceDatabases

SERVICES = ("registry", "intake", "referral", "reporting")
PORTAL = "portal"
ANALYST = "analyst"
PORT_NAMES = (
    PORTAL,
    *SERVICES,
    "mailbox",
    "smtp",
    "keycloak",
    "keycloak-management",
    "kafka",
    "kafka-controller",
    "postgres",
)


@dataclass(frozen=True, slots=True)
class External:
    """Parts that run elsewhere, by address; None means that this machine runs its own."""

    database_url: str | None = None
    kafka_bootstrap: str | None = None
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = None


@dataclass(frozen=True, slots=True)
class Installation:
    """What one checkout runs. `passed_on` are settings for the services that the launcher itself does not use."""

    directory: Path
    ports: Mapping[str, int]
    external: External
    passed_on: Mapping[str, str]

    @property
    def records(self) -> Path:
        """Where the process ids of what runs are noted."""
        return self.directory / "processes"

    @property
    def secrets(self) -> Secrets:
        """The passwords and keys of this data directory."""
        return Secrets(self.directory / "secrets")

    def log(self, part: str) -> Path:
        """The log of a part."""
        return self.directory / "logs" / f"{part}.log"

    def address(self, part: str) -> str:
        """The base address of a part that speaks HTTP."""
        return f"http://{LOOPBACK}:{self.ports[part]}"

    @property
    def postgres(self) -> Postgres:
        """The server of this machine."""
        password = self.secrets.word("postgres")
        place = self.directory / "postgres"
        return Postgres(place, self.ports["postgres"], password, self.log("postgres"), basic_environment())

    @property
    def kafka(self) -> Kafka:
        """The broker of this machine."""
        ports = self.ports["kafka"], self.ports["kafka-controller"]
        logins = (
            *(of_service(name, self.secrets.word(f"kafka-{name}")) for name in SERVICES),
            of_analyst(ANALYST, self.secrets.word(f"kafka-{ANALYST}")),
        )
        password = self.secrets.word("kafka")
        return Kafka(self.directory / "kafka", *ports, self.log("kafka"), basic_environment(), password, logins)

    @property
    def keycloak(self) -> Keycloak:
        """The provider of logins of this machine."""
        ports = self.ports["keycloak"], self.ports["keycloak-management"]
        password = self.secrets.word("keycloak-admin")
        return Keycloak(self.directory / "keycloak", *ports, password, self.log("keycloak"), basic_environment())

    @property
    def database_url(self) -> str:
        """The server owner's address."""
        return self.external.database_url or self.postgres.url

    @property
    def kafka_bootstrap(self) -> str:
        """Kafka's address for who may do everything."""
        return self.external.kafka_bootstrap or self.kafka.bootstrap

    def kafka_of(self, user: str) -> str:
        """Kafka's address for a service or the demo's analyst; a broker that is not ours has one for all."""
        return self.external.kafka_bootstrap or self.kafka.bootstrap_of(user, self.secrets.word(f"kafka-{user}"))

    @property
    def issuer(self) -> str:
        """Who issues tokens."""
        return self.external.oidc_issuer or self.keycloak.issuer

    def clients(self) -> dict[str, str]:
        """Ids and secrets of the clients: the portal's first, and the demo loader's where the realm is ours."""
        if self.external.oidc_issuer:
            return {self.external.oidc_client_id or PORTAL_CLIENT: self.external.oidc_client_secret or ""}
        return {client: self.secrets.word(client) for client in (PORTAL_CLIENT, DEMO_CLIENT, ACCOUNTS_CLIENT)}

    def mailbox(self) -> WebPart:
        """The mailbox of this machine."""
        options = {
            "--directory": str(self.directory / "mailbox"),
            "--smtp-port": str(self.ports["smtp"]),
            "--port": str(self.ports["mailbox"]),
        }
        arguments = ["-m", "deploy.local.mailbox", *(word for option in options.items() for word in option)]
        ready = f"{self.address('mailbox')}/health/live"
        return WebPart("mailbox", arguments, basic_environment(), self.log("mailbox"), ready)

    def service(self, name: str, databases: ServiceDatabases) -> WebPart:
        """One service or the portal, with its settings."""
        common = {
            "HOST": LOOPBACK,
            "PORT": str(self.ports[name]),
            "DATABASE_URL": databases.api,
            "OWNER_DATABASE_URL": databases.owner,
            "OIDC_ISSUER": self.issuer,
        }
        special = self._portal() if name == PORTAL else self._with_log(name, databases)
        environment = basic_environment() | dict(self.passed_on) | common | special
        return WebPart(
            name, ["-m", "services", name], environment, self.log(name), f"{self.address(name)}/health/ready"
        )

    def _with_log(self, name: str, databases: ServiceDatabases) -> dict[str, str]:
        ticket_key, ticket_keys = self.secrets.ticket_keys()
        settings = {
            "PROJECTOR_DATABASE_URL": databases.projector,
            "KEYS_DATABASE_URL": databases.keys,
            "KEK_FILE": str(self.secrets.key_file("kek")),
            "TICKET_KEYS_FILE": str(ticket_keys),
            "KAFKA_BOOTSTRAP": self.kafka_of(name),
            "OIDC_AUDIENCE": "kentro",
            "ANCHORS_FILE": str(self.directory / "anchors.jsonl"),
            "ERASURE_LEDGER_FILE": str(self.directory / "erasures.jsonl"),
        }
        if name == "registry":
            settings |= {"TICKET_KEY_FILE": str(ticket_key), "FILES_URL": f"file://{self.directory / 'files'}"}
            if secret := self.clients().get(ACCOUNTS_CLIENT):
                settings |= {"ACCOUNTS_CLIENT_ID": ACCOUNTS_CLIENT, "ACCOUNTS_CLIENT_SECRET": secret}
        if name == "referral":
            settings |= {
                "SMTP_URL": f"smtp://{LOOPBACK}:{self.ports['smtp']}",
                "PORTAL_URL": self.address(PORTAL),
                "LINK_KEY_FILE": str(self.secrets.key_file("link")),
            }
        if name == "reporting":
            settings |= {"PSEUDONYM_KEY_FILE": str(self.secrets.key_file("pseudonym"))}
        return settings

    def _portal(self) -> dict[str, str]:
        client, secret = next(iter(self.clients().items()))
        return {
            "OIDC_CLIENT_ID": client,
            "OIDC_CLIENT_SECRET": secret,
            "PUBLIC_URL": self.address(PORTAL),
            "SESSION_KEY_FILE": str(self.secrets.key_file("session")),
            "DEMO": "1",
            **{f"{service.upper()}_URL": self.address(service) for service in SERVICES},
        }

    def description(self, databases: Mapping[str, ServiceDatabases]) -> dict[str, object]:
        """What `run.json` says."""
        logins = () if self.external.oidc_issuer else LOGINS
        return {
            "portal": self.address(PORTAL),
            "services": {name: self.address(name) for name in SERVICES},
            "kafka": self.kafka_bootstrap,
            "analyst": self.kafka_of(ANALYST),
            "databases": {
                name: {"owner": of.owner, "api": of.api, "projector": of.projector, "keys": of.keys}
                for name, of in databases.items()
            },
            "issuer": self.issuer,
            "clients": {name: {"id": name, "secret": secret} for name, secret in self.clients().items()},
            "logins": [
                {
                    "user": login.user,
                    "password": login.password,
                    "grants": list(login.grants),
                    "name": f"{login.given_name} {login.surname}",
                }
                for login in logins
            ],
            "mailbox": self.address("mailbox"),
        }
