"""The services' databases and views, as the operator's commands need them: without starting a service."""

import argparse
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import AnyUrl

from deploy.secrets import Secrets
from kentro._installation import Installation, NothingRuns, add_run_file
from services import intake, referral, registry, reporting
from services.referral.links.mailer import MailSettings
from services.reporting.analytics.stream import AnalyticsStream
from shared.consumer import Follows
from shared.database import LOST, Connection, connect
from shared.files import Files
from shared.kek import KeyFile, KeyFileUnusable
from shared.ledger import Ledger
from shared.provision import ServiceDatabases
from shared.public import topic_of
from shared.restricted import RESTRICTED, Opening
from shared.service import Blueprint
from shared.vault import Vault

NAMES = ("registry", "intake", "referral", "reporting")

LEDGER = "erasures.jsonl"
"""Beside `run.json` and the folder of secrets."""

_NO_KEY = bytes(32)
_NO_MAIL = MailSettings(AnyUrl("smtp://localhost"), "", "")
_PATIENCE = 600.0
"""Seconds for one statement: a rebuild empties whole tables."""


@dataclass(frozen=True, slots=True)
class Place:
    """One service of this installation: its blueprint, its databases, what parts its topics, its broker and key.

    What the environment does not name is empty.
    """

    blueprint: Blueprint
    databases: ServiceDatabases
    prefix: str
    kafka: str
    kek_file: Path | None
    ledger_file: Path | None = None
    files_url: str | None = None

    @property
    def name(self) -> str:
        """The service's."""
        return self.blueprint.name

    def kek(self) -> KeyFile:
        """The key-encryption keys. Raises `NothingRuns` where nobody said where they are, or they are of no use."""
        if self.kek_file is None:
            raise NothingRuns("KEK_FILE names no key-encryption key")
        try:
            return KeyFile(self.kek_file)
        except KeyFileUnusable as unusable:
            raise NothingRuns(str(unusable)) from None

    def erased(self) -> set[bytes]:
        """The marks of those whom the service erased, by the ledger outside of all backups.

        Raises `NothingRuns` where nobody said where it is, and `shared.ledger.LedgerUnusable`.
        """
        if self.ledger_file is None:
            raise NothingRuns("ERASURE_LEDGER_FILE names no erasure ledger: a copy could bring erased persons back")
        return Ledger(self.ledger_file).marks(self.name)

    def files(self) -> Files | None:
        """The store of scanned documents; None for a service that keeps none."""
        return Files(self.files_url) if self.files_url else None

    @asynccontextmanager
    async def opening(self) -> AsyncGenerator[Opening | None]:
        """What opens the sealed topics that it reads; None where it reads none."""
        if not any(each.sealed for each in self.blueprint.follows):
            yield None
            return
        if not self.databases.keys:
            raise NothingRuns("KEYS_DATABASE_URL names no keys database")
        async with Vault.opened(self.databases.keys, self.kek(), RESTRICTED) as vault:
            yield Opening(vault)

    @property
    def uses(self) -> Sequence[str]:
        """The uses of the persons' keys that it makes: its log's and, where it tells something sealed, that topic's."""
        return (self.name, RESTRICTED) if self.blueprint.restricted else (self.name,)

    @property
    def follows(self) -> dict[str, Follows]:
        """What it reads of others, by topic."""
        return {topic_of(each.source, self.prefix): each for each in self.blueprint.follows}

    @asynccontextmanager
    async def connected(self) -> AsyncGenerator[Connection]:
        """A connection with the rights of its projector; what its views opened besides is closed with it."""
        connection = await connect(self.databases.projector, name=f"kentro {self.name}", timeout=_PATIENCE)
        try:
            yield connection
        finally:
            await connection.close()
            for follows in self.blueprint.follows:
                for view in follows.views:
                    if isinstance(view, AnalyticsStream):
                        await view.close()


def add_place(parser: argparse.ArgumentParser) -> None:
    """The options that say where the services are."""
    parser.epilog = (
        "Addresses come from run.json; with PROJECTOR_DATABASE_URL in the environment, as in a service's container, "
        "from there: then name the service."
    )
    parser.add_argument("--prefix", default="kentro", help="what parts installations that share a broker")
    add_run_file(parser)


def places(options: argparse.Namespace, environment: Mapping[str, str]) -> list[Place]:
    """The services that the options name, all where they name none. Raises `NothingRuns`."""
    wanted: Sequence[str] = [options.service] if options.service else NAMES
    if environment.get("PROJECTOR_DATABASE_URL"):
        if options.service is None:
            raise NothingRuns("PROJECTOR_DATABASE_URL is one service's: name that service")
        return [_of_environment(options.service, environment, options.prefix)]
    installation = Installation.described(options.run_file)
    secrets = Secrets(options.run_file.parent / "secrets")
    return [
        Place(
            _blueprint(name, installation.kafka, options.prefix, secrets.key_file("pseudonym")),
            installation.databases[name],
            options.prefix,
            installation.kafka,
            secrets.key_file("kek"),
            options.run_file.parent / LEDGER,
            f"file://{(options.run_file.parent / 'files').resolve()}" if name == "registry" else None,
        )
        for name in wanted
    ]


def _of_environment(name: str, environment: Mapping[str, str], prefix: str) -> Place:
    kafka, pseudonym, kek, ledger = (
        environment.get(key, "") for key in ("KAFKA_BOOTSTRAP", "PSEUDONYM_KEY_FILE", "KEK_FILE", "ERASURE_LEDGER_FILE")
    )
    databases = ServiceDatabases(
        owner=environment.get("OWNER_DATABASE_URL", ""),
        api=environment.get("DATABASE_URL", ""),
        projector=environment["PROJECTOR_DATABASE_URL"],
        keys=environment.get("KEYS_DATABASE_URL", ""),
    )
    blueprint = _blueprint(name, kafka, prefix, Path(pseudonym) if pseudonym else None)
    return Place(
        blueprint,
        databases,
        prefix,
        kafka,
        Path(kek) if kek else None,
        Path(ledger) if ledger else None,
        environment.get("FILES_URL"),
    )


async def reported(work: Callable[[], Awaitable[int]]) -> int:
    """Does the work; what keeps it from being done is said in one line. The exit code."""
    try:
        return await work()
    except NothingRuns as nothing:
        print(nothing, file=sys.stderr)
    except LOST as lost:
        print(f"The database cannot be reached: {type(lost).__name__} {lost}".rstrip(), file=sys.stderr)
    return 2


def _blueprint(name: str, kafka: str, prefix: str, pseudonym_key: Path | None) -> Blueprint:
    match name:
        case "registry":
            return registry.BLUEPRINT
        case "intake":
            return intake.BLUEPRINT
        case "referral":
            # Its views need neither the key of its links nor a mail server.
            return referral.blueprint(_NO_KEY, _NO_MAIL)
        case _:
            if pseudonym_key is None or not kafka:
                raise NothingRuns("Reporting's views need KAFKA_BOOTSTRAP and PSEUDONYM_KEY_FILE")
            return reporting.blueprint(kafka, prefix, pseudonym_key.read_bytes())
