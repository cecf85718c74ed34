"""Who may read of whom: opening a file, tickets that are none, emergencies, and the log of all of it."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from joserfc.jwk import ECKey, KeySet

from services.registry import BLUEPRINT
from shared.ids import uuid7
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from shared.tickets import Ticket, Tickets, ends

ZACHARO, FIGALEIA, PYRGOS = "/el63/3905/zacharo", "/el63/3905/figaleia", "/el63/3901/pyrgos"
WORKER, NEIGHBOUR, STRANGER = f"social_worker@{ZACHARO}", f"social_worker@{FIGALEIA}", f"social_worker@{PYRGOS}"
RECEPTION, COORDINATOR = f"receptionist@{ZACHARO}", f"coordinator@{ZACHARO}"
AMKA = "14028012343"
WHY = "Προσήλθε στο Παράρτημα χωρίς κανένα έγγραφο."


@dataclass
class Desk:
    served: Served
    provider: TestProvider
    person: UUID

    async def open(self, grant: str, *, subject: str = "somebody", id_: UUID | None = None, **asked: Any) -> Any:
        body = {"person": str(self.person), "purpose": "service", **asked}
        headers = {**self.provider.bearer(grant, subject=subject), "If-None-Match": "*"}
        return await self.served.http.put(f"/openings/{id_ or uuid7()}", json=body, headers=headers)

    async def card(self, grant: str, ticket: str | None, *, subject: str = "somebody") -> httpx2.Response:
        shown = {"Kentro-Ticket": ticket} if ticket else {}
        headers = {**self.provider.bearer(grant, subject=subject), **shown}
        return await self.served.http.get(f"/people/{self.person}", headers=headers)

    async def get(self, path: str, grant: str, *, subject: str = "watcher") -> httpx2.Response:
        return await self.served.http.get(path, headers=self.provider.bearer(grant, subject=subject))

    async def review(self, id_: UUID, grant: str, subject: str, **body: Any) -> httpx2.Response:
        shown = await self.get(f"/openings/{id_}", COORDINATOR)
        headers = {"Idempotency-Key": str(uuid7()), "If-Match": f'"{shown.json()["version"]}"'}
        sent = {**self.provider.bearer(grant, subject=subject), **headers}
        return await self.served.http.post(f"/openings/{id_}/review", json=body, headers=sent)


@pytest.fixture
async def desk(stage: Stage, provider: TestProvider) -> AsyncGenerator[Desk]:
    async with stage.serve(BLUEPRINT) as served:
        body = {
            "centre": ZACHARO,
            "unit": str(uuid7()),
            "surname": "Παπαδοπούλου",
            "given_name": "Μαρία",
            "identifier": {"kind": "amka", "value": AMKA},
            "email": "maria@example.org",
            "address": "Οδός 1",
            "informed": True,
        }
        person = uuid7()
        headers = {**provider.bearer(RECEPTION), "If-None-Match": "*"}
        made = await served.http.put(f"/people/{person}", json=body, headers=headers)
        assert made.status_code == 201, made.text
        yield Desk(served, provider, person)


@pytest.mark.parametrize(
    ("grant", "reach", "email", "amka"),
    [
        (RECEPTION, "basic", None, "•••••••2343"),
        (WORKER, "file", "maria@example.org", AMKA),
        (NEIGHBOUR, "basic", None, "•••••••2343"),
    ],
)
async def test_a_ticket_shows_as_much_as_the_grants_reach(
    desk: Desk, grant: str, reach: str, email: str | None, amka: str
) -> None:
    opened = await desk.open(grant)
    assert (opened.status_code, opened.json()["reach"]) == (201, reach)
    card = (await desk.card(grant, opened.json()["ticket"])).json()
    assert (card["reach"], card["email"], card["identifiers"][0]["value"]) == (reach, email, amka)


async def test_without_a_ticket_nobody_learns_whether_there_is_such_a_person(desk: Desk) -> None:
    answers = []
    for person in (desk.person, uuid7()):
        for grant in (WORKER, STRANGER):
            answer = await desk.get(f"/people/{person}", grant)
            answers.append((answer.status_code, {**answer.json(), "person": ""}))
    assert answers[0][0] == 403
    assert answers == [answers[0]] * 4


async def test_who_may_not_know_a_person_cannot_open_the_file(desk: Desk) -> None:
    absent = await desk.open(WORKER, person=str(uuid7()))
    stranger = await desk.open(STRANGER)
    assert (absent.status_code, absent.json()) == (stranger.status_code, stranger.json())
    assert absent.status_code == 404
    for grant in ("regional_administrator@/el63", "analyst@/el63", "partner@/el63/3905"):
        assert (await desk.open(grant)).status_code == 404


async def test_purposes_belong_to_roles(desk: Desk) -> None:
    auditor = f"auditor@{ZACHARO}"
    assert (await desk.open(auditor, purpose="oversight")).status_code == 201
    for grant, purpose in ((auditor, "service"), (WORKER, "oversight")):
        answer = await desk.open(grant, purpose=purpose)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/purpose")


def _ticket(desk: Desk, **changes: Any) -> Ticket:
    usual: dict[str, Any] = {
        "id": uuid7(),
        "by": "somebody",
        "person": desk.person,
        "scope": ZACHARO,
        "purpose": "service",
        "reach": "file",
        "until": ends(datetime.now(UTC) + timedelta(minutes=5)),
    }
    return Ticket(**{**usual, **changes})


async def test_a_ticket_is_one_persons_one_accounts_and_ends(desk: Desk) -> None:
    sign = desk.served.running.tickets.sign
    assert (await desk.card(WORKER, sign(_ticket(desk)))).status_code == 200
    over = ends(datetime.now(UTC) - timedelta(minutes=1))
    for none in (_ticket(desk, by="another"), _ticket(desk, person=uuid7()), _ticket(desk, until=over)):
        answer = await desk.card(WORKER, sign(none))
        assert (answer.status_code, answer.json()["type"]) == (403, "https://kentro.gr/problems/ticket-required")


def _encoded(part: bytes) -> str:
    return urlsafe_b64encode(part).decode().rstrip("=")


async def test_forged_tickets_are_none(desk: Desk, provider: TestProvider) -> None:
    true = desk.served.running.tickets.sign(_ticket(desk))
    head, claims, signature = true.split(".")
    other = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
    public: Any = desk.served.running.tickets._keys.keys[0]  # pyright: ignore[reportPrivateUsage]
    of_other = Tickets(KeySet([other]), other).sign(_ticket(desk))
    symmetric = _encoded(b'{"alg":"HS256","typ":"kentro-ticket+jwt"}')
    by_public_key = f"{symmetric}.{claims}"
    mac = hmac.digest(public.as_pem(private=False), by_public_key.encode(), "sha256")
    forged = [
        of_other,
        f"{head}.{claims}.{signature[:-4]}AAAA",
        f"{head}.{claims}.",
        "eyJhbGciOiJub25lIn0." + claims + ".",
        f"{by_public_key}.{_encoded(mac)}",
        provider.token(WORKER),
        "a" * 5_000,
        "..",
        "é",
    ]
    for shown in forged:
        headers = [(b"authorization", f"Bearer {provider.token(WORKER)}".encode()), (b"kentro-ticket", shown.encode())]
        answer = await desk.served.http.get(f"/people/{desk.person}", headers=headers)
        assert answer.status_code == 403, shown[:80]


async def test_an_access_token_is_no_ticket_and_a_ticket_no_access_token(desk: Desk) -> None:
    ticket = desk.served.running.tickets.sign(_ticket(desk))
    answer = await desk.served.http.get(f"/people/{desk.person}", headers={"Authorization": f"Bearer {ticket}"})
    assert answer.status_code == 401


async def test_opening_again_gives_the_same_and_another_under_its_id_is_refused(desk: Desk) -> None:
    id_ = uuid7()
    first, again = [(await desk.open(WORKER, id_=id_)).json() for _ in range(2)]
    assert (first["until"], first["version"]) == (again["until"], again["version"])
    other = await desk.open(WORKER, id_=id_, purpose="correction")
    assert other.status_code == 422


@pytest.mark.parametrize("kind", ["visit", "referral", "duplicate", "merge"])
async def test_the_work_item_that_a_file_is_opened_from_is_kept(desk: Desk, kind: str) -> None:
    reference = f"{kind}-{uuid7()}"
    opened = await desk.open(WORKER, purpose="correction", reference=reference)
    assert opened.status_code == 201, opened.text
    shown = (await desk.get(f"/openings/{opened.json()['id']}", COORDINATOR)).json()
    assert shown["reference"] == reference
    assert (await desk.open(WORKER, reference=f"other-{uuid7()}")).status_code == 422


async def test_those_who_watch_see_who_opened_read_and_why(desk: Desk, provider: TestProvider) -> None:
    headers = {**provider.bearer(WORKER), "If-None-Match": "*", "Kentro-User-Address": "192.000.2.7"}
    body = {"person": str(desk.person), "purpose": "follow-up", "reason": "Ετήσιος επανέλεγχος"}
    first = await desk.served.http.put(f"/openings/{uuid7()}", json=body, headers=headers)
    assert first.status_code == 201
    opened = (await desk.open(WORKER)).json()
    for _ in range(2):
        assert (await desk.card(WORKER, opened["ticket"])).status_code == 200

    for grant in (COORDINATOR, f"auditor@{ZACHARO}", "data_protection_officer@/el63/3905"):
        openings = (await desk.get(f"/openings?person={desk.person}", grant)).json()["items"]
        assert [(one["purpose"], one["by"], one["reason"]) for one in openings] == [
            ("service", "somebody", None),
            ("follow-up", "somebody", "Ετήσιος επανέλεγχος"),
        ]
        reads = (await desk.get(f"/people/{desk.person}/reads", grant)).json()["items"]
        assert [(one["what"], one["opening"], one["by"]) for one in reads] == [("card", opened["id"], "somebody")]
    elsewhere = f"coordinator@{FIGALEIA}"
    assert (await desk.get(f"/openings?person={desk.person}", elsewhere)).json()["items"] == []
    assert (await desk.get(f"/people/{desk.person}/reads", elsewhere)).json()["items"] == []
    assert (await desk.get(f"/openings?person={desk.person}", WORKER)).status_code == 404


async def test_an_address_is_kept_in_its_form_or_not_at_all(desk: Desk, provider: TestProvider) -> None:
    for stated in ("2001:DB8::0001", "not an address"):
        headers = {**provider.bearer(WORKER), "If-None-Match": "*", "Kentro-User-Address": stated}
        body = {"person": str(desk.person), "purpose": "service"}
        assert (await desk.served.http.put(f"/openings/{uuid7()}", json=body, headers=headers)).status_code == 201
    openings = (await desk.get("/openings", COORDINATOR)).json()["items"]
    assert [one["address"] for one in openings] == [None, "2001:db8::1"]


async def test_an_emergency_opens_another_centres_file_and_is_seen_at_once(desk: Desk) -> None:
    id_ = uuid7()
    opened = await desk.open(NEIGHBOUR, id_=id_, emergency=True, reason=WHY)
    assert (opened.status_code, opened.json()["reach"]) == (201, "file")
    lasts = datetime.fromisoformat(opened.json()["until"]) - datetime.now(UTC)
    assert timedelta(minutes=58) < lasts <= timedelta(minutes=60)
    card = (await desk.card(NEIGHBOUR, opened.json()["ticket"])).json()
    assert (card["reach"], card["email"]) == ("file", "maria@example.org")

    [unreviewed] = (await desk.get("/openings?state=unreviewed", COORDINATOR)).json()["items"]
    assert (unreviewed["id"], unreviewed["reason"], unreviewed["justified"]) == (str(id_), WHY, None)

    own = await desk.review(id_, COORDINATOR, "somebody", justified=True)
    assert (own.status_code, own.json()["type"]) == (409, "https://kentro.gr/problems/own-opening")
    assert (await desk.review(id_, f"coordinator@{FIGALEIA}", "another", justified=True)).status_code == 404
    done = await desk.review(id_, COORDINATOR, "another", justified=False, text="Δεν προσήλθε κανείς.")
    assert done.status_code == 200, done.text
    assert (await desk.get("/openings?state=unreviewed", COORDINATOR)).json()["items"] == []
    shown = (await desk.get(f"/openings/{id_}", COORDINATOR)).json()
    assert (shown["justified"], shown["review"], shown["reviewed_by"]) == (False, "Δεν προσήλθε κανείς.", "another")
    otherwise = await desk.review(id_, COORDINATOR, "third", justified=True)
    assert (otherwise.status_code, otherwise.json()["type"]) == (409, "https://kentro.gr/problems/already-reviewed")


async def test_an_emergency_is_none_without_a_reason_in_the_own_centre_or_across_municipalities(desk: Desk) -> None:
    short = await desk.open(NEIGHBOUR, emergency=True, reason="Επείγον!!!!!!!!!!!!!!!!!!!!")
    assert (short.status_code, short.json()["type"]) == (409, "https://kentro.gr/problems/emergency-without-reason")
    for grant in (WORKER, f"receptionist@{FIGALEIA}"):
        answer = await desk.open(grant, emergency=True, reason=WHY)
        assert (answer.status_code, answer.json()["type"]) == (409, "https://kentro.gr/problems/emergency-not-needed")
    assert (await desk.open(STRANGER, emergency=True, reason=WHY)).status_code == 404


async def test_no_reason_or_address_is_readable_in_the_log(desk: Desk, stage: Stage) -> None:
    await desk.open(NEIGHBOUR, emergency=True, reason=WHY)
    rows = await desk.served.running.pool.fetch("SELECT l::text AS line FROM log l WHERE stream LIKE 'opening-%'")
    assert len(rows) == 2
    assert not [row for row in rows if WHY in row["line"] or WHY.encode().hex() in row["line"]]
