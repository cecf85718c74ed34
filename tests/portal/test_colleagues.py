"""Who did what, by name where it is known: on courses, visits and referrals."""

import json

import httpx2
import pytest

from tests.portal import samples
from tests.portal.checking import check
from tests.portal.pages import RECEPTION, WORKER
from tests.portal.replies import problem, reply
from tests.portal.running import Running

NAME = samples.COLLEAGUES[samples.COLLEAGUE]
PAGES = [
    f"/people/{samples.NIKOLETA}",
    "/visits",
    "/referrals",
    f"/referrals/{samples.SENT}",
    f"/referrals/{samples.ACCEPTED}/closing",
    f"/referrals/{samples.OVERDUE}/answer",
]


async def test_login_tells_registry_the_name_with_the_persons_own_token(portal: Running) -> None:
    await portal.login(RECEPTION)
    [told] = portal.wire.sent(r"PUT registry/staff/me")
    assert json.loads(told.content) == {"name": "Ελένη Αντωνοπούλου"}
    assert told.headers["Authorization"].startswith("Bearer ")
    assert told.headers["Idempotency-Key"]


async def test_login_of_who_is_not_named_to_colleagues_tells_nothing(portal: Running) -> None:
    await portal.login("analyst@/el63")
    assert portal.wire.sent(r"PUT registry/staff/me") == []


@pytest.mark.parametrize("answer", [problem(503, "busy"), problem(422, "invalid"), problem(404, "not-found")])
async def test_login_does_not_fail_by_the_name(portal: Running, answer: httpx2.Response) -> None:
    portal.wire.answer(r"PUT registry/staff/me", answer)
    await portal.login(RECEPTION)
    assert (await portal.get("/")).status_code == 200


@pytest.mark.parametrize("path", PAGES)
async def test_page_names_the_colleague_and_never_shows_an_id(portal: Running, path: str) -> None:
    await portal.login(WORKER)
    page = await portal.get(path)
    assert NAME in page.text
    assert samples.COLLEAGUE not in page.text
    assert all(
        "somebody" not in json.loads(asked.content)["ids"] for asked in portal.wire.sent(r"POST registry/staff/labels")
    )
    check(page.text)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("answer", [problem(503, "busy"), reply({"labels": {}})], ids=["away", "unknown"])
async def test_page_without_names_is_whole(portal: Running, path: str, answer: httpx2.Response) -> None:
    await portal.login(WORKER)
    portal.wire.answer(r"POST registry/staff/labels", answer)
    page = await portal.get(path)
    assert page.status_code == 200
    assert NAME not in page.text
    assert samples.COLLEAGUE not in page.text
    check(page.text)


async def test_what_the_reader_did_is_said_to_be_theirs(portal: Running) -> None:
    await portal.login(WORKER)
    page = await portal.get(f"/people/{samples.NIKOLETA}?kind=person")
    assert "· από εσάς" in page.text
    assert f"· {NAME}</span>" in page.text
    assert '<td class="govgr-table__cell" data-label="Υπεύθυνος">εσείς</td>' in page.text


async def test_lists_say_what_the_colleague_did(portal: Running) -> None:
    await portal.login(WORKER)
    mine = samples.VISITS | {"items": [samples.visit(samples.VISIT, 16, "employment", "in-person", by="somebody")]}
    assert f"Υποδοχή: {NAME}</span>" in (await portal.get("/visits")).text
    assert f"Αποστολή: {NAME}</span>" in (await portal.get("/referrals")).text
    portal.wire.answer(r"GET intake/visits", reply(mine))
    assert "Υποδοχή: εσείς</span>" in (await portal.get("/visits")).text
