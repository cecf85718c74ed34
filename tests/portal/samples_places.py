"""A Centre as registry tells of it, with names as long as they come."""

from datetime import date, timedelta
from typing import Any

from tests.portal.samples import BRANCH, CENTRE, UNIT, VAN, uuid

PUBLIC = "3905-zacharo"
CLOSURE, HEAD = uuid(801), uuid(802)
PREMISES = {
    "address": "Πλατεία Ηρώων Πολυτεχνείου και Αγίου Σπυρίδωνος 117, 270 54 Ζαχάρω",
    "near": "Διεύθυνση Κοινωνικής Προστασίας και Αλληλεγγύης",
    "rooms": ["reception", "waiting"],
    "accessible": False,
    "owned": True,
}
CONTACTS = {
    "telephones": ["+302625000000", "+302625000001"],
    "emails": ["kentro.koinotitas.zacharos@dimos-zacharos.example.gr"],
    "pages": ["https://www.dimos-zacharos.example.gr/ypiresies/koinoniki-politiki/kentro-koinotitas"],
}
STOP = {
    "day": "2026-03-17", "municipal_unit": "Φιγαλείας",
    "place": "Πλατεία Νέας Φιγαλείας, δίπλα στο κοινοτικό κατάστημα",
    "opens": "09:00", "closes": "12:00",
}  # fmt: skip
OFFICERS = [
    {"officer": HEAD, "name": "Αικατερίνη Παπακωνσταντινοπούλου-Χατζηγεωργίου", "duty": "contact",
     "office": "Συντονίστρια"},
]  # fmt: skip


def _day(day: date, kind: str) -> dict[str, Any]:
    closed: dict[str, Any] = {"day": day, "hours": [], "why": "week", "reason": None, "name": None}
    if day == date(2026, 3, 13):
        return closed | {"why": "closure", "reason": "works", "name": "Αντικατάσταση κουφωμάτων"}
    if day == date(2026, 3, 25):
        return closed | {"why": "holiday", "name": "Εικοστή Πέμπτη Μαρτίου"}
    if day == date(2026, 3, 27):
        return closed | {"why": "feast", "name": "Αγίου Σπυρίδωνος του Θαυματουργού, πολιούχου"}
    if kind == "mobile-unit":
        where = {"place": STOP["place"], "municipal_unit": STOP["municipal_unit"]}
        hours = [{"opens": "09:00", "closes": "12:00", **where}] if day == date(2026, 3, 17) else []
    else:
        twice = [("08:00", "14:30"), *([("17:00", "20:00")] if day.weekday() == 2 else [])]
        hours = [{"opens": opens, "closes": closes} for opens, closes in twice] if day.weekday() < 5 else []
    return closed | {"hours": hours, "why": None if hours else "week"}


