"""Logging in, staying in, leaving, and the form that came too late."""

import asyncio
import re
from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

import pytest

from shared.database import Record, connect
from shared.testing.databases import TestDatabases
from tests.portal import samples
from tests.portal.checking import check
from tests.portal.pages import RECEPTION, WORKER
from tests.portal.running import Running

EXPIRE = "UPDATE session SET used_at = now() - interval '61 minutes'"


async def owner(portal: Running, statement: str) -> Sequence[Record]:
    """Looks into the portal's database as its owner."""
    connection = await connect(str(portal.app.state.portal.settings.owner_database_url), name="test")
    try:
        return await connection.fetch(statement)
    finally:
        await connection.close()


async def test_login_asks_with_pkce_in_greek(portal: Running) -> None:
    started = await portal.get("/login?next=/visits")
    query = parse_qs(urlsplit(started.headers["Location"]).query)
    assert query["code_challenge_method"] == ["S256"]
    assert query["ui_locales"] == ["el"]
    assert query["redirect_uri"] == ["http://portal.test/oidc/callback"]
    assert "kentro_grants" not in started.headers["Location"]


async def test_cookie_is_a_handle_that_the_database_cannot_be_read_for(portal: Running) -> None:
    await portal.login(RECEPTION)
    cookie = portal.http.cookies["kentro"]
    [row] = await owner(portal, "SELECT * FROM session")
    assert len(cookie) == 43
    assert cookie.encode() not in row["id"]
    assert b"refresh" not in row["sealed"]
    assert row["subject"] == "somebody"


