"""Erasing a person: who may decide what, what the law holds until when, and when it is certified."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.registry.erasure.domain import (
    REMAINS,
    Erasure,
    ErasureApproved,
    ErasureCertified,
    ErasureConfirmed,
    ErasureHeld,
    ErasureRequested,
    ErasureWithdrawn,
    HoldEnded,
    ProcessingRestricted,
    approve,
    confirm,
    end_hold,
    evolve,
    hold,
    request,
    withdraw,
)
from services.registry.erasure.retention import Retention
from shared.testing.scenario import given

PERSON = UUID("01920000-0000-7000-8000-00000000000a")
TODAY = date(2026, 3, 5)
ASKING: dict[str, Any] = {"person": PERSON, "basis": "no-longer-needed", "identity": "papers"}
HOLDING: dict[str, Any] = {"why": "legal-hold", "until": date(2026, 9, 1), "source": "παραγγελία"}
ALL = ("registry", "intake")

requested = ErasureRequested(**ASKING)
restricted = ProcessingRestricted()
held = ErasureHeld(**HOLDING)
esf = ErasureHeld("esf-evidence", date(2031, 12, 31), "82(1)")
approved = ErasureApproved(PERSON)
certified = ErasureCertified(REMAINS, date(2026, 4, 4))


def test_asking_restricts_the_processing_and_takes_down_what_the_law_holds() -> None:
    given().when(request, **ASKING).then(requested, restricted).and_again_nothing()
    given().when(request, holds=[held, esf], **ASKING).then(requested, restricted, held, esf).and_again_nothing()
    given(requested, restricted).when(request, **{**ASKING, "basis": "unlawful"}).refused("erasure-exists")


def test_a_second_person_approves_and_the_first_may_not() -> None:
    given(requested, restricted).when(approve, own=True, on=TODAY).refused("own-erasure")
    given(requested, restricted).when(approve, own=False, on=TODAY).then(approved).and_again_nothing()
    given().when(approve, own=False, on=TODAY).refused("erasure-unknown")
    given(requested, ErasureWithdrawn()).when(approve, own=False, on=TODAY).refused("erasure-withdrawn")


def test_what_is_held_is_approved_the_day_after_its_last_hold() -> None:
    history = [requested, restricted, held, esf]
    given(*history).when(approve, own=False, on=date(2031, 12, 31)).refused("erasure-held", until=date(2031, 12, 31))
    given(*history).when(end_hold, on=date(2026, 9, 2)).then()
    given(*history).when(end_hold, on=date(2032, 1, 1)).then(HoldEnded()).and_again_nothing()
    given(*history).when(approve, own=False, on=date(2032, 1, 1)).then(approved)
    given(*history, HoldEnded()).when(approve, own=False, on=date(2032, 1, 1)).then(approved)


def test_a_hold_is_added_while_it_is_open() -> None:
    given(requested).when(hold, on=TODAY, **HOLDING).then(held).and_again_nothing()
    given(requested).when(hold, on=date(2027, 1, 1), **HOLDING).refused("hold-in-the-past")
    given(requested, approved).when(hold, on=TODAY, **HOLDING).refused("erasure-approved")
    given().when(hold, on=TODAY, **HOLDING).refused("erasure-unknown")


def test_it_is_withdrawn_as_long_as_it_was_not_approved() -> None:
    given(requested, held).when(withdraw).then(ErasureWithdrawn()).and_again_nothing()
    given(requested, approved).when(withdraw).refused("erasure-approved")


def test_it_is_certified_when_all_services_have_erased() -> None:
    first, last = ErasureConfirmed("registry"), ErasureConfirmed("intake")
    given(requested, approved).when(confirm, service="registry", services=ALL, on=TODAY).then(first).and_again_nothing()
    given(requested, approved, first).when(confirm, service="intake", services=ALL, on=TODAY).then(last, certified)
    given(requested).when(confirm, service="intake", services=ALL, on=TODAY).then()
    given(requested, approved, first, last, certified).when(confirm, service="intake", services=ALL, on=TODAY).then()


def test_what_it_is_in_the_end() -> None:
    state = Erasure()
    for event in (requested, restricted, held, HoldEnded(), approved, ErasureConfirmed("registry"), certified):
        state = evolve(state, event)
    assert (state.certified, state.held_until, state.confirmed) == (True, None, frozenset({"registry"}))


LAST = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"beneficiary": False, "last_payment": None}, []),
        ({"beneficiary": True, "last_payment": None}, [("retention", date(2031, 1, 31))]),
        ({"beneficiary": False, "last_payment": 2026}, [("esf-evidence", date(2031, 12, 31))]),
        ({"beneficiary": False, "last_payment": 2015}, []),
    ],
)
def test_how_long_a_file_is_kept_follows_from_the_table(facts: dict[str, Any], expected: list[object]) -> None:
    holds = Retention.read().holds(last_entry=LAST, on=TODAY, **facts)
    assert [(each.why, each.until) for each in holds] == expected
    assert all(each.source for each in holds)


def test_the_table_of_the_controller_replaces_ours_and_counts_from_its_day(tmp_path: Any) -> None:
    file = tmp_path / "retention.toml"
    one = '[[class]]\ncode="beneficiary"\nfrom=2020-01-01\nmonths=12\nsource="α"\n'
    file.write_text(one + '[[class]]\ncode="beneficiary"\nfrom=2026-03-01\nmonths=24\nsource="β"\n')
    table = Retention.read(file)
    assert table.holds(beneficiary=True, last_entry=LAST, last_payment=None, on=date(2026, 2, 1))[0].source == "α"
    assert table.holds(beneficiary=True, last_entry=LAST, last_payment=None, on=TODAY)[0].until == date(2028, 1, 31)
    file.write_text('[[class]]\ncode="beneficiary"\n')
    with pytest.raises(ValueError, match="retention classes"):
        Retention.read(file)
