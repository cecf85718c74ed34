"""The household page: a member is found, shown before and after, and saved; nothing typed is lost."""

import json
from typing import Any

from services.portal.catalogue import load
from tests.portal import samples
from tests.portal.checking import check
from tests.portal.pages import RECEPTION, WORKER
from tests.portal.replies import problem, reply
from tests.portal.running import Running

EL = load("el")
PAGE = f"/people/{samples.NIKOLETA}/household"


def bodies(portal: Running, pattern: str) -> list[dict[str, Any]]:
    return [json.loads(one.content) for one in portal.wire.sent(pattern)]


async def test_a_member_is_found_looked_at_and_saved(portal: Running) -> None:
    await portal.login(WORKER)
    found = await portal.form(f"{PAGE}?step=join", q="Αλ Χουσεΐν", do="find", role="spouse")
    assert found.status_code == 200
    check(found.text)
    assert str(samples.LABELS[samples.FATIMA]["label"]) in found.text
    looked = await portal.resend(found, member=str(samples.FATIMA), do="preview")
    assert looked.status_code == 200, looked.text
    check(looked.text)
    preview = looked.text.split('id="preview"')[1].split("</section>")[0]
    assert preview.count(str(samples.LABELS[samples.FATIMA]["label"])) == 1
    assert portal.wire.sent("POST registry/households/.+") == []
    saved = await portal.resend(looked, do="save")
    assert saved.status_code == 303, saved.text
    (request,) = portal.wire.sent(f"POST registry/households/{samples.HOME}/members")
    assert request.headers["If-Match"] == '"5"'
    body = json.loads(request.content)
    assert (body["person"], body["role"], body["since"]) == (str(samples.FATIMA), "spouse", "2026-03-12")


async def test_who_lives_alone_forms_a_household_with_the_one_who_is_found(portal: Running) -> None:
    await portal.login(WORKER)
    portal.wire.answer("GET registry/people/[^/]+/household", reply({"current": None, "past": []}))
    page = await portal.get(f"{PAGE}?step=join")
    saved = await portal.resend(page, q="x", member=str(samples.FATIMA), role="spouse", do="save")
    assert saved.status_code == 303, saved.text
    (body,) = bodies(portal, "PUT registry/households/.+")
    assert [(one["person"], one["role"]) for one in body["members"]] == [
        (str(samples.NIKOLETA), "reference"),
        (str(samples.FATIMA), "spouse"),
    ]


async def test_some_are_ticked_and_part(portal: Running) -> None:
    await portal.login(WORKER)
    page = await portal.get(f"{PAGE}?step=split")
    everybody = [str(samples.MARIA), str(samples.NIKOLETA)]
    all_of_them = await portal.resend(page, members=everybody, why="separated", do="preview")
    assert (all_of_them.status_code, EL.plain("household.error.some") in all_of_them.text) == (422, True)
    looked = await portal.resend(page, members=[str(samples.NIKOLETA)], why="separated", do="preview")
    assert EL.plain("household.apart") in looked.text
    saved = await portal.resend(looked, members=[str(samples.NIKOLETA)], do="save")
    assert saved.status_code == 303, saved.text
    (body,) = bodies(portal, "POST registry/households/[^/]+/split")
    assert body["members"] == [{"person": str(samples.NIKOLETA), "role": "child"}]
    assert body["why"] == "separated"


async def test_what_registry_refuses_comes_back_with_all_that_was_typed(portal: Running) -> None:
    await portal.login(WORKER)
    refused = problem(409, "left-before-joining", "Το πρόσωπο είναι μέλος από 01/09/2024.")
    portal.wire.answer("POST registry/households/.+", refused)
    page = await portal.get(f"{PAGE}?step=leave")
    answer = await portal.resend(page, member=str(samples.MARIA), why="died", day__year="2020", do="save")
    assert answer.status_code == 409
    check(answer.text)
    assert "Το πρόσωπο είναι μέλος από 01/09/2024." in answer.text
    for kept in ('value="2020"', '<option value="died" selected>'):
        assert kept in answer.text


async def test_a_household_that_changed_meanwhile_is_shown_before_anything_is_saved(portal: Running) -> None:
    await portal.login(WORKER)
    page = await portal.get(f"{PAGE}?step=leave")
    home = {**samples.HOUSEHOLD, "current": {**samples.HOUSEHOLD["current"], "version": 6}}
    portal.wire.answer("GET registry/people/[^/]+/household", reply(home))
    answer = await portal.resend(page, member=str(samples.MARIA), why="died", do="save")
    assert (answer.status_code, EL.plain("household.changed") in answer.text) == (422, True)
    assert portal.wire.sent("POST registry/households/.+") == []
    assert (await portal.resend(answer, do="save")).status_code == 303


async def test_the_desk_has_no_household_page(portal: Running) -> None:
    await portal.login(RECEPTION)
    assert (await portal.http.get(PAGE)).status_code == 404


async def test_all_of_them_move_and_their_records_say_where(portal: Running) -> None:
    await portal.login(WORKER)
    page = await portal.get(f"{PAGE}?step=move")
    nowhere = await portal.resend(page, do="preview")
    assert (nowhere.status_code, EL.plain("household.error.address") in nowhere.text) == (422, True)
    looked = await portal.resend(page, address="Οδός Ελιάς 4", municipal_unit="Ζαχάρως", do="preview")
    assert "Οδός Ελιάς 4, Ζαχάρως" in looked.text
    check(looked.text)
    assert (await portal.resend(looked, do="save")).status_code == 303
    (body,) = bodies(portal, "POST registry/households/[^/]+/move")
    assert body == {"address": "Οδός Ελιάς 4", "municipal_unit": "Ζαχάρως", "on": "2026-03-12"}


async def test_a_household_ends_and_everybody_leaves(portal: Running) -> None:
    await portal.login(WORKER)
    looked = await portal.resend(await portal.get(f"{PAGE}?step=dissolve"), why="separated", do="preview")
    check(looked.text)
    assert (await portal.resend(looked, do="save")).status_code == 303
    (body,) = bodies(portal, "POST registry/households/[^/]+/dissolution")
    assert body == {"on": "2026-03-12", "why": "separated"}
