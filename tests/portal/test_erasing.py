"""An erasure in the portal: taken down, approved by somebody else, certified; and the person's own copy."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO

import httpx2
import pytest
from pypdf import PdfReader

from tests.portal import samples
from tests.portal.checking import check
from tests.portal.replies import problem, reply
from tests.portal.running import Forms, Running

COORDINATOR = f"coordinator@{samples.CENTRE}"
ERASE = f"/people/{samples.NIKOLETA}/erase"


@pytest.fixture(autouse=True)
def no_openings(portal: Running) -> None:
    """The menu counts them for who watches."""
    portal.wire.answer("GET registry/openings", reply({"items": [], "next": None}))


async def send(portal: Running, path: str, holds: str, **fields: str) -> httpx2.Response:
    """Opens a page and sends the form of its own that has that field."""
    page = await portal.http.get(path)
    form = next(form for form in Forms.of(page.text) if form.action == path.split("?")[0] and holds in form.fields)
    return await portal.http.post(path, data={**form.fields, **fields})


def asked(portal: Running, pattern: str) -> object:
    sent = portal.wire.sent(pattern)
    assert len(sent) == 1
    return json.loads(sent[0].content or b"null")


async def test_a_request_is_taken_down_and_leads_to_what_follows(portal: Running) -> None:
    await portal.login(COORDINATOR)
    page = await portal.http.get(ERASE)
    assert "Τι χάνεται οριστικά" in page.text
    sent = await portal.resend(
        page, basis="consent-withdrawn", identity="papers", number="ΖΑΧ-2026-00118", payment="2026",
        hold__day="1", hold__month="9", hold__year="2026",
    )  # fmt: skip
    assert sent.status_code == 303
    assert sent.headers["location"].startswith("/erasures/")
    assert asked(portal, "PUT registry/erasures/.+") == {
        "person": str(samples.NIKOLETA),
        "basis": "consent-withdrawn",
        "identity": "papers",
        "number": "ΖΑΧ-2026-00118",
        "last_payment_year": 2026,
        "legal_hold_until": "2026-09-01",
    }


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"basis": ""}, "Διαλέξτε γιατί ζητείται"),
        ({"identity": "hearsay"}, "Διαλέξτε πώς βεβαιώθηκε η ταυτότητα"),
        ({"payment": "1999"}, "Γράψτε το έτος με τέσσερα ψηφία"),
        ({"hold__day": "31", "hold__month": "2", "hold__year": "2026"}, "#hold-day"),
    ],
)
async def test_what_is_wrong_stands_at_its_field_and_nothing_is_sent(
    portal: Running, changes: dict[str, str], text: str
) -> None:
    await portal.login(COORDINATOR)
    page = await portal.form(ERASE, **{"basis": "objection", "identity": "papers", **changes})
    assert page.status_code == 422
    assert text in page.text
    assert portal.wire.sent("PUT registry/erasures/.+") == []


async def test_another_number_is_told_by_the_service_at_its_field(portal: Running) -> None:
    await portal.login(COORDINATOR)
    errors = [{"pointer": "/number", "code": "number-differs", "detail": "Πληκτρολογήστε τον αριθμό μητρώου"}]
    portal.wire.answer("PUT registry/erasures/.+", problem(422, "invalid", errors=errors))
    page = await portal.form(ERASE, basis="objection", identity="papers", number="ΑΛΛΟ")
    assert page.status_code == 422
    assert 'href="#number">Πληκτρολογήστε' in page.text


async def test_a_pending_one_is_shown_instead_of_a_second_form(portal: Running) -> None:
    await portal.login(COORDINATOR)
    portal.wire.answer("GET registry/erasures", reply({"items": [samples.ERASURES[str(samples.ASKED)]], "next": None}))
    page = await portal.http.get(ERASE)
    assert (page.status_code, page.headers["location"]) == (303, f"/erasures/{samples.ASKED}")


async def test_a_second_person_approves_what_was_shown(portal: Running) -> None:
    await portal.login(COORDINATOR)
    path = f"/erasures/{samples.ASKED}"
    unsure = await send(portal, path, "version")
    assert unsure.status_code == 422
    assert portal.wire.sent("POST registry/erasures/.+") == []
    sent = await send(portal, path, "version", sure="yes")
    assert sent.status_code == 303
    (request,) = portal.wire.sent("POST registry/erasures/.+/approval")
    assert request.headers["if-match"] == '"2"'
    own = await portal.http.get(f"/erasures/{samples.OWN_ASKED}")
    assert "Την εγκρίνει δεύτερο πρόσωπο" in own.text
    assert "Έγκριση διαγραφής" not in own.text


async def test_what_the_calendar_entered_asks_first_when_the_person_was_last_paid(portal: Running) -> None:
    await portal.login(COORDINATOR)
    path = f"/erasures/{samples.RETIRED}"
    page = (await portal.http.get(path)).text
    assert "Πότε πληρώθηκε τελευταία φορά;" in page
    assert "Συγχωνευμένες καρτέλες που διαγράφονται μαζί: 2" in page
    assert "Έγκριση διαγραφής" not in page
    unsaid = await send(portal, path, "payment")
    assert "Διαλέξτε αν πλήρωσε ταμείο της Ένωσης" in unsaid.text
    without = await send(portal, path, "payment", paid="year")
    assert "Γράψτε το έτος με τέσσερα ψηφία" in without.text
    assert (await send(portal, path, "payment", paid="never", payment="2024")).status_code == 303
    assert asked(portal, "POST registry/erasures/[^/]+/payment") == {"year": None}


async def test_the_year_of_the_last_payment_is_passed_on(portal: Running) -> None:
    await portal.login(COORDINATOR)
    sent = await send(portal, f"/erasures/{samples.RETIRED}", "payment", paid="year", payment="2024")
    assert sent.status_code == 303
    assert asked(portal, "POST registry/erasures/[^/]+/payment") == {"year": 2024}


async def test_it_is_taken_back(portal: Running) -> None:
    await portal.login(COORDINATOR)
    page = await portal.http.get(f"/erasures/{samples.HELD}")
    assert "Ο νόμος κρατά τον φάκελο ως τις 31/12/2031" in page.text
    assert "82(1)" in page.text
    assert (await send(portal, f"/erasures/{samples.HELD}", "do", do="withdraw")).status_code == 303
    assert len(portal.wire.sent("POST registry/erasures/.+/withdrawal")) == 1


async def test_the_certificate_names_nobody_and_says_what_stays_and_until_when(portal: Running) -> None:
    await portal.login(COORDINATOR)
    page = (await portal.http.get(f"/erasures/{samples.ERASED}")).text
    assert '<h1 class="govgr-heading-l">Βεβαίωση διαγραφής' in page
    assert "11/04/2026" in page
    assert "Όσα έγραψαν συνάδελφοι" in page
    assert str(samples.LABELS[samples.MARIA]["label"]) not in page


async def test_the_copy_is_a_file_of_all_services(portal: Running) -> None:
    await portal.login(COORDINATOR)
    until = datetime.now(UTC) + timedelta(minutes=30)
    given = {"id": samples.uuid(97), "version": 1, "ticket": "t", "until": until, "reach": "file"}
    portal.wire.answer("PUT registry/openings/.+", reply(given, 201))
    path = f"/people/{samples.NIKOLETA}/export"
    first = await portal.http.get(path)
    assert "/open" in first.headers["location"]
    await portal.form(first.headers["location"], purpose="service")
    made = await send(portal, path, "token", **{"as": "json"})
    assert made.status_code == 200, made.text
    assert made.headers["content-disposition"] == f'attachment; filename="{samples.NIKOLETA}.json"'
    assert len(made.json()["parts"]) == 4
    asked_for = [request.headers["kentro-ticket"] for request in portal.wire.sent("GET .+/export")]
    assert asked_for == ["t"] * 4


@pytest.mark.parametrize("grant", ["receptionist", "social_worker", "auditor", "municipal_administrator"])
async def test_who_decides_about_no_erasure_has_none_of_the_pages(portal: Running, grant: str) -> None:
    scope = "/el63/3905" if grant == "municipal_administrator" else samples.CENTRE
    await portal.login(f"{grant}@{scope}")
    for path in (ERASE, "/erasures", f"/erasures/{samples.ASKED}", f"/people/{samples.NIKOLETA}/export"):
        assert (await portal.http.get(path)).status_code == 404


async def test_the_law_may_hold_it_longer(portal: Running) -> None:
    await portal.login(COORDINATOR)
    page = f"/erasures/{samples.ASKED}"
    without = await send(portal, page, "source")
    assert without.status_code == 422
    for words in ("Διαλέξτε γιατί", "Γράψτε ως πότε", "Γράψτε πού το λέει"):
        assert words in without.text
    check(without.text)
    day = {"until-day": "31", "until-month": "12", "until-year": "2031"}
    held = await send(portal, page, "source", why="legal-hold", source="Εισαγγελική παραγγελία 12/2026", **day)
    assert held.status_code == 303
    assert asked(portal, "POST registry/erasures/[^/]+/hold") == {
        "why": "legal-hold", "until": "2031-12-31", "source": "Εισαγγελική παραγγελία 12/2026",
    }  # fmt: skip


async def test_the_processing_is_restricted_and_freed_once_the_person_was_told(portal: Running) -> None:
    await portal.login(COORDINATOR)
    page = f"/people/{samples.NIKOLETA}/restriction"
    without = await portal.form(page)
    assert "Διαλέξτε γιατί ζητείται" in without.text
    assert (await portal.form(page, ground="objection")).status_code == 303
    assert asked(portal, "PUT registry/restrictions/.+") == {"person": str(samples.NIKOLETA), "ground": "objection"}

    stands = [{"id": str(samples.uuid(77)), "ground": "objection"}]
    person = {**samples.person(samples.NIKOLETA), "restrictions": stands}
    portal.wire.answer(f"GET registry/people/{samples.NIKOLETA}", reply(person))
    assert "Σε περιορισμό" in (await portal.get(f"/people/{samples.NIKOLETA}")).text
    untold = await portal.form(page)
    assert "Ενημερώστε πρώτα το πρόσωπο" in untold.text
    check(untold.text)
    assert (await portal.form(page, informed="yes")).status_code == 303
    assert asked(portal, f"POST registry/restrictions/{samples.uuid(77)}/end") == {"informed": True}


async def test_the_copy_is_paper_too(portal: Running) -> None:
    await portal.login(COORDINATOR)
    path = f"/people/{samples.NIKOLETA}/export"
    page = await portal.get(path)
    form = next(form for form in Forms.of(page.text) if form.action == path)
    paper = await portal.http.post(path, data={**form.fields, "as": "pdf"})
    assert (paper.status_code, paper.headers["content-type"]) == (200, "application/pdf")
    pdf = PdfReader(BytesIO(paper.content))
    assert pdf.root_object["/Lang"] == "el"
    assert "/StructTreeRoot" in pdf.root_object


async def test_what_the_calendar_entered_says_so(portal: Running) -> None:
    await portal.login(COORDINATOR)
    portal.wire.answer(
        f"GET registry/erasures/{samples.ASKED}",
        reply(
            samples.erasure(
                samples.ASKED, "requested", requested_by="retention", basis="retention-over", identity="not-asked"
            )
        ),
    )
    page = await portal.get(f"/erasures/{samples.ASKED}")
    assert "ο χρόνος τήρησης" in page.text
    assert "Έγκριση διαγραφής" in page.text
