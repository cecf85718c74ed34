"""`kentro keys`: the key-encryption keys, rotated while the services run; the logs are never written again."""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Mapping, Sequence

from kentro._installation import NothingRuns
from kentro._services import NAMES, Place, add_place, places, reported
from shared.database import close_quietly, connect
from shared.kek import KeyFile, write_ring
from shared.rotation import rewrap, wrapped_under
from shared.vault import KeysAway

HELP = "list the key-encryption keys, put a new one in use, or drop one that nothing is wrapped under any more"
_PATIENCE = 600.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    actions = parser.add_subparsers(dest="action", metavar="list|rotate|drop", required=True)
    listing = actions.add_parser("list", help="which keys there are, and how many keys of persons each wraps")
    rotating = actions.add_parser(
        "rotate", help="make a new key and wrap all keys of persons under it; interrupted, say it again and it goes on"
    )
    dropping = actions.add_parser("drop", help="forget a key; copies of keys that it wraps become useless")
    dropping.add_argument("id", help="as `list` shows it; `first` is the one from before they had ids")
    for action in (listing, rotating, dropping):
        action.add_argument("service", nargs="?", choices=NAMES)
        add_place(action)


def main(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Does it; the exit code."""

    async def work() -> int:
        where = places(options, environment)
        match options.action:
            case "list":
                return await _list(where)
            case "rotate":
                return await _rotate(where)
            case _:
                return await _drop(where, "" if options.id == "first" else options.id)

    return asyncio.run(reported(work))


async def _list(where: Sequence[Place]) -> int:
    ring, counted = where[0].kek().ring, await _counted(where)
    for id_ in sorted({*ring.keys, *counted}):
        state = "in use" if id_ == ring.current else "" if id_ in ring.keys else "NOT IN THE FILE"
        print(f"{id_ or 'first':<16}  {counted[id_]:>10,} keys of persons  {state}".rstrip())
    return 0


async def _rotate(where: Sequence[Place]) -> int:
    file = where[0].kek()
    unfinished = sum((await _counted(where)).values()) - (await _counted(where))[file.ring.current]
    if unfinished:
        print(f"{unfinished:,} keys of persons are not under the key in use yet: going on with it")
    else:
        write_ring(file.path, file.ring.rotated())
        print(f"the key in use is now {KeyFile(file.path).ring.current}")
    ring = KeyFile(file.path).ring
    for place in where:
        connection = await connect(_keys_of(place), name="kentro keys", timeout=_PATIENCE)
        try:
            count = 0
            for use in place.uses:
                count += await rewrap(connection, ring, use, lambda done, use=use: _told(use, done))
        except KeysAway as away:
            print(f"\n{place.name}: {away}", file=sys.stderr)
            return 1
        finally:
            await close_quietly(connection)
        print(f"\r{place.name}: {count:,} keys wrapped under {ring.current}")
    print("Keep the keys of before until the last copy of keys is older than they are; then `kentro keys drop`.")
    return 0


async def _drop(where: Sequence[Place], id_: str) -> int:
    file = where[0].kek()
    if len(where) < len(NAMES):
        print("dropping looks at all services: run it where run.json is", file=sys.stderr)
        return 2
    if id_ not in file.ring.keys:
        print(f"there is no key {id_ or 'first'}", file=sys.stderr)
        return 1
    if used := (await _counted(where))[id_]:
        print(f"{used:,} keys of persons are wrapped under it: rotate first", file=sys.stderr)
        return 1
    try:
        write_ring(file.path, file.ring.without(id_))
    except ValueError as current:
        print(current, file=sys.stderr)
        return 1
    print(f"{id_ or 'first'} is forgotten")
    return 0


async def _counted(where: Sequence[Place]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for place in where:
        connection = await connect(_keys_of(place), name="kentro keys", timeout=_PATIENCE)
        try:
            for use in place.uses:
                counted.update(await wrapped_under(connection, use))
        finally:
            await close_quietly(connection)
    return counted


def _keys_of(place: Place) -> str:
    if not place.databases.keys:
        raise NothingRuns("KEYS_DATABASE_URL names no keys database")
    return place.databases.keys


def _told(name: str, done: int) -> None:
    print(f"\r{name}: {done:,} keys", end="", flush=True)
