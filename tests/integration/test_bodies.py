"""Bodies and services on the real registry: kept by whom they belong to."""

from collections.abc import AsyncGenerator
from datetime import timedelta

import pytest

from shared.ids import uuid7
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from tests.clock import today
from tests.integration.offering import Office, an_office, code_of


@pytest.fixture(scope="module")
async def office(module_stage: Stage, provider: TestProvider) -> AsyncGenerator[Office]:
    async with an_office(module_stage, provider) as office:
        yield office


async def test_a_body_is_corrected_on_the_version_that_was_shown(office: Office) -> None:
    body = await office.body()
    changed = {"kind": "social", "name": "Νέος Αλφειός", "municipality": "3905", "website": "https://alfeios.example"}
    assert (await office.post(f"/bodies/{body}/correction", changed)).status_code == 428
    stale = await office.post(f"/bodies/{body}/correction", changed, seen=7)
    assert stale.status_code == 412
    assert (await office.post(f"/bodies/{body}/correction", changed, seen=1)).status_code == 200
    shown = await office.get(f"/bodies/{body}")
    assert (shown["name"], shown["website"], shown["version"]) == ("Νέος Αλφειός", "https://alfeios.example", 2)
    assert body in [item["id"] for item in (await office.get("/bodies", query="ΝΕΟΣ αλφ"))["items"]]


async def test_offices_and_agreements_stand_with_the_body(office: Office) -> None:
    body, agreement = await office.body(), str(uuid7())
    contacts = {"contacts": [{"office": "Γραμματεία", "telephone": "26250 00000"}]}
    assert (await office.post(f"/bodies/{body}/contacts", contacts, seen=1)).status_code == 200
    nobody = {"contacts": [{"office": "Γραμματεία"}]}
    refused = await office.post(f"/bodies/{body}/contacts", nobody, seen=2)
    assert (refused.status_code, code_of(refused)) == (409, "contact-without-a-way")
    signed = {"body": body, "subject": "Παραπομπές", "starts": str(today())}
    assert (await office.put(f"/agreements/{agreement}", signed)).status_code == 201
    ended = await office.post(f"/bodies/{body}/agreements/{agreement}/ending", {"on": str(today())})
    assert ended.status_code == 200
    shown = await office.get(f"/bodies/{body}")
    assert shown["contacts"] == [{"office": "Γραμματεία", "telephone": "+302625000000", "email": None}]
    assert [(each["ended_on"], each["state"]) for each in shown["agreements"]] == [(str(today()), "in-force")]


async def test_a_municipality_keeps_its_own_bodies_and_no_others(office: Office, provider: TestProvider) -> None:
    zacharo, pyrgos, region = [await office.body(municipality=code) for code in ("3905", "3901", None)]
    municipal = provider.bearer("municipal_administrator@/el63/3905")
    assert (await office.post(f"/bodies/{zacharo}/suspension", {"why": "Έργα"}, municipal)).status_code == 200
    for other in (pyrgos, region):
        assert (await office.post(f"/bodies/{other}/suspension", {"why": "Έργα"}, municipal)).status_code == 404
        assert (await office.put(f"/services/{uuid7()}", office.offered(body=other), municipal)).status_code == 422
    entered = {"kind": "public", "name": "Άλλος", "municipality": "3901"}
    refused = await office.put(f"/bodies/{uuid7()}", entered, municipal)
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/municipality"]
    moved = {"kind": "social", "name": "Αλφειός", "municipality": "3901"}
    gone = await office.post(f"/bodies/{zacharo}/correction", moved, municipal, seen=2)
    assert gone.status_code == 422
    elsewhere = provider.bearer("regional_administrator@/el64")
    assert (await office.post(f"/bodies/{zacharo}/resumption", None, elsewhere)).status_code == 404


async def test_who_refers_may_say_what_room_there_is_and_nothing_else(office: Office, provider: TestProvider) -> None:
    service = await office.service(await office.body())
    told = await office.post(f"/services/{service}/capacity", {"places": 0, "waiting": 4}, office.worker)
    assert told.status_code == 200, told.text
    assert (await office.post(f"/services/{service}/ending", {}, office.worker, seen=2)).status_code == 404
    elsewhere = provider.bearer("social_worker@/el64/4001/allo")
    assert (
        await office.post(f"/services/{service}/capacity", {"places": 9, "waiting": 0}, elsewhere)
    ).status_code == 404
    shown = await office.get(f"/services/{service}")
    assert shown["capacity"] == {"places": 0, "waiting": 4, "reported_on": str(today()), "stale": False}
    older = {"places": 3, "waiting": 0, "occurred_on": str(today() - timedelta(days=1))}
    refused = await office.post(f"/services/{service}/capacity", older)
    assert (refused.status_code, code_of(refused)) == (409, "capacity-reported-later")


async def test_a_pause_says_until_when_and_why_and_ends_when_it_takes_people_again(office: Office) -> None:
    service, until = await office.service(await office.body()), str(today() + timedelta(days=40))

    async def shown() -> list[str | None]:
        service_now = await office.get(f"/services/{service}")
        return [service_now[name] for name in ("state", "paused_until", "why")]

    assert (await office.post(f"/services/{service}/pause", {"until": until, "why": "Έργα"})).status_code == 200
    assert await shown() == ["paused", until, "Έργα"]
    assert (await office.post(f"/services/{service}/resumption")).status_code == 200
    assert await shown() == ["open", None, None]


async def test_a_territory_names_what_was_entered(office: Office) -> None:
    wrong = office.offered(body=await office.body(), municipalities=["9999"], regional_units=["Άγνωστης"])
    answer = await office.put(f"/services/{uuid7()}", wrong)
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [
        ("/municipalities", "unknown-municipality"),
        ("/regional_units", "unknown-regional-unit"),
    ]


async def test_a_seat_is_one_that_was_entered(office: Office) -> None:
    body = await office.body()
    service = await office.service(body)
    facts = {"kind": "social", "name": "Αλφειός", "municipality": "9999"}
    told = office.offered(municipality="9999")
    for answer in (
        await office.put(f"/bodies/{uuid7()}", facts),
        await office.post(f"/bodies/{body}/correction", facts, seen=1),
        await office.put(f"/services/{uuid7()}", told | {"body": body}),
        await office.post(f"/services/{service}/correction", told, seen=1),
    ):
        assert answer.status_code == 422, answer.text
        assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [
            ("/municipality", "unknown-municipality")
        ]
    assert (await office.get(f"/bodies/{body}"))["version"] == 1
    assert (await office.get(f"/services/{service}"))["version"] == 1
