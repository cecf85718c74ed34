import pytest

from services.referral.domain import (
    CloseOutcome,
    ReferralClosed,
    ReferralRevoked,
    close,
    issue_link,
    revoke,
)
from shared.testing.scenario import given
from tests.unit.referral.moves import (
    ENDED,
    LATE,
    PERSON,
    accepted,
    closed,
    declined,
    delivered,
    overdue,
    revoked,
    seen,
    sent,
    waitlisted,
)

ON_THE_WAY = [[sent], [sent, seen], [sent, overdue], [sent, waitlisted], [sent, accepted]]


def test_the_loop_is_closed_with_an_outcome() -> None:
    given(sent, accepted, delivered).when(close, outcome="completed", told=True).then(closed).and_again_nothing()


@pytest.mark.parametrize("history", [*ON_THE_WAY, [sent, declined]])
def test_completed_needs_an_outcome(history: list[object]) -> None:
    given(*history).when(close, outcome="completed", told=True).refused("outcome-missing")


@pytest.mark.parametrize("history", [*ON_THE_WAY, [sent, declined], [sent, accepted, delivered]])
@pytest.mark.parametrize("outcome", ["not-completed", "withdrawn"])
def test_other_ends_may_come_at_any_time(history: list[object], outcome: CloseOutcome) -> None:
    given(*history).when(close, outcome=outcome, told=False).then(ReferralClosed(outcome, told=False))


@pytest.mark.parametrize("history", ON_THE_WAY)
def test_the_sender_takes_it_back(history: list[object]) -> None:
    given(*history).when(revoke, why="Μετακόμισε").then(ReferralRevoked(PERSON, "Μετακόμισε")).and_again_nothing()


@pytest.mark.parametrize("history", [[sent, declined], [sent, accepted, delivered]])
def test_an_answer_that_ends_it_cannot_be_taken_back(history: list[object]) -> None:
    given(*history).when(revoke, why="Μετακόμισε").refused("nothing-to-revoke")


@pytest.mark.parametrize("history", ENDED)
def test_what_ended_stays_as_it_ended(history: list[object]) -> None:
    code = "referral-closed" if closed in history else "referral-revoked"
    given(*history).when(close, outcome="withdrawn", told=False).refused(code)
    given(*history).when(revoke, why="Μετακόμισε").refused(code)
    given(*history).when(issue_link, token_hash="hash-3", code_mac="mac-3", expires_on=LATE).refused(code)


def test_an_end_repeated_changes_nothing() -> None:
    given(sent, revoked).when(revoke, why=revoked.why).then()


def test_what_was_never_sent_has_no_end() -> None:
    given().when(close, outcome="withdrawn", told=False).refused("referral-unknown")
    given().when(revoke, why="Μετακόμισε").refused("referral-unknown")
    given().when(issue_link, token_hash="hash-3", code_mac="mac-3", expires_on=LATE).refused("referral-unknown")
