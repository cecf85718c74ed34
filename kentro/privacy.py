"""`kentro privacy`: does a person's name still stand anywhere? Looked for everywhere, told by place and count."""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from aiokafka.errors import KafkaError

from kentro._gathering import gathered, read_sealed, write_sealed
from kentro._installation import Installation, NothingRuns
from kentro._services import NAMES, Place, add_place, places, reported
from services.portal.paper import paper
from shared.aliases import known_as
from shared.database import close_quietly, connect, open_pool
from shared.envelope import Codec
from shared.exporting import ExportOut, exported
from shared.log import Log
from shared.scanning import Found, Needles, in_database, in_folder, in_topics
from shared.vault import Vault

HELP = "export what is held of a person; before an erasure gather it, and look for it everywhere afterwards"
_PATIENCE = 3600.0
_RAW = ("postgres", "kafka", "keycloak", "secrets", "processes")
"""Data folders of the parts, which are looked into through the parts; and the secrets, which are keys."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    actions = parser.add_subparsers(dest="action", metavar="export|gather|scan", required=True)
    gathering = actions.add_parser("gather", help="a person's values into a sealed file, before the erasure")
    gathering.add_argument("--person", type=UUID, required=True, help="the person's id")
    gathering.add_argument("file", type=Path, help="where to; delete it after the scan")
    scanning = actions.add_parser("scan", help="look through databases, topics and folders; exit 1 where it is found")
    which = scanning.add_mutually_exclusive_group(required=True)
    which.add_argument("--file", type=Path, help="that `gather` wrote")
    which.add_argument("--canary", action="append", help="a value to look for, at least four letters; may be repeated")
    scanning.add_argument("--folder", type=Path, action="append", default=[], help="logs, files, traces, backups")
    scanning.add_argument("--database", action="append", default=[], help="another database's address, as Keycloak's")
    scanning.add_argument("--raw", action="store_true", help="the parts' own data folders too, as they lie on the disk")
    exporting = actions.add_parser("export", help="everything that is held of a person, as JSON and as a tagged PDF")
    exporting.add_argument("--person", type=UUID, required=True, help="the person's id")
    exporting.add_argument("folder", type=Path, help="where to; give it to the person and delete it")
    for action in (gathering, scanning, exporting):
        action.add_argument("--service", choices=NAMES)
        add_place(action)


def main(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Does it; the exit code is 1 where something was found, 2 where some place could not be looked at."""

    async def work() -> int:
        where = places(options, environment)
        if options.action == "gather":
            return await _gather(where, options.person, options.file)
        if options.action == "export":
            return await _export(where, options.person, options.folder)
        ring = where[0].kek().ring
        try:
            needles = Needles(read_sealed(options.file, ring) if options.file else options.canary)
        except ValueError as short:
            raise NothingRuns(str(short)) from None
        return await _scan(where, needles, options, environment)

    return asyncio.run(reported(work))


async def _gather(where: Sequence[Place], person: UUID, file: Path) -> int:
    values: set[str] = set()
    for place in where:
        values |= await gathered(place, person)
    try:
        write_sealed(file, where[0].kek().ring, values)
    except OSError as failure:
        print(f"{file}: {failure.strerror}", file=sys.stderr)
        return 1
    print(f"{len(values)} values, sealed in {file}")
    return 0 if values else 1


async def _export(where: Sequence[Place], person: UUID, folder: Path) -> int:
    exports = [await _held(place, person) for place in where]
    if not _made(folder):
        return 1
    parts = [export.model_dump(mode="json") for export in exports]
    text = json.dumps({"person": str(person), "parts": parts}, ensure_ascii=False, indent=1)
    (folder / "export.json").write_text(text + "\n", encoding="utf-8")
    (folder / "export.pdf").write_bytes(paper(person, parts))
    rows = sum(len(found) for export in exports for found in export.rows.values())
    print(
        f"{rows} rows and {sum(len(export.events) for export in exports)} events of {len(exports)} services in {folder}"
    )
    return 0 if rows else 1


def _made(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        print(f"{folder} exists", file=sys.stderr)
        return False
    return True


async def _held(place: Place, person: UUID) -> ExportOut:
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(open_pool(place.databases.api, name="kentro privacy", size=1))
        vault = await stack.enter_async_context(Vault.opened(place.databases.keys, place.kek(), place.name))
        connection = await stack.enter_async_context(place.connected())
        log = Log(pool, Codec(place.blueprint.events), vault)
        return await exported(connection, log, place.blueprint, await known_as(connection, person))


async def _scan(
    where: Sequence[Place], needles: Needles, options: argparse.Namespace, environment: Mapping[str, str]
) -> int:
    found, unseen, looked = 0, 0, 0
    # A table that one login may not read another may.
    seen: set[str] = set()
    blind: list[str] = []
    async for each in _everywhere(where, needles, options, environment):
        if not each.looked:
            blind.append(each.place)
            continue
        seen.add(each.place)
        looked += 1
        if each.count:
            found += each.count
            print(f"FOUND {each.count:,} in {each.place}")
    for place in sorted(set(blind) - seen):
        unseen += 1
        print(f"not looked at: {place}", file=sys.stderr)
    print(f"{looked:,} places looked at, found {found:,} times")
    return 1 if found else 2 if unseen else 0


async def _everywhere(
    where: Sequence[Place], needles: Needles, options: argparse.Namespace, environment: Mapping[str, str]
) -> AsyncIterator[Found]:
    for name, url in _databases(where, options, environment):
        connection = await connect(url, name="kentro privacy", timeout=_PATIENCE)
        try:
            async for found in in_database(connection, name, needles):
                yield found
        finally:
            await close_quietly(connection)
    if where[0].kafka:
        try:
            async for found in in_topics(where[0].kafka, options.prefix, needles):
                yield found
        except (KafkaError, TimeoutError):
            yield Found("topics", 0, looked=False)
    for folder in options.folder or _own_folder(options, environment):
        passing_over = () if options.raw else _RAW
        for found in in_folder(folder, needles, passing_over=passing_over):
            yield Found(f"{folder}: {found.place}", found.count, found.looked)


def _databases(
    where: Sequence[Place], options: argparse.Namespace, environment: Mapping[str, str]
) -> Iterable[tuple[str, str]]:
    for place in where:
        of = place.databases
        for url in (of.owner, of.projector):
            yield place.name, url
        yield f"keys of {place.name}", of.keys
    if not environment.get("PROJECTOR_DATABASE_URL"):
        portal = Installation.described(options.run_file).databases.get("portal")
        if portal:
            yield "portal", portal.owner
    for url in options.database:
        yield urlsplit(url).path.strip("/"), url


def _own_folder(options: argparse.Namespace, environment: Mapping[str, str]) -> list[Path]:
    """Where this machine's installation keeps its files."""
    return [] if environment.get("PROJECTOR_DATABASE_URL") else [options.run_file.parent]
