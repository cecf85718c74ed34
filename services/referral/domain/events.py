"""What happens to a referral, and the state that it leads to."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Final, Literal
from uuid import UUID

from services.referral.links.domain import (
    LinkEvent,
    LinkIssued,
    LinkOpened,
    Links,
    WrongCodeTried,
    all_revoked,
    evolve_links,
    step_done,
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


def sent_of(referral: Referral) -> ReferralSent:
    """What was sent. Raises `Refused` for a referral that does not exist."""
    if referral.sent is None:
        raise Refused("referral-unknown")
    return referral.sent


def require_open(referral: Referral) -> None:
    """Raises `Refused` where the referral does not exist or has ended."""
    sent_of(referral)
    if referral.closed:
        raise Refused("referral-closed")
    if referral.revoked:
        raise Refused("referral-revoked")
