"""What a person asks to be put right: taken down at the desk, answered by who decides."""

import json

import httpx2
import pytest

from tests.portal import samples
from tests.portal.checking import check
from tests.portal.pages import COORDINATOR, RECEPTION
from tests.portal.running import Forms, Running

ASK = f"/people/{samples.NIKOLETA}/rectification"
OPEN = f"/rectifications/{samples.TO_RIGHT}"


async def answer(portal: Running, do: str, **fields: str) -> httpx2.Response:
    page = await portal.get(OPEN)
    form = next(form for form in Forms.of(page.text) if form.fields.get("do") == do)
    return await portal.http.post(OPEN, data={**form.fields, **fields})


def sent(portal: Running, pattern: str) -> object:
    (one,) = portal.wire.sent(pattern)
    return json.loads(one.content or b"null")


async def test_it_is_taken_down_in_the_persons_words(portal: Running) -> None:
    await portal.login(RECEPTION)
    empty = await portal.form(ASK)
    assert (empty.status_code, "Γράψτε τι ζητά να διορθωθεί" in empty.text) == (422, True)
    check(empty.text)
    assert (await portal.form(ASK, text="Λάθος πατρώνυμο")).status_code == 303
    assert sent(portal, "PUT registry/rectifications/.+") == {
        "person": str(samples.NIKOLETA), "text": "Λάθος πατρώνυμο"
    }  # fmt: skip


async def test_the_list_says_until_when(portal: Running) -> None:
    await portal.login(COORDINATOR)
    page = (await portal.get("/rectifications")).text
    assert "ο πατέρας λέγεται Γεώργιος" in page
    assert "02/04" in page
    assert "Πέμπτη 2 Απριλίου, σε 14 εργάσιμες" in (await portal.get(OPEN)).text


async def test_only_one_extension_is_offered(portal: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    await portal.login(COORDINATOR)
    assert "Παράταση δύο μηνών" in (await portal.get(OPEN)).text
    monkeypatch.setitem(samples.RECTIFICATIONS[str(samples.TO_RIGHT)], "extended", True)
    assert "Παράταση δύο μηνών" not in (await portal.get(OPEN)).text


@pytest.mark.parametrize(
    ("do", "fields", "path", "body"),
    [
        ("settle", {"told": "yes"}, "settlement", {"recipients_told": True}),
        ("settle", {}, "settlement", {"recipients_told": False}),
        ("decline", {"why": "opinion"}, "declination", {"why": "opinion"}),
        ("extend", {"extended-why": "Περιμένουμε το ληξιαρχείο"}, "extension", {"why": "Περιμένουμε το ληξιαρχείο"}),
    ],
)
async def test_it_is_answered(portal: Running, do: str, fields: dict[str, str], path: str, body: object) -> None:
    await portal.login(COORDINATOR)
    assert (await answer(portal, do, **fields)).status_code == 303
    assert sent(portal, f"POST registry/rectifications/[^/]+/{path}") == body


async def test_whom_data_were_given_to_is_shown_while_the_file_is_open(portal: Running) -> None:
    await portal.login(COORDINATOR)
    person = samples.RECTIFICATIONS[str(samples.TO_RIGHT)]["person"]
    closed = (await portal.get(OPEN)).text
    assert f"/people/{person}/open?then={OPEN}" in closed
    assert (await portal.get(f"/people/{person}")).status_code == 200
    shown = (await portal.get(OPEN)).text
    assert "Φροντιστήριο «Αλφειός»" in shown
    check(shown)


async def test_an_extension_has_a_reason(portal: Running) -> None:
    await portal.login(COORDINATOR)
    without = await answer(portal, "extend")
    assert "Γράψτε τι εξηγήσατε στο πρόσωπο" in without.text
    check(without.text)


async def test_a_declination_has_a_reason(portal: Running) -> None:
    await portal.login(COORDINATOR)
    without = await answer(portal, "decline")
    assert "Διαλέξτε γιατί δεν διορθώνεται" in without.text
    check(without.text)


async def test_what_was_answered_asks_no_more(portal: Running) -> None:
    await portal.login(COORDINATOR)
    page = (await portal.get(f"/rectifications/{samples.RIGHTED}")).text
    assert "Είναι κρίση συναδέλφου" in page
    assert "Απάντηση:" not in page
    await portal.login(RECEPTION)
    assert (await portal.http.get("/rectifications")).status_code == 404
