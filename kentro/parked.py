"""`kentro parked`: records that a service could not apply, and their successors: look at them, and apply them again."""

import argparse
import asyncio
import sys
from collections.abc import Mapping

from kentro._services import NAMES, Place, add_place, places, reported
from shared.database import LOST
from shared.parking import parked, parked_record, replay

HELP = "list, show and replay the records of other services that a service could not apply"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    actions = parser.add_subparsers(dest="action", metavar="list | show | replay", required=True)
    listing = actions.add_parser("list", help="what is parked, and why; nothing of the content")
    listing.add_argument("service", nargs="?", choices=NAMES)
    showing = actions.add_parser("show", help="one record with its headers and its content")
    showing.add_argument("service", choices=NAMES)
    showing.add_argument("record", type=_record, metavar="TOPIC/PARTITION/POSITION", help="as `list` names it")
    replaying = actions.add_parser("replay", help="apply what is parked, in order, once: all of a topic or nothing")
    replaying.add_argument("service", nargs="?", choices=NAMES)
    replaying.add_argument("--key", help="only the records of this key (a stream's name)")
    for action in (listing, showing, replaying):
        add_place(action)


def main(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Does what the action says; the exit code."""

    async def work() -> int:
        found = places(options, environment)
        match options.action:
            case "list":
                return await _list(found)
            case "show":
                return await _show(found[0], *options.record)
            case _:
                return max([await _replay(place, options.key) for place in found])

    return asyncio.run(reported(work))


async def _list(found: list[Place]) -> int:
    total = 0
    for place in found:
        async with place.connected() as connection:
            for record in await parked(connection):
                total += 1
                where = f"{record.topic}/{record.partition}/{record.position}"
                print(f"{place.name:<10} {where:<32} {record.key:<50} {record.error}")
    if not total:
        print("Nothing is parked.")
    return 0


async def _show(place: Place, topic: str, partition: int, position: int) -> int:
    async with place.connected() as connection:
        try:
            headers, value = await parked_record(connection, topic, partition, position)
        except LookupError as missing:
            print(f"{place.name}: {missing.args[0]}", file=sys.stderr)
            return 1
    for name, text in headers.items():
        print(f"{name}: {text}")
    print()
    print(value)
    return 0


async def _replay(place: Place, key: str | None) -> int:
    """Topic by topic, so that one that still cannot be applied keeps no other."""
    code = 0
    async with place.connected() as connection:
        topics = sorted({record.topic for record in await parked(connection) if key in (None, record.key)})
        for topic in topics:
            follows = place.follows.get(topic)
            if follows is None:
                print(f"{place.name}: {topic} is no topic that it reads (is --prefix right?)", file=sys.stderr)
                code = 1
                continue
            try:
                count = await replay(connection, topic, follows.types, follows.views, key=key)
            except LOST:
                raise
            except Exception as fault:  # noqa: BLE001 - whatever a record cannot be applied for
                reason = f"{type(fault).__name__} {fault}".rstrip()
                print(f"{place.name}: {topic}: nothing was applied, all stays parked: {reason}", file=sys.stderr)
                code = 1
            else:
                print(f"{place.name}: {topic}: {count} applied")
        if not topics:
            print(f"{place.name}: nothing is parked.")
    return code


def _record(text: str) -> tuple[str, int, int]:
    topic, partition, position = text.split("/")
    return topic, int(partition), int(position)
