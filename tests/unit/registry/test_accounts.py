import pytest

from services.registry.accounts.domain import (
    GIVEN_BY_MUNICIPALITIES,
    GIVEN_BY_REGIONS,
    AccountClosed,
    AccountReopened,
    GrantGiven,
    GrantTaken,
    close,
    regrant,
    reopen,
)
from shared.testing.scenario import given

TOWN, CENTRE, OTHER = "/el63/3905", "/el63/3905/zacharo", "/el63/3901/pyrgos"
WORKER, DESK = ("social_worker", CENTRE), ("receptionist", CENTRE)
ELSEWHERE = ("mediator", OTHER)


def test_what_is_new_is_given_what_is_left_out_is_taken_and_elsewhere_stays() -> None:
    given().when(regrant, held=[WORKER, ELSEWHERE], wanted=[DESK], within=TOWN, givable=GIVEN_BY_MUNICIPALITIES).then(
        GrantTaken(*WORKER), GrantGiven(*DESK)
    )


def test_the_same_again_changes_nothing() -> None:
    given().when(regrant, held=[WORKER], wanted=[WORKER], within=TOWN, givable=GIVEN_BY_MUNICIPALITIES).then()


def test_nobody_gives_outside_the_own_scope() -> None:
    given().when(regrant, held=[], wanted=[ELSEWHERE], within=TOWN, givable=GIVEN_BY_MUNICIPALITIES).refused(
        "grant-outside-scope"
    )


@pytest.mark.parametrize("role", ["municipal_administrator", "regional_administrator", "analyst", "importer"])
def test_a_municipality_neither_gives_nor_takes_what_is_a_regions(role: str) -> None:
    pair = (role, TOWN)
    for held, wanted in (([], [pair]), ([pair], [])):
        given().when(regrant, held=held, wanted=wanted, within=TOWN, givable=GIVEN_BY_MUNICIPALITIES).refused(
            "grant-not-yours", role=role
        )


def test_nobody_gives_the_importers_role() -> None:
    assert "importer" not in GIVEN_BY_REGIONS


def test_an_account_is_closed_and_reopened_once() -> None:
    given().when(close, held=[WORKER], within=TOWN).then(AccountClosed()).and_again_nothing()
    given(AccountClosed()).when(reopen, held=[WORKER], within=TOWN).then(AccountReopened()).and_again_nothing()


def test_an_account_that_works_elsewhere_too_is_not_a_municipalitys_to_close_or_reopen() -> None:
    given().when(close, held=[WORKER, ELSEWHERE], within=TOWN).refused("account-works-elsewhere")
    given(AccountClosed()).when(reopen, held=[WORKER, ELSEWHERE], within=TOWN).refused("account-works-elsewhere")
