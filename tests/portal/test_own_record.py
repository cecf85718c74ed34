"""A body's office: a link that was handed over, one press, an hour with its own record. No account, no script."""

import json
from typing import Any

import httpx2
import pytest

from tests.portal import samples, samples_bodies
from tests.portal.checking import check
from tests.portal.pages import MUNICIPAL
from tests.portal.replies import problem, reply
from tests.portal.running import Forms, Running
from tests.portal.test_organising import day

LINK = f"/b/{samples_bodies.LINK_TOKEN}"
SERVICE = f"/own/services/{samples.SERVICE}"
PAGES = ["/own", "/own/edit", "/own/contacts", SERVICE, f"{SERVICE}/hours", f"/own/services/{samples_bodies.PAUSED}"]
NAME = samples_bodies.BODIES[str(samples_bodies.BODY)]["name"]


async def opened(portal: Running) -> None:
    answer = await portal.form(LINK)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/own")


async def send(portal: Running, page: httpx2.Response, action: str, **fields: str) -> httpx2.Response:
    """Sends the form of a page with that action."""
    form = next(form for form in Forms.of(page.text) if form.action == action)
    return await portal.http.post(action, data={**form.fields, **fields})


def sent(portal: Running, pattern: str) -> Any:
    (one,) = portal.wire.sent(pattern)
    assert one.headers["Kentro-Session"] == "opaque"
    assert "Authorization" not in one.headers
    return json.loads(one.content or b"null")


async def test_a_link_shows_nothing_of_whose_it_is_and_uses_nothing_up(portal: Running) -> None:
    for _ in range(3):
        page = await portal.get(LINK)
        assert page.status_code == 200
        check(page.text)
        assert NAME not in page.text
        assert "Set-Cookie" not in page.headers
    assert {request.method for request in portal.wire.asked} == {"GET"}


async def test_a_press_opens_it_for_an_hour_in_this_browser_alone(portal: Running) -> None:
    answer = await portal.form(LINK)
    cookie = answer.headers["Set-Cookie"]
    for part in ("Max-Age=3600", "Path=/own", "SameSite=strict", "HttpOnly"):
        assert part in cookie
    assert "opaque" not in cookie
    page = await portal.get("/own")
    check(page.text)
    assert NAME in page.text
    assert "ως τις 11:24" in page.text
    portal.http.cookies.clear()
    assert (await portal.get("/own")).status_code == 401


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["el", "en"])
async def test_its_pages_keep_the_rules_of_all_pages(portal: Running, path: str, language: str) -> None:
    await opened(portal)
    portal.http.cookies.set("kentro_language", language)
    page = await portal.get(path)
    assert page.status_code == 200, page.text
    assert f'<html lang="{language}">' in page.text
    check(page.text)


@pytest.mark.parametrize("path", PAGES)
async def test_without_the_link_nothing_is_shown(portal: Running, path: str) -> None:
    await portal.login(MUNICIPAL)
    page = await portal.get(path)
    assert page.status_code == 401
    check(page.text)
    assert portal.wire.sent("GET registry/own-record") == []


@pytest.mark.parametrize("state", ["used", "expired", "revoked"])
async def test_a_link_that_ended_says_so(portal: Running, state: str) -> None:
    portal.wire.answer(r"GET registry/body-links/[^/]+", reply({"state": state, "expires_on": "2026-03-01"}))
    page = await portal.get(LINK)
    check(page.text)
    assert "Ζητήστε νέον σύνδεσμο" in page.text
    assert Forms.of(page.text)[0].action == "/language"


async def test_a_link_that_ended_while_it_was_looked_at_says_so(portal: Running) -> None:
    page = await portal.get(LINK)
    portal.wire.answer(r"POST registry/body-links/.*", problem(409, "link-used", "Άνοιξε ήδη."))
    portal.wire.answer(r"GET registry/body-links/[^/]+", reply({"state": "used"}))
    late = await portal.resend(page)
    assert (late.status_code, "Set-Cookie" in late.headers) == (409, False)
    check(late.text)


async def test_an_hour_that_is_over_says_so(portal: Running) -> None:
    await opened(portal)
    page = await portal.get("/own/edit")
    portal.wire.answer(r"(GET|POST) registry/own-record.*", problem(409, "body-session-over", "Πέρασε η ώρα."))
    for answer in (await portal.get("/own"), await portal.resend(page, email="x@y.gr")):
        assert answer.status_code == 401
        check(answer.text)
        assert "Ζητήστε νέον σύνδεσμο" in answer.text


async def test_what_the_body_says_of_itself_is_passed_on_and_kept_on_error(portal: Running) -> None:
    await opened(portal)
    page = await portal.get("/own/edit")
    error = {"pointer": "/email", "code": "email", "detail": "Δεν είναι email."}
    portal.wire.answer(r"POST registry/own-record/.*", problem(422, "invalid", errors=[error]))
    wrong = await portal.resend(page, email="grammateia", description="Νέα μαθήματα.")
    assert wrong.status_code == 422
    check(wrong.text)
    assert 'href="#email"' in wrong.text
    assert "Νέα μαθήματα.</textarea>" in wrong.text
    portal.wire.replies.clear()
    portal.wire.asked.clear()
    saved = await portal.resend(wrong, email="n@alfeios.example", website="")
    assert saved.headers["Location"] == "/own?saved=1"
    assert sent(portal, "POST registry/own-record/correction") == {
        "telephone": "26250 00000", "email": "n@alfeios.example", "website": None, "description": "Νέα μαθήματα.",
    }  # fmt: skip
    assert portal.wire.asked[0].headers["If-Match"] == '"3"'


