"""Services are found by who needs them: the nearest first, by words, needs, days and whom they are for."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any

import pytest

from services.registry.bodies.taxonomy import terms
from shared.ids import uuid7
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from tests.clock import today
from tests.integration.offering import Office, an_office, code_of


@pytest.fixture(scope="module")
async def office(module_stage: Stage, provider: TestProvider) -> AsyncGenerator[Office]:
    async with an_office(module_stage, provider) as office:
        yield office


async def test_a_report_grows_stale(office: Office, provider: TestProvider) -> None:
    service = await office.service(await office.body(), kind="asylum")
    importer = provider.bearer("importer@/el63")
    report = {"places": 3, "waiting": 0, "occurred_on": str(today() - timedelta(days=30))}
    assert (await office.post(f"/services/{service}/capacity", report)).status_code == 200
    assert await office.found(kind="asylum", with_place=True) == [service]
    other = await office.service(await office.body(), kind="asylum")
    old = {"places": 3, "waiting": 0, "occurred_on": str(today() - timedelta(days=31))}
    assert (await office.post(f"/services/{other}/capacity", old, importer)).status_code == 200
    assert (await office.get(f"/services/{other}"))["capacity"]["stale"] is True
    assert await office.found(kind="asylum", with_place=True) == [service]


async def test_the_nearest_come_first_and_those_with_a_place_before_those_without(office: Office) -> None:
    body, other = await office.body(), await office.body(municipality=None)
    kind: dict[str, Any] = {"kind": "migrant"}
    region = await office.service(other, **kind, municipality=None)
    unit = await office.service(other, **kind, municipality=None, regional_units=["Ηλείας"])
    second = await office.service(body, **kind, municipality="3901", municipalities=["3905"])
    full = await office.service(body, **kind)
    free = await office.service(body, **kind)
    paused = await office.service(body, **kind)
    away = await office.service(body, **kind, municipality="3701")
    await office.post(f"/services/{full}/capacity", {"places": 0, "waiting": 1})
    await office.post(f"/services/{free}/capacity", {"places": 1, "waiting": 0})
    await office.post(f"/services/{paused}/pause", {"why": "Έργα"})
    ordered = [free, second, full, unit, region, paused]
    assert await office.found(**kind, municipality="3905") == ordered
    near = [item["near"] for item in (await office.get("/services", **kind, municipality="3905"))["items"]]
    assert near == ["municipality"] * 3 + ["regional-unit", "region", "municipality"]
    assert await office.found(**kind, municipality="3701") == [away, region]
    assert set(await office.found(**kind)) == {*ordered, away}


async def test_services_are_found_by_whom_they_are_for(office: Office) -> None:
    body = await office.body()
    kind: dict[str, Any] = {"kind": "roma"}
    children = await office.service(body, **kind, audience=["children"], minimum_age=6, maximum_age=12)
    anybody = await office.service(body, **kind, languages=["el", "ar"])
    assert set(await office.found(**kind, audience="children")) == {children, anybody}
    assert await office.found(**kind, audience="women") == [anybody]
    assert set(await office.found(**kind, age=12)) == {children, anybody}
    assert await office.found(**kind, age=13) == [anybody]
    assert await office.found(**kind, age=5) == [anybody]
    assert await office.found(**kind, language="ar") == [anybody]


async def test_services_are_found_on_the_days_on_which_they_are_open(office: Office) -> None:
    body = await office.body()
    service = await office.service(body, kind="disability")
    silent = await office.service(body, kind="disability")
    monday = today() + timedelta(days=7 - today().weekday())
    week = {"since": str(today()), "hours": [{"weekday": 1, "opens": "09:00", "closes": "14:00"}]}
    assert (await office.post(f"/services/{service}/hours", week)).status_code == 200
    none: dict[str, Any] = {"since": str(monday + timedelta(days=7)), "hours": []}
    assert (await office.post(f"/services/{service}/hours", none)).status_code == 200

    async def open_on(days: int) -> list[str]:
        return await office.found(kind="disability", open_on=str(monday + timedelta(days=days)))

    assert await open_on(0) == [service]
    assert await open_on(1) == []
    assert await open_on(7) == []
    assert silent in await office.found(kind="disability")
    shown = await office.get(f"/services/{service}")
    assert [each["hours"] for each in shown["hours"]] == [week["hours"], []]
    await office.post(f"/services/{service}/pause", {"until": str(monday + timedelta(days=1))})
    assert await open_on(0) == []


async def test_services_are_found_by_words_of_their_own_and_of_their_bodies(office: Office) -> None:
    body = await office.body(name="Σύλλογος «Άγιος Σπυρίδωνας»")
    service = await office.service(body, kind="nursery", name="Βρεφονηπιακός Σταθμός Φιγαλείας")
    assert await office.found(query="σταθμος ΦΙΓΑΛ") == [service]
    assert await office.found(query="αγιοσ σταθ") == [service]
    assert await office.found(query="σπυριδων αγιοσ") == [service]
    assert await office.found(query="φιγαλ σπυριδων βρεφο αγιοσ") == [service]
    assert await office.found(query="σταθμος μουσειο") == []
    assert await office.found(query="σπυριδων μουσειο") == []
    assert await office.found(query="σπυριδων σταθμος μουσειο") == []
    assert await office.found(query="σπυριδων", municipality="3905", kind="nursery") == [service]
    other = await office.service(body, kind="nursery", name="Λέσχη του Συλλόγου")
    assert await office.found(query="συλλογ αγιοσ") == [service, other]
    assert await office.found(query="συλλογ λεσχη σπυρ") == [other]


async def test_needs_and_terms_lead_to_kinds(office: Office) -> None:
    body = await office.body()
    hostel, shelter = [await office.service(body, kind=kind) for kind in ("homeless-hostel", "abuse-shelter")]
    housing = next(term.id for term in terms().terms.values() if term.line.code == "1103")
    for asked in ({"need": "housing"}, {"term": housing}, {"need": "housing", "term": housing}):
        assert set(await office.found(**asked)) == {hostel, shelter}
    assert await office.found(need="housing", kind="abuse-shelter") == [shelter]
    assert await office.found(need="documents") == []
    assert await office.found(term=str(uuid7())) == []
    listed = (await office.get("/terms"))["items"]
    assert {"abuse-shelter", "homeless-hostel"} <= {kind for item in listed for kind in item["kinds"]}


async def test_what_is_no_more_is_found_by_who_asks_for_it(office: Office) -> None:
    body, closed = await office.body(), await office.body()
    ended, orphan = await office.service(body, kind="union"), await office.service(closed, kind="union")
    assert (await office.post(f"/services/{ended}/ending", {}, seen=1)).status_code == 200
    assert (await office.post(f"/bodies/{closed}/closing", {"why": "Λύθηκε"}, seen=1)).status_code == 200
    assert await office.found(kind="union") == []
    assert set(await office.found(kind="union", gone_too=True)) == {ended, orphan}
    assert (await office.get(f"/services/{orphan}"))["state"] == "body-closed"
    assert (await office.get(f"/services/{ended}"))["state"] == "ended"
    refused = await office.put(f"/services/{uuid7()}", office.offered(body=closed))
    assert (refused.status_code, code_of(refused)) == (409, "body-closed")


async def test_pages_follow_each_other_without_a_gap(office: Office) -> None:
    body = await office.body()
    offered = {await office.service(body, kind="chamber", name=f"Υπηρεσία {n % 7}") for n in range(53)}
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = await office.get(
            "/services", kind="chamber", municipality="3905", **({"cursor": cursor} if cursor else {})
        )
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert (len(seen), set(seen)) == (53, offered)
