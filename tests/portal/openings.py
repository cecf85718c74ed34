"""What registry and the others would answer about who opened and read which file."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.portal import samples

OPENING, EMERGENCY, REVIEWED = samples.uuid(71), samples.uuid(72), samples.uuid(73)
WHY = "Προσήλθε στο Παράρτημα της Νέας Φιγαλείας χωρίς κανένα έγγραφο και ζήτησε άμεσα στέγη για την οικογένεια."


def opening(id: UUID, hours_ago: int, **changes: Any) -> dict[str, Any]:
    at = samples.NOW - timedelta(hours=hours_ago)
    return {
        "id": id,
        "person": samples.NIKOLETA,
        "centre": samples.CENTRE,
        "by": samples.COLLEAGUE,
        "at": at,
        "until": at + timedelta(minutes=30),
        "purpose": "service",
        "reach": "file",
        "reference": None,
        "reason": None,
        "address": "192.0.2.7",
        "emergency": False,
        "reviewed_by": None,
        "reviewed_at": None,
        "justified": None,
        "review": None,
        "version": 2,
    } | changes


OPENINGS = {
    str(EMERGENCY): opening(EMERGENCY, 1, emergency=True, reason=WHY),
    str(OPENING): opening(OPENING, 3, by="somebody", address="2001:db8:85a3:1234:5678:8a2e:370:7334"),
    str(REVIEWED): opening(
        REVIEWED,
        30,
        emergency=True,
        reason=WHY,
        justified=True,
        review="Σωστά.",
        reviewed_by="somebody",
        reviewed_at=samples.NOW,
    ),
}
UNREVIEWED = {"items": [OPENINGS[str(EMERGENCY)]], "next": None}
READS = {
    service: [
        {"opening": OPENING, "what": what, "item": None, "by": "somebody", "at": samples.NOW - timedelta(hours=3)}
        for what in whats
    ]
    for service, whats in {"registry": ("card", "course"), "intake": ("visits",), "referral": ("course",)}.items()
}
