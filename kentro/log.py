"""`kentro log verify`: the hash chains recomputed from the logs, and held against what was told outside."""

import argparse
import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

from kentro._services import NAMES, Place, add_place, places, reported
from shared.chain import ChainBroken, read_anchors, verified
from shared.database import close_quietly, connect

HELP = "verify that no event of the services' logs was changed, dropped or added behind the services' back"
_PATIENCE = 3600.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    actions = parser.add_subparsers(dest="action", metavar="verify", required=True)
    verifying = actions.add_parser("verify", help="recompute the chain of every batch")
    verifying.add_argument("service", nargs="?", choices=NAMES)
    verifying.add_argument("--anchors", type=Path, help="a file of anchors that was kept elsewhere")
    add_place(verifying)


def main(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Verifies; the exit code is 1 where a log is not what was written."""

    async def work() -> int:
        return max([await _verified(place, options.anchors) for place in places(options, environment)])

    return asyncio.run(reported(work))


async def _verified(place: Place, file: Path | None) -> int:
    connection = await connect(place.databases.api, name="kentro log", timeout=_PATIENCE)
    try:
        rows = await connection.fetch("SELECT position, hash FROM anchor")
        anchors: dict[int, bytes] = {row["position"]: row["hash"] for row in rows}
        if file:
            anchors |= {each.position: bytes.fromhex(each.hash) for each in read_anchors(file, place.name)}
        head = await verified(connection, anchors)
    except ChainBroken as broken:
        print(f"{place.name}: NOT what was written, {broken}", file=sys.stderr)
        return 1
    except (OSError, ValueError) as unreadable:
        print(f"{file}: {unreadable}", file=sys.stderr)
        return 2
    finally:
        await close_quietly(connection)
    print(f"{place.name}: whole to position {head.position:,}, {len(anchors)} anchors, head {head.hash.hex()[:16]}")
    return 0
