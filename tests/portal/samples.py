"""What the services would answer: the longest names, every state, and empty places. Nobody here is real."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

TODAY = date(2026, 3, 12)
NOW = datetime(2026, 3, 12, 8, 24, tzinfo=UTC)
CENTRE = "/el63/3905/zacharo"


def uuid(n: int) -> UUID:
    return UUID(f"0195a000-0000-7000-8000-{n:012}")


UNIT, BRANCH, VAN = uuid(1), uuid(2), uuid(3)
MARIA, NIKOLETA, ILIAS, FATIMA = uuid(11), uuid(12), uuid(13), uuid(14)
VISIT, LOOSE_VISIT = uuid(21), uuid(22)
SENT, OVERDUE, ACCEPTED, DECLINED, CLOSED = uuid(31), uuid(32), uuid(33), uuid(34), uuid(35)
SERVICE = uuid(41)

UNITS = {
    "items": [
        {
            "id": UNIT,
            "kind": "centre",
            "name": "Κέντρο Κοινότητας Ζαχάρως",
            "centre": UNIT,
            "scope": CENTRE,
            "municipality": "3905",
        },
        {
            "id": BRANCH,
            "kind": "branch",
            "name": "Παράρτημα Νέας Φιγαλείας",
            "centre": UNIT,
            "scope": CENTRE,
            "municipality": "3905",
        },
        {
            "id": VAN,
            "kind": "mobile-unit",
            "name": "Κινητή Μονάδα Ζαχάρως",
            "centre": UNIT,
            "scope": CENTRE,
            "municipality": "3905",
        },
    ],
    "next": None,
}

PLACES = (
    ("3701", "Πατρέων", "Πάτρα", 211593),
    ("3702", "Αιγιαλείας", "Αιγιάλεια", 47225),
    ("3703", "Δυτικής Αχαΐας", "Δ. Αχαΐα", 25900),
    ("3704", "Ερυμάνθου", "Ερύμανθος", 8273),
    ("3705", "Καλαβρύτων", "Καλάβρυτα", 9281),
    ("3801", "Ιεράς Πόλης Μεσολογγίου", "Μεσολόγγι", 31944),
    ("3802", "Αγρινίου", "Αγρίνιο", 88971),
    ("3803", "Άκτιου - Βόνιτσας", "Βόνιτσα", 14656),
    ("3804", "Αμφιλοχίας", "Αμφιλοχία", 15073),
    ("3805", "Θέρμου", "Θέρμο", 5742),
    ("3806", "Ναυπακτίας", "Ναύπακτος", 25121),
    ("3807", "Ξηρομέρου", "Ξηρόμερο", 10220),
    ("3901", "Πύργου", "Πύργος", 44482),
    ("3902", "Ανδραβίδας - Κυλλήνης", "Ανδραβίδα", 22615),
    ("3903", "Ανδρίτσαινας - Κρεστένων", "Κρέστενα", 11273),
    ("3904", "Αρχαίας Ολυμπίας", "Ολυμπία", 11307),
    ("3905", "Ζαχάρως", "Ζαχάρω", 8606),
    ("3906", "Ήλιδας", "Ήλιδα", 29409),
    ("3907", "Πηνειού", "Πηνειός", 21658),
)

MUNICIPALITIES = {
    "items": [
        {
            "code": code,
            "name": name,
            "short_name": short,
            "regional_unit": "Ηλείας",
            "residents": residents,
            "scope": f"/el63/{code}",
        }
        for code, name, short, residents in PLACES
    ],
    "next": None,
}

LABELS = {
    MARIA: {"label": "Παπαδοπούλου Μαρία (του Γεωργίου)", "number": "ΖΑΧ-2026-00118"},
    NIKOLETA: {
        "label": "Παναγιωτοπούλου-Χατζηγεωργίου Νικολέτα-Αικατερίνη (του Θεοδώρου)",
        "number": "ΖΑΧ-2026-00341",
    },
    ILIAS: {"label": "Δημητρόπουλος Ηλίας (του Χαραλάμπους)", "number": "ΖΑΧ-2025-00052"},
    FATIMA: {"label": "Αλ Χουσεΐν Φατίμα (του Ομάρ)", "number": None},
}


COLLEAGUE = str(uuid(99))
COLLEAGUES = {COLLEAGUE: "Α. Παπαδημητροπούλου-Χατζηγεωργακοπούλου"}


RECORD: dict[str, Any] = {
    "names": {
        "surname": "Παναγιωτοπούλου-Χατζηγεωργίου",
        "given_name": "Νικολέτα-Αικατερίνη",
        "father_name": "Θεόδωρος",
        "mother_name": "Κωνσταντίνα-Ευαγγελία",
        "latin_name": "PANAGIOTOPOULOU-CHATZIGEORGIOU NIKOLETA",
        "former_names": [
            {"surname": "Παπακωνσταντινοπούλου", "given_name": "Νικολέτα-Αικατερίνη", "until": "2019-09-14"}
        ],
    },
    "birth": {"born_on": "2011-02-14", "sex": "female"},
    "identifiers": [
        {"kind": "amka", "value": "14021105328", "expires_on": None, "ended": None},
        {"kind": "residence-permit", "value": "ΑΔ 1234567890123456", "expires_on": "2027-03-31", "ended": None},
        {"kind": "paaypa", "value": "123456789012", "expires_on": None, "ended": "replaced"},
    ],
    "contacts": {
        "contacts": [
            {"kind": "telephone", "value": "+302625000000", "note": None},
            {"kind": "relative", "value": "+306900000000", "note": "Θεόδωρος, πατέρας, μετά τις 16:00"},
            {"kind": "email", "value": "nikoleta.panagiotopoulou-chatzigeorgiou@example.org", "note": None},
        ]
    },
    "address": {"address": "Οδός Παραδείγματος 12, 27054 Ζαχάρω", "municipal_unit": "Δ.Ε. Ζαχάρως"},
    "residence": None,
    "concealment": None,
    "circumstances": {
        "priority_groups": ["minimum-income", "international-protection", "uninsured-elderly"],
        "marital": "single",
        "lone_parent": False,
        "children": 0,
        "education": "lower-secondary",
        "employment": "inactive",
        "unemployed_since": None,
        "jobseeker": None,
        "housing": "refused",
        "insurance": "indirect",
        "legal_status": "subsidiary-protection",
        "legal_status_until": "2027-03-31",
        "languages": ["el", "rom", "sq"],
        "interpreter": None,
    },
    "special": {"disability": None, "roma": "refused", "health": ["chronic"], "health_note": None},
    "notice": {"notice": "2026-1", "informed_on": "2026-02-11"},
    "guardian": {
        "kind": "court-supporter",
        "guardian": None,
        "name": "Παπαδημητρόπουλος Κωνσταντίνος-Αλέξανδρος",
        "act": "Απόφαση 1234/2025 Πρωτοδικείου Ηλείας",
        "contact": "26250 00000",
    },
}
HISTORY = {
    "items": [
        {
            "version": 7,
            "at": "2026-03-12T08:12:00Z",
            "on": "2026-03-12",
            "by": COLLEAGUE,
            "correction": {"why": "typing-error", "source": "document"},
            "changes": [{"field": "surname", "before": "Παναγιωτοπούλου", "after": "Παναγιωτοπούλου-Χατζηγεωργίου"}],
        },
        {
            "version": 1,
            "at": "2025-11-19T08:12:00Z",
            "on": "2025-11-19",
            "by": "somebody",
            "correction": None,
            "changes": [{"field": "surname", "before": None, "after": "Παναγιωτοπούλου"}],
        },
    ],
    "version": 7,
}


def member(id: UUID, role: str, **changes: Any) -> dict[str, Any]:
    label = LABELS[id]["label"]
    return {
        "person": id,
        "label": label,
        "born_on": None,
        "role": role,
        "since": "2024-09-01",
        "until": None,
        "why": None,
    } | changes


HOME = uuid(51)
HOUSEHOLD: dict[str, Any] = {
    "current": {
        "id": HOME,
        "since": "2024-09-01",
        "moved_on": None,
        "dissolved_on": None,
        "members": [member(MARIA, "reference"), member(NIKOLETA, "child")],
        "former": [member(ILIAS, "spouse", until="2025-10-30", why="separated")],
        "version": 5,
    },
    "past": [],
}


def person(id: UUID = NIKOLETA, **changes: Any) -> dict[str, Any]:
    surname, given_name = "Παναγιωτοπούλου-Χατζηγεωργίου", "Νικολέτα-Αικατερίνη"
    return {
        "id": id,
        "number": "ΖΑΧ-2026-00341",
        "label": LABELS[NIKOLETA]["label"],
        "surname": surname,
        "given_name": given_name,
        "father_name": "Θεόδωρος",
        "latin_name": "PANAGIOTOPOULOU-CHATZIGEORGIOU NIKOLETA",
        "sex": "female",
        "born_on": "2011-02-14",
        "age": 15,
        "identifiers": [{"kind": "amka", "value": "14021105328"}, {"kind": "afm", "value": "012345678"}],
        "telephone": "+302625000000",
        "email": "nikoleta@example.org",
        "address": "Οδός Παραδείγματος 12, 27054 Ζαχάρω",
        "municipal_unit": "Δ.Ε. Ζαχάρως",
        "informed_on": "2026-02-11",
        "centre": CENTRE,
        "municipality": "3905",
        "since": "2026-02-11",
        "version": 7,
        "reach": "file",
        "concealed": False,
        "record": RECORD,
    } | changes


def visit(id: UUID, minutes_ago: int, topic: str, channel: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": id,
        "on": TODAY,
        "at": NOW - timedelta(minutes=minutes_ago),
        "unit": UNIT,
        "centre": CENTRE,
        "topic": topic,
        "channel": channel,
        "person": None,
        "state": "open",
        "outcome": None,
        "by": COLLEAGUE,
        "version": 1,
    } | changes


VISITS = {
    "items": [
        visit(LOOSE_VISIT, 3, "housing", "in-person"),
        visit(VISIT, 16, "employment", "in-person", person=NIKOLETA),
        visit(uuid(23), 32, "minimum-income", "telephone", person=MARIA, state="closed", outcome="informed"),
        visit(uuid(24), 44, "disability", "home-visit", person=FATIMA, state="closed", outcome="appointment"),
        visit(uuid(25), 53, "minimum-income", "email", unit=BRANCH),
    ],
    "next": "bmV4dA",
}


def referral(id: UUID, state: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": id,
        "number": f"ΠΡ-2026-{id.int % 10000:04}",
        "person": NIKOLETA,
        "unit": UNIT,
        "centre": CENTRE,
        "service": {
            "id": SERVICE,
            "name": "Ενισχυτική διδασκαλία Γυμνασίου και Λυκείου",
            "body_name": "Φροντιστήριο «Αλφειός»",
        },
        "sent_on": "2026-03-04",
        "answer_by": "2026-03-19",
        "state": state,
        "overdue": False,
        "late": False,
        "need": "Ενισχυτική διδασκαλία Α΄ Λυκείου: μαθηματικά και φυσική",
        "reason": "Επέστρεψε μετά από τέσσερις μήνες απουσίας.",
        "basis": "public-task",
        "decline_reason": None,
        "decline_text": None,
        "first_meeting": None,
        "outcome": None,
        "closed_outcome": None,
        "told": None,
        "version": 3,
        "by": COLLEAGUE,
    } | changes


REFERRALS = {
    str(SENT): referral(SENT, "sent"),
    str(OVERDUE): referral(OVERDUE, "seen", overdue=True, answer_by="2026-03-05"),
    str(ACCEPTED): referral(ACCEPTED, "accepted", late=True, first_meeting="2026-03-24"),
    str(DECLINED): referral(
        DECLINED, "declined", decline_reason="full", decline_text="Μόλις ελευθερωθεί θέση, σας λέμε."
    ),
    str(CLOSED): referral(CLOSED, "closed", outcome="helped", closed_outcome="completed", told=True),
}

VISIT_TASKS = {
    "items": [
        {
            "id": uuid(26),
            "kind": "visit-unlinked",
            "due": "2026-03-10",
            "person": None,
            "topic": "child-benefit",
            "unit": UNIT,
        },
        {
            "id": LOOSE_VISIT,
            "kind": "visit-unlinked",
            "due": "2026-03-12",
            "person": None,
            "topic": "housing",
            "unit": UNIT,
        },
    ]
}
_NAME = "Ενισχυτική διδασκαλία «Αλφειός»"
REFERRAL_TASKS = {
    "items": [
        {"id": OVERDUE, "kind": "referral-overdue", "due": "2026-03-05", "person": NIKOLETA, "service_name": _NAME},
        {
            "id": ACCEPTED,
            "kind": "referral-answered",
            "due": "2026-03-12",
            "person": ILIAS,
            "service_name": "Κοινωνικό Παντοπωλείο",
        },
        {
            "id": SENT,
            "kind": "referral-due",
            "due": "2026-03-13",
            "person": FATIMA,
            "service_name": "Κέντρο Υγείας Ζαχάρως",
        },
        {"id": DECLINED, "kind": "referral-outcome", "due": "2026-03-19", "person": MARIA, "service_name": _NAME},
    ]
}

HITS = {
    "items": [
        {
            "id": NIKOLETA,
            **LABELS[NIKOLETA],
            "born_on": "2011-02-14",
            "centre": CENTRE,
            "reasons": ["near-name", "same-telephone"],
        },
        {"id": FATIMA, **LABELS[FATIMA], "born_on": None, "centre": CENTRE, "reasons": ["same-name"]},
    ]
}

ALIKE = {
    "type": "https://kentro.gr/problems/possible-duplicates",
    "title": "Πιθανά διπλά",
    "status": 409,
    "detail": "Βρέθηκαν όμοια πρόσωπα.",
    "matches": [
        {
            "id": MARIA,
            "label": LABELS[MARIA]["label"],
            "born_on": "1980-02-14",
            "score": 91,
            "reasons": ["same-name", "swapped-birth-date"],
        },
        {"id": ILIAS, "label": LABELS[ILIAS]["label"], "born_on": None, "score": 61, "reasons": ["near-identifier"]},
    ],
}

WRONG_DIGIT = {
    "type": "https://kentro.gr/problems/invalid",
    "title": "Ελέγξτε τα πεδία",
    "status": 422,
    "detail": "Κάποια πεδία χρειάζονται διόρθωση.",
    "errors": [
        {
            "pointer": "/identifier/value",
            "code": "wrong-check-digit",
            "detail": "Ο ΑΜΚΑ δεν επαληθεύεται. Δείτε το τελευταίο ψηφίο.",
        }
    ],
}

SERVICE_VIEW = {
    "id": SERVICE,
    "kind": "tutoring",
    "name": "Ενισχυτική διδασκαλία Γυμνασίου και Λυκείου",
    "body": {"id": uuid(42), "name": "Φροντιστήριο «Αλφειός»", "kind": "social"},
    "municipality": "3905",
    "for_whom": "Μαθητές 12 ως 18 ετών",
    "how_to_refer": "Μόνο με παραπομπή του Κέντρου.",
    "answers_within": 5,
    "email": "alfeios@example.org",
    "languages": ["el", "en"],
    "cost": "Δωρεάν",
    "accessible": True,
}

COURSES: dict[str, list[dict[str, Any]]] = {
    "registry": [
        {
            "id": NIKOLETA,
            "at": "2026-02-11",
            "kind": "person",
            "code": "became-beneficiary",
            "facts": {"number": "ΖΑΧ-2026-00341"},
            "by": "somebody",
            "key": True,
        },
        {
            "id": NIKOLETA,
            "at": "2025-11-19",
            "kind": "person",
            "code": "person-met",
            "facts": {},
            "by": COLLEAGUE,
            "key": True,
        },
        {
            "id": NIKOLETA,
            "at": "2025-11-19",
            "kind": "person",
            "code": "something-newer",
            "facts": {},
            "by": COLLEAGUE,
            "key": False,
        },
    ],
    "intake": [
        {
            "id": VISIT,
            "at": "2026-03-12",
            "kind": "visit",
            "code": "visit-received",
            "facts": {"topic": "employment", "channel": "in-person"},
            "by": "somebody",
            "key": False,
        },
        {
            "id": uuid(29),
            "at": "2026-02-18",
            "kind": "visit",
            "code": "visit-received",
            "facts": {"topic": "minimum-income", "channel": "telephone", "outcome": "informed"},
            "by": COLLEAGUE,
            "key": False,
        },
    ],
    "referral": [
        {
            "id": OVERDUE,
            "at": "2026-03-05",
            "kind": "referral",
            "code": "answer-overdue",
            "facts": {"service": _NAME},
            "by": "",
            "key": True,
        },
        {
            "id": DECLINED,
            "at": "2026-02-25",
            "kind": "referral",
            "code": "referral-declined",
            "facts": {"service": _NAME, "reason": "full"},
            "by": "",
            "key": True,
        },
    ],
}

_MONTHS = ["2025-02", *(f"2025-{n:02}" for n in range(3, 13)), "2026-01", "2026-02"]
_VISITS = [171, 188, 161, 204, 192, 176, 97, 221, 232, 219, 174, 198, 214]
FIGURES = {
    "scope": CENTRE,
    "month": "2026-02",
    "as_of": "2026-03-12T08:20:00Z",
    "rows": [
        {"indicator": "visits", "value": 1214, "suppressed": False, "previous": 1198, "year_ago": 1171},
        {"indicator": "people-registered", "value": 17, "suppressed": False, "previous": 19, "year_ago": 0},
        {"indicator": "referrals-sent", "value": 21, "suppressed": False, "previous": 29, "year_ago": 12},
        {"indicator": "referrals-answered", "value": 15, "suppressed": False, "previous": 23, "year_ago": None},
        {"indicator": "referrals-answered-late", "value": None, "suppressed": True, "previous": None, "year_ago": None},
        {"indicator": "referrals-overdue", "value": 6, "suppressed": False, "previous": 6, "year_ago": None},
    ],
    "series": {"visits": [{"month": month, "value": value} for month, value in zip(_MONTHS, _VISITS, strict=True)]},
    "breakdown": {
        "topics": [
            {"code": "minimum-income", "value": 540, "name": None},
            {"code": "housing", "value": 120, "name": None},
            {"code": "legal", "value": None, "name": None},
        ],
        "channels": [
            {"code": "in-person", "value": 900, "name": None},
            {"code": "telephone", "value": 314, "name": None},
        ],
        "units": [
            {"code": str(UNIT), "value": 1000, "name": "Κέντρο Κοινότητας Ζαχάρως"},
            {"code": str(BRANCH), "value": 214, "name": "Παράρτημα Νέας Φιγαλείας"},
        ],
        "service-kinds": [],
    },
}

ATTENDANCE = {
    "persons": 612,
    "traits": {
        trait: [{"code": code, "value": value} for code, value in parts.items()]
        for trait, parts in {
            "sex": {"female": 390, "male": 201, "": 21},
            "age": {"30-54": 300, "65-": 140, "55-64": 80, "18-29": 70, "0-17": None, "": None},
            "schooling": {"isced-0-2": 310, "isced-3-4": 120, "isced-5-8": 42, "refused": 12, "": 128},
            "employment": {"unemployed": 350, "inactive": 160, "employed": 60, "": 42},
            "dwelling": {"housed": 480, "insecure": 60, "homeless": 12, "": 60},
            "origin": {"greek": 420, "third-country": 90, "protection": 60, "eu": 22, "": 20},
            "disability": {"no": 400, "yes": 92, "refused": 20, "": 100},
            "roma": {"no": 380, "yes": 62, "refused": 70, "": 100},
        }.items()
    },
}

COMPARISON = {
    "indicator": "visits",
    "month": "2026-02",
    "as_of": "2026-03-12T08:20:00Z",
    "unit": "per-1000",
    "mean": 7.2,
    "rows": [
        {
            "municipality": code,
            "name": name,
            "short_name": short,
            "regional_unit": "",
            "residents": residents,
            "value": None if code in {"3704", "3805"} else round(residents / 100) % 400 + 20,
            "per_1000": None if code in {"3704", "3805"} else round((residents % 97) / 9 + 0.4, 1),
            "year_ago": None if code in {"3704", "3805"} else round((residents % 89) / 9 + 0.4, 1),
            "suppressed": code in {"3704", "3805"},
        }
        for code, name, short, residents in PLACES
    ],
}

EVENTS = {
    "items": [
        {
            "id": str(VISIT),
            "source": "intake",
            "stream": f"visit-{VISIT}",
            "day": "2026-02-11",
            "unit": UNIT,
            "code": "housing",
        }
    ],
    "next": "bmV4dA",
}

TOKEN = "Zm9yLXRlc3RzLW9ubHktMTIzNDU2Nzg5MA"
LINK = {
    "number": "ΠΡ-2026-0093",
    "from_centre": "Κέντρο Κοινότητας Ζαχάρως",
    "service_name": "Φροντιστήριο «Αλφειός»",
    "step": "answer",
    "state": "open",
}
OPENED = {
    "session": "opaque",
    "referral": {
        "number": "ΠΡ-2026-0093",
        "sent_on": "2026-03-12",
        "answer_by": "2026-03-19",
        "age": 15,
        "telephone": "+306900000000",
        "name": "Παναγιωτοπούλου-Χατζηγεωργίου Νικολέτα-Αικατερίνη",
        "call_whom": "Θεόδωρος, πατέρας, μετά τις 16:00",
        "need": "Ενισχυτική διδασκαλία Α΄ Λυκείου: μαθηματικά και φυσική, δύο απογεύματα την εβδομάδα",
        "reason": "Επέστρεψε στο σχολείο μετά από τέσσερις μήνες απουσίας.",
    },
}


PAIR, UNSURE_PAIR, MERGE = uuid(51), uuid(52), uuid(53)


def pair(id: UUID, left: UUID, right: UUID, score: int, *reasons: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": id,
        "left": left,
        "right": right,
        "score": score,
        "reasons": reasons,
        "state": "open",
        "since": NOW - timedelta(days=1),
        "merge": None,
        "version": 1,
    } | changes


PAIRS = {
    str(PAIR): pair(PAIR, NIKOLETA, MARIA, 85, "near-name", "swapped-birth-date", "same-father"),
    str(UNSURE_PAIR): pair(UNSURE_PAIR, ILIAS, FATIMA, 55, "same-given-name", "same-birth-date", state="unsure"),
}
COMPARED = {
    "kept": person(),
    "merged": person(
        MARIA,
        number="ΖΑΧ-2026-00118",
        label=LABELS[MARIA]["label"],
        surname="Παναγιωτοπούλου",
        version=4,
        since="2026-03-02",
    ),
    "differences": [
        {"field": "surname", "kept": "Παναγιωτοπούλου-Χατζηγεωργίου", "merged": "Παναγιωτοπούλου"},
        {"field": "born_on", "kept": "2011-02-11", "merged": "2011-11-02"},
        {"field": "number", "kept": "ΖΑΧ-2026-00341", "merged": "ΖΑΧ-2026-00118"},
        {"field": "telephone", "kept": "+302625000000", "merged": "+306900000010"},
        {"field": "address", "kept": None, "merged": "Οδός Παραδείγματος 12, 27054 Ζαχάρω"},
        {"field": "identifier:afm", "kept": "012345678", "merged": None},
    ],
    "same": ["given_name", "father_name", "identifier:amka"],
}
STANDING = {
    "id": MERGE,
    "kept": NIKOLETA,
    "merged": MARIA,
    "at": NOW - timedelta(days=3),
    "by": COLLEAGUE,
    "version": 1,
}
WRITTEN = {
    "registry": [
        {
            "id": uuid(65), "kind": "fact", "on": "2026-03-12", "at": NOW - timedelta(hours=1), "person": NIKOLETA,
            "facts": {"code": "contact-recorded"},
        },
    ],
    "intake": [
        {
            "id": uuid(61), "kind": "visit", "on": "2026-03-11", "at": NOW - timedelta(days=1), "person": NIKOLETA,
            "facts": {"topic": "housing", "channel": "in-person"},
        },
        {
            "id": uuid(62), "kind": "visit", "on": "2026-03-10", "at": NOW - timedelta(days=2), "person": MARIA,
            "facts": {"topic": "minimum-income", "channel": "telephone"},
        },
    ],
    "referral": [
        {
            "id": uuid(63), "kind": "referral", "on": "2026-03-11", "at": NOW - timedelta(hours=20), "person": NIKOLETA,
            "facts": {"number": "ΠΡ-2026-0093", "state": "sent"},
        },
    ],
}  # fmt: skip


PYRGOS = "/el63/3901/pyrgos"
CENTRES = {
    "items": [
        {"id": id_, "kind": "centre", "name": name, "centre": id_, "scope": scope, "municipality": code}
        for id_, name, scope, code in (
            (UNIT, "Κέντρο Κοινότητας Ζαχάρως", CENTRE, "3905"),
            (uuid(4), "Κέντρο Κοινότητας Πύργου - Βώλακος - Κατακόλου", PYRGOS, "3901"),
        )
    ],
    "next": None,
}

PAPER, SCAN = uuid(71), uuid(72)
DOCUMENTS = {
    "items": [
        {
            "id": PAPER, "kind": "residence", "media_type": "application/pdf", "size": 1_482_133, "name": None,
            "by": "colleague", "filed_at": NOW, "version": 1,
        },
        {
            "id": SCAN, "kind": "authorisation", "media_type": "image/jpeg", "size": 48_213,
            "name": "εξουσιοδότηση-προς-την-κοινωνική-υπηρεσία-του-δήμου-υπογεγραμμένη.jpg", "by": "somebody",
            "filed_at": NOW - timedelta(days=9), "version": 1,
        },
    ],
    "scanned": False,
}  # fmt: skip

COMING, GOING, GONE, REFUSED_MOVE = uuid(81), uuid(82), uuid(83), uuid(84)


def transfer(id_: UUID, state: str, **facts: Any) -> dict[str, Any]:
    return {
        "id": id_, "person": NIKOLETA, "from_centre": CENTRE, "to_centre": PYRGOS,
        "label": "Αντωνοπούλου-Παπαχριστοδούλου Νικολέτα-Κωνσταντίνα (του Χαράλαμπου)", "born_on": "2011-02-14",
        "at": NOW, "by": "colleague", "state": state, "into": None, "why": None, "version": 1, **facts,
    }  # fmt: skip


TRANSFERS = {
    str(each["id"]): each
    for each in (
        transfer(COMING, "proposed", from_centre=PYRGOS, to_centre=CENTRE, person=uuid(91)),
        transfer(GOING, "proposed", by="somebody"),
        transfer(GONE, "transferred", into=uuid(92)),
        transfer(REFUSED_MOVE, "declined", why="unknown-here"),
    )
}

TO_RIGHT, RIGHTED = uuid(66), uuid(67)


def rectification(id_: UUID, state: str, **facts: Any) -> dict[str, Any]:
    return {
        "id": id_, "person": MARIA, "text": "Το πατρώνυμο στην καρτέλα είναι λάθος: ο πατέρας λέγεται Γεώργιος.",
        "asked_by": "colleague", "received_on": "2026-03-02", "answer_by": "2026-04-02", "extended": False,
        "state": state, "version": 1, **facts,
    }  # fmt: skip


RECTIFICATIONS = {
    str(each["id"]): each
    for each in (
        rectification(TO_RIGHT, "open"),
        rectification(RIGHTED, "declined", why="opinion", answered_by="somebody", answered_at=NOW),
    )
}

ASKED, OWN_ASKED, HELD, ERASING, ERASED, RETIRED = uuid(61), uuid(62), uuid(63), uuid(64), uuid(65), uuid(66)


def erasure(id_: UUID, state: str, **facts: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "person": MARIA,
        "centre": CENTRE,
        "state": state,
        "basis": "no-longer-needed",
        "identity": "papers",
        "requested_by": "colleague",
        "requested_at": NOW,
        "holds": [],
        "held_until": None,
        "approved_by": None,
        "approved_at": None,
        "confirmed": [],
        "certified_at": None,
        "remains": [],
        "backups_until": None,
        "others": [],
        "asks_for_payment": False,
        "version": 2,
        **facts,
    }


ERASURES = {
    str(each["id"]): each
    for each in (
        erasure(ASKED, "requested"),
        erasure(OWN_ASKED, "requested", requested_by="somebody"),
        erasure(
            HELD,
            "held",
            held_until="2031-12-31",
            holds=[
                {"why": "retention", "until": "2031-03-12", "source": "Απόφαση του υπευθύνου επεξεργασίας"},
                {"why": "esf-evidence", "until": "2031-12-31", "source": "Κανονισμός (ΕΕ) 2021/1060, άρθρο 82(1)"},
            ],
        ),
        erasure(
            RETIRED,
            "requested",
            requested_by="retention",
            basis="retention-over",
            identity="not-asked",
            asks_for_payment=True,
            others=[uuid(67), uuid(68)],
        ),
        erasure(ERASING, "approved", approved_by="somebody", approved_at=NOW, confirmed=["registry", "intake"]),
        erasure(
            ERASED,
            "certified",
            approved_by="somebody",
            approved_at=NOW,
            confirmed=["registry", "intake", "referral", "reporting"],
            certified_at=NOW,
            remains=["colleagues-notes", "reference-number", "read-log", "statistics"],
            backups_until="2026-04-11",
        ),
    )
}
