"""`kentro parked`: records that a service could not apply, and their successors: look, apply again, or take away."""

import argparse
import asyncio
import sys
from collections.abc import Mapping

from kentro._services import NAMES, Place, add_place, places, reported
from shared.database import LOST
from shared.parking import Parked, discard, parked, parked_at, replay

HELP = "list, show, replay and discard the records of other services that a service could not apply"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    actions = parser.add_subparsers(dest="action", metavar="list | show | replay | discard", required=True)
    listing = actions.add_parser("list", help="what is parked, and why; nothing of the content")
    listing.add_argument("service", nargs="?", choices=NAMES)
    showing = actions.add_parser("show", help="one record with its headers and its content")
    showing.add_argument("service", choices=NAMES)
    showing.add_argument("record", metavar="TOPIC/PARTITION/POSITION", help="as `list` names it")
    replaying = actions.add_parser("replay", help="apply what is parked, in order, once: all of a topic or nothing")
    replaying.add_argument("service", nargs="?", choices=NAMES)
    replaying.add_argument("--key", help="only the records of this key (a stream's name)")
    discarding = actions.add_parser("discard", help="take away for good what will never apply; asks before it does")
    discarding.add_argument("service", choices=NAMES)
    which = discarding.add_mutually_exclusive_group(required=True)
    which.add_argument("record", nargs="?", metavar="TOPIC/PARTITION/POSITION", help="as `list` names it")
    which.add_argument("--key", help="all records of this key (a stream's name)")
    discarding.add_argument("--yes", action="store_true", help="do not ask, as in a script")
    for action in (listing, showing, replaying, discarding):
        add_place(action)


def main(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Does what the action says; the exit code."""

    async def work() -> int:
        found = places(options, environment)
        match options.action:
            case "list":
                return await _list(found)
            case "show":
                return await _show(found[0], options.record)
            case "discard":
                return await _discard(found[0], options.record, options.key, agreed=options.yes)
            case _:
                return max([await _replay(place, options.key) for place in found])

    return asyncio.run(reported(work))


async def _list(found: list[Place]) -> int:
    total = 0
    for place in found:
        async with place.connected() as connection:
            for record in await parked(connection):
                total += 1
                print(_line(place, record))
    if not total:
        print("Nothing is parked.")
    return 0


async def _show(place: Place, where: str) -> int:
    async with place.connected() as connection:
        records = await parked_at(connection, where)
    for headers, value in records:
        for name, text in headers.items():
            print(f"{name}: {text}")
        print(f"\n{value}")
    if not records:
        print(f"{place.name}: nothing is parked at {where}", file=sys.stderr)
        return 1
    return 0


async def _replay(place: Place, key: str | None) -> int:
    """Topic by topic, so that one that still cannot be applied keeps no other."""
    code = 0
    async with place.connected() as connection, place.opening() as opening:
        topics = sorted({record.topic for record in await parked(connection) if key in (None, record.key)})
        for topic in topics:
            follows = place.follows.get(topic)
            if follows is None:
                print(f"{place.name}: {topic} is no topic that it reads (is --prefix right?)", file=sys.stderr)
                code = 1
                continue
            try:
                count = await replay(
                    connection,
                    topic,
                    follows.types,
                    follows.views,
                    key=key,
                    opening=opening if follows.sealed else None,
                )
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


async def _discard(place: Place, where: str | None, key: str | None, *, agreed: bool) -> int:
    async with place.connected() as connection:
        everything = await parked(connection)
        chosen = [one for one in everything if key == one.key or where == one.where]
        if not chosen:
            print(f"{place.name}: nothing of that is parked.", file=sys.stderr)
            return 1
        keys = {(one.topic, one.key) for one in chosen}
        left = [one for one in everything if (one.topic, one.key) in keys and one not in chosen]
        for record in chosen:
            print(_line(place, record))
        print(
            f"\nThis takes {len(chosen)} parked records away for good, with their content. {place.name}'s read models"
            "\nlack what they told, after `kentro rebuild` too; only a source that begins a new epoch, as after a"
            f"\nrestore, tells it again. {len(left)} more of the same keys stay parked, and those that follow them,"
            "\nuntil `kentro parked replay`."
        )
        if not agreed and not _agrees():
            print("Nothing was taken away.", file=sys.stderr)
            return 1
        print(f"{place.name}: {await discard(connection, chosen)} discarded")
    return 0


def _agrees() -> bool:
    """Asks whoever sits there; nobody does not agree."""
    try:
        return input("Type yes to go on: ").strip().lower() == "yes"
    except EOFError:
        return False


def _line(place: Place, record: Parked) -> str:
    return f"{place.name:<10} {record.where:<32} {record.key:<50} {record.error}"
