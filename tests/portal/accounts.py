"""What registry would answer about accounts."""

from datetime import timedelta
from typing import Any

from tests.portal import samples

USER, LEAVER, OWN = samples.uuid(81), samples.uuid(82), samples.uuid(83)


def account(own: Any, name: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": str(own),
        "user": "papadimitropoulou-chatzigeorgakopoulou",
        "name": name,
        "open": True,
        "since": samples.NOW - timedelta(days=400),
        "last_login": samples.NOW - timedelta(hours=3),
        "unused": False,
        "grants": [
            {"role": "social_worker", "scope": samples.CENTRE},
            {"role": "data_protection_officer", "scope": "/el63/3905"},
        ],
    } | changes


ACCOUNTS: dict[str, dict[str, Any]] = {
    str(USER): account(USER, "Αικατερίνη-Ευανθία Παπαδημητροπούλου-Χατζηγεωργακοπούλου"),
    str(LEAVER): account(
        LEAVER,
        "Ηλίας Δημητρόπουλος",
        user="dimitropoulos",
        last_login=None,
        unused=True,
        grants=[{"role": "receptionist", "scope": samples.CENTRE}, {"role": "mediator", "scope": "/el63/3901/pyrgos"}],
    ),
    str(OWN): account(OWN, "Ελένη Αντωνοπούλου", id="somebody", user="antonopoulou"),
}
