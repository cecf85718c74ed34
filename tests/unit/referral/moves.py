"""A referral at each point of its way, told as the events that led there."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from services.referral.domain import (
    AnswerOverdue,
    Disclosed,
    ReferralAccepted,
    ReferralClosed,
    ReferralDeclined,
    ReferralDelivered,
    ReferralRevoked,
    ReferralSeen,
    ReferralSent,
    ReferralWaitlisted,
)
from services.referral.links.domain import LinkIssued, LinkOpened

PERSON = UUID("01920000-0000-7000-8000-00000000000a")
SENT_ON = date(2026, 3, 2)
ANSWER_BY = date(2026, 3, 9)
ON_TIME = date(2026, 3, 5)
LATE = ANSWER_BY + timedelta(days=1)
SENDING: dict[str, Any] = {
    "person": PERSON,
    "service": UUID("01920000-0000-7000-8000-00000000000b"),
    "number": "ΠΡ-2026-0093",
    "basis": "public-task",
    "answer_by": ANSWER_BY,
    "need": "Ενισχυτική διδασκαλία",
    "reason": "Δύο παιδιά στο Γυμνάσιο",
    "disclosed": Disclosed("Μαρία Παπαδοπούλου", 45),
}

sent = ReferralSent(sent_on=SENT_ON, **SENDING)
link = LinkIssued("hash-1", "mac-1", "answer", date(2026, 4, 30), serial=0, person=PERSON)
opened = LinkOpened("hash-1")
seen = ReferralSeen()
accepted = ReferralAccepted(None, late=False)
waitlisted = ReferralWaitlisted(late=False)
declined = ReferralDeclined(PERSON, "full", None, late=False)
overdue = AnswerOverdue()
delivered = ReferralDelivered(PERSON, "helped", None)
next_link = LinkIssued("hash-2", "mac-2", "answer", date(2026, 4, 30), serial=1, person=PERSON)
outcome_link = LinkIssued("hash-2", "mac-2", "outcome", date(2026, 6, 30), serial=1, person=PERSON)
closed = ReferralClosed("completed", told=True)
revoked = ReferralRevoked(PERSON, "Η συγκατάθεση ανακλήθηκε")

ENDED = [[sent, accepted, delivered, closed], [sent, revoked]]
