"""Programmes as registry answers about them: the minimum income with a history, and a household that was checked."""

from datetime import UTC, datetime
from typing import Any

from tests.portal.samples import COLLEAGUE

Json = dict[str, Any]

CODE = "minimum-income"
VERSION = "0195a000-0000-7000-8000-000000000901"
DRAFT = "0195a000-0000-7000-8000-000000000902"
SOURCED: Json = {"source": "Αναπροσαρμογή από 1/12/2023 (opeka.gr)", "confidence": "seen"}
LONG = "Επίδομα Κοινωνικής Αλληλεγγύης Ανασφάλιστων Υπερηλίκων"

FACTS: Json = {
    "items": [
        {"code": "adults", "kind": "count", "group": "household", "most": 30, "el": "Ενήλικες στο νοικοκυριό",
         "en": "Adults", "hint_el": "Μαζί με το πρόσωπο που ρωτά.", "hint_en": "With the person who asks."},
        {"code": "single_parent", "kind": "yes-no", "group": "household", "most": 0,
         "el": "Μονογονεϊκή οικογένεια", "en": "Single parent", "hint_el": "", "hint_en": ""},
        {"code": "work_income", "kind": "cents", "group": "income", "most": 100000000000,
         "el": "Από εργασία, τους τελευταίους 6 μήνες", "en": "From work", "hint_el": "", "hint_en": ""},
        {"code": "disability_percent", "kind": "percent", "group": "health", "most": 100,
         "el": "Ποσοστό αναπηρίας", "en": "Degree of disability", "hint_el": "", "hint_en": ""},
    ]
}  # fmt: skip
CONTENT: Json = {
    "valid_from": "2023-12-01",
    "until": None,
    **SOURCED,
    "amounts": [
        {"key": "first", "label": "Εγγυημένο ποσό: για ένα άτομο", "cents": 21600, **SOURCED},
        {"key": "cap", "label": "Ανώτατο εγγυημένο ποσό", "cents": 97200, **SOURCED},
    ],
    "sums": [{"key": "guarantee", "label": "Εγγυημένο ποσό ανά μήνα", "expression": "amounts.first * adults"}],
    "rules": [
        {"key": "income", "asks": "Εισόδημα των τελευταίων έξι μηνών",
         "expression": "work_income < 6 * math.least(sums.guarantee, amounts.cap)",
         "met": "Το εισόδημα είναι κάτω από το όριο.", "unmet": "Το εισόδημα ξεπερνά το όριο.", **SOURCED},
    ],
    "pays": "(6 * sums.guarantee - work_income) / 6",
    "documents": [
        {"name": "ΑΜΚΑ όλων των μελών", "when": "", **SOURCED},
        {"name": "Άδεια διαμονής σε ισχύ", "when": "Πολίτες τρίτων χωρών", **SOURCED},
    ],
    "examples": [
        {"name": "Μόνος χωρίς εισόδημα", "facts": {"adults": 1, "work_income": 0}, "expects": "likely", "pays": 21600},
    ],
}  # fmt: skip
IN_FORCE: Json = {"id": VERSION, "valid_from": "2023-12-01", "until": None, **SOURCED}
PROGRAMME: Json = {
    "code": CODE,
    "name": "Ελάχιστο Εγγυημένο Εισόδημα (ΕΕΕ)",
    "administered_by": "ΟΠΕΚΑ",
    "what_for": "Μηνιαία ενίσχυση για νοικοκυριά με πολύ χαμηλό εισόδημα.",
    "ended_on": None,
    "version": IN_FORCE,
}
WHOLE: Json = {**PROGRAMME, "content": CONTENT, "imported": True, "used": False}
PUBLISHED: Json = {**IN_FORCE, "name": PROGRAMME["name"], "content": CONTENT, "used": False}
LISTED: Json = {
    "on": "2026-03-12",
    "items": [
        PROGRAMME,
        {**PROGRAMME, "code": "uninsured-elderly", "name": LONG, "version": None},
    ],
}
HISTORY: Json = {
    "items": [
        {**IN_FORCE, "name": PROGRAMME["name"], "imported": True, "corrected": False, "used": True, "changes": [
            {"part": "amount", "label": "Εγγυημένο ποσό: για ένα άτομο", "before": "20000", "after": "21600"},
            {"part": "rule", "label": "Εισόδημα", "before": None, "after": "work_income < 6 * amounts.first"},
            {"part": "document", "label": "Ε1", "before": "", "after": None},
            {"part": "pays", "label": "", "before": None, "after": "amounts.first"},
        ]},
        {**IN_FORCE, "id": DRAFT, "valid_from": "2017-02-01", "until": "2023-11-30", "confidence": "general",
         "name": "Κοινωνικό Εισόδημα Αλληλεγγύης (ΚΕΑ)", "imported": True, "corrected": True, "used": False,
         "changes": []},
    ]
}  # fmt: skip


