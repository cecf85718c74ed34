"""`kentro programmes seed`: what is known of the state's programmes, entered into the registry of a deployment."""

import argparse
import asyncio
import sys
from collections.abc import Mapping
from datetime import date

from kentro._client import NotDone, Services
from kentro._installation import Installation, NothingRuns, add_run_file
from kentro.demo.ids import made_id
from kentro.demo.programmes import Programme, shipped

HELP = "enter the programmes that people can apply for, with every version, source and confidence, and publish them"
_IMPORT = made_id(date(2026, 1, 1), "programmes", "import")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    actions = parser.add_subparsers(dest="action", metavar="seed", required=True)
    seeding = actions.add_parser(
        "seed", help="enter and publish; what was entered before stays as people made it since"
    )
    add_run_file(seeding)


def main(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Does what the action says; the exit code."""
    try:
        return asyncio.run(_seed(Installation.described(options.run_file)))
    except (NothingRuns, NotDone) as failure:
        print(failure, file=sys.stderr)
        return 2 if isinstance(failure, NothingRuns) else 1


async def _seed(installation: Installation) -> int:
    async with Services.reached(installation, _IMPORT, 1) as services:
        for programme in shipped():
            print(f"{programme.code}: {await entered(services, programme)}")
    return 0


async def entered(services: Services, programme: Programme) -> str:
    """Enters one; what became of it in a few words. A command whose words changed since is left as it was done."""
    left = 0
    for step in programme.steps():
        refused = await services.refusal(step)
        if refused not in (None, "command-reused", "no-draft"):
            raise NotDone(f"registry refused {step.method} {step.path}: {refused}")
        left += refused is not None
    count = len(programme.version)
    return f"{count} versions" if not left else f"{count} versions, some left as they were entered before"
