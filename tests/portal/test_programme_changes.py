"""A programme gets another name from a day on, or ends."""

import json
from typing import Any

import httpx2
import pytest

from tests.portal import samples_programmes as samples
from tests.portal.checking import check
from tests.portal.pages import MUNICIPAL, REGIONAL, WORKER
from tests.portal.replies import problem, reply
from tests.portal.running import Forms, Running

PAGE = f"/programmes/{samples.CODE}/changes"
REGISTRY = f"registry/programmes/{samples.CODE}"


async def send(portal: Running, do: str, **fields: str) -> httpx2.Response:
    page = await portal.get(PAGE)
    form = next(form for form in Forms.of(page.text) if form.fields.get("do") == do)
    return await portal.http.post(PAGE, data={**form.fields, **fields})


def day(name: str) -> dict[str, str]:
    return {f"{name}-day": "1", f"{name}-month": "2", f"{name}-year": "2027"}


@pytest.mark.parametrize(
    ("do", "fields", "path", "body"),
    [
        ("rename", {"name": "ΚΕΑ", **day("since")}, "names", {"name": "ΚΕΑ", "since": "2027-02-01"}),
        ("end", day("last"), "end", {"last_day": "2027-02-01"}),
    ],
)
async def test_what_is_said_is_passed_on(
    portal: Running, do: str, fields: dict[str, str], path: str, body: Any
) -> None:
    await portal.login(REGIONAL)
    done = await send(portal, do, **fields)
    assert done.headers["Location"] == f"/programmes/{samples.CODE}"
    (one,) = portal.wire.sent(f"POST {REGISTRY}/{path}")
    assert json.loads(one.content) == body


async def test_what_is_missing_or_refused_is_told_and_its_fold_is_open(portal: Running) -> None:
    await portal.login(REGIONAL)
    page = await send(portal, "rename", name="")
    assert (page.status_code, "Συμπληρώστε το πεδίο" in page.text) == (422, True)
    check(page.text)
    portal.wire.answer(f"POST {REGISTRY}/end", problem(409, "version-after-end", "Αρχίζει νεότερη έκδοση."))
    refused = await send(portal, "end", **day("last"))
    assert "Αρχίζει νεότερη έκδοση." in refused.text
    assert '<details class="k-fold k-noprint" open><summary>Λήξη προγράμματος' in refused.text


async def test_one_that_ended_is_not_ended_again(portal: Running) -> None:
    await portal.login(REGIONAL)
    portal.wire.answer(f"GET {REGISTRY}", reply({**samples.WHOLE, "ended_on": "2025-12-31"}))
    page = (await portal.get(PAGE)).text
    assert "Τελευταία ημέρα του προγράμματος ήταν η 31/12/2025." in page
    assert "Λήξη προγράμματος" not in page


@pytest.mark.parametrize("grant", [MUNICIPAL, WORKER])
async def test_only_the_region_changes_programmes(portal: Running, grant: str) -> None:
    await portal.login(grant)
    assert (await portal.http.get(PAGE)).status_code == 404
    assert PAGE not in (await portal.get(f"/programmes/{samples.CODE}")).text
