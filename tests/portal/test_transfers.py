"""Somebody moves to another municipality: offered, taken over, declined, taken back."""

import json

import pytest

from tests.portal import samples
from tests.portal.checking import check
from tests.portal.pages import WORKER
from tests.portal.replies import reply
from tests.portal.running import Forms, Running

NEW = f"/people/{samples.NIKOLETA}/transfer"
COMING, GOING = f"/transfers/{samples.COMING}", f"/transfers/{samples.GOING}"


async def answered(portal: Running, path: str, do: str, **fields: str) -> object:
    page = await portal.get(path)
    form = next(form for form in Forms.of(page.text) if form.action == path and do in page.text)
    return await portal.http.post(path, data={**form.fields, "do": do, **fields})


async def test_a_person_is_offered_to_another_municipality_once_they_were_told(portal: Running) -> None:
    await portal.login(WORKER)
    page = await portal.get(NEW)
    assert "Πύργος: Κέντρο Κοινότητας Πύργου" in page.text
    assert "Κέντρο Κοινότητας Ζαχάρως</option>" not in page.text
    untold = await portal.resend(page, to_centre=samples.PYRGOS)
    assert untold.status_code == 422
    assert "Ενημερώστε πρώτα το πρόσωπο" in untold.text
    check(untold.text)
    sent = await portal.resend(page, to_centre=samples.PYRGOS, informed="yes")
    assert sent.status_code == 303
    (put,) = portal.wire.sent("PUT registry/transfers/.+")
    assert json.loads(put.content) == {
        "person": str(samples.NIKOLETA), "to_centre": samples.PYRGOS, "informed": True
    }  # fmt: skip


async def test_the_list_says_which_wait_for_us(portal: Running) -> None:
    await portal.login(WORKER)
    page = await portal.get("/transfers")
    assert page.text.count("Απαντάτε εσείς") == 1
    portal.wire.answer("GET registry/transfers", reply({"items": [], "next": None}))
    assert "Καμία μεταφορά." in (await portal.get("/transfers?state=all")).text


async def test_a_person_is_taken_over_into_a_new_record(portal: Running) -> None:
    await portal.login(WORKER)
    portal.wire.answer("POST registry/people/search", reply({"items": [], "next": None}))
    page = await portal.get(COMING)
    form = next(form for form in Forms.of(page.text) if "new" in form.fields)
    sent = await portal.http.post(COMING, data={**form.fields, "do": "accept", "unit": str(samples.UNIT)})
    assert (sent.status_code, sent.headers["location"]) == (303, f"/people/{samples.NIKOLETA}?saved=1")
    (post,) = portal.wire.sent("POST registry/transfers/[^/]+/acceptance")
    assert json.loads(post.content) == {"into": form.fields["new"], "unit": str(samples.UNIT)}


async def test_or_into_one_that_is_there(portal: Running) -> None:
    await portal.login(WORKER)
    page = await portal.get(COMING)
    assert str(samples.NIKOLETA) in page.text
    form = next(form for form in Forms.of(page.text) if "new" in form.fields)
    chosen = {"do": "accept", "into": str(samples.NIKOLETA), "unit": str(samples.UNIT)}
    assert (await portal.http.post(COMING, data={**form.fields, **chosen})).status_code == 303
    (post,) = portal.wire.sent("POST registry/transfers/[^/]+/acceptance")
    assert json.loads(post.content)["into"] == str(samples.NIKOLETA)


async def test_a_declination_has_a_reason(portal: Running) -> None:
    await portal.login(WORKER)
    page = await portal.get(COMING)
    form = next(form for form in Forms.of(page.text) if form.action == COMING and "new" not in form.fields)
    without = await portal.http.post(COMING, data={**form.fields, "do": "decline"})
    assert without.status_code == 422
    assert "Διαλέξτε γιατί δεν γίνεται δεκτή" in without.text
    check(without.text)
    sent = await portal.http.post(COMING, data={**form.fields, "do": "decline", "why": "not-moved"})
    assert sent.status_code == 303
    (post,) = portal.wire.sent("POST registry/transfers/[^/]+/declination")
    assert json.loads(post.content) == {"why": "not-moved"}


@pytest.mark.parametrize(
    ("path", "there", "not_there"),
    [
        (COMING, "Αποδοχή της μεταφοράς", "Ανάκληση της πρότασης"),
        (GOING, "Ανάκληση της πρότασης", "Αποδοχή της μεταφοράς"),
        (f"/transfers/{samples.GONE}", "Έγινε δεκτή", "Ανάκληση της πρότασης"),
        (f"/transfers/{samples.REFUSED_MOVE}", "Δεν έχει έρθει στο Κέντρο μας", "Ανάκληση της πρότασης"),
    ],
)
async def test_each_side_may_do_what_is_its_own(portal: Running, path: str, there: str, not_there: str) -> None:
    await portal.login(WORKER)
    page = (await portal.get(path)).text
    assert there in page
    assert not_there not in page


async def test_an_offer_is_taken_back(portal: Running) -> None:
    await portal.login(WORKER)
    page = await portal.get(GOING)
    form = next(form for form in Forms.of(page.text) if form.action == GOING)
    assert (await portal.http.post(GOING, data={**form.fields, "do": "withdraw"})).status_code == 303
    assert len(portal.wire.sent("POST registry/transfers/[^/]+/withdrawal")) == 1
