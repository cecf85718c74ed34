"""What referral tells the others: who was referred where, and what became of it; nothing of what was said."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.referral import domain
from shared.envelope import Recorded
from shared.erasure import PersonErased, told


@dataclass(frozen=True, slots=True)
class ReferralSent:
    """A person was referred to a service."""

    referral: UUID
    person: UUID
    service: UUID
    answer_by: date


@dataclass(frozen=True, slots=True)
class ReferralSeen:
    """The receiver opened it for the first time."""

    referral: UUID


@dataclass(frozen=True, slots=True)
class ReferralAccepted:
    """The receiver takes the person on."""

    referral: UUID
    late: bool


@dataclass(frozen=True, slots=True)
class ReferralWaitlisted:
    """The receiver will take the person on when there is room."""

    referral: UUID
    late: bool


@dataclass(frozen=True, slots=True)
class ReferralDeclined:
    """The receiver does not take the person on."""

    referral: UUID
    reason: str
    late: bool


@dataclass(frozen=True, slots=True)
class ReferralDelivered:
    """The receiver told what came of it."""

    referral: UUID
    outcome: str


@dataclass(frozen=True, slots=True)
class AnswerOverdue:
    """The last day for an answer passed without one."""

    referral: UUID


@dataclass(frozen=True, slots=True)
class ReferralClosed:
    """The sender closed the loop."""

    referral: UUID
    outcome: str


@dataclass(frozen=True, slots=True)
class ReferralRevoked:
    """The sender took it back."""

    referral: UUID


PUBLISHED = (
    ReferralSent,
    ReferralSeen,
    ReferralAccepted,
    ReferralWaitlisted,
    ReferralDeclined,
    ReferralDelivered,
    AnswerOverdue,
    ReferralClosed,
    ReferralRevoked,
    PersonErased,
)


def publish(recorded: Recorded[Any]) -> object | None:
    """The public form of an event; None for what concerns nobody else, such as links."""
    match recorded.event:
        case domain.ReferralSent(person=person, service=service, answer_by=answer_by):
            return ReferralSent(recorded.id, person, service, answer_by)
        case domain.ReferralSeen():
            return ReferralSeen(recorded.id)
        case domain.ReferralAccepted(late=late):
            return ReferralAccepted(recorded.id, late)
        case domain.ReferralWaitlisted(late=late):
            return ReferralWaitlisted(recorded.id, late)
        case domain.ReferralDeclined(reason=reason, late=late):
            return ReferralDeclined(recorded.id, reason, late)
        case domain.ReferralDelivered(outcome=outcome):
            return ReferralDelivered(recorded.id, outcome)
        case domain.AnswerOverdue():
            return AnswerOverdue(recorded.id)
        case domain.ReferralClosed(outcome=outcome):
            return ReferralClosed(recorded.id, outcome)
        case domain.ReferralRevoked():
            return ReferralRevoked(recorded.id)
        case _:
            return told(recorded.event)
