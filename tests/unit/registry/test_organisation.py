from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.registry.organisation.domain import (
    BranchOpened,
    CentreFounded,
    FeastSet,
    MobileUnitAttached,
    MunicipalityEntered,
    attach_mobile_unit,
    enter_municipality,
    found_centre,
    open_branch,
    set_feast,
)
from shared.testing.scenario import given

UNIT = UUID("01920000-0000-7000-8000-000000000001")
ZACHARO: dict[str, Any] = {
    "code": "3905",
    "edition": "2021",
    "name": "Ζαχάρως",
    "short_name": "Ζαχάρω",
    "regional_unit": "Ηλείας",
    "region": "el63",
    "residents": 8606,
}
CENTRE: dict[str, Any] = {
    "municipality": "3905",
    "slug": "zacharo",
    "name": "Κέντρο Κοινότητας Ζαχάρως",
    "implementing_body": "Δήμος Ζαχάρως",
    "operating_since": date(2017, 9, 18),
    "prefix": "ΖΑΧ",
}
entered = MunicipalityEntered(**ZACHARO)
founded = CentreFounded(**CENTRE)


def test_a_municipality_is_entered_once() -> None:
    given().when(enter_municipality, **ZACHARO).then(entered).and_again_nothing()


def test_other_facts_under_the_same_code_are_refused() -> None:
    given(entered).when(enter_municipality, **{**ZACHARO, "residents": 9000}).refused("municipality-already-entered")


def test_a_feast_is_set_once() -> None:
    feast: dict[str, Any] = {"name": "Αγίου Σπυρίδωνα", "month": 12, "day": 12}
    given(entered).when(set_feast, **feast).then(FeastSet(**feast)).and_again_nothing()


def test_a_feast_may_fall_on_29_february() -> None:
    given(entered).when(set_feast, name="Κασσιανού", month=2, day=29).then(FeastSet("Κασσιανού", 2, 29))


@pytest.mark.parametrize(("month", "day"), [(2, 30), (13, 1), (0, 1), (6, 31), (1, -1)])
def test_a_feast_on_no_day_is_refused(month: int, day: int) -> None:
    given(entered).when(set_feast, name="Εορτή", month=month, day=day).refused("no-such-day")


def test_an_unknown_municipality_has_no_feasts() -> None:
    given().when(set_feast, name="Εορτή", month=5, day=21).refused("municipality-unknown")


def test_a_centre_is_founded_once() -> None:
    given().when(found_centre, **CENTRE).then(founded).and_again_nothing()


def test_another_centre_under_the_same_id_is_refused() -> None:
    given(founded).when(found_centre, **{**CENTRE, "slug": "other"}).refused("centre-already-founded")


def test_a_branch_and_a_mobile_unit_are_attached_once() -> None:
    branch: dict[str, Any] = {"unit": UNIT, "name": "Παράρτημα Ρομά", "reason": "roma"}
    given(founded).when(open_branch, **branch).then(BranchOpened(**branch)).and_again_nothing()
    mobile: dict[str, Any] = {"unit": UNIT, "name": "Κινητή Μονάδα", "reason": "access"}
    given(founded).when(attach_mobile_unit, **mobile).then(MobileUnitAttached(**mobile)).and_again_nothing()


def test_two_units_with_one_id_are_refused() -> None:
    branch = BranchOpened(UNIT, "Παράρτημα", "poverty")
    given(founded, branch).when(open_branch, unit=UNIT, name="Άλλο", reason="poverty").refused("unit-already-attached")
    given(founded, branch).when(attach_mobile_unit, unit=UNIT, name="Παράρτημα", reason="poverty").refused(
        "unit-already-attached"
    )


def test_nothing_is_attached_to_an_unknown_centre() -> None:
    given().when(open_branch, unit=UNIT, name="Παράρτημα", reason="roma").refused("centre-unknown")
