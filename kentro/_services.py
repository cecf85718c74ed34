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
from shared.public import topic_of
from shared.service import Blueprint

NAMES = ("registry", "intake", "referral", "reporting")

_NO_KEY = bytes(32)
_NO_MAIL = MailSettings(AnyUrl("smtp://localhost"), "", "")
_PATIENCE = 600.0
"""Seconds for one statement: a rebuild empties whole tables."""


@dataclass(frozen=True, slots=True)
class Place:
    """One service of this installation: its blueprint, its projector's login, and what parts its topics."""

    blueprint: Blueprint
    projector_url: str
    prefix: str

    @property
    def name(self) -> str:
        """The service's."""
        return self.blueprint.name

    @property
    def follows(self) -> dict[str, Follows]:
        """What it reads of others, by topic."""
        return {topic_of(each.source, self.prefix): each for each in self.blueprint.follows}

    @asynccontextmanager
    async def connected(self) -> AsyncGenerator[Connection]:
        """A connection with the rights of its projector; what its views opened besides is closed with it."""
        connection = await connect(self.projector_url, name=f"kentro {self.name}", timeout=_PATIENCE)
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
        "Addresses come from run.json; with PROJECTOR_DATABASE_URL (and for reporting KAFKA_BOOTSTRAP and "
        "PSEUDONYM_KEY_FILE) in the environment, as in a service's container, from there: then name the service."
    )
    parser.add_argument("--prefix", default="kentro", help="what parts installations that share a broker")
    add_run_file(parser)


def places(options: argparse.Namespace, environment: Mapping[str, str]) -> list[Place]:
    """The services that the options name, all where they name none. Raises `NothingRuns`."""
    wanted: Sequence[str] = [options.service] if options.service else NAMES
    if url := environment.get("PROJECTOR_DATABASE_URL"):
        if options.service is None:
            raise NothingRuns("PROJECTOR_DATABASE_URL is one service's: name that service")
        kafka, key = environment.get("KAFKA_BOOTSTRAP", ""), environment.get("PSEUDONYM_KEY_FILE")
        blueprint = _blueprint(options.service, kafka, options.prefix, Path(key) if key else None)
        return [Place(blueprint, url, options.prefix)]
    installation = Installation.described(options.run_file)
    key_file = Secrets(options.run_file.parent / "secrets").key_file("pseudonym")
    return [
        Place(
            _blueprint(name, installation.kafka, options.prefix, key_file),
            installation.databases[name].projector,
            options.prefix,
        )
        for name in wanted
    ]


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