def public(first: date, last: date) -> dict[str, Any]:
    """The Centre's public answer for these days."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    kinds = [
        (UNIT, "centre", "Κέντρο Κοινότητας Ζαχάρως"),
        (BRANCH, "branch", "Παράρτημα Νέας Φιγαλείας για Ρομά και ευπαθείς ομάδες του πληθυσμού"),
        (VAN, "mobile-unit", "Κινητή Μονάδα Ζαχάρως"),
    ]
    places: list[dict[str, Any]] = [
        {
            "id": id_, "kind": kind, "name": name, "premises": PREMISES if kind == "centre" else None,
            "contacts": CONTACTS if kind == "centre" else {"telephones": [], "emails": [], "pages": []},
            "days": [_day(day, kind) for day in days], "closures": [], "itineraries": [],
            "last_day": "2026-12-31" if kind == "branch" else None,
        }
        for id_, kind, name in kinds
    ]  # fmt: skip
    return {
        "id": UNIT, "path": PUBLIC, "name": "Κέντρο Κοινότητας Ζαχάρως", "municipality": "3905",
        "municipality_name": "Ζαχάρως", "version": 9, "places": places, "officers": OFFICERS,
    }  # fmt: skip


def _place(**changes: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "reason": None, "premises": None, "contacts": {"telephones": [], "emails": [], "pages": []}, "hours": [],
        "closures": [], "itineraries": [], "last_day": None,
    }  # fmt: skip
    return usual | changes


WEEK = [{"weekday": day, "opens": "08:00", "closes": "14:30"} for day in range(1, 6)]
WHOLE: dict[str, Any] = {
    "id": UNIT, "municipality": "3905", "scope": CENTRE, "name": "Κέντρο Κοινότητας Ζαχάρως", "prefix": "ΖΑΧ",
    "operating_since": "2017-09-18", "body_kind": "public-benefit-enterprise",
    "body_name": "Κοινωφελής Επιχείρηση Κοινωνικής Πολιτικής, Παιδείας και Αθλητισμού Δήμου Ζαχάρως",
    "supervision": {"municipality": "3901", "name": "Πύργου", "why": "seat-of-regional-unit", "since": "2026-01-01"},
    "officers": OFFICERS, "last_day": None, "closed_because": None, "version": 9,
    "places": [
        _place(
            id=UNIT, kind="centre", name="Κέντρο Κοινότητας Ζαχάρως", premises=PREMISES, contacts=CONTACTS,
            hours=[{"from_day": "2026-01-01", "week": [*WEEK, {"weekday": 3, "opens": "17:00", "closes": "20:00"}]}],
            closures=[{"closure": CLOSURE, "first": "2026-03-13", "last": "2026-03-16", "reason": "works",
                       "note": "Αντικατάσταση κουφωμάτων"}],
        ),
        _place(
            id=BRANCH, kind="branch", name="Παράρτημα Νέας Φιγαλείας για Ρομά και ευπαθείς ομάδες του πληθυσμού",
            reason="roma", last_day="2026-12-31",
        ),
        _place(
            id=VAN, kind="mobile-unit", name="Κινητή Μονάδα Ζαχάρως", reason="access",
            itineraries=[{"month": "2026-03", "stops": [STOP]}],
        ),
    ],
}  # fmt: skip


MUNICIPALITY: dict[str, Any] = {
    "code": "3905", "scope": "/el63/3905", "edition": "kallikratis-2021", "name": "Ζαχάρως", "short_name": "Ζαχάρω",
    "regional_unit": "Ηλείας", "seat": "3901", "residents": 8606, "version": 7, "units": ["Ζαχάρως", "Φιγαλείας"],
    "registered_citizens": [{"count": 11500, "on": "2026-01-01", "source": "Μητρώο Πολιτών, με βάση την απογραφή"}],
    "social_service": [{"exists": False, "since": "2026-01-01"}],
    "feasts": [
        {"name": "Αγίου Σπυρίδωνος του Θαυματουργού, πολιούχου", "month": 12, "day": 12, "next": "2026-12-12"},
        {"name": "Ζωοδόχου Πηγής", "days_from_easter": 5, "next": "2026-04-17"},
        {"name": "Παλαιά εορτή", "month": 3, "day": 3, "ended_on": "2025-01-01"},
    ],
}  # fmt: skip


def _reference(
    code: str, name: str, residents: int, *, unit: str = "Ηλείας", region: str = "el63", entered: bool = False
) -> dict[str, Any]:
    return {
        "code": code, "edition": "census-2021", "name": name, "regional_unit": unit, "seat": "3901", "region": region,
        "region_name": "Δυτικής Ελλάδας", "residents": residents, "entered": entered,
    }  # fmt: skip


REFERENCE: dict[str, Any] = {
    "items": [
        _reference("0101", "Κομοτηνής", 65107, unit="Ροδόπης", region="el51"),
        _reference("3801", "Ιεράς Πόλης Μεσολογγίου", 31944, unit="Αιτωλοακαρνανίας"),
        _reference("3803", "Άκτιου - Βόνιτσας", 14656, unit="Αιτωλοακαρνανίας"),
        _reference("3901", "Πύργου", 44482),
        _reference("3905", "Ζαχάρως", 8606, entered=True),
    ],
    "next": None,
}
"""Some of the municipalities of Greece: one that was entered, one of another region."""


__all__ = [
    "CENTRE",
    "CLOSURE",
    "CONTACTS",
    "HEAD",
    "MUNICIPALITY",
    "OFFICERS",
    "PREMISES",
    "PUBLIC",
    "REFERENCE",
    "STOP",
    "WHOLE",
    "public",
]
