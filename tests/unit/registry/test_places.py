"""What a municipality and a Centre can be told to be, and what is refused."""

from datetime import date, time
from typing import Any
from uuid import UUID

import pytest

from services.registry.organisation.domain import (
    BranchOpened,
    CentreClosed,
    CentreFounded,
    ClosureDeclared,
    ClosureWithdrawn,
    ContactsPublished,
    FeastEnded,
    FeastSet,
    HoursSet,
    ImplementingBodyNamed,
    Interval,
    ItineraryPublished,
    MobileUnitAttached,
    MovableFeastSet,
    MunicipalityCorrected,
    MunicipalityEntered,
    MunicipalUnitNamed,
    MunicipalUnitWithdrawn,
    OfficerLeft,
    OfficerNamed,
    PremisesDescribed,
    RegisteredCitizensCounted,
    SocialServiceDeclared,
    Stop,
    UnitClosed,
    close_centre,
    close_unit,
    correct_municipality,
    count_citizens,
    declare_closure,
    declare_social_service,
    describe_premises,
    end_feast,
    evolve_centre,
    let_officer_go,
    name_body,
    name_officer,
    name_unit,
    open_branch,
    publish_contacts,
    publish_itinerary,
    set_feast,
    set_hours,
    set_movable_feast,
    supervision_on,
    withdraw_closure,
    withdraw_unit,
)
from services.registry.organisation.domain.centres import Centre
from services.registry.organisation.reference import all_municipalities, reference_name, seat_of
from shared.testing.scenario import given

BRANCH, MOBILE, CLOSURE, SOMEBODY = (UUID(int=n) for n in range(1, 5))
entered = MunicipalityEntered("3905", "2021", "Ζαχάρως", "Ζαχάρω", "Ηλείας", "el63", 8606)
founded = CentreFounded("3905", "zacharo", "Κέντρο", "Δήμος Ζαχάρως", date(2017, 9, 18), "ΖΑΧ")
branch, mobile = BranchOpened(BRANCH, "Παράρτημα", "roma"), MobileUnitAttached(MOBILE, "Κινητή", "access")
MORNING = Interval(1, time(8), time(14, 30))


def test_a_municipality_is_corrected_and_its_citizens_counted() -> None:
    facts: dict[str, Any] = {
        "edition": "2021", "name": "Ζαχάρως", "short_name": "Ζαχάρω", "regional_unit": "Ηλείας", "residents": 8607
    }  # fmt: skip
    given(entered).when(correct_municipality, **facts).then(MunicipalityCorrected(**facts)).and_again_nothing()
    given(entered).when(correct_municipality, **facts | {"residents": 8606}).then()
    given().when(correct_municipality, **facts).refused("municipality-unknown")
    count: dict[str, Any] = {"count": 11500, "on": date(2026, 1, 1), "source": "Μητρώο"}
    given(entered).when(count_citizens, **count).then(RegisteredCitizensCounted(**count)).and_again_nothing()


def test_a_municipal_unit_is_named_and_withdrawn_once() -> None:
    given(entered).when(name_unit, name="Φιγαλείας").then(MunicipalUnitNamed("Φιγαλείας")).and_again_nothing()
    named = MunicipalUnitNamed("Φιγαλείας")
    given(entered, named).when(withdraw_unit, name="Φιγαλείας").then(
        MunicipalUnitWithdrawn("Φιγαλείας")
    ).and_again_nothing()


def test_what_is_said_last_of_a_day_holds() -> None:
    none = SocialServiceDeclared(exists=False, since=date(2026, 1, 1))
    given(entered, none).when(declare_social_service, exists=True, since=date(2026, 1, 1)).then(
        SocialServiceDeclared(exists=True, since=date(2026, 1, 1))
    ).and_again_nothing()


def test_a_feast_moves_ends_and_may_come_back() -> None:
    spring = MovableFeastSet("Ζωοδόχου Πηγής", 5)
    given(entered).when(set_movable_feast, name="Ζωοδόχου Πηγής", days_from_easter=5).then(spring).and_again_nothing()
    ended = FeastEnded("Ζωοδόχου Πηγής", date(2027, 1, 1), days_from_easter=5)
    given(entered, spring).when(end_feast, name="Ζωοδόχου Πηγής", on=date(2027, 1, 1), days_from_easter=5).then(
        ended
    ).and_again_nothing()
    given(entered, spring, ended).when(set_movable_feast, name="Ζωοδόχου Πηγής", days_from_easter=5).then(spring)
    given(entered, FeastSet("Άγιος", 3, 27)).when(
        end_feast, name="Άγιος", on=date(2027, 1, 1), month=3, day=28
    ).refused("feast-unknown")


