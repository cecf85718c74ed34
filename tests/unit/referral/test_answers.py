from datetime import date, timedelta
from typing import Any

import pytest

from services.referral.domain import (
    AnswerOverdue,
    ReferralAccepted,
    ReferralDeclined,
    ReferralDelivered,
    ReferralWaitlisted,
    accept,
    decline,
    deliver,
    pass_deadline,
    referral_number,
    send,
    waitlist,
)
from shared.testing.scenario import given
from tests.unit.referral.moves import (
    ANSWER_BY,
    ENDED,
    LATE,
    ON_TIME,
    PERSON,
    SENDING,
    SENT_ON,
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

ANSWERS: list[tuple[Any, dict[str, Any]]] = [(accept, {}), (waitlist, {}), (decline, {"reason": "full"})]
BEFORE_SENDING = SENT_ON - timedelta(days=1)


def test_a_referral_exists_when_it_is_sent() -> None:
    given().when(send, on=SENT_ON, **SENDING).then(sent).and_again_nothing()


def test_another_referral_under_the_same_id_is_refused() -> None:
    given(sent).when(send, on=SENT_ON, **{**SENDING, "need": "Άλλο"}).refused("referral-already-sent")


@pytest.mark.parametrize("answer_by", [SENT_ON, BEFORE_SENDING])
def test_an_answer_is_due_after_sending(answer_by: date) -> None:
    given().when(send, on=SENT_ON, **{**SENDING, "answer_by": answer_by}).refused("answer-by-not-after-sending")


@pytest.mark.parametrize("history", [[sent], [sent, seen], [sent, waitlisted]])
def test_the_receiver_takes_the_person_on(history: list[object]) -> None:
    given(*history).when(accept, on=ON_TIME).then(accepted).and_again_nothing()


def test_the_first_meeting_is_kept() -> None:
    given(sent).when(accept, on=ON_TIME, first_meeting=ON_TIME).then(ReferralAccepted(ON_TIME, late=False))
    given(sent).when(accept, on=ON_TIME, first_meeting=SENT_ON).refused("meeting-before-answer")


def test_an_acceptance_repeated_after_its_meeting_changes_nothing() -> None:
    given(sent, ReferralAccepted(ON_TIME, late=False)).when(accept, on=LATE, first_meeting=ON_TIME).then()


def test_the_receiver_puts_the_person_on_its_waiting_list() -> None:
    given(sent).when(waitlist, on=ON_TIME).then(waitlisted).and_again_nothing()


def test_the_receiver_declines_and_says_why() -> None:
    given(sent).when(decline, on=ON_TIME, reason="other", text="Κλείνουμε").then(
        ReferralDeclined(PERSON, "other", "Κλείνουμε", late=False)
    ).and_again_nothing()
    given(sent, waitlisted).when(decline, on=LATE, reason="full").then(declined)


@pytest.mark.parametrize(("day", "late"), [(ANSWER_BY, False), (LATE, True)])
@pytest.mark.parametrize("history", [[sent], [sent, overdue], [sent, seen, overdue]])
def test_a_late_answer_is_accepted_and_marked(history: list[object], day: date, late: bool) -> None:
    given(*history).when(accept, on=day).then(ReferralAccepted(None, late=late))
    given(*history).when(waitlist, on=day).then(ReferralWaitlisted(late=late))
    given(*history).when(decline, on=day, reason="full").then(ReferralDeclined(PERSON, "full", None, late=late))


def test_a_place_after_the_waiting_list_is_not_late() -> None:
    given(sent, waitlisted).when(accept, on=LATE).then(accepted)


@pytest.mark.parametrize("history", [[sent, accepted], [sent, declined], [sent, accepted, delivered]])
def test_another_answer_is_refused(history: list[Any]) -> None:
    for answer, command in ANSWERS:
        result = given(*history).when(answer, on=ON_TIME, **command)
        if history[1] is {accept: accepted, decline: declined}.get(answer):
            result.then()
        else:
            result.refused("referral-already-answered")
    given(sent, declined).when(decline, on=ON_TIME, reason="not-eligible").refused("referral-already-answered")


@pytest.mark.parametrize(("answer", "command"), [*ANSWERS, (deliver, {"outcome": "helped"})])
def test_nothing_comes_back_before_it_was_sent(answer: Any, command: dict[str, Any]) -> None:
    given().when(answer, on=ON_TIME, **command).refused("referral-unknown")
    history = [sent, accepted] if answer is deliver else [sent]
    given(*history).when(answer, on=BEFORE_SENDING, **command).refused("before-sending")


def test_the_day_passes_without_an_answer() -> None:
    given(sent).when(pass_deadline, on=LATE).then(AnswerOverdue()).and_again_nothing()
    given(sent, seen).when(pass_deadline, on=LATE).then(AnswerOverdue())


@pytest.mark.parametrize("answer", [accepted, waitlisted, declined, revoked, closed])
def test_what_came_first_leaves_the_calendar_nothing_to_do(answer: object) -> None:
    given(sent, answer).when(pass_deadline, on=LATE).then()


def test_an_answer_is_not_overdue_on_its_last_day() -> None:
    given(sent).when(pass_deadline, on=ANSWER_BY).refused("answer-not-yet-due")


def test_the_receiver_tells_what_came_of_it() -> None:
    given(sent, accepted).when(deliver, on=LATE, outcome="partly-helped", text="Δύο μαθήματα").then(
        ReferralDelivered(PERSON, "partly-helped", "Δύο μαθήματα")
    ).and_again_nothing()


def test_an_outcome_is_told_once() -> None:
    given(sent, accepted, delivered).when(deliver, on=LATE, outcome="not-helped").refused("outcome-already-told")


@pytest.mark.parametrize("history", [[sent], [sent, seen], [sent, waitlisted], [sent, declined], [sent, overdue]])
def test_only_what_was_accepted_has_an_outcome(history: list[object]) -> None:
    given(*history).when(deliver, on=LATE, outcome="helped").refused("referral-not-accepted")


@pytest.mark.parametrize("history", ENDED)
@pytest.mark.parametrize(
    ("answer", "command"),
    [
        (waitlist, {}),
        (decline, {"reason": "full"}),
        (accept, {"first_meeting": LATE}),
        (deliver, {"outcome": "not-helped"}),
    ],
)
def test_after_the_end_nothing_comes_back(history: list[Any], answer: Any, command: dict[str, Any]) -> None:
    code = "referral-closed" if closed in history else "referral-revoked"
    given(*history).when(answer, on=LATE, **command).refused(code)


def test_a_number_counts_within_the_year() -> None:
    assert referral_number(2026, 93) == "ΠΡ-2026-0093"
    assert referral_number(2026, 12345) == "ΠΡ-2026-12345"
