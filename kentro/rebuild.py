"""`kentro rebuild`: a service's read models are forgotten and filled again from the logs."""

import argparse
import asyncio
from collections.abc import Mapping

from kentro._services import NAMES, Place, add_place, places, reported
from shared.consumer import forget
from shared.projector import rebuild

HELP = "forget a service's read models; it fills them again from its own log and from the topics it follows"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("service", choices=NAMES)
    parser.add_argument(
        "--only", metavar="SOURCE", help="what follows from this service alone; its own name for its own log"
    )
    add_place(parser)


def main(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Forgets; the exit code. What is parked of a topic goes too, since all of it comes again."""

    async def work() -> int:
        (place,) = places(options, environment)
        return await _rebuild(place, options.only)

    return asyncio.run(reported(work))


async def _rebuild(place: Place, only: str | None) -> int:
    blueprint = place.blueprint
    sources = {follows.source: (topic, follows) for topic, follows in place.follows.items()}
    if only not in (None, place.name, *sources):
        print(f"{place.name} follows {', '.join(sources) or 'nobody'}, not {only}")
        return 1
    async with place.connected() as connection:
        if blueprint.views and only in (None, place.name):
            epoch = await connection.fetchval("SELECT max(epoch::text)::uuid FROM log_epoch")
            await rebuild(connection, blueprint.views, epoch)
            print(f"{place.name}: its own read models are filled again from its log")
        for source, (topic, follows) in sources.items():
            if only in (None, source):
                await forget(connection, topic, follows)
                print(f"{place.name}: what follows from {source} is filled again from {topic}")
    return 0
