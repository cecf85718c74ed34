"""`kentro demo`: a made-up year in Western Greece, told through the services' own commands."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from kentro._client import NotDone, Services
from kentro._installation import Installation, NothingRuns, add_run_file
from kentro.demo.loading import load
from kentro.demo.plan import Plan
from kentro.demo.record import Progress, Record, read_record
from shared.workdays import today

HELP = "load the demo region, Western Greece, with synthetic people and a year of visits and referrals"
RECORD = "demo.json"
_PEOPLE = 1000
_SEED = 1
_CALLERS = 24
_INTERRUPTED = 130


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.epilog = "Repeating it changes nothing and goes on where it stopped; more --people add to those there."
    parser.add_argument("--people", type=int, help=f"how many people (default: as before, or {_PEOPLE})")
    parser.add_argument("--seed", type=int, help="other people and another year (default: as before, or 1)")
    parser.add_argument("--until", type=date.fromisoformat, help="the year's last day (default: as before, or today)")
    parser.add_argument("--callers", type=int, default=_CALLERS, help=f"commands at once (default: {_CALLERS})")
    parser.add_argument("--if-empty", action="store_true", help="only into an empty region, or to finish a loading")
    add_run_file(parser)


def main(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Loads; the exit code."""
    try:
        installation = Installation.described(options.run_file)
    except NothingRuns as nothing:
        print(nothing, file=sys.stderr)
        return 2
    try:
        return asyncio.run(_main(options, installation))
    except KeyboardInterrupt:
        return _INTERRUPTED


async def _main(options: argparse.Namespace, installation: Installation) -> int:
    task = asyncio.current_task()
    assert task is not None
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    file: Path = options.run_file.with_name(RECORD)
    before = read_record(file)
    plan = planned(options, before)
    try:
        async with Services.reached(installation, plan.import_id, options.callers) as services:
            if not await _wanted(options, before, services):
                return 0
            progress = Progress(file, plan.people, plan.seed, plan.until, 0)
            return await _load(plan, services, progress, options.callers)
    except NotDone as failure:
        print(failure, file=sys.stderr)
        return 1
    except asyncio.CancelledError:
        return _INTERRUPTED


async def _load(plan: Plan, services: Services, progress: Progress, callers: int) -> int:
    try:
        await load(plan, services, progress, callers)
    except asyncio.CancelledError:
        progress.end("interrupted")
        raise
    except Exception as failure:
        progress.end("failed", str(failure))
        raise
    progress.end("done")
    return 0


async def _wanted(options: argparse.Namespace, before: Record | None, services: Services) -> bool:
    """Whether there is something to load. Raises `NotDone` where it cannot be known what is there."""
    if await services.is_empty():
        return True
    if options.if_empty:
        return before is not None and before.state != "done"
    if before is None and options.until is None:
        raise NotDone(
            f"The region holds data, and no {RECORD} says until which day. To add to it, name that day: --until"
        )
    return True


def planned(options: argparse.Namespace, before: Record | None) -> Plan:
    """What was loaded before, unless the options say otherwise: its last day must stay the same to go on with it."""
    people = options.people or (before.people if before else _PEOPLE)
    seed = options.seed if options.seed is not None else (before.seed if before else _SEED)
    same = before if before and before.seed == seed else None
    until = options.until or (same.last_day if same else today(datetime.now(UTC)))
    return Plan(people, seed, until)
