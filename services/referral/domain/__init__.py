"""A referral hands a person to a service that must answer, and stays open until the sender closes the loop.

One stream: `referral-<id>`. It exists from the moment it is sent. A body without an account answers by one-time links,
which are part of the referral: see `issue_link`.
"""

from services.referral.domain.answering import accept, decline, deliver, pass_deadline, waitlist
from services.referral.domain.ending import close, revoke
from services.referral.domain.events import (
    Answer,
    AnswerOverdue,
    Basis,
    CloseOutcome,
    DeclineReason,
    Disclosed,
    Event,
    Outcome,
    Referral,
    ReferralAccepted,
    ReferralClosed,
    ReferralDeclined,
    ReferralDelivered,
    ReferralRevoked,
    ReferralSeen,
    ReferralSent,
    ReferralWaitlisted,
    State,
    evolve,
)
from services.referral.domain.sending import issue_link, open_link, referral_number, send

__all__ = [
    "Answer",
    "AnswerOverdue",
    "Basis",
    "CloseOutcome",
    "DeclineReason",
    "Disclosed",
    "Event",
    "Outcome",
    "Referral",
    "ReferralAccepted",
    "ReferralClosed",
    "ReferralDeclined",
    "ReferralDelivered",
    "ReferralRevoked",
    "ReferralSeen",
    "ReferralSent",
    "ReferralWaitlisted",
    "State",
    "accept",
    "close",
    "decline",
    "deliver",
    "evolve",
    "issue_link",
    "open_link",
    "pass_deadline",
    "referral_number",
    "revoke",
    "send",
    "waitlist",
]
