"""Writes `docs/performance.md` from `bench/results.json`: figures and what follows from them come from there alone."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any

from bench import sizing
from bench.results import FILE, Result, shown
from bench.sizing import machines

TEMPLATE = Path(__file__).with_name("performance.md.in")
PAGE = Path(__file__).parents[1] / "docs" / "performance.md"


class Incomplete(Exception):
    """The results lack a figure that the page speaks of; the message names it."""


class _Page(Template):
    """Placeholders are questions as they stand in the results: `${the question}`, with `:ratio` for its ratio."""

    braceidpattern = r"[^{}$]+"
    flags = re.NOFLAG


def page(said: Mapping[str, Any], template: str) -> str:
    """The page, from what `bench.results.write` wrote. Raises `Incomplete`."""
    results = [Result(**one) for one in said["results"]]
    words = {one.question: f"{shown(one.figure)} {one.unit}".rstrip() for one in results}
    words |= {f"{one.question}:ratio": f"{one.ratio:.2f}" for one in results if one.ratio is not None}
    words |= {f"assumed {name}": _counted(value) for name, value in sizing.ASSUMED.items()}
    words["machine"] = "\n".join(f"| {name} | {value} |" for name, value in said["machine"].items())
    words["figures"] = "\n".join(_row(one) for one in results)
    words["missed"] = "\n".join(_missed(results)) or "None."
    try:
        words["machines"] = "\n".join(_machines({one.question: one.figure for one in results}))
        return _Page(template).substitute(words)
    except KeyError as missing:
        raise Incomplete(f"{FILE.name} holds no figure for {missing}; run all questions of make bench") from None


def write_page() -> None:
    """Writes it from the files. Raises `Incomplete`, and `FileNotFoundError` where nothing was measured yet."""
    said = json.loads(FILE.read_text(encoding="utf-8"))
    PAGE.write_text(page(said, TEMPLATE.read_text(encoding="utf-8")), encoding="utf-8")


def _counted(value: float) -> str:
    return f"{value:,}"


def _row(one: Result) -> str:
    ratio = f"{one.ratio:.2f}x {one.anchor}" if one.ratio is not None else one.anchor
    verdict = {True: "met", False: "**not met**", None: ""}[one.met]
    marks = (" (deep)" if one.deep else "") + (f" (again on {one.again})" if one.again else "")
    return f"| {one.question}{marks} | {shown(one.figure)} {one.unit} | {ratio} | {one.goal} | {verdict} |"


def _missed(results: Sequence[Result]) -> list[str]:
    return [
        f"- {one.question}: {f'{one.ratio:.2f}x' if one.ratio is not None else f'{shown(one.figure)} {one.unit}'},"
        f" wanted {one.goal}"
        for one in results
        if one.met is False
    ]


def _machines(figures: Mapping[str, float]) -> list[str]:
    return [
        f"| {one.region} | {one.municipalities} | {one.residents:,} | {one.events:,.0f} | {one.commands:.1f} |"
        f" {one.cores:.1f} | {one.memory:.1f} GB | {one.disk:,.0f} GB | {one.replay:.1f} min |"
        for one in machines(figures)
    ]
