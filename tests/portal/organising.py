"""What registry would answer about posts, funding acts, regulations, and what needs attention."""

from typing import Any

from tests.portal import samples, samples_bodies
from tests.portal.accounts import USER

HELD, VACANT, ABOLISHED = samples.uuid(91), samples.uuid(92), samples.uuid(93)
UNITS: list[dict[str, Any]] = samples.UNITS["items"]  # type: ignore[assignment] # a list of the sample
CENTRE_ID = next(unit["id"] for unit in UNITS if unit["kind"] == "centre")
LAW = "ΚΥΑ Δ23/οικ.14435-1135 (ΦΕΚ Β 854/30.03.2016), όπως την παρουσιάζει το Υπουργείο"


LONG = "Κέντρο Δημιουργικής Απασχόλησης Παιδιών με Αναπηρία και Μαθησιακές Δυσκολίες"


def post(id_: Any, specialty: str, **changes: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "id": id_,
        "centre": CENTRE_ID,
        "scope": samples.CENTRE,
        "specialty": specialty,
        "act": "5003039",
        "opened_on": "2017-09-18",
        "abolished_on": None,
        "held": [],
        "version": 3,
    }
    return facts | changes


def held(**changes: Any) -> dict[str, Any]:
    return {
        "account": str(USER),
        "contract": "fixed-term",
        "since": "2025-04-01",
        "until": "2026-03-31",
        "head_from": "2025-04-01",
        "head_to": None,
        "left": None,
    } | changes


POSTS = {
    str(each["id"]): each
    for each in (
        post(HELD, "social-worker", held=[held(since="2020-01-01", until="2025-03-31", left="resigned"), held()]),
        post(VACANT, "learning-support", act=None, held=[held(head_from=None, left="contract-ended")]),
        post(ABOLISHED, "mediator", abolished_on="2024-12-31"),
    )
}
ACT: dict[str, Any] = {
    "code": "5003039",
    "scope": "/el63/3905",
    "title": "Κέντρο Κοινότητας Δήμου Ζαχάρως με Παράρτημα Ρομά και Κινητή Μονάδα για τις ορεινές κοινότητες",
    "programme": "ΕΠ Δυτική Ελλάδα 2014-2020",
    "objective": "Θεματικός Στόχος 9",
    "beneficiary": "Δήμος Ζαχάρως",
    "centres": [CENTRE_ID],
    "in_force": {
        "on": "2026-03-12", "budget": 65312141, "ends_on": "2026-04-30", "number": "609", "spent": 70000000,
    },
    "ledger": [
        {"kind": "included", "on": "2016-12-21", "number": "5736", "budget": 28944000, "ends_on": "2020-09-17"},
        {"kind": "amended", "on": "2020-02-12", "number": "609", "budget": 65312141, "ends_on": "2026-04-30"},
        {"kind": "spending", "on": "2023-06-30", "spent": 48012050},
    ],
    "version": 3,
}  # fmt: skip
REGULATION: dict[str, Any] = {
    "centre": CENTRE_ID,
    "decisions": [
        {
            "kind": "approved", "number": "31/2020", "on": "2020-04-07", "meeting": "teleconference",
            "vote": "unanimous", "ada": "ΨΩΜ0ΩΞ3-Λ1Κ",
        }
    ],
    "submissions": [
        {"what": "regulation", "of": "31/2020", "on": "2020-05-04", "to": "ΓΓ Πρόνοιας", "protocol": "1187"}
    ],
    "due": [
        {"what": "annual-report", "of": "2024", "by": "2025-03-31", "overdue": True, "source": "Ετήσιος απολογισμός"},
        {"what": "annual-report", "of": "2025", "by": "2026-03-31", "overdue": False, "source": "Ετήσιος απολογισμός"},
    ],
    "version": 2,
}  # fmt: skip


def line(kind: str, day: str, *, late: bool = False, **changes: Any) -> dict[str, Any]:
    return {
        "kind": kind, "scope": samples.CENTRE, "day": day, "late": late, "source": LAW, "of": "", "what": "",
        "have": None, "need": None,
    } | changes  # fmt: skip


ATTENTION: dict[str, Any] = {
    "on": "2026-03-12",
    "missing": ["accounts"],
    "items": [
        line("staff-missing", "2026-01-01", late=True, have=1, need=2),
        line("head-not-social-worker", "2026-01-01", late=True, have=0, need=1),
        line("submission-due", "2025-03-31", late=True, of="2024", what="annual-report"),
        line("act-overspent", "2026-03-12", late=True, of="5003039", scope="/el63/3905", have=70000000, need=65312141),
        line("contract-ends", "2026-03-31", of=str(HELD), what="social-worker"),
        line("feasts-missing", "2017-09-18", late=True, scope="/el63/3905"),
        line("agreement-over", "2026-01-31", late=True, of=str(samples_bodies.BODY), what=LONG, scope="/el63/3905"),
        line("capacity-stale", "2026-02-11", late=True, of=str(samples.SERVICE), what=LONG, scope="/el63"),
        line("account-without-post", "2026-02-01", late=True, of=samples.COLLEAGUE),
        line("amendment-not-accepted", "2026-02-12", of="5003039", scope="/el63/3905"),
    ],
}
