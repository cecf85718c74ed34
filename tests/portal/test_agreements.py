"""Agreements with a body: entered, ended, and told where they are wrong."""

import json
from typing import Any

import httpx2

from tests.portal import samples, samples_bodies
from tests.portal.running import Forms, Running
from tests.portal.test_pages import COORDINATOR, MUNICIPAL, check
from tests.portal.wire import problem

PAGE = f"/bodies/{samples_bodies.BODY}/agreements"
STARTS = {"starts-day": "1", "starts-month": "4", "starts-year": "2026"}


async def send(portal: Running, do: str, **fields: str) -> httpx2.Response:
    page = await portal.get(PAGE)
    form = next(form for form in Forms.of(page.text) if form.fields.get("do") == do)
    return await portal.http.post(PAGE, data={**form.fields, **fields})


def sent(portal: Running, pattern: str) -> Any:
    (one,) = portal.wire.sent(pattern)
    return json.loads(one.content)


async def test_one_is_entered(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    assert f'href="{PAGE}"' in (await portal.get(f"/bodies/{samples_bodies.BODY}")).text
    without = await send(portal, "sign")
    assert (without.status_code, "Γράψτε για τι είναι η συμφωνία" in without.text) == (422, True)
    check(without.text)
    done = await send(portal, "sign", subject="Παραπομπές μαθητών", **STARTS)
    assert done.headers["Location"] == f"{PAGE}?saved=1"
    assert sent(portal, "PUT registry/agreements/.+") == {
        "body": str(samples_bodies.BODY), "subject": "Παραπομπές μαθητών", "starts": "2026-04-01", "until": None
    }  # fmt: skip


async def test_one_that_was_refused_keeps_its_id(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    wrong = [{"pointer": "/until", "code": "x", "detail": "Λήγει πριν αρχίσει."}]
    portal.wire.answer("PUT registry/agreements/.+", problem(422, "invalid", errors=wrong))
    page = await send(portal, "sign", subject="Μαθήματα", **STARTS)
    assert "Λήγει πριν αρχίσει." in page.text
    (asked,) = portal.wire.sent("PUT registry/agreements/.+")
    form = next(form for form in Forms.of(page.text) if form.fields.get("do") == "sign")
    assert form.fields["agreement"] == asked.url.path.rpartition("/")[2]


async def test_one_ends_on_a_day_and_what_is_wrong_opens_its_fold(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    done = await send(portal, "end")
    assert done.status_code == 303
    ended = f"POST registry/bodies/{samples_bodies.BODY}/agreements/{samples.uuid(4330)}/ending"
    assert sent(portal, ended) == {"on": "2026-03-12"}
    page = await send(portal, "end", **{"ended-month": "13"})
    assert 'id="ended-month"' in page.text
    check(page.text)


async def test_who_does_not_keep_the_body_has_no_such_page(portal: Running) -> None:
    for grant in (COORDINATOR, "municipal_administrator@/el63/3901"):
        await portal.login(grant)
        assert (await portal.http.get(PAGE)).status_code == 404
