"""What registry would answer about imports: each state of one, and rows as long as they come."""

from typing import Any
from uuid import UUID

from tests.portal.samples import uuid

CHECKING, WRONG, READY, SAME, WRITING, ENDED, DROPPED = (uuid(n) for n in range(901, 908))


def _column(code: str, name: str, **told: Any) -> dict[str, Any]:
    return {"code": code, "name": name, "hint": "", "required": False, "choices": [], **told}


SHEETS: dict[str, Any] = {
    "items": [
        {"kind": "municipalities", "name": "Δήμοι", "columns": [
            _column("code", "Κωδικός δήμου", required=True, hint="Τέσσερα ψηφία της ΕΛΣΤΑΤ, π.χ. 3905."),
            _column("residents", "Κάτοικοι"),
        ]},
        {"kind": "units", "name": "Μονάδες", "columns": [
            _column("kind", "Είδος", required=True,
                    choices=["Κέντρο Κοινότητας", "Παράρτημα", "Κινητή Μονάδα"]),
            _column("hours", "Ωράριο", hint="π.χ. Δευ-Παρ 08:00-15:00 | Τετ 17:00-20:00"),
        ]},
        {"kind": "posts", "name": "Θέσεις", "columns": [_column("specialty", "Ειδικότητα", required=True)]},
        {"kind": "bodies", "name": "Φορείς", "columns": [_column("name", "Ονομασία", required=True)]},
        {"kind": "services", "name": "Υπηρεσίες φορέων", "columns": [_column("body", "Φορέας", required=True)]},
    ]
}  # fmt: skip


def imported(id_: UUID, state: str, **told: Any) -> dict[str, Any]:
    return {
        "id": id_, "kind": "units", "by": "somebody", "format": "csv", "encoding": "windows-1253", "separator": ";",
        "rows": 1312, "state": state, "looked_at": 1312, "new": 0, "changed": 0, "same": 1312, "wrong": 0,
        "written": 0, "refused": 0, "opened_at": "2026-03-12T08:00:00Z", "version": 2, **told,
    }  # fmt: skip


IMPORTS = {
    str(each["id"]): each
    for each in (
        imported(CHECKING, "opened", looked_at=640, same=0),
        imported(WRONG, "foreseen", new=1290, same=20, wrong=2),
        imported(READY, "foreseen", new=1, changed=1, same=1310, format="xlsx", encoding=None, separator=None),
        imported(SAME, "foreseen"),
        imported(WRITING, "confirmed", new=1312, same=0, written=420),
        imported(ENDED, "ended", new=2, same=1310, written=1311, refused=1),
        imported(DROPPED, "dropped"),
    )
}


def row(number: int, effect: str, title: str, **told: Any) -> dict[str, Any]:
    return {"number": number, "effect": effect, "title": title, "changes": [], "errors": [], "outcome": None, **told}


LONG = "Παράρτημα Ρομά του Κέντρου Κοινότητας Ανδρίτσαινας - Κρεστένων στη Νέα Φιγαλεία και τις ορεινές κοινότητες"
NEW = row(2, "new", LONG, changes=[
    {"column": "name", "name": "Ονομασία", "before": "", "after": LONG},
    {"column": "hours", "name": "Ωράριο", "before": "", "after": "Δευ-Παρ 08:00-15:00 | Τετ 17:00-20:00"},
])  # fmt: skip
CHANGED = row(3, "changed", "Κέντρο Κοινότητας Ζαχάρως", changes=[
    {"column": "emails", "name": "E-mail", "before": "",
     "after": "kentro.koinotitas.zacharos@dimos-zacharos.example.gr"},
])  # fmt: skip
BAD = row(1204, "wrong", "Κινητή Μονάδα", errors=[
    {"column": "reason", "name": "Λόγος επέκτασης", "code": "not-in-list",
     "detail": "Γράψτε ένα από τα: Ρομά, Μετανάστες, Φτώχεια, Δύσκολη πρόσβαση."},
    {"column": "", "name": "", "code": "changed-since-shown", "detail": "Στο μεταξύ κάποιος το άλλαξε."},
])  # fmt: skip
ROWS = {"items": [NEW, CHANGED, BAD, row(1205, "same", "Κέντρο Κοινότητας Πύργου", outcome="written")], "next": "more"}
