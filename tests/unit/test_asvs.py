"""The table against OWASP ASVS 5.0 is whole, and what it names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "security" / "asvs.md").read_text(encoding="utf-8")
LINES = re.findall(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| (\S+) \| ([^|]+) \|$", TABLE, re.MULTILINE)

LEVELS_1_AND_2 = {
    1: (2, 9, 11, 3, 2), 2: (3, 3, 4, 1), 3: (0, 2, 4, 6, 5, 0, 2), 4: (3, 1, 2, 4), 5: (1, 3, 2, 3),
    6: (3, 12, 4, 4, 5, 3, 0, 4), 7: (3, 4, 2, 5, 2, 2), 8: (2, 3, 1, 1), 9: (3, 4), 10: (2, 2, 4, 11, 5, 2, 3),
    11: (2, 3, 3, 4, 1, 1), 12: (3, 2, 4), 13: (1, 5, 2, 5), 14: (2, 4, 3), 15: (3, 3, 7), 16: (1, 5, 4, 3, 3),
    17: (1, 4, 2),
}  # fmt: skip
"""How many of each section's requirements are of level 1 or 2: they come first in each."""


def test_every_requirement_of_levels_1_and_2_has_its_line() -> None:
    wanted = [
        f"{chapter}.{section}.{number}"
        for chapter, sections in LEVELS_1_AND_2.items()
        for section, count in enumerate(sections, 1)
        for number in range(1, count + 1)
    ]
    assert len(wanted) == 253
    assert [number for number, *_ in LINES] == wanted


def test_each_line_says_how_it_stands_and_by_what() -> None:
    assert {state for _, _, state, _ in LINES} == {"yes", "part", "no", "operator", "–"}
    assert [number for number, _, _, by in LINES if len(by.strip()) < 4] == []


def test_what_it_names_is_there() -> None:
    named = re.findall(r"`((?:unit|integration|portal|e2e|local)/[a-z0-9_/]*\.py)`", TABLE)
    assert len(named) > 100
    assert sorted({name for name in named if not (ROOT / "tests" / name).exists()}) == []
    pages = re.findall(r"`((?:docs|deploy|requirements)/[A-Za-z0-9_./-]+)`", TABLE)
    assert sorted({page for page in pages if not (ROOT / page).exists()}) == []
