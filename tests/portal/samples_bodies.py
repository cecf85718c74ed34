"""What registry would answer about bodies and services: every state, and the longest names. Nobody here is real."""

from typing import Any

from tests.portal import samples

BODY = samples.uuid(42)
AGREEMENT = samples.uuid(4330)
FULL, PAUSED, STALE, ENDED = (samples.uuid(n) for n in (4310, 4311, 4312, 4313))

_LIKE: dict[str, Any] = {
        **samples.SERVICE_VIEW,
        "municipalities": ["3901"],
        "regional_units": ["Ηλείας"],
        "near": "municipality",
        "audience": ["children", "young-people"],
        "minimum_age": 12,
        "maximum_age": 18,
        "telephone": "+302625000000",
        "website": "https://alfeios.example/ena-poly-makry-monopati/gia-tin-enischytiki-didaskalia-ton-mathiton",
        "description": "Μαθήματα σε μικρές ομάδες, τα απογεύματα.\nΚάθε τάξη έχει δικό της πρόγραμμα.",
        "place": {"street": "Αρτέμιδος 3", "town": "Ζαχάρω", "postal_code": "27054"},
        "hours": [
            {"since": "2026-01-07", "hours": [
                {"weekday": 1, "opens": "09:00", "closes": "14:00"},
                {"weekday": 1, "opens": "17:00", "closes": "20:00"},
                {"weekday": 3, "opens": "17:00", "closes": "00:00"},
            ]},
            {"since": "2026-07-01", "hours": []},
        ],
        "capacity": {"places": 3, "waiting": 0, "reported_on": "2026-03-02", "stale": False},
        "state": "open",
        "version": 4,
    }  # fmt: skip
SERVICES: dict[str, dict[str, Any]] = {
    str(samples.SERVICE): _LIKE,
    str(FULL): _LIKE
    | {
        "id": FULL,
        "name": "Κοινωνικό Φροντιστήριο Παραρτήματος Δημοτικής Ενότητας Ανδριτσαίνης-Κρεστένων-Φιγαλείας",
        "capacity": {"places": 0, "waiting": 12, "reported_on": "2026-03-02", "stale": False},
    },
    str(PAUSED): _LIKE | {"id": PAUSED, "state": "paused", "paused_until": "2026-09-01", "why": "Διακοπές σχολείων."},
    str(STALE): _LIKE
    | {
        "id": STALE,
        "municipality": None,
        "municipalities": [],
        "regional_units": [],
        "near": "region",
        "hours": [],
        "place": None,
        "capacity": {"places": 9, "waiting": 0, "reported_on": "2025-11-02", "stale": True},
    },
    str(ENDED): _LIKE
    | {"id": ENDED, "state": "ended", "why": "Έληξε το πρόγραμμα.", "capacity": None, "place": None, "audience": []},
}

SUSPENDED, CLOSED = samples.uuid(4320), samples.uuid(4321)
BODIES: dict[str, dict[str, Any]] = {
    str(BODY): {
        "id": BODY,
        "kind": "civil-society",
        "name": "Σύλλογος Γονέων και Φίλων του Σχολείου Δημοτικής Ενότητας Ανδριτσαίνης-Κρεστένων «Η Νέδα»",
        "version": 3,
        "municipality": "3905",
        "telephone": "+302625000000",
        "email": "grammateia@alfeios.example",
        "website": "https://alfeios.example/ena-poly-makry-monopati/gia-tin-enischytiki-didaskalia-ton-mathiton",
        "description": "Μαθήματα και δράσεις για παιδιά και εφήβους.",
        "state": "active",
        "contacts": [
            {"office": "Γραμματεία μαθημάτων", "telephone": "+302625000001", "email": "mathimata@alfeios.example"},
            {"office": "Εθελοντές", "telephone": None, "email": "ethelontes@alfeios.example"},
        ],
        "agreements": [
            {"id": AGREEMENT, "subject": "Παραπομπές μαθητών", "starts": "2026-01-01", "state": "in-force"},
            {
                "id": samples.uuid(4331), "subject": "Θερινό πρόγραμμα", "starts": "2025-06-01", "until": "2025-08-31",
                "ended_on": "2025-07-31", "state": "over",
            },
        ],
    },
    str(SUSPENDED): {
        "id": SUSPENDED, "kind": "public", "name": "Δομή", "version": 2, "state": "suspended", "why": "Ανακαίνιση.",
    },
    str(CLOSED): {"id": CLOSED, "kind": "chamber", "name": "Παλιό Επιμελητήριο", "version": 2, "state": "closed"},
}  # fmt: skip

LINK_TOKEN = "b" * 64
MADE_LINK = {"id": BODY, "version": 1, "token": LINK_TOKEN, "expires_on": "2026-03-26"}
LINK = {"state": "open", "expires_on": "2026-03-26"}
OPENED = {"id": BODY, "version": 2, "session": "opaque", "until": "2026-03-12T09:24:00Z"}
OWN: dict[str, Any] = {
    "body": BODIES[str(BODY)],
    "services": [SERVICES[str(id_)] for id_ in (samples.SERVICE, FULL, PAUSED, STALE)],
}
