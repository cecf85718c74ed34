"""What is loaded follows from the options and from what was loaded before."""

import argparse
import json
from datetime import date
from pathlib import Path

import pytest

from kentro import demo
from kentro.__main__ import main
from kentro._installation import Installation, NothingRuns
from kentro.demo.record import Progress, Record, read_record

BEFORE = Record("done", 9, 9, "2026-03-05T08:00:00+00:00", "2026-03-05T08:02:00+00:00", 1000, 1, "2026-03-05")


def options(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    demo.add_arguments(parser)
    return parser.parse_args(words)


def test_without_options_a_loading_goes_on_as_it_began() -> None:
    plan = demo.planned(options(), BEFORE)
    assert (plan.people, plan.seed, plan.until) == (1000, 1, date(2026, 3, 5))


def test_more_people_come_into_the_same_year() -> None:
    plan = demo.planned(options("--people", "3000"), BEFORE)
    assert (plan.people, plan.until) == (3000, date(2026, 3, 5))


def test_another_seed_begins_another_year() -> None:
    plan = demo.planned(options("--seed", "2", "--until", "2026-04-30"), BEFORE)
    assert (plan.people, plan.seed, plan.until) == (1000, 2, date(2026, 4, 30))
    assert demo.planned(options("--seed", "2"), BEFORE).until > date(2026, 3, 5)


def test_the_record_says_how_far_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "demo.json"
    assert read_record(file) is None
    progress = Progress(file, 10, 1, date(2026, 3, 5), 4)
    progress.begin()
    progress.step()
    assert read_record(file) == Record("loading", 1, 4, progress.started, None, 10, 1, "2026-03-05")
    progress.end("failed", "referral refused it")
    ended = read_record(file)
    assert ended is not None
    assert (ended.state, ended.done, ended.error) == ("failed", 1, "referral refused it")
    assert "4 commands, 10 people" in capsys.readouterr().out
    assert [one.name for one in tmp_path.iterdir()] == ["demo.json"]


def test_a_record_that_cannot_be_read_counts_as_none(tmp_path: Path) -> None:
    file = tmp_path / "demo.json"
    file.write_text('{"state": "don')
    assert read_record(file) is None


@pytest.mark.parametrize("words", [["demo"], ["stream", "analytics"], ["parked", "list"], ["rebuild", "intake"]])
def test_where_nothing_runs_it_is_said(words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words, "--run-file", str(tmp_path / "run.json")]) == 2
    assert "make run" in capsys.readouterr().err


def test_what_runs_is_read_from_its_description(tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    addresses = {"owner": "postgresql://o", "api": "postgresql://a", "projector": "postgresql://p", "keys": "k"}
    said = {
        "services": {"intake": "http://127.0.0.1:1"},
        "kafka": "127.0.0.1:2",
        "analyst": "sasl://analyst:secret@127.0.0.1:2",
        "databases": {"intake": addresses},
        "issuer": "http://localhost:3/realms/kentro",
        "clients": {"kentro-demo": {"id": "kentro-demo", "secret": "x"}},
    }
    file.write_text(json.dumps(said))
    found = Installation.described(file)
    assert found.databases["intake"].projector == "postgresql://p"
    assert found.clients["kentro-demo"].secret == "x"
    file.write_text("{}")
    with pytest.raises(NothingRuns):
        Installation.described(file)
