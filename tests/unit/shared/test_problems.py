from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.problems import Catalogue, UntoldProblem, preferred_language


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        (None, "el"),
        ("", "el"),
        ("el", "el"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("el-GR,el;q=0.9,en;q=0.8", "el"),
        ("en;q=0.5,el;q=0.5", "el"),
        ("fr", "el"),
        ("*", "el"),
        ("en;q=0", "el"),
        ("en;q=rubbish", "el"),
    ],
)
def test_greek_unless_english_is_wanted_more(accept: str | None, language: str) -> None:
    assert preferred_language(accept) == language


@given(st.text(max_size=300))
def test_no_header_is_too_strange(accept: str) -> None:
    assert preferred_language(accept) in ("el", "en")


def test_places_are_filled_and_dates_read_as_greeks_write_them() -> None:
    catalogue = Catalogue()
    assert "30" in catalogue.detail("too-long-ago", "el", {"days": 30})
    with pytest.raises(UntoldProblem):
        catalogue.detail("too-long-ago", "el", {})
    with pytest.raises(UntoldProblem):
        catalogue.detail("no-such-code", "el", {"on": date(2026, 3, 5)})
