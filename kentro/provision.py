"""`kentro provision`: databases, roles and keys for an installation whose parts somebody else starts."""

import argparse
import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

from deploy.kafka_access import admin_options, let_in, of_service
from deploy.keycloak.database import keycloak_database
from deploy.secrets import Secrets
from shared.provision import provision

HELP = "create the services' databases, roles and keys on the server of DATABASE_URL; safe to repeat"

_SERVICES = ("registry", "intake", "referral", "reporting", "portal")
_KEYS = ("kek", "link", "session", "pseudonym")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.epilog = (
        "The environment names DATABASE_URL, the server owner's, and <SERVICE>_DATABASE_PASSWORD for each of "
        f"{', '.join(_SERVICES)}; with KEYCLOAK_DATABASE_PASSWORD Keycloak gets a database too; with "
        "KAFKA_SERVERS, KAFKA_PASSWORD (the login `admin`) and <SERVICE>_KAFKA_PASSWORD the broker learns its logins."
    )
    parser.add_argument("--keys", type=Path, help="make the missing key files in this directory")


def main(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Creates what is missing; the exit code."""
    names = ("DATABASE_URL", *(f"{service.upper()}_DATABASE_PASSWORD" for service in _SERVICES))
    if environment.get("KAFKA_SERVERS"):
        names = (*names, "KAFKA_PASSWORD", *(f"{service.upper()}_KAFKA_PASSWORD" for service in _SERVICES[:-1]))
    if missing := [name for name in names if not environment.get(name)]:
        print(f"Not set: {', '.join(missing)}", file=sys.stderr)
        return 2
    if options.keys is not None:
        for key in _KEYS:
            Secrets(options.keys).key_file(key)
        Secrets(options.keys).ticket_keys()
    asyncio.run(_provision(environment))
    return 0


async def _provision(environment: Mapping[str, str]) -> None:
    url = environment["DATABASE_URL"]
    for service in _SERVICES:
        await provision(url, service, environment[f"{service.upper()}_DATABASE_PASSWORD"])
        print(f"{service}: database and roles are there")
    if servers := environment.get("KAFKA_SERVERS"):
        logins = [of_service(service, environment[f"{service.upper()}_KAFKA_PASSWORD"]) for service in _SERVICES[:-1]]
        await let_in(admin_options(servers, environment["KAFKA_PASSWORD"]), logins)
        print("kafka: logins and rights are there")
    if password := environment.get("KEYCLOAK_DATABASE_PASSWORD"):
        await keycloak_database(url, password)
        print("keycloak: database and role are there")
