"""`kentro rebuild`: a service's read models are filled again from the logs, and swapped while it serves."""

import argparse
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack

import uvloop

from kentro._installation import NothingRuns
from kentro._services import NAMES, Place, add_place, places, reported
from shared.database import open_pool
from shared.envelope import Codec
from shared.log import Log
from shared.memory import spare_what_stays
from shared.rebuilding import OwnLog, RebuildFailed, Source, reading, rebuild_beside, tables_of
from shared.vault import Vault

HELP = "fill a service's read models again from its own log and the topics it follows, and swap them while it serves"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("service", choices=NAMES)
    add_place(parser)


def main(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Rebuilds; the exit code. Interrupted, it leaves the read models as they were."""

    async def work() -> int:
        (place,) = places(options, environment)
        return await _rebuild(place)

    return uvloop.run(reported(work))


async def _rebuild(place: Place) -> int:
    spare_what_stays()
    blueprint = place.blueprint
    if not all((place.databases.owner, place.databases.api, place.databases.keys, place.kafka)):
        raise NothingRuns(
            "OWNER_DATABASE_URL, DATABASE_URL, KEYS_DATABASE_URL and KAFKA_BOOTSTRAP say where to rebuild"
        )
    async with AsyncExitStack() as stack:
        sources: list[Source] = []
        if tables_of(blueprint.views):
            pool = await stack.enter_async_context(open_pool(place.databases.api, name="kentro rebuild", size=2))
            vault = await stack.enter_async_context(Vault.opened(place.databases.keys, place.kek(), place.name))
            sources.append(OwnLog(Log(pool, Codec(blueprint.events), vault), blueprint.views))
        if place.follows:
            opening = await stack.enter_async_context(place.opening())
            sources += await stack.enter_async_context(
                reading(place.kafka, place.follows, lambda follows: tables_of(follows.views), opening)
            )
        try:
            await rebuild_beside(place.databases.owner, place.name, sources, _told)
        except RebuildFailed as failed:
            print(f"\n{place.name}: {failed}; its read models are as they were", file=sys.stderr)
            return 1
    print(f"\n{place.name}: its read models are filled again and in use")
    return 0


def _told(source: str, count: int) -> None:
    print(f"\r{source}: {count:,} events", end="", flush=True)
