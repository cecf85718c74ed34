"""Until when a session lasts, and how it is kept."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from services.portal.sessions import IDLE, LONGEST, Principal, Session, Tokens
from tests.portal.checking import check
from tests.portal.pages import RECEPTION
from tests.portal.running import Running
from tests.portal.test_sessions import EXPIRE, owner

NOW = datetime(2026, 3, 12, 8, 0, tzinfo=UTC)
ALMOST = "UPDATE session SET used_at = now() - interval '27 minutes'"


def left(html: str) -> int:
    found = re.search(r'data-left="(\d+)"', html)
    assert found
    return int(found[1])


@pytest.mark.parametrize(
    ("began", "used", "renewable", "until"),
    [
        (timedelta(0), timedelta(0), None, IDLE),
        (timedelta(0), timedelta(0), timedelta(minutes=15), timedelta(minutes=15)),
        (timedelta(0), timedelta(0), timedelta(hours=10), IDLE),
        (timedelta(hours=-9, minutes=-40), timedelta(0), None, timedelta(minutes=20)),
    ],
    ids=["idle", "the login server's end is earlier", "the login server's end is later", "a working day is over"],
)
def test_session_lasts_until_the_earliest_of_its_ends(
    began: timedelta, used: timedelta, renewable: timedelta | None, until: timedelta
) -> None:
    tokens = Tokens("", "", "", NOW, NOW + renewable if renewable else None)
    assert Session("", tokens, Principal("", "", ()), NOW + began, NOW + used).until == NOW + until
    assert LONGEST > IDLE


async def test_every_page_says_until_when_the_session_lasts(portal: Running) -> None:
    await portal.login(RECEPTION)
    page = await portal.get("/people/new")
    assert IDLE.total_seconds() - 70 < left(page.text) <= IDLE.total_seconds()
    assert re.search(r"Η σύνδεση διαρκεί ως τις <span data-until>\d\d:\d\d</span>", page.text)
    assert '<div class="k-stay" id="stay" role="alert"' in page.text
    check(page.text)


async def test_login_server_that_ends_earlier_is_believed(portal: Running) -> None:
    portal.wire.renewable = 900
    await portal.login(RECEPTION)
    assert 800 < left((await portal.get("/people/new")).text) <= 900


async def test_page_of_nobody_has_no_session_to_keep(portal: Running) -> None:
    page = await portal.get("/accessibility")
    assert "data-until" not in page.text
    assert "session.js" not in page.text


async def test_session_is_kept_by_asking(portal: Running) -> None:
    await portal.login(RECEPTION)
    page = await portal.get("/people/new")
    await owner(portal, ALMOST)
    answer = await portal.http.post(
        "/stay", data={"token": token(page.text), "back": "/people/new"}, headers={"Accept": "application/json"}
    )
    assert answer.json()["left"] > IDLE.total_seconds() - 10
    assert re.fullmatch(r"\d\d:\d\d", answer.json()["until"])
    [row] = await owner(portal, "SELECT now() - used_at AS idle FROM session")
    assert row["idle"] < timedelta(minutes=1)


@pytest.mark.parametrize(("back", "leads"), [("/visits", "/visits"), ("//evil.example", "/"), ("", "/")])
async def test_form_that_keeps_the_session_returns_to_its_page(portal: Running, back: str, leads: str) -> None:
    await portal.login(RECEPTION)
    page = await portal.get("/visits")
    answer = await portal.http.post("/stay", data={"token": token(page.text), "back": back})
    assert (answer.status_code, answer.headers["Location"]) == (303, leads)


async def test_session_that_has_ended_is_not_kept_and_the_login_leads_on(portal: Running) -> None:
    await portal.login(RECEPTION)
    page = await portal.get("/visits")
    await owner(portal, EXPIRE)
    answer = await portal.http.post("/stay", data={"token": token(page.text)}, headers={"Accept": "application/json"})
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/login?")
    await portal.login(RECEPTION)
    assert (await portal.get("/stay")).headers["Location"] == "/"


async def test_another_site_keeps_nobodys_session(portal: Running) -> None:
    await portal.login(RECEPTION)
    assert (await portal.http.post("/stay", data={"token": "0" * 64})).status_code == 403


def token(html: str) -> str:
    found = re.search(r'name="token" value="([0-9a-f]+)"', html)
    assert found
    return found[1]
