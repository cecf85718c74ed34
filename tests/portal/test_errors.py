"""What is missing, bad or away is answered with a page with words."""

import pytest

from tests.portal import samples
from tests.portal.checking import check
from tests.portal.pages import COORDINATOR, RECEPTION, WORKER
from tests.portal.replies import problem, reply
from tests.portal.running import Running


async def test_page_of_parts_says_which_part_is_missing(portal: Running) -> None:
    await portal.login(WORKER)
    portal.wire.answer(r"GET referral/.*", problem(503, "busy"))
    page = await portal.get(f"/people/{samples.NIKOLETA}")
    assert page.status_code == 200
    assert "<b>Παραπομπές:</b> δεν απαντά αυτή τη στιγμή." in page.text
    today = await portal.get("/")
    assert "<b>Παραπομπές:</b> δεν απαντά" in today.text
    assert "Δεν εκκρεμεί τίποτα" not in today.text


async def test_empty_day_says_that_nothing_waits(portal: Running) -> None:
    await portal.login(WORKER)
    portal.wire.answer(r"GET (intake|referral)/worklist", reply({"items": []}))
    page = await portal.get("/")
    assert "Δεν εκκρεμεί τίποτα" in page.text
    check(page.text)


async def test_page_that_needs_an_absent_service_is_503_with_words(portal: Running) -> None:
    await portal.login(COORDINATOR)
    portal.wire.answer(r"GET reporting/figures", problem(500, "fault"))
    page = await portal.get("/reports")
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "5"
    check(page.text)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/people/not-an-id", 404),
        ("GET", f"/people/{samples.uuid(404)}/open", 404),
        ("GET", "/visits?day=2026-02-31", 422),
        ("GET", "/visits?state=odd", 422),
        ("GET", "/reports?month=2026-13", 422),
        ("GET", "/region?indicator=odd", 404),
        ("DELETE", "/visits", 405),
        ("GET", "/static/../settings.py", 404),
    ],
)
async def test_bad_address_gets_a_page_with_words(portal: Running, method: str, path: str, status: int) -> None:
    await portal.login(COORDINATOR, "regional_administrator@/el63")
    answer = await portal.http.request(method, path)
    assert answer.status_code == status
    check(answer.text)


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        ("x" * 70_000, "application/x-www-form-urlencoded", 413),
        ("{}", "application/json", 422),
        ("--x", "multipart/form-data; boundary=x", 422),
    ],
)
async def test_bad_body_gets_a_page_with_words(portal: Running, content: str, kind: str, status: int) -> None:
    await portal.login(RECEPTION)
    answer = await portal.http.post("/visits/new", content=content, headers={"Content-Type": kind})
    assert answer.status_code == status
    check(answer.text)
