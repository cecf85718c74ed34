"""The sender closes the loop, or takes the referral back."""

from services.referral.domain.events import (
    CloseOutcome,
    Event,
    Referral,
    ReferralClosed,
    ReferralRevoked,
    require_open,
    sent_of,
)
from shared.domain import Refused


def close(referral: Referral, *, outcome: CloseOutcome, told: bool) -> list[Event]:
    """The sender closes the loop. `completed` needs an outcome; the other ends may come at any time."""
    closed = ReferralClosed(outcome, told)
    if referral.closed == closed:
        return []
    require_open(referral)
    if outcome == "completed" and referral.delivered is None:
        raise Refused("outcome-missing")
    return [closed]


def revoke(referral: Referral, *, why: str) -> list[Event]:
    """The sender takes the referral back, as when consent is withdrawn; the receiver is shown nothing more.

    After a refusal or an outcome there is nothing left to take back: it is closed instead.
    """
    revoked = ReferralRevoked(sent_of(referral).person, why)
    if referral.revoked == revoked:
        return []
    require_open(referral)
    if referral.state in ("declined", "delivered"):
        raise Refused("nothing-to-revoke")
    return [revoked]
