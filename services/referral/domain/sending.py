"""A Centre sends a referral, and the receiver opens it by its link."""

from datetime import date
from uuid import UUID

from services.referral.domain.events import (
    Basis,
    Disclosed,
    Event,
    Referral,
    ReferralSeen,
    ReferralSent,
    require_open,
    sent_of,
)
from services.referral.links.domain import LinkIssued, LinkOpened, Step, find, try_code
from shared.domain import Refused


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
    require_open(referral)
    if find(referral.links, token_hash):
        return []
    if referral.state in ("declined", "delivered"):
        raise Refused("nothing-to-ask")
    step: Step = "outcome" if referral.state == "accepted" else "answer"
    person = sent_of(referral).person
    return [LinkIssued(token_hash, code_mac, step, expires_on, serial=len(referral.links), person=person)]


def open_link(referral: Referral, *, token_hash: str, code_mac: str, on: date) -> list[Event]:
    """The receiver types the code that it was told by telephone.

    A wrong code is an event, not a refusal: the caller looks for `WrongCodeTried` and says how many tries are left. An
    opened link may be opened again until its step is done, and each opening is kept, since each discloses.
    """
    require_open(referral)
    tried = try_code(referral.links, token_hash=token_hash, code_mac=code_mac, on=on)
    first = isinstance(tried, LinkOpened) and referral.state == "sent"
    return [tried, ReferralSeen()] if first else [tried]


def referral_number(year: int, serial: int) -> str:
    """The outgoing protocol number: at least four digits, counted within the year («ΠΡ-2026-0093»)."""
    return f"ΠΡ-{year}-{serial:04}"
