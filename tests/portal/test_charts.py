"""Bars, shares and the map of the region: no database, no network."""

import string
from datetime import date

from services.portal.charts import axis, bars, quartile_breaks, shares
from services.portal.clients.reporting import Compared
from services.portal.pages.region import finding
from services.portal.regions import MAPS
from tests.portal import samples


def places(words: str | dict[str, str]) -> set[str]:
    texts = words.values() if isinstance(words, dict) else [words]
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


def test_bars_begin_at_zero_and_keep_the_place_of_a_missing_month() -> None:
    made = bars([(date(2026, 1, 1), None), (date(2026, 2, 1), 10), (date(2026, 3, 1), 5)])
    assert [bar.height for bar in made.bars] == [0, 128, 64]
    assert made.highest
    assert made.highest.value == 10
    assert bars([]).highest is None


def test_axis_ends_at_a_round_number() -> None:
    assert axis(10.9) == (15, [0, 5, 10, 15])
    assert axis(0.9)[0] == 1.0
    assert axis(0) == (1.0, [0.0, 1.0])


def test_steps_of_the_map_are_of_equal_count_and_never_empty() -> None:
    assert quartile_breaks([1, 2, 3, 4, 5, 6, 7, 8]) == (3, 5, 7)
    assert quartile_breaks([2, 2, 2]) == ()
    assert quartile_breaks([]) == ()


def test_parts_stand_by_size_with_hidden_ones_last() -> None:
    assert [part.name for part in shares([("a", 1), ("b", None), ("c", 9)])] == ["c", "a", "b"]


def test_every_municipality_has_a_place_of_its_own_on_the_map() -> None:
    places = MAPS["el63"].places
    assert set(places) == {code for code, *_ in samples.PLACES}
    assert len(set(places.values())) == 19


def test_finding_names_the_farthest_and_ones_own() -> None:
    rows = [
        Compared("1", "Α", 1000, per_1000=9.0),
        Compared("2", "Β", 1000, per_1000=3.0, year_ago=2.0),
        Compared("3", "Γ", 9),
    ]
    found = finding(rows, 6.0, "2")
    assert found
    assert (found.highest.name, found.times_mean, found.own) == ("Α", 1.5, rows[1])
    assert finding([rows[2]], 6.0, "") is None


def test_one_municipality_alone_is_not_compared_with_a_mean_that_it_makes() -> None:
    alone = [Compared("1", "Α", 1000, per_1000=9.0), Compared("2", "Β", 1000, per_1000=0.0), Compared("3", "Γ", 9)]
    assert finding(alone, 0.5, "1") is None