@pytest.mark.parametrize(
    "next_page", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
async def test_login_never_leads_elsewhere(portal: Running, next_page: str) -> None:
    started = await portal.get("/login", params={"next": next_page})
    query = parse_qs(urlsplit(started.headers["Location"]).query)
    portal.wire.logins["the-code"] = query["nonce"][0]
    back = await portal.get("/oidc/callback", params={"state": query["state"][0], "code": "the-code"})
    assert back.headers["Location"] == "/"


async def test_callback_without_the_login_that_it_belongs_to_is_refused(portal: Running) -> None:
    await portal.get("/login")
    answer = await portal.get("/oidc/callback", params={"state": "another", "code": "the-code"})
    assert answer.status_code == 401
    assert "kentro" not in portal.http.cookies
    check(answer.text)


async def test_callback_with_another_nonce_is_refused(portal: Running) -> None:
    started = await portal.get("/login")
    query = parse_qs(urlsplit(started.headers["Location"]).query)
    portal.wire.logins["the-code"] = "another"
    answer = await portal.get("/oidc/callback", params={"state": query["state"][0], "code": "the-code"})
    assert answer.status_code == 401


async def test_login_is_used_once(portal: Running) -> None:
    started = await portal.get("/login")
    query = parse_qs(urlsplit(started.headers["Location"]).query)
    portal.wire.logins["the-code"] = query["nonce"][0]
    cookies = dict(portal.http.cookies)
    ask = {"state": query["state"][0], "code": "the-code"}
    assert (await portal.get("/oidc/callback", params=ask)).status_code == 303
    portal.http.cookies.update(cookies)
    assert (await portal.get("/oidc/callback", params=ask)).status_code == 401


async def test_many_requests_at_once_renew_the_tokens_once(portal: Running) -> None:
    portal.wire.lives = 5
    await portal.login(RECEPTION)
    portal.wire.lives = 60
    pages = await asyncio.gather(*(portal.get("/visits") for _ in range(8)))
    assert {page.status_code for page in pages} == {200}
    assert portal.wire.refreshed == 1


async def test_session_whose_renewal_is_refused_has_ended(portal: Running) -> None:
    portal.wire.lives = 5
    await portal.login(RECEPTION)
    portal.wire.over = True
    answer = await portal.get("/visits?state=open")
    assert answer.headers["Location"] == "/login?next=%2Fvisits%3Fstate%3Dopen"
    [row] = await owner(portal, "SELECT sealed FROM session")
    assert row["sealed"] is None


async def test_logout_ends_the_session_here_and_at_the_login_server(portal: Running) -> None:
    await portal.login(RECEPTION)
    page = await portal.get("/visits")
    token = re.search(r'name="token" value="([0-9a-f]+)"', page.text)
    assert token
    cookie = portal.http.cookies["kentro"]
    answer = await portal.http.post("/logout", data={"token": token[1]})
    assert urlsplit(answer.headers["Location"]).path == "/realms/test/logout"
    assert parse_qs(urlsplit(answer.headers["Location"]).query)["post_logout_redirect_uri"] == ["http://portal.test/"]
    portal.http.cookies.set("kentro", cookie)
    assert (await portal.get("/visits")).status_code == 303
    assert (await portal.get("/logged-out")).status_code == 200


async def test_form_of_an_ended_session_returns_filled_and_unsent(portal: Running) -> None:
    await portal.login(RECEPTION)
    page = await portal.get("/people/new")
    await owner(portal, EXPIRE)
    answer = await portal.resend(page, surname="Σελίμι", given_name="Αρμπέρ", identifier="14021105328")
    login = await portal.get(answer.headers["Location"])
    assert "Όσα γράψατε κρατήθηκαν για 30 λεπτά" in login.text
    check(login.text)
    [row] = await owner(portal, "SELECT sealed FROM kept WHERE kind = 'form'")
    assert "Σελίμι".encode() not in row["sealed"]
    back = parse_qs(urlsplit(answer.headers["Location"]).query)["next"][0]
    await portal.login(RECEPTION)
    returned = await portal.get(back)
    assert "Δεν έχει σταλεί ακόμη." in returned.text
    for typed in ("Σελίμι", "Αρμπέρ", "14021105328"):
        assert f'value="{typed}"' in returned.text
    assert portal.wire.sent(r"PUT registry/people/.*") == []
    assert (await portal.resend(returned)).status_code == 303
    assert len(portal.wire.sent(r"PUT registry/people/.*")) == 1


async def test_form_of_an_ended_session_is_nobody_elses(portal: Running) -> None:
    await portal.login(RECEPTION)
    page = await portal.get("/people/new")
    await owner(portal, EXPIRE)
    answer = await portal.resend(page, surname="Σελίμι")
    back = parse_qs(urlsplit(answer.headers["Location"]).query)["next"][0]
    await owner(portal, "UPDATE kept SET owner = 'another/people/new' WHERE kind = 'form'")
    await portal.login(RECEPTION)
    assert "Σελίμι" not in (await portal.get(back)).text


async def test_form_of_another_site_or_session_is_refused(portal: Running) -> None:
    await portal.login(RECEPTION)
    page = await portal.get("/visits/new")
    forged = await portal.resend(page, token="0" * 64, topic="housing")
    assert forged.status_code == 403
    check(forged.text)
    token = re.search(r'name="token" value="([0-9a-f]+)"', page.text)
    assert token
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        answer = await portal.http.post("/visits/new", data={"token": token[1], "topic": "housing"}, headers=headers)
        assert answer.status_code == 403
    assert portal.wire.sent(r"PUT (?!registry/staff).*") == []


async def test_positions_are_forgotten_when_everybody_has_caught_up(portal: Running) -> None:
    await portal.login(RECEPTION)
    await portal.form("/visits/new", topic="housing")
    await owner(portal, "UPDATE session SET positions = jsonb_set(positions, '{intake/3,1}', to_jsonb(0))")
    await portal.get("/visits")
    assert "Kentro-Position" not in portal.wire.sent(r"GET intake/visits")[-1].headers


async def test_sweep_keeps_what_is_still_good(portal: Running) -> None:
    await portal.login(RECEPTION)
    await portal.form("/search", q="Παπαδοπούλου")
    await owner(portal, "UPDATE kept SET until = now() - interval '1 second' WHERE kind <> 'search'")
    await portal.app.state.portal.sessions.sweep()
    assert [row["kind"] for row in await owner(portal, "SELECT kind FROM kept")] == ["search"]
    await owner(portal, "UPDATE session SET began_at = now() - interval '37 hours'")
    await portal.app.state.portal.sessions.sweep()
    assert await owner(portal, "SELECT 1 FROM session") == []


async def test_database_that_is_away_is_said_so(portal: Running, test_databases: TestDatabases) -> None:
    await portal.login(WORKER)
    pool = portal.app.state.portal.sessions._pool
    await pool.close()
    answer = await portal.get(f"/people/{samples.NIKOLETA}")
    assert answer.status_code == 503
    check(answer.text)
    assert (await portal.get("/health/ready")).status_code == 503
    assert (await portal.get("/health/live")).status_code == 200


async def test_language_is_chosen_by_a_form_and_stays(portal: Running) -> None:
    await portal.login(RECEPTION)
    answer = await portal.http.post("/language", data={"to-language": "en", "back": "/visits"})
    assert answer.headers["Location"] == "/visits"
    assert "New visit" in (await portal.get("/visits")).text
    assert portal.wire.sent(r"GET intake/visits")[-1].headers["Accept-Language"] == "en"


async def test_shortcuts_are_turned_off(portal: Running) -> None:
    await portal.login(RECEPTION)
    assert "shortcuts.js" in (await portal.get("/preferences")).text
    page = await portal.get("/preferences")
    token = re.search(r'name="token" value="([0-9a-f]+)"', page.text)
    assert token
    await portal.http.post("/preferences", data={"token": token[1], "language": "el"})
    assert "shortcuts.js" not in (await portal.get("/preferences")).text
