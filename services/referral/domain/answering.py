"""The receiver answers, and later tells what came of it; or the last day for an answer passes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from services.referral.domain.events import (
    Answer,
    AnswerOverdue,
    DeclineReason,
    Event,
    Outcome,
    Referral,
    ReferralAccepted,
    ReferralDeclined,
    ReferralDelivered,
    ReferralWaitlisted,
    require_open,
    sent_of,
)
from services.referral.links.domain import Step, require_opened
from shared.domain import Refused


def accept(
    referral: Referral, *, on: date, first_meeting: date | None = None, token_hash: str | None = None
) -> list[Event]:
    """The receiver takes the person on, by its opened link (`token_hash`) or by telephone.

    Late is accepted and marked; a place that comes free after a waiting list is not late. Repeating it changes nothing.
    """
    events = _answered(referral, lambda late: ReferralAccepted(first_meeting, late), on, token_hash)
    if events and first_meeting is not None and first_meeting < on:
        raise Refused("meeting-before-answer")
    return events


def waitlist(referral: Referral, *, on: date, token_hash: str | None = None) -> list[Event]:
    """The receiver puts the person on its waiting list. Late is accepted and marked."""
    return _answered(referral, ReferralWaitlisted, on, token_hash)


def decline(
    referral: Referral, *, on: date, reason: DeclineReason, text: str | None = None, token_hash: str | None = None
) -> list[Event]:
    """The receiver does not take the person on, and says why. Late is accepted and marked."""
    person = sent_of(referral).person
    return _answered(referral, lambda late: ReferralDeclined(person, reason, text, late), on, token_hash)


def deliver(
    referral: Referral, *, on: date, outcome: Outcome, text: str | None = None, token_hash: str | None = None
) -> list[Event]:
    """The receiver tells what came of it. Only what was accepted can have an outcome."""
    delivered = ReferralDelivered(sent_of(referral).person, outcome, text)
    if referral.delivered == delivered:
        return []
    require_open(referral)
    if referral.delivered:
        raise Refused("outcome-already-told")
    if referral.state != "accepted":
        raise Refused("referral-not-accepted")
    _check(referral, "outcome", on, token_hash)
    return [delivered]


def pass_deadline(referral: Referral, *, on: date) -> list[Event]:
    """The calendar asks from the day after `answer_by`. An answer or an end that came first leaves nothing to do."""
    if on <= sent_of(referral).answer_by:
        raise Refused("answer-not-yet-due")
    return [AnswerOverdue()] if referral.state in ("sent", "seen") and not referral.overdue else []


def _answered(referral: Referral, make: Callable[[bool], Answer], on: date, token_hash: str | None) -> list[Event]:
    first = referral.answer is None
    answer = make(first and on > sent_of(referral).answer_by)
    if referral.answer and replace(answer, late=referral.answer.late) == referral.answer:
        return []
    require_open(referral)
    if not first and referral.state != "waitlisted":
        raise Refused("referral-already-answered")
    _check(referral, "answer", on, token_hash)
    return [answer]


def _check(referral: Referral, step: Step, on: date, token_hash: str | None) -> None:
    """Nothing comes back before it was sent, and what comes by a link comes by one that was opened for this step."""
    if on < sent_of(referral).sent_on:
        raise Refused("before-sending")
    if token_hash is not None:
        require_opened(referral.links, token_hash=token_hash, step=step, on=on)
