"""Erasing a person: who may decide what, what the law holds until when, and when it is certified."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import hypothesis
import pytest
from hypothesis import strategies

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
    LastPaymentSaid,
    ProcessingRestricted,
    RecordErased,
    approve,
    confirm,
    end_hold,
    evolve,
    hold,
    request,
    say_payment,
    withdraw,
)
from services.registry.erasure.retention import Retention
from shared.domain import months_after
from shared.testing.scenario import given

PERSON = UUID("01920000-0000-7000-8000-00000000000a")
OTHER = UUID("01920000-0000-7000-8000-00000000000b")
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
    deciding = {"own": False, "on": TODAY, "persons": [PERSON]}
    given(requested, restricted).when(approve, **{**deciding, "own": True}).refused("own-erasure")
    given(requested, restricted).when(approve, **deciding).then(approved).and_again_nothing()
    given().when(approve, **deciding).refused("erasure-unknown")
    given(requested, ErasureWithdrawn()).when(approve, **deciding).refused("erasure-withdrawn")


def test_what_is_held_is_approved_the_day_after_its_last_hold() -> None:
    history = [requested, restricted, held, esf]
    last = date(2031, 12, 31)
    deciding = {"own": False, "persons": [PERSON]}
    given(*history).when(approve, on=last, **deciding).refused("erasure-held", until=last)
    given(*history).when(end_hold, on=date(2026, 9, 2)).then()
    given(*history).when(end_hold, on=date(2032, 1, 1)).then(HoldEnded()).and_again_nothing()
    given(*history).when(approve, on=date(2032, 1, 1), **deciding).then(approved)
    given(*history, HoldEnded()).when(approve, on=date(2032, 1, 1), **deciding).then(approved)


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
    done = {"person": PERSON, "services": ALL, "on": TODAY}
    given(requested, approved).when(confirm, service="registry", **done).then(first).and_again_nothing()
    given(requested, approved, first).when(confirm, service="intake", **done).then(last, certified)
    given(requested).when(confirm, service="intake", **done).then()
    given(requested, approved, first, last, certified).when(confirm, service="intake", **done).then()


def test_records_that_are_one_person_go_as_one() -> None:
    asked = ErasureRequested(**ASKING, others=(OTHER,))
    given().when(request, **ASKING, others=[OTHER]).then(asked, restricted).and_again_nothing()
    both = [approved, ErasureApproved(OTHER)]
    given(asked).when(approve, own=False, on=TODAY, persons=[PERSON, OTHER]).then(*both).and_again_nothing()

    done = {"services": ALL, "on": TODAY}
    one = RecordErased("registry", OTHER)
    given(asked, *both).when(confirm, service="registry", person=OTHER, **done).then(one).and_again_nothing()
    whole = ErasureConfirmed("registry")
    given(asked, *both, one).when(confirm, service="registry", person=PERSON, **done).then(whole).and_again_nothing()
    history = [asked, *both, one, whole, RecordErased("intake", PERSON)]
    given(*history).when(confirm, service="intake", person=OTHER, **done).then(ErasureConfirmed("intake"), certified)


def test_what_the_calendar_entered_waits_until_somebody_says_when_the_person_was_last_paid() -> None:
    entered = ErasureRequested(PERSON, "retention-over", "not-asked")
    deciding = {"own": False, "on": TODAY, "persons": [PERSON]}
    given(entered).when(approve, **deciding).refused("payment-unsaid")
    never = LastPaymentSaid(None)
    given(entered).when(say_payment, year=None, holds=[]).then(never).and_again_nothing()
    given(entered, never).when(approve, **deciding).then(approved)
    given(entered).when(say_payment, year=2026, holds=[esf]).then(LastPaymentSaid(2026), esf).and_again_nothing()
    given(entered, LastPaymentSaid(2026), esf).when(approve, **deciding).refused("erasure-held", until=esf.until)
    given(entered, never).when(say_payment, year=2026, holds=[esf]).refused("payment-said")
    given(requested).when(say_payment, year=2026, holds=[esf]).refused("payment-said")
    given(entered, approved).when(say_payment, year=2026, holds=[]).refused("erasure-approved")


def test_what_it_is_in_the_end() -> None:
    state = Erasure()
    for event in (requested, restricted, held, HoldEnded(), approved, ErasureConfirmed("registry"), certified):
        state = evolve(state, event)
    assert (state.certified, state.held_until, state.confirmed) == (True, None, frozenset({"registry"}))


@hypothesis.given(last=strategies.dates(date(2000, 1, 1), date(2090, 1, 1)), months=strategies.integers(1, 120))
def test_a_files_time_ends_never_early_and_at_most_the_rest_of_a_month_late(last: date, months: int) -> None:
    over = months_after(last, months)
    entered = next(day for n in range(10) if last < months_after(day := over + timedelta(days=n - 2), -months))
    assert over < entered <= over + timedelta(days=4)


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
