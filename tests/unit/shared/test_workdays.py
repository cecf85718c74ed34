from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.workdays import GREECE, Closed, Feast, NextWorkingDay, Workdays, today

ZACHARO = Workdays((Feast(5, 21, "Κωνσταντίνου και Ελένης"), Feast(2, 29, "Δίσεκτη")), {date(2026, 4, 17): "Ζωοδόχου"})
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))


def easter(year: int) -> date:
    """Orthodox Easter by Meeus's Julian algorithm, thirteen days on for the Gregorian calendar until 2099."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)


@given(st.integers(1990, 2099))
def test_what_moves_with_orthodox_easter_is_closed(year: int) -> None:
    for distance in (-48, -2, 1, 50):
        closed = GREECE.closed(easter(year) + timedelta(days=distance))
        assert closed is not None
        assert closed.why == "holiday"


@given(DAYS, st.integers(1, 60))
def test_adding_and_counting_are_inverse(day: date, count: int) -> None:
    last = ZACHARO.add(day, count)
    assert ZACHARO.is_working(last)
    assert ZACHARO.between(day, last) == count
    assert ZACHARO.between(last, day) == -count


@given(DAYS, st.integers(1, 20), st.integers(1, 20))
def test_adding_in_two_steps_is_adding_in_one(day: date, first: int, second: int) -> None:
    assert ZACHARO.add(ZACHARO.add(day, first), second) == ZACHARO.add(day, first + second)


@given(DAYS)
def test_the_next_working_day_comes_after_days_that_are_closed(day: date) -> None:
    following = ZACHARO.next_working(day)
    passed = [closed.day for closed in following.passed_over]
    assert passed == [day + timedelta(days=n) for n in range(len(passed))]
    assert following.day == day + timedelta(days=len(passed))
    assert ZACHARO.is_working(following.day)


def test_the_first_of_may_moves_out_of_holy_week() -> None:
    assert GREECE.is_working(date(2024, 5, 1))
    assert GREECE.closed(date(2024, 5, 7)) == Closed(date(2024, 5, 7), "holiday", "Εργατική Πρωτομαγιά")
    assert GREECE.closed(date(2021, 5, 4)) == Closed(date(2021, 5, 4), "holiday", "Εργατική Πρωτομαγιά")


def test_reasons_are_named_in_either_language() -> None:
    assert GREECE.closed(date(2026, 4, 10)) == Closed(date(2026, 4, 10), "holiday", "Μεγάλη Παρασκευή")
    assert GREECE.closed(date(2026, 4, 10), "en") == Closed(date(2026, 4, 10), "holiday", "Good Friday")
    assert GREECE.closed(date(2026, 4, 18)) == Closed(date(2026, 4, 18), "weekend", "")


def test_a_feast_closes_its_own_municipality_alone() -> None:
    feast = date(2026, 5, 21)
    assert GREECE.is_working(feast)
    assert ZACHARO.next_working(feast) == NextWorkingDay(
        date(2026, 5, 22), (Closed(feast, "feast", "Κωνσταντίνου και Ελένης"),)
    )
    assert ZACHARO.closed(date(2026, 4, 17)) == Closed(date(2026, 4, 17), "feast", "Ζωοδόχου")
    assert ZACHARO.is_working(date(2027, 3, 1))
    assert not ZACHARO.is_working(date(2028, 2, 29))


def test_five_days_over_easter_take_two_weeks() -> None:
    assert GREECE.add(date(2026, 4, 8), 5) == date(2026, 4, 17)
    assert ZACHARO.add(date(2026, 4, 8), 5) == date(2026, 4, 20)


@pytest.mark.parametrize("count", [0, -1, 1001])
def test_a_count_out_of_range_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="count"):
        GREECE.add(date(2026, 1, 1), count)


def test_today_is_the_day_in_greece() -> None:
    assert today(datetime(2026, 1, 31, 22, 30, tzinfo=UTC)) == date(2026, 2, 1)
    assert today(datetime(2026, 7, 31, 20, 59, tzinfo=UTC)) == date(2026, 7, 31)
    with pytest.raises(ValueError, match="zone"):
        today(datetime(2026, 1, 1))  # noqa: DTZ001 - a naive time is what is refused
