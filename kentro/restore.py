"""`kentro restore`: logs brought back from a backup under a new epoch, and keys that are missing."""

import argparse
import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path
from time import monotonic

from kentro._services import NAMES, Place, add_place, places, reported
from shared.backup import (
    BackupUnusable,
    NotEmpty,
    bring_keys,
    bring_log,
    bury,
    note_erased,
    others_connected,
    release_erased,
)
from shared.chain import ChainBroken, verified
from shared.database import Connection, close_quietly, connect
from shared.ledger import LedgerUnusable

HELP = "bring logs or keys back from a backup, but nobody who was erased since; every reader fills itself again"
_PATIENCE = 3600.0
_GOING = 5.0
"""Seconds that the server may take to end the connections of a process that is gone."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("what", choices=("logs", "keys", "files"))
    parser.add_argument("folder", type=Path, help="that `kentro backup` was given")
    parser.add_argument("service", nargs="?", choices=NAMES)
    parser.add_argument(
        "--replace", action="store_true", help="where a log holds events: what happened since the backup is lost"
    )
    add_place(parser)


def main(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Brings back, service by service; the exit code. A log must stand still meanwhile: stop its service first."""

    async def work() -> int:
        try:
            for place in places(options, environment):
                folder = options.folder / place.name
                match options.what:
                    case "logs":
                        await _log(place, folder, replace=options.replace)
                    case "keys":
                        await _keys(place, folder)
                    case _:
                        await _files(place, folder)
        except (BackupUnusable, LedgerUnusable, NotEmpty, ChainBroken, OSError) as failure:
            print(failure, file=sys.stderr)
            return 1
        return 0

    return asyncio.run(reported(work))


async def _log(place: Place, folder: Path, *, replace: bool) -> None:
    owner = await connect(place.databases.owner, name="kentro restore", timeout=_PATIENCE)
    try:
        await _stands_still(owner, place.name)
        erased = place.erased()
        # Before the log is there, so that at no moment anybody could read of them.
        await note_erased(owner, erased)
        manifest = await bring_log(owner, folder, replace=replace)
        await release_erased(owner, erased)
        head = await verified(owner, {})
    finally:
        await close_quietly(owner)
    print(f"{place.name}: {head.position:,} events of {manifest.made_at}, chain whole; a new epoch has begun")


async def _stands_still(owner: Connection, name: str) -> None:
    """Waits for the connections of a service that has just ended. Raises `NotEmpty` where one goes on."""
    until = monotonic() + _GOING
    while running := await others_connected(owner):
        if monotonic() > until:
            raise NotEmpty(f"{name} is in use by {running} connections: stop the service first")
        await asyncio.sleep(0.1)


async def _files(place: Place, folder: Path) -> None:
    if (files := place.files()) is not None:
        count = await files.bring_in(folder, place.erased())
        print(f"{place.name}: {count:,} files that were missing; those of the erased were left out")


async def _keys(place: Place, folder: Path) -> None:
    connection = await connect(place.databases.keys, name="kentro restore", timeout=_PATIENCE)
    try:
        for use in place.uses:
            await bury(connection, use, place.erased())
        added = await bring_keys(connection, folder)
    finally:
        await close_quietly(connection)
    print(f"{place.name}: {added:,} keys that were missing; those of the erased were left out")