def test_two_feasts_of_one_day_end_apart() -> None:
    one, two = FeastSet("Άγιος", 3, 27), FeastSet("Αγία", 3, 27)
    ended = FeastEnded("Άγιος", date(2027, 1, 1), 3, 27)
    given(entered, one, two, ended).when(set_feast, name="Αγία", month=3, day=27).then()
    given(entered, one, two, ended).when(set_feast, name="Άγιος", month=3, day=27).then(one)


@pytest.mark.parametrize(
    ("day", "declared", "seat", "expected"),
    [
        (date(2026, 1, 1), (), "3901", ("3905", "not-declared")),
        (date(2025, 12, 31), ((False, date(2026, 1, 1)),), "3901", ("3905", "not-declared")),
        (date(2026, 1, 1), ((False, date(2026, 1, 1)),), "3901", ("3901", "seat-of-regional-unit")),
        (date(2026, 1, 2), ((True, date(2026, 1, 2)), (False, date(2026, 1, 1))), "3901",
         ("3905", "own-social-service")),
        (date(2026, 1, 1), ((True, date(2026, 1, 2)), (False, date(2026, 1, 1))), "3901",
         ("3901", "seat-of-regional-unit")),
        (date(2026, 1, 1), ((False, date(2026, 1, 1)),), "3905", ("3905", "is-the-seat")),
        (date(2026, 1, 1), ((False, date(2026, 1, 1)),), None, (None, "seat-unknown")),
    ],
)  # fmt: skip
def test_who_supervises_follows_from_the_day(
    day: date, declared: tuple[tuple[bool, date], ...], seat: str | None, expected: tuple[str | None, str]
) -> None:
    events = [SocialServiceDeclared(*each) for each in declared]
    found = supervision_on(day, municipality="3905", declared=events, seat=seat)
    assert (found.municipality, found.why) == expected


def test_the_package_knows_every_municipality_and_the_seat_of_every_regional_unit() -> None:
    known = all_municipalities()
    codes = {one.code for one in known}
    assert len(codes) == len(known) == 332
    assert len({one.regional_unit for one in known}) == 74
    assert all(seat_of(one.regional_unit) in codes for one in known)
    assert (seat_of("Ηλείας"), reference_name("3901"), seat_of("Άγνωστης")) == ("3901", "Πύργου", None)


def test_a_branch_is_described_and_a_mobile_unit_has_no_premises() -> None:
    facts: dict[str, Any] = {
        "address": "Οδός 1", "near": None, "rooms": ("waiting", "waiting"), "accessible": True, "owned": False
    }  # fmt: skip
    given(founded, branch).when(describe_premises, unit=BRANCH, **facts).then(
        PremisesDescribed("Οδός 1", None, ("waiting",), True, False, BRANCH)
    ).and_again_nothing()
    given(founded, mobile).when(describe_premises, unit=MOBILE, **facts).refused("mobile-unit-has-no-premises")
    given(founded).when(describe_premises, unit=BRANCH, **facts).refused("unit-unknown")
    given().when(describe_premises, unit=None, **facts).refused("centre-unknown")


def test_contacts_and_the_body_replace_what_was_before() -> None:
    contacts: dict[str, Any] = {"telephones": ("+302625000000",) * 2, "emails": (), "pages": ("https://a.gr/",)}
    given(founded).when(publish_contacts, unit=None, **contacts).then(
        ContactsPublished(("+302625000000",), (), ("https://a.gr/",))
    ).and_again_nothing()
    given(founded).when(name_body, kind="other", name="Σύνδεσμος").then(
        ImplementingBodyNamed("other", "Σύνδεσμος")
    ).and_again_nothing()


