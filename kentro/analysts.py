"""`kentro analysts`: who may read the analysts' stream at Kafka, and nothing else there."""

import argparse
import asyncio
import re
import secrets
import sys
from collections.abc import Mapping

from aiokafka.errors import KafkaError

from deploy.kafka_access import let_in, of_analyst, shut_out
from kentro._installation import Installation, NothingRuns, add_run_file
from shared.broker import as_user, client_options

HELP = "let an analyst read the analysts' stream, under an agreement, or end it"
_NAME = re.compile(r"[a-z][a-z0-9-]{2,62}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.epilog = "KAFKA_BOOTSTRAP, with the login of who may do everything, names another broker than run.json."
    parser.add_argument("action", choices=("add", "remove"))
    parser.add_argument("name", help="a login of small Latin letters, digits and hyphens, begun by `analyst-`")
    parser.add_argument("--prefix", default="kentro", help="what parts installations that share a broker")
    add_run_file(parser)


def main(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Adds or removes the login; the exit code. The address with its password is printed once, and kept nowhere."""
    name = options.name if options.name.startswith("analyst-") else f"analyst-{options.name}"
    if not _NAME.fullmatch(name):
        print("A login has small Latin letters, digits and hyphens alone, at most 63", file=sys.stderr)
        return 2
    try:
        address = environment.get("KAFKA_BOOTSTRAP") or Installation.described(options.run_file).kafka
        if options.action == "remove":
            asyncio.run(shut_out(client_options(address), name))
            return 0
        password = secrets.token_urlsafe(24)
        asyncio.run(let_in(client_options(address), [of_analyst(name, password, options.prefix)]))
        print(as_user(address, name, password))
    except (NothingRuns, KafkaError) as failure:
        print(failure, file=sys.stderr)
        return 2
    except TimeoutError:
        print("The broker does not answer", file=sys.stderr)
        return 2
    return 0
