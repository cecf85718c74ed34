from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.feasts import LocalFeast, feast_days, orthodox_easter
from shared.workdays import GREECE


@given(st.integers(1990, 2099))
def test_easter_is_where_the_states_holidays_have_it(year: int) -> None:
    easter = orthodox_easter(year)
    assert easter.weekday() == 6
    for distance in (-48, -2, 1, 50):
        closed = GREECE.closed(easter + timedelta(days=distance))
        assert closed is not None
        assert closed.why == "holiday"


def test_known_easters() -> None:
    years = (2024, 2025, 2026, 2027, 2100)
    expected = [date(2024, 5, 5), date(2025, 4, 20), date(2026, 4, 12), date(2027, 5, 2), date(2100, 5, 2)]
    assert [orthodox_easter(year) for year in years] == expected


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 800), st.integers(-70, 70))
def test_a_feast_falls_once_a_year_and_only_within_the_span(first: date, length: int, distance: int) -> None:
    last = first + timedelta(days=length)
    found = feast_days([LocalFeast("Εορτή", days_from_easter=distance)], first, last)
    assert all(first <= day <= last for day in found)
    whole = list(range(first.year + 1, last.year))
    assert {day.year for day in found} >= set(whole)
    assert all(day - orthodox_easter(day.year) == timedelta(days=distance) for day in found)


def test_29_february_falls_in_leap_years() -> None:
    feast = LocalFeast("Κασσιανού", 2, 29)
    assert [feast.falls_on(year) for year in (2024, 2026, 2100)] == [date(2024, 2, 29), None, None]


def test_two_feasts_of_one_day_are_both_named() -> None:
    feasts = [LocalFeast("Άγιος", 3, 27), LocalFeast("Αγία", 3, 27)]
    assert feast_days(feasts, date(2026, 1, 1), date(2026, 12, 31)) == {date(2026, 3, 27): "Άγιος, Αγία"}
