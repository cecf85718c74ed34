"""What operators are told of the metrics is what there is."""

import re
from pathlib import Path

from prometheus_client import REGISTRY

from shared.telemetry import Lag

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "metrics.md"


def test_the_page_of_metrics_names_those_that_there_are() -> None:
    Lag("a service", "a reader")
    there = {family.name for family in REGISTRY.collect() if family.name.startswith("kentro_")}
    assert set(re.findall(r"^\| `(kentro_\w+)`", PAGE.read_text(encoding="utf-8"), re.MULTILINE)) == there
