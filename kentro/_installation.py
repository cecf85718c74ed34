"""What runs on this machine, as the launcher's `run.json` describes it."""

import argparse
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from shared.provision import ServiceDatabases

RUN_FILE = Path(__file__).parents[1] / ".kentro" / "run.json"


class NothingRuns(Exception):
    """There is no `run.json`, or it is none of ours; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Client:
    """A client of the provider of logins."""

    id: str
    secret: str


@dataclass(frozen=True, slots=True)
class Installation:
    """Addresses of what runs: `services` and `databases` by name, `kafka` for the operator and for an `analyst`."""

    services: Mapping[str, str]
    kafka: str
    analyst: str
    databases: Mapping[str, ServiceDatabases]
    issuer: str
    clients: Mapping[str, Client]

    @classmethod
    def described(cls, file: Path) -> Self:
        """As the file says. Raises `NothingRuns`."""
        try:
            said: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            return cls(
                services=said["services"],
                kafka=said["kafka"],
                analyst=said["analyst"],
                databases={name: ServiceDatabases(**addresses) for name, addresses in said["databases"].items()},
                issuer=said["issuer"],
                clients={name: Client(**client) for name, client in said["clients"].items()},
            )
        except FileNotFoundError:
            raise NothingRuns(f"{file} is not there: start Kentro first, with `make run`") from None
        except (ValueError, KeyError, TypeError) as wrong:
            raise NothingRuns(f"{file} does not describe a running Kentro: {wrong!r}") from None


def add_run_file(parser: argparse.ArgumentParser) -> None:
    """The option that names another checkout's `run.json`."""
    parser.add_argument("--run-file", type=Path, default=RUN_FILE, help="default: .kentro/run.json in the checkout")
