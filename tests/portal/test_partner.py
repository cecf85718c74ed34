"""The body's secretary: a link, a code, an answer. No account, no script."""

import json

import httpx2
import pytest

from tests.portal import samples
from tests.portal.checking import check
from tests.portal.replies import problem, reply
from tests.portal.running import Running

PATH = f"/r/{samples.TOKEN}"
NAME = "Παναγιωτοπούλου-Χατζηγεωργίου Νικολέτα-Αικατερίνη"


async def test_link_shows_nothing_personal_and_uses_nothing_up(portal: Running) -> None:
    for _ in range(3):
        page = await portal.get(PATH)
        assert page.status_code == 200
        check(page.text)
        assert NAME not in page.text
        assert "ΠΡ-2026-0093" in page.text
        assert "Set-Cookie" not in page.headers
    assert {request.method for request in portal.wire.asked} == {"GET"}


async def test_code_opens_the_referral_for_half_an_hour(portal: Running) -> None:
    opened = await portal.form(PATH, code="483 920")
    assert opened.status_code == 303
    assert json.loads(portal.wire.sent(r"POST referral/links/.*/opening")[0].content) == {"code": "483920"}
    cookie = opened.headers["Set-Cookie"]
    assert "Max-Age=1800" in cookie
    assert "SameSite=strict" in cookie
    assert "HttpOnly" in cookie
    page = await portal.get(PATH)
    check(page.text)
    assert NAME in page.text
    assert "ως τις 10:54" in page.text


async def test_referral_is_accepted_with_a_first_meeting(portal: Running) -> None:
    await portal.form(PATH, code="483920")
    done = await portal.form(PATH, answer="accept", meeting__day="24", meeting__month="3", meeting__year="2026")
    assert done.status_code == 200
    check(done.text)
    [sent] = portal.wire.sent(r"POST referral/links/.*/answer")
    assert json.loads(sent.content) == {"session": "opaque", "answer": "accept", "first_meeting": "2026-03-24"}
    assert "Authorization" not in sent.headers


async def test_referral_is_declined_with_a_reason(portal: Running) -> None:
    await portal.form(PATH, code="483920")
    without = await portal.form(PATH, answer="decline", text="Γεμάτα ως τον Ιούνιο.")
    assert without.status_code == 422
    check(without.text)
    assert "Γεμάτα ως τον Ιούνιο." in without.text
    done = await portal.resend(without, answer="decline", reason="full")
    assert json.loads(portal.wire.sent(r"POST referral/links/.*/answer")[0].content) == {
        "session": "opaque",
        "answer": "decline",
        "reason": "full",
        "text": "Γεμάτα ως τον Ιούνιο.",
    }
    assert "Σας ευχαριστούμε" in done.text


async def test_outcome_is_told_by_a_later_link(portal: Running) -> None:
    portal.wire.answer(r"GET referral/links/[^/]+", reply(samples.LINK | {"step": "outcome"}))
    await portal.form(PATH, code="483920")
    page = await portal.get(PATH)
    check(page.text)
    done = await portal.resend(page, outcome="partly-helped", text="Ήρθε τρεις φορές.")
    assert json.loads(portal.wire.sent(r"POST referral/links/.*/outcome")[0].content)["outcome"] == "partly-helped"
    assert "Η έκβαση έφτασε." in done.text


async def test_wrong_code_says_how_many_tries_are_left(portal: Running) -> None:
    portal.wire.answer(r"POST referral/links/.*/opening", problem(409, "wrong-code", tries_left=3))
    page = await portal.form(PATH, code="000000")
    assert page.status_code == 422
    check(page.text)
    assert "Μένουν 3 προσπάθειες." in page.text
    portal.wire.answer(r"POST referral/links/.*/opening", problem(409, "wrong-code", tries_left=0))
    closed = await portal.resend(page, code="000000")
    check(closed.text)
    assert "Ο σύνδεσμος έκλεισε" in closed.text


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef"])
async def test_what_is_no_code_costs_no_try(portal: Running, code: str) -> None:
    page = await portal.form(PATH, code=code)
    assert page.status_code == 422
    assert "Γράψτε έξι ψηφία" in page.text
    assert portal.wire.sent(r"POST .*") == []


@pytest.mark.parametrize(
    ("state", "words"),
    [("used", "Έχει ήδη απαντηθεί"), ("expired", "Ο σύνδεσμος έληξε"), ("revoked", "Ο σύνδεσμος έκλεισε")],
)
async def test_link_that_is_over_says_what_to_do(portal: Running, state: str, words: str) -> None:
    portal.wire.answer(r"GET referral/links/[^/]+", reply(samples.LINK | {"state": state}))
    page = await portal.get(PATH)
    check(page.text)
    assert words in page.text
    assert "Κέντρο Κοινότητας Ζαχάρως" in page.text


async def test_answer_after_the_half_hour_asks_for_the_code_again(portal: Running) -> None:
    await portal.form(PATH, code="483920")
    page = await portal.get(PATH)
    portal.http.cookies.clear()
    late = await portal.resend(page, answer="accept")
    assert late.status_code == 401
    assert "Η μισή ώρα πέρασε." in late.text
    check(late.text)
    assert portal.wire.sent(r"POST referral/links/.*/answer") == []


async def test_opened_link_does_not_open_another(portal: Running) -> None:
    await portal.form(PATH, code="483920")
    other = f"/r/{samples.TOKEN[::-1]}"
    assert NAME not in (await portal.get(other)).text


async def test_service_that_does_not_answer_keeps_the_answer_in_the_form(portal: Running) -> None:
    await portal.form(PATH, code="483920")

    def away(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("away", request=request)

    portal.wire.answer(r"POST referral/links/.*/answer", away)
    page = await portal.form(PATH, answer="waitlist")
    assert page.status_code == 503
    assert 'value="waitlist" id="answer-2" checked' in page.text


@pytest.mark.parametrize("path", ["/r/short", "/r/%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00", "/r/" + "a" * 300])
async def test_what_is_no_link_is_not_found(portal: Running, path: str) -> None:
    page = await portal.get(path)
    assert page.status_code == 404
    check(page.text)
    assert portal.wire.asked == []


@pytest.mark.parametrize("path", ["/accessibility", "/privacy", "/logged-out"])
async def test_statements_are_for_everybody(portal: Running, path: str) -> None:
    page = await portal.get(path)
    assert page.status_code == 200
    check(page.text)