async def test_what_a_keeper_changed_meanwhile_stands_beside_what_was_typed(portal: Running) -> None:
    await opened(portal)
    page = await portal.get("/own/edit")
    body = {**samples_bodies.BODIES[str(samples_bodies.BODY)], "version": 8, "telephone": "+302625000077"}
    portal.wire.answer(r"GET registry/own-record", reply({**samples_bodies.OWN, "body": body}))
    portal.wire.answer(r"POST registry/own-record/.*", problem(412, "stale", "Άλλαξε στο μεταξύ."))
    stale = await portal.resend(page, description="Νέα.")
    assert stale.status_code == 412
    check(stale.text)
    assert "26250 00077</dd>" in stale.text
    assert "Νέα.</textarea>" in stale.text


async def test_offices_are_sent_all_together(portal: Running) -> None:
    await opened(portal)
    page = await portal.get("/own/contacts")
    wrong = await portal.resend(page, office__3="Λογιστήριο")
    assert wrong.status_code == 422
    check(wrong.text)
    assert (await portal.resend(wrong, telephone__3="26250 00009")).status_code == 303
    assert len(sent(portal, "POST registry/own-record/contacts")["contacts"]) == 3


async def test_room_pauses_and_hours_of_its_own_services(portal: Running) -> None:
    await opened(portal)
    page = await portal.get(SERVICE)
    wrong = await send(portal, page, f"{SERVICE}/capacity", places="λίγες", waiting="1")
    assert wrong.status_code == 422
    check(wrong.text)
    assert (await send(portal, wrong, f"{SERVICE}/capacity", places="0", waiting="1")).status_code == 303
    assert sent(portal, "POST registry/own-record/services/.*/capacity") == {"places": 0, "waiting": 1}
    until = day("until", "2026-09-01")
    assert (await send(portal, page, f"{SERVICE}/pause", do="pause", why="Άδειες", **until)).status_code == 303
    assert sent(portal, "POST registry/own-record/services/.*/pause") == {"until": "2026-09-01", "why": "Άδειες"}
    assert (await send(portal, page, f"{SERVICE}/pause", do="resume")).status_code == 303
    assert sent(portal, "POST registry/own-record/services/.*/resumption") is None
    hours = await portal.get(f"{SERVICE}/hours")
    late = await send(portal, hours, f"{SERVICE}/hours", **{"day-1": "14:00-09:00"})
    assert late.status_code == 422
    check(late.text)
    fields = {"day-1": "", "day-3": "10:00-12:00", **day("since", "2026-04-01")}
    assert (await send(portal, late, f"{SERVICE}/hours", **fields)).status_code == 303
    assert sent(portal, "POST registry/own-record/services/.*/hours") == {
        "since": "2026-04-01", "hours": [{"weekday": 3, "opens": "10:00", "closes": "12:00"}],
    }  # fmt: skip


async def test_a_service_of_another_body_is_not_there(portal: Running) -> None:
    await opened(portal)
    assert (await portal.get(f"/own/services/{samples_bodies.ENDED}")).status_code == 404


async def test_a_form_of_another_site_is_refused(portal: Running) -> None:
    await opened(portal)
    headers = {"Sec-Fetch-Site": "cross-site"}
    for path in (LINK, "/own/edit", f"{SERVICE}/pause"):
        assert (await portal.http.post(path, data={"key": ""}, headers=headers)).status_code == 403


async def test_the_language_is_switched_without_losing_what_was_typed(portal: Running) -> None:
    await opened(portal)
    page = await portal.get("/own/edit")
    form = next(form for form in Forms.of(page.text) if form.action == "/own/edit")
    fields = {**form.fields, "description": "Νέα μαθήματα.", "back": "/own/edit", "to-language": "en"}
    switched = await portal.http.post("/own/language", data=fields)
    assert switched.status_code == 303
    again = await portal.get(switched.headers["Location"])
    assert '<html lang="en">' in again.text
    assert "Νέα μαθήματα.</textarea>" in again.text


async def test_a_keeper_is_shown_the_link_once_and_may_end_it(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    path = f"/bodies/{samples_bodies.BODY}/link"
    page = await portal.get(path)
    made = await portal.resend(page, do="make")
    assert made.status_code == 303
    assert samples_bodies.LINK_TOKEN not in made.headers["Location"]
    shown = await portal.get(made.headers["Location"])
    check(shown.text)
    assert f"http://portal.test/b/{samples_bodies.LINK_TOKEN}" in shown.text
    gone = await portal.get(made.headers["Location"])
    assert samples_bodies.LINK_TOKEN not in gone.text
    check(gone.text)
    assert (await portal.resend(page, do="revoke")).headers["Location"] == f"{path}?saved=1"
    assert len(portal.wire.sent("POST registry/bodies/.*/links/revocation")) == 1
