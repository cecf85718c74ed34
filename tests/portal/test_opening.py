"""Files are opened for a purpose, by the work that leads to them or by saying so; and who watches sees it."""

from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx2
import pytest

from tests.portal import openings, samples
from tests.portal.checking import check
from tests.portal.pages import AUDITOR, COORDINATOR, RECEPTION, WORKER
from tests.portal.replies import problem, reply
from tests.portal.running import Running, body
from tests.portal.usual import TICKET

CARD = f"/people/{samples.NIKOLETA}"


async def test_a_card_asks_for_the_purpose_first_and_then_shows_itself(portal: Running) -> None:
    await portal.login(WORKER)
    asked = await portal.http.get(f"{CARD}?kind=referral")
    assert asked.status_code == 303
    where = urlsplit(asked.headers["Location"])
    assert (where.path, parse_qs(where.query)) == (f"{CARD}/open", {"then": [f"{CARD}?kind=referral"]})
    assert portal.wire.sent(rf"GET registry{CARD}") == []

    opened = await portal.form(asked.headers["Location"], purpose="follow-up")
    assert (opened.status_code, opened.headers["Location"]) == (303, f"{CARD}?kind=referral")
    [sent] = portal.wire.sent(r"PUT registry/openings/.*")
    assert UUID(sent.url.path.rsplit("/", 1)[-1]).version == 7
    assert body(sent) == {"person": str(samples.NIKOLETA), "purpose": "follow-up"}
    assert sent.headers["Kentro-User-Address"] == "127.0.0.1"

    assert (await portal.http.get(CARD)).status_code == 200
    for told in (*portal.wire.sent(rf"GET registry{CARD}"), *portal.wire.sent(r"GET .*/timeline")):
        assert told.headers["Kentro-Ticket"] == TICKET


async def test_without_a_purpose_nothing_is_opened(portal: Running) -> None:
    await portal.login(RECEPTION)
    answer = await portal.form(f"{CARD}/open")
    assert answer.status_code == 422
    assert "Διαλέξτε τον σκοπό" in answer.text
    check(answer.text)
    assert portal.wire.sent(r"PUT registry/openings/.*") == []


async def test_an_open_file_is_open_for_one_person_and_until_logout(portal: Running) -> None:
    await portal.login(WORKER)
    assert (await portal.get(CARD)).status_code == 200
    assert (await portal.http.get(f"/people/{samples.MARIA}")).status_code == 303
    again = await portal.http.get(CARD)
    assert again.status_code == 200
    await portal.http.post("/logout", data={"token": again.text.split('name="token" value="')[1].split('"')[0]})
    await portal.login(WORKER)
    assert (await portal.http.get(CARD)).status_code == 303


@pytest.mark.parametrize(
    ("work", "purpose"),
    [(f"visit-{samples.VISIT}", "service"), (f"referral-{samples.SENT}", "referral")],
)
async def test_work_on_a_person_opens_the_file_for_its_purpose(portal: Running, work: str, purpose: str) -> None:
    await portal.login(WORKER)
    assert (await portal.http.get(f"{CARD}?of={work}")).status_code == 200
    [sent] = portal.wire.sent(r"PUT registry/openings/.*")
    assert body(sent) == {"person": str(samples.NIKOLETA), "purpose": purpose, "reference": work}


@pytest.mark.parametrize(
    "work",
    [
        f"visit-{samples.LOOSE_VISIT}",
        "visit-x",
        f"visit-{samples.uuid(999)}",
        "case-1",
        f"referral-{samples.uuid(9)}",
    ],
)
async def test_work_on_somebody_else_opens_nothing(portal: Running, work: str) -> None:
    await portal.login(WORKER)
    assert (await portal.http.get(f"{CARD}?of={work}")).status_code == 303
    assert portal.wire.sent(r"PUT registry/openings/.*") == []


async def test_a_referral_opens_the_file_of_its_person(portal: Running) -> None:
    await portal.login(WORKER)

    def needs_ticket(request: httpx2.Request) -> Any:
        if request.headers.get("Kentro-Ticket") != TICKET:
            return problem(403, "ticket-required", person=str(samples.NIKOLETA))
        return reply(samples.REFERRALS[str(samples.SENT)])

    portal.wire.answer(rf"GET referral/referrals/{samples.SENT}", needs_ticket)
    assert (await portal.http.get(f"/referrals/{samples.SENT}")).status_code == 200
    [sent] = portal.wire.sent(r"PUT registry/openings/.*")
    assert body(sent) == {
        "person": str(samples.NIKOLETA),
        "purpose": "referral",
        "reference": f"referral-{samples.SENT}",
    }


async def test_a_ticket_that_a_service_does_not_take_is_asked_for_again(portal: Running) -> None:
    await portal.login(WORKER)
    await portal.get(CARD)
    portal.wire.answer(rf"GET registry{CARD}", problem(403, "ticket-required", person=str(samples.NIKOLETA)))
    answer = await portal.http.get(CARD)
    assert (answer.status_code, urlsplit(answer.headers["Location"]).path) == (303, f"{CARD}/open")
    portal.wire.replies.clear()
    assert (await portal.http.get(CARD)).status_code == 303


