"""The launcher starts the loading beside everything else, and says what comes of it."""

import asyncio
from pathlib import Path

import pytest

from deploy.local.demo import load_demo
from deploy.local.progress import Progress


def test_a_loading_that_cannot_begin_is_told_and_stops_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(load_demo(tmp_path / "run.json", tmp_path / "demo.log", tmp_path / "processes", Progress()))
    said = capsys.readouterr().out
    assert "ended with code 2" in said
    assert "make run" in (tmp_path / "demo.log").read_text()
    assert not list((tmp_path / "processes").iterdir())