def test_the_team_has_one_head() -> None:
    head = OfficerNamed(SOMEBODY, "Α", "team-head", None)
    given(founded).when(name_officer, officer=SOMEBODY, name="Α", duty="team-head", office=None).then(
        head
    ).and_again_nothing()
    state = evolve_centre(evolve_centre(Centre(), head), OfficerNamed(BRANCH, "Β", "team-head", None))
    assert [(each.name, each.duty) for each in state.officers] == [("Α", "team-member"), ("Β", "team-head")]
    given(founded, head).when(let_officer_go, officer=SOMEBODY).then(OfficerLeft(SOMEBODY)).and_again_nothing()
    again: dict[str, Any] = {"officer": SOMEBODY, "name": "Κάποια", "duty": "contact", "office": None}
    given(founded, head, OfficerLeft(SOMEBODY)).when(name_officer, **again).refused("officer-left")


def test_a_week_may_have_two_intervals_a_day_that_do_not_meet() -> None:
    evening = Interval(1, time(17), time(20))
    given(founded).when(set_hours, unit=None, from_day=date(2026, 4, 1), week=[evening, MORNING]).then(
        HoursSet(date(2026, 4, 1), (MORNING, evening))
    ).and_again_nothing()


@pytest.mark.parametrize(
    ("week", "code"),
    [
        ([MORNING, Interval(1, time(14), time(20))], "hours-overlap"),
        ([MORNING, MORNING], "hours-overlap"),
        ([Interval(2, time(9), time(9))], "hours-reversed"),
        ([Interval(2, time(9), time(8))], "hours-reversed"),
    ],
)
def test_a_week_that_cannot_be_is_refused(week: list[Interval], code: str) -> None:
    given(founded).when(set_hours, unit=None, from_day=date(2026, 4, 1), week=week).refused(code)


def test_a_closure_has_its_days_in_order_and_can_be_withdrawn() -> None:
    facts: dict[str, Any] = {"first": date(2026, 8, 10), "last": date(2026, 8, 10), "reason": "works", "note": None}
    declared = ClosureDeclared(CLOSURE, **facts)
    given(founded).when(declare_closure, unit=None, closure=CLOSURE, **facts).then(declared).and_again_nothing()
    given(founded, declared).when(
        declare_closure, unit=None, closure=CLOSURE, **facts | {"last": date(2026, 8, 11)}
    ).refused("closure-exists")
    given(founded).when(declare_closure, unit=None, closure=CLOSURE, **facts | {"last": date(2026, 8, 9)}).refused(
        "closure-reversed"
    )
    given(founded, declared).when(withdraw_closure, unit=None, closure=CLOSURE).then(
        ClosureWithdrawn(CLOSURE)
    ).and_again_nothing()


def test_an_itinerary_is_a_mobile_units_and_of_one_month() -> None:
    stop = Stop(date(2026, 4, 7), "Φιγαλείας", "Πλατεία", time(9), time(12))
    given(founded, mobile).when(publish_itinerary, unit=MOBILE, month="2026-04", stops=[stop]).then(
        ItineraryPublished("2026-04", (stop,), MOBILE)
    ).and_again_nothing()
    given(founded, mobile).when(publish_itinerary, unit=MOBILE, month="2026-05", stops=[stop]).refused(
        "stop-in-another-month"
    )
    given(founded, mobile).when(publish_itinerary, unit=MOBILE, month="2026-04", stops=[stop, stop]).refused(
        "hours-overlap"
    )
    given(founded, branch).when(publish_itinerary, unit=BRANCH, month="2026-04", stops=[]).refused("not-a-mobile-unit")
    given(founded).when(publish_itinerary, unit=None, month="2026-04", stops=[]).refused("not-a-mobile-unit")


def test_units_and_the_centre_end_after_they_began() -> None:
    last = date(2026, 12, 31)
    given(founded, branch).when(close_unit, unit=BRANCH, last_day=last).then(
        UnitClosed(BRANCH, last)
    ).and_again_nothing()
    closed = CentreClosed(last, "Λήξη")
    given(founded).when(close_centre, last_day=last, reason="Λήξη").then(closed).and_again_nothing()
    given(founded).when(close_centre, last_day=date(2017, 9, 17), reason="Λήξη").refused("closed-before-it-began")
    given(founded, closed).when(open_branch, unit=BRANCH, name="Παράρτημα", reason="roma").refused("centre-closed")
