import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bench.costs import COMMAND_CPU, IN_KAFKA, IN_LOG, IN_VIEWS, OF_PERSON, PAGE_CPU, PER_PERSON, RESIDENT, TOLD
from bench.rebuilding import REPLAY
from bench.report import Incomplete, page
from bench.results import Result, amend, times, told
from bench.sizing import BUSY, machines

FIGURES = {
    COMMAND_CPU: 2.0,
    PAGE_CPU: 20.0,
    IN_LOG: 500.0,
    IN_VIEWS: 500.0,
    IN_KAFKA: 800.0,
    TOLD: 0.5,
    OF_PERSON: 250.0,
    PER_PERSON: 10.0,
    RESIDENT: 1_000.0,
    REPLAY: 10_000.0,
}


def said(*results: Result) -> dict[str, Any]:
    def plain(one: Result) -> dict[str, object]:
        return {name: getattr(one, name) for name in Result.__dataclass_fields__}

    return {"machine": {"cores": "2"}, "results": [plain(one) for one in results]}


def figures() -> list[Result]:
    return [told(question, figure, "") for question, figure in FIGURES.items()]


def test_a_page_holds_figures_and_ratios_by_their_questions() -> None:
    append = times("append", "raw", (1_000, "/s"), 2.5, least=2)

    written = page(said(append, *figures()), "${append}, ${append:ratio} times\n${missed}\n${machine}")

    assert written == "1,000 /s, 2.50 times\nNone.\n| cores | 2 |"


def test_a_missed_goal_is_named() -> None:
    append = times("append", "raw", (1_000, "/s"), 1.5, least=2)

    assert page(said(append, *figures()), "${missed}") == "- append: 1.50x, wanted >= 2x"


def test_what_was_measured_again_stands_in_place_of_the_first_with_its_day(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    file.write_text(json.dumps(said(told("page", 120, "ms"), told("search", 9, "ms"))))

    amend([told("page", 80, "ms"), told("new", 1, "ms")], date(2026, 11, 26), file)

    written = json.loads(file.read_text())
    shown = page({**written, "results": [*written["results"], *said(*figures())["results"]]}, "${figures}")
    assert shown.splitlines()[0] == "| page (again on 2026-11-26) | 80.00 ms |  |  |  |"
    assert [(each["question"], each["figure"], each["again"]) for each in written["results"]] == [
        ("page", 80, "2026-11-26"),
        ("search", 9, ""),
    ]


def test_a_page_is_not_written_without_a_figure_that_it_speaks_of() -> None:
    with pytest.raises(Incomplete):
        page(said(*figures()), "${append}")


def test_a_figure_that_machines_follow_from_is_needed_too() -> None:
    with pytest.raises(Incomplete):
        page(said(), "${machines}")


def test_the_year_of_the_region_of_66_municipalities_is_two_million_events() -> None:
    _, attica, greece = machines(FIGURES)

    assert (attica.municipalities, round(attica.events)) == (66, 2_000_000)
    assert greece.municipalities == 332
    assert greece.replay == pytest.approx(greece.events / 10_000 / 60)


def test_cores_follow_from_what_commands_and_their_pages_cost() -> None:
    slow, usual = machines(FIGURES | {COMMAND_CPU: 122.0})[0], machines(FIGURES)[0]

    assert slow.cores - usual.cores == pytest.approx(usual.commands * 0.12 / BUSY)
