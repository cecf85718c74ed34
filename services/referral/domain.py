"""A referral hands a person to a service that must answer, and stays open until the sender closes the loop.

One stream: `referral-<id>`. It exists from the moment it is sent. A body without an account answers by one-time links,
which are part of the referral: see `issue_link`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Final, Literal
from uuid import UUID

from services.referral.links.domain import (
    LinkEvent,
    LinkIssued,
    LinkOpened,
    Links,
    Step,
    WrongCodeTried,
    all_revoked,
    evolve_links,
    find,
    require_opened,
    step_done,
    try_code,
)
from shared.domain import PersonalText, Refused, Subject, personal

Basis = Literal["public-task", "consent", "vital-interest"]
"""Why a person's data may be disclosed: GDPR articles 6(1)(e), (a), (d) with 9(2)(b) and (h), (a), (c); Law 4624/2019,
article 22. Consent may be withdrawn at any time (GDPR, article 7(3)): see `revoke`."""

DeclineReason = Literal["full", "not-eligible", "out-of-area", "wrong-service", "other"]
Outcome = Literal["helped", "partly-helped", "not-helped", "did-not-come"]
CloseOutcome = Literal["completed", "not-completed", "withdrawn"]
State = Literal["sent", "seen", "accepted", "waitlisted", "declined", "delivered", "closed", "revoked"]


@dataclass(frozen=True, slots=True)
class Disclosed:
    """The least that the receiver needs of the person (GDPR, article 5(1)(c)); `call_whom` where it is another."""

    name: str
    age: int | None = None
    telephone: str | None = None
    call_whom: str | None = None


@dataclass(frozen=True, slots=True)
class ReferralSent:
    """`number` is the outgoing protocol number; `answer_by` the last day for an answer, counted once and frozen."""

    person: Subject
    service: UUID
    number: str
    basis: Basis
    sent_on: date
    answer_by: date
    need: PersonalText
    reason: PersonalText
    disclosed: Annotated[Disclosed, personal]


@dataclass(frozen=True, slots=True)
class ReferralSeen:
    """The receiver opened it for the first time."""


@dataclass(frozen=True, slots=True)
class ReferralAccepted:
    """The receiver takes the person on."""

    first_meeting: date | None
    late: bool


@dataclass(frozen=True, slots=True)
class ReferralWaitlisted:
    """The receiver will take the person on when there is room: an answer, and a further one will follow."""

    late: bool


@dataclass(frozen=True, slots=True)
class ReferralDeclined:
    """The receiver does not take the person on; `text` says more in its own words."""

    person: Subject
    reason: DeclineReason
    text: Annotated[str | None, personal]
    late: bool


@dataclass(frozen=True, slots=True)
class ReferralDelivered:
    """The receiver told what came of it."""

    person: Subject
    outcome: Outcome
    text: Annotated[str | None, personal]


@dataclass(frozen=True, slots=True)
class AnswerOverdue:
    """The last day for an answer passed without one."""


@dataclass(frozen=True, slots=True)
class ReferralClosed:
    """The sender closed the loop; `told` says whether the person knows how it ended."""

    outcome: CloseOutcome
    told: bool


@dataclass(frozen=True, slots=True)
class ReferralRevoked:
    """The sender took it back."""

    person: Subject
    why: PersonalText


Answer = ReferralAccepted | ReferralWaitlisted | ReferralDeclined
Event = (
    ReferralSent
    | ReferralSeen
    | Answer
    | ReferralDelivered
    | AnswerOverdue
    | ReferralClosed
    | ReferralRevoked
    | LinkEvent
)


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral as its decisions need to know it. `overdue` is so only while an answer is owed."""

    sent: ReferralSent | None = None
    state: State | None = None
    overdue: bool = False
    answer: Answer | None = None
    delivered: ReferralDelivered | None = None
    closed: ReferralClosed | None = None
    revoked: ReferralRevoked | None = None
    links: Links = ()


def send(
    referral: Referral,
    *,
    on: date,
    person: UUID,
    service: UUID,
    number: str,
    basis: Basis,
    answer_by: date,
    need: str,
    reason: str,
    disclosed: Disclosed,
) -> list[Event]:
    """A Centre refers a person to a body's service (R22 to R24). Repeating it changes nothing."""
    sent = ReferralSent(person, service, number, basis, on, answer_by, need, reason, disclosed)
    if referral.sent not in (None, sent):
        raise Refused("referral-already-sent")
    if answer_by <= on:
        raise Refused("answer-by-not-after-sending")
    return [] if referral.sent else [sent]


def issue_link(referral: Referral, *, token_hash: str, code_mac: str, expires_on: date) -> list[Event]:
    """A link for the step that is due now; those before it no longer work."""
    _open(referral)
    if find(referral.links, token_hash):
        return []
    if referral.state in ("declined", "delivered"):
        raise Refused("nothing-to-ask")
    step: Step = "outcome" if referral.state == "accepted" else "answer"
    return [LinkIssued(token_hash, code_mac, step, expires_on, serial=len(referral.links))]