def draft(**changes: Any) -> Json:
    """A version that does not hold yet."""
    example = CONTENT["examples"][0]
    came: Json = {"name": example["name"], "expects": "likely", "came": "likely", "pays": 21600, "came_pays": 21600}
    return {
        "id": DRAFT, "programme": CODE, "content": CONTENT, "writers": ["somebody-else"], "submitted": False,
        "corrects": False, "came": [{**came, "passes": True}], "version": 7, **changes,
    }  # fmt: skip


def checked(verdict: str, **changes: Any) -> Json:
    """What one programme says of a household."""
    outcome = {"likely": "met", "unlikely": "unmet"}.get(verdict, "unknown")
    text = {"met": "Το εισόδημα είναι κάτω από το όριο.", "unmet": "Το εισόδημα ξεπερνά το όριο."}.get(outcome, "")
    reason: Json = {"key": "income", "asks": "Εισόδημα", "outcome": outcome, "text": text, "missing": [], **SOURCED}
    return {
        "programme": CODE, "name": PROGRAMME["name"], "administered_by": "ΟΠΕΚΑ", "version": VERSION,
        "valid_from": "2023-12-01", **SOURCED, "verdict": verdict, "pays": None, "reasons": [reason], "missing": [],
        "used": ["work_income"], "documents": CONTENT["documents"], **changes,
    }  # fmt: skip


CHECKED: Json = {
    "on": "2026-03-12",
    "binding": False,
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "items": [
        checked("likely", pays=11650),
        checked("not-enough-known", programme="child-benefit", name="Επίδομα Παιδιού (Α21)", reasons=[
            {"key": "income", "asks": "Εισόδημα", "outcome": "unknown", "text": "", "missing": ["work_income"],
             **SOURCED}
        ]),
        checked("unlikely", programme="uninsured-elderly", name=LONG),
    ],
}  # fmt: skip

KEPT, OLDER = "0195a000-0000-7000-8000-000000000911", "0195a000-0000-7000-8000-000000000912"
KEPT_CHECK: Json = {
    **CHECKED, "id": KEPT, "facts": {"adults": 2, "single_parent": False, "work_income": 123450}, "by": COLLEAGUE,
    "kept_at": datetime(2026, 3, 9, 22, 30, tzinfo=UTC), "version": 1,
}  # fmt: skip
KEPT_CHECKS: Json = {
    "items": [
        {"id": KEPT, "on": "2026-03-09", "by": COLLEAGUE, "kept_at": KEPT_CHECK["kept_at"], "facts": 3,
         "likely": [PROGRAMME["name"]], "not_enough_known": ["Επίδομα Παιδιού (Α21)"], "unlikely": [LONG],
         "version": 1},
        {"id": OLDER, "on": "2025-11-03", "by": "somebody", "kept_at": datetime(2025, 11, 3, 8, 5, tzinfo=UTC),
         "facts": 17, "likely": [PROGRAMME["name"], "Επίδομα Στέγασης", LONG], "not_enough_known": [], "unlikely": [],
         "version": 1},
    ]
}  # fmt: skip
