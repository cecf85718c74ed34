"""Is this unit open on this day, when, and if not, why."""

from datetime import date, time, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.registry.organisation.calendar import Day, Open, Timetable, timetable_of
from services.registry.organisation.domain import (
    BranchOpened,
    Centre,
    CentreClosed,
    CentreFounded,
    ClosureDeclared,
    FeastSet,
    HoursSet,
    Interval,
    ItineraryPublished,
    MobileUnitAttached,
    Municipality,
    MunicipalityEntered,
    Stop,
    UnitClosed,
    evolve_centre,
    evolve_municipality,
)
from shared.feasts import LocalFeast
from shared.workdays import GREECE

BEGINS, LAST = date(2017, 9, 18), date(2030, 12, 31)
WEEK = tuple(Interval(weekday, time(8), time(14, 30)) for weekday in range(1, 6))
LATER = (Interval(1, time(8), time(12)), Interval(1, time(17), time(20)))
HOURS = (HoursSet(date(2026, 6, 1), LATER), HoursSet(date(2020, 1, 1), WEEK))
CLOSED = ClosureDeclared(UUID(int=1), date(2026, 3, 24), date(2026, 3, 26), "works", "Ελαιοχρωματισμός")
FEASTS = (LocalFeast("Τοπική", 3, 27), LocalFeast("Ζωοδόχου Πηγής", days_from_easter=5))
ZACHARO = Timetable(BEGINS, LAST, HOURS, (CLOSED,), None, FEASTS)
DAYS = st.dates(date(2016, 1, 1), date(2032, 12, 31))


def on(day: date, timetable: Timetable = ZACHARO) -> Day:
    (found,) = timetable.days(day, day)
    return found


def test_each_reason_has_its_day() -> None:
    expected = {
        date(2017, 9, 17): "not-yet",
        date(2017, 9, 18): "hours-unknown",
        date(2019, 12, 31): "hours-unknown",
        date(2020, 1, 1): "holiday",
        date(2026, 3, 23): None,
        date(2026, 3, 24): "closure",
        date(2026, 3, 25): "closure",
        date(2026, 3, 26): "closure",
        date(2026, 3, 27): "feast",
        date(2026, 3, 28): "week",
        date(2026, 4, 17): "feast",
        date(2027, 5, 7): "feast",
        date(2030, 12, 31): "week",
        date(2031, 1, 2): "ended",
    }
    assert {day: on(day).why for day in expected} == expected
    assert (on(date(2026, 3, 25)).reason, on(date(2026, 3, 25)).name) == ("works", "Ελαιοχρωματισμός")
    assert on(date(2026, 4, 17)).name == "Ζωοδόχου Πηγής"


def test_the_week_of_a_day_is_the_one_set_last_before_it() -> None:
    assert on(date(2026, 5, 25)).hours == (Open(time(8), time(14, 30)),)
    assert on(date(2026, 6, 8)).hours == (Open(time(8), time(12)), Open(time(17), time(20)))
    assert on(date(2026, 6, 9)).why == "week"


def test_holidays_are_named_in_the_readers_language() -> None:
    (day,) = ZACHARO.days(date(2026, 4, 10), date(2026, 4, 10), "en")
    assert (day.why, day.name) == ("holiday", "Good Friday")


def test_an_ended_feast_is_a_day_like_others_from_then_on() -> None:
    kept = Timetable(BEGINS, None, HOURS, feasts=[LocalFeast("Τοπική", 3, 27, ended_on=date(2026, 3, 28))])
    gone = Timetable(BEGINS, None, HOURS, feasts=[LocalFeast("Τοπική", 3, 27, ended_on=date(2026, 3, 27))])
    assert (on(date(2026, 3, 27), kept).why, on(date(2026, 3, 27), gone).why) == ("feast", None)


def test_a_mobile_unit_is_where_its_itinerary_says() -> None:
    stop = Stop(date(2026, 4, 7), "Φιγαλείας", "Πλατεία", time(9), time(12))
    feast = Stop(date(2026, 4, 17), "Φιγαλείας", "Πλατεία", time(9), time(12))
    itinerary = ItineraryPublished("2026-04", (stop, feast), UUID(int=2))
    van = Timetable(BEGINS, None, HOURS, itineraries={"2026-04": itinerary}, feasts=FEASTS)
    assert on(stop.day, van).hours == (Open(time(9), time(12), "Πλατεία", "Φιγαλείας"),)
    assert on(date(2026, 4, 8), van).why == "week"
    assert on(feast.day, van).why == "feast"
    assert on(date(2026, 5, 6), van).hours == (Open(time(8), time(14, 30)),)


def test_what_is_attached_ends_with_its_centre() -> None:
    branch, van = UUID(int=1), UUID(int=2)
    centre = Centre()
    for event in (
        CentreFounded("3905", "zacharo", "Κέντρο", "Δήμος", BEGINS, "ΖΑΧ"),
        BranchOpened(branch, "Παράρτημα", "roma"),
        MobileUnitAttached(van, "Κινητή", "access"),
        UnitClosed(branch, date(2026, 3, 2)),
        HoursSet(BEGINS, WEEK, van),
        CentreClosed(date(2026, 6, 30), "Λήξη"),
    ):
        centre = evolve_centre(centre, event)
    municipality = evolve_municipality(
        Municipality(), MunicipalityEntered("3905", "2021", "Ζαχάρως", "Ζαχάρω", "Ηλείας", "el63", 8606)
    )
    municipality = evolve_municipality(municipality, FeastSet("Τοπική", 3, 27))
    assert on(date(2026, 3, 3), timetable_of(centre, branch, municipality)).why == "ended"
    of_van = timetable_of(centre, van, municipality)
    days = (date(2026, 3, 27), date(2026, 6, 30), date(2026, 7, 1))
    assert [on(day, of_van).why for day in days] == ["feast", None, "ended"]


@given(DAYS, st.integers(0, 399))
def test_every_day_is_told_once_and_is_open_or_closed_for_a_reason(first: date, count: int) -> None:
    days = list(ZACHARO.days(first, first + timedelta(days=count)))
    assert [day.day for day in days] == [first + timedelta(days=n) for n in range(count + 1)]
    assert all(bool(day.hours) == (day.why is None) for day in days)


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_a_day_is_the_same_whatever_span_it_is_asked_in(day: date, before: int, after: int) -> None:
    around = ZACHARO.days(day - timedelta(days=before), day + timedelta(days=after))
    assert next(each for each in around if each.day == day) == on(day)


@given(DAYS)
def test_it_is_never_open_on_a_state_holiday_a_feast_or_beyond_its_time(day: date) -> None:
    if on(day).hours:
        closed = GREECE.closed(day)
        assert closed is None or closed.why != "holiday"
        assert BEGINS <= day <= LAST
        assert (day.month, day.day) != (3, 27)
