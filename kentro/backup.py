"""`kentro backup`: the logs copied out, and the keys apart from them; read models follow from both and are not."""

import argparse
import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

from kentro._services import NAMES, Place, add_place, places, reported
from shared.backup import Manifest, NotEmpty, copy_keys, copy_log
from shared.database import close_quietly, connect

HELP = "copy the services' logs and files into folders, or their persons' keys into another: keep keys apart"
_PATIENCE = 3600.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("what", choices=("logs", "keys", "files"))
    parser.add_argument("folder", type=Path, help="where to: one folder for each service is made in it")
    parser.add_argument("service", nargs="?", choices=NAMES)
    add_place(parser)


def main(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Copies while the services go on; the exit code."""

    async def work() -> int:
        try:
            for place in places(options, environment):
                folder = options.folder / place.name
                if options.what == "files":
                    await _files(place, folder)
                else:
                    print(_said(await _copied(place, options.what, folder)))
        except (NotEmpty, OSError) as failure:
            print(failure, file=sys.stderr)
            return 1
        return 0

    return asyncio.run(reported(work))


async def _files(place: Place, folder: Path) -> None:
    if (files := place.files()) is None:
        return
    print(f"{place.name}: {await files.copy_out(folder):,} files, sealed as they are")


async def _copied(place: Place, what: str, folder: Path) -> Manifest:
    url = place.databases.api if what == "logs" else place.databases.keys
    connection = await connect(url, name="kentro backup", timeout=_PATIENCE)
    try:
        if what == "logs":
            return await copy_log(connection, place.name, folder)
        return await copy_keys(connection, place.name, place.uses, folder)
    finally:
        await close_quietly(connection)


def _said(manifest: Manifest) -> str:
    if manifest.position is None:
        return f"{manifest.name}: {sum(each.rows for each in manifest.tables.values()):,} keys"
    return f"{manifest.name}: {manifest.position:,} events, epoch {manifest.epoch}"
