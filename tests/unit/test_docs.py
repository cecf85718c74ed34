"""What the documents point at is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    lost = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert lost == []


def test_tests_that_the_threat_model_names_are_there() -> None:
    text = (ROOT / "docs" / "security" / "threat-model.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:unit|integration|portal|e2e|local|chaos)/[a-z_/]*\.py)`", text)
    assert len(named) > 20
    assert [name for name in named if not (ROOT / "tests" / name).exists()] == []