async def test_a_form_whose_file_closed_meanwhile_comes_back_filled(portal: Running) -> None:
    await portal.login(WORKER)
    words = f"/referrals/new?person={samples.NIKOLETA}&kind=tutoring&service={samples.SERVICE}"
    page = await portal.get(words)
    portal.wire.answer(rf"GET registry{CARD}", problem(403, "ticket-required", person=str(samples.NIKOLETA)))
    sent = await portal.resend(page, need="Μαθηματικά Α΄ Λυκείου", reason="Επέστρεψε στο σχολείο", do="preview")
    assert sent.status_code == 303
    portal.wire.replies.clear()
    opened = await portal.form(sent.headers["Location"], purpose="referral")
    back = await portal.http.get(opened.headers["Location"])
    assert "Μαθηματικά Α΄ Λυκείου" in back.text


async def test_whoever_was_registered_is_open_at_once(portal: Running) -> None:
    await portal.login(RECEPTION)
    await portal.form("/people/new", surname="Παπαδοπούλου", given_name="Μαρία", identifier_kind="none", informed="yes")
    [sent] = portal.wire.sent(r"PUT registry/openings/.*")
    assert body(sent)["purpose"] == "registration"


async def test_somebody_unknown_to_the_caller_has_no_page_to_open(portal: Running) -> None:
    await portal.login(WORKER)
    portal.wire.answer(r"POST registry/people/labels", reply({"labels": {}}))
    for page in ("open", "emergency"):
        assert (await portal.http.get(f"{CARD}/{page}")).status_code == 404


async def test_an_emergency_needs_a_sentence_and_shows_in_the_bar(portal: Running) -> None:
    await portal.login(WORKER)
    page = f"/people/{samples.FATIMA}/emergency"
    short = await portal.form(page, reason="Επείγον")
    assert short.status_code == 422
    assert "20 γράμματα" in short.text
    check(short.text)
    opened = await portal.form(page, reason=openings.WHY)
    assert (opened.status_code, opened.headers["Location"]) == (303, f"/people/{samples.FATIMA}")
    [sent] = portal.wire.sent(r"PUT registry/openings/.*")
    assert (body(sent)["emergency"], body(sent)["reason"]) == (True, openings.WHY)
    shown = await portal.http.get(f"/people/{samples.FATIMA}")
    assert "Έκτακτη πρόσβαση ως τις" in shown.text
    assert "k-id--late" in shown.text


async def test_reception_has_no_emergencies(portal: Running) -> None:
    await portal.login(RECEPTION)
    for page in (f"{CARD}/emergency", f"{CARD}/access", "/openings", f"/openings/{openings.EMERGENCY}"):
        assert (await portal.http.get(page)).status_code == 404


async def test_coordinator_sees_who_read_what_and_why(portal: Running) -> None:
    await portal.login(COORDINATOR)
    page = await portal.http.get(f"{CARD}/access")
    assert "καρτέλα, πορεία, επισκέψεις" in page.text
    assert openings.WHY in page.text
    assert "192.0.2.7" in page.text


async def test_a_service_that_does_not_answer_is_said_so(portal: Running) -> None:
    await portal.login(COORDINATOR)
    portal.wire.answer(r"GET intake/people/[^/]+/reads", problem(503, "busy"))
    page = await portal.http.get(f"{CARD}/access")
    assert "Αναγνώσεις επισκέψεων" in page.text


async def test_an_emergency_waits_for_the_coordinator_and_is_reviewed(portal: Running) -> None:
    await portal.login(COORDINATOR)
    today = await portal.http.get("/")
    assert "έκτακτη πρόσβαση χωρίς έλεγχο" in today.text
    page = f"/openings/{openings.EMERGENCY}"
    unsaid = await portal.form(page)
    assert (unsaid.status_code, "Διαλέξτε αν ήταν δικαιολογημένη" in unsaid.text) == (422, True)
    done = await portal.form(page, justified="no", text="Δεν προσήλθε κανείς.")
    assert (done.status_code, done.headers["Location"]) == (303, "/openings")
    [sent] = portal.wire.sent(r"POST registry/openings/.*/review")
    assert body(sent) == {"justified": False, "text": "Δεν προσήλθε κανείς."}
    assert sent.headers["If-Match"] == '"2"'


async def test_auditor_starts_at_the_emergencies_and_opens_for_oversight_alone(portal: Running) -> None:
    await portal.login(AUDITOR)
    start = await portal.http.get("/")
    assert (start.status_code, start.headers["Location"]) == (303, "/openings")
    asked = await portal.http.get(f"{CARD}/open")
    assert "Έλεγχος ή εποπτεία" in asked.text
    assert "Εξυπηρέτηση τώρα" not in asked.text
    card = await portal.get(CARD)
    assert "Ποιος άνοιξε τον φάκελο" in card.text
    assert "/visits/new?person" not in card.text
