"""`python -m bench`: every question, one table, `bench/results.json`; exit code 1 where a goal is missed."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module

import uvloop

from bench.ground import SMOKE, ground
from bench.region import region
from bench.report import write_page
from bench.results import Result, amend, machine, table, write
from shared.workdays import today

ON_PARTS = ("append", "eventsourced", "relaying", "consuming", "command", "growth", "searching", "finding", "directory")
"""Questions to the kernel alone, on PostgreSQL and Kafka."""

ON_REGION = ("seen", "pages", "costs", "rebuilding", "memory", "organising")
"""Questions to everything together."""

QUESTIONS = (*ON_PARTS, *ON_REGION)


def main() -> int:
    """Measures what the options ask for; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("questions", nargs="*", metavar="question", help=f"of {', '.join(QUESTIONS)}; default all")
    parser.add_argument("--report", action="store_true", help="print without judging")
    parser.add_argument(
        "--again", action="store_true", help="put the figures of these questions in place of those of the whole run"
    )
    parser.add_argument(
        "--write-docs", action="store_true", help="measure nothing: docs/performance.md from the results"
    )
    options = parser.parse_args()
    if options.write_docs:
        write_page()
        return 0
    if unknown := set(options.questions) - set(QUESTIONS):
        parser.error(f"no such question: {', '.join(sorted(unknown))}")
    print("  ".join(f"{name} {value}" for name, value in machine().items()))
    results = uvloop.run(_measured(options.questions or QUESTIONS))
    print(table(results))
    if not SMOKE and not options.questions:
        write(results)
    if not SMOKE and options.questions and options.again:
        amend(results, today(datetime.now(UTC)))
    return 0 if options.report or all(one.met is not False for one in results) else 1


async def _measured(questions: Sequence[str]) -> list[Result]:
    results: list[Result] = []
    if parts := [question for question in ON_PARTS if question in questions]:
        async with ground() as at:
            for question in parts:
                results += await _answered(question, at)
    if whole := [question for question in ON_REGION if question in questions]:
        async with region() as at:
            for question in whole:
                results += await _answered(question, at)
    return results


async def _answered(question: str, at: object) -> list[Result]:
    print(f"measuring {question} ...", file=sys.stderr, flush=True)
    return await import_module(f"bench.{question}").measure(at)


if __name__ == "__main__":
    sys.exit(main())