def open_link(referral: Referral, *, token_hash: str, code_mac: str, on: date) -> list[Event]:
    """The receiver types the code that it was told by telephone.

    A wrong code is an event, not a refusal: the caller looks for `WrongCodeTried` and says how many tries are left. An
    opened link may be opened again until its step is done, and each opening is kept, since each discloses.
    """
    _open(referral)
    tried = try_code(referral.links, token_hash=token_hash, code_mac=code_mac, on=on)
    first = isinstance(tried, LinkOpened) and referral.state == "sent"
    return [tried, ReferralSeen()] if first else [tried]


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
    person = _sent(referral).person
    return _answered(referral, lambda late: ReferralDeclined(person, reason, text, late), on, token_hash)


def deliver(
    referral: Referral, *, on: date, outcome: Outcome, text: str | None = None, token_hash: str | None = None
) -> list[Event]:
    """The receiver tells what came of it. Only what was accepted can have an outcome."""
    delivered = ReferralDelivered(_sent(referral).person, outcome, text)
    if referral.delivered == delivered:
        return []
    _open(referral)
    if referral.delivered:
        raise Refused("outcome-already-told")
    if referral.state != "accepted":
        raise Refused("referral-not-accepted")
    _check(referral, "outcome", on, token_hash)
    return [delivered]


def pass_deadline(referral: Referral, *, on: date) -> list[Event]:
    """The calendar asks from the day after `answer_by`. An answer or an end that came first leaves nothing to do."""
    if on <= _sent(referral).answer_by:
        raise Refused("answer-not-yet-due")
    return [AnswerOverdue()] if referral.state in ("sent", "seen") and not referral.overdue else []


def close(referral: Referral, *, outcome: CloseOutcome, told: bool) -> list[Event]:
    """The sender closes the loop. `completed` needs an outcome; the other ends may come at any time."""
    closed = ReferralClosed(outcome, told)
    if referral.closed == closed:
        return []
    _open(referral)
    if outcome == "completed" and referral.delivered is None:
        raise Refused("outcome-missing")
    return [closed]


def revoke(referral: Referral, *, why: str) -> list[Event]:
    """The sender takes the referral back, as when consent is withdrawn; the receiver is shown nothing more.

    After a refusal or an outcome there is nothing left to take back: it is closed instead.
    """
    revoked = ReferralRevoked(_sent(referral).person, why)
    if referral.revoked == revoked:
        return []
    _open(referral)
    if referral.state in ("declined", "delivered"):
        raise Refused("nothing-to-revoke")
    return [revoked]


def referral_number(year: int, serial: int) -> str:
    """The outgoing protocol number: at least four digits, counted within the year («ΠΡ-2026-0093»)."""
    return f"ΠΡ-{year}-{serial:04}"


def evolve(referral: Referral, event: Event) -> Referral:
    """The referral after the event."""
    match event:
        case ReferralSent():
            return replace(referral, sent=event, state="sent")
        case ReferralSeen():
            return replace(referral, state="seen")
        case ReferralAccepted() | ReferralWaitlisted() | ReferralDeclined():
            done = step_done(referral.links, "answer")
            return replace(referral, state=_STATES[type(event)], answer=event, overdue=False, links=done)
        case ReferralDelivered():
            done = step_done(referral.links, "outcome")
            return replace(referral, state="delivered", delivered=event, links=done)
        case AnswerOverdue():
            return replace(referral, overdue=True)
        case ReferralClosed():
            ended = all_revoked(referral.links)
            return replace(referral, state="closed", closed=event, overdue=False, links=ended)
        case ReferralRevoked():
            ended = all_revoked(referral.links)
            return replace(referral, state="revoked", revoked=event, overdue=False, links=ended)
        case LinkIssued() | LinkOpened() | WrongCodeTried():
            return replace(referral, links=evolve_links(referral.links, event))


_STATES: Final[dict[type[Answer], State]] = {
    ReferralAccepted: "accepted",
    ReferralWaitlisted: "waitlisted",
    ReferralDeclined: "declined",
}


def _sent(referral: Referral) -> ReferralSent:
    if referral.sent is None:
        raise Refused("referral-unknown")
    return referral.sent


def _open(referral: Referral) -> None:
    _sent(referral)
    if referral.closed:
        raise Refused("referral-closed")
    if referral.revoked:
        raise Refused("referral-revoked")


def _answered(referral: Referral, make: Callable[[bool], Answer], on: date, token_hash: str | None) -> list[Event]:
    first = referral.answer is None
    answer = make(first and on > _sent(referral).answer_by)
    if referral.answer and replace(answer, late=referral.answer.late) == referral.answer:
        return []
    _open(referral)
    if not first and referral.state != "waitlisted":
        raise Refused("referral-already-answered")
    _check(referral, "answer", on, token_hash)
    return [answer]


def _check(referral: Referral, step: Step, on: date, token_hash: str | None) -> None:
    """Nothing comes back before it was sent, and what comes by a link comes by one that was opened for this step."""
    if on < _sent(referral).sent_on:
        raise Refused("before-sending")
    if token_hash is not None:
        require_opened(referral.links, token_hash=token_hash, step=step, on=on)
