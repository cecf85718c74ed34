"""Bodies and services on the real registry: kept by whom they belong to, and found by who needs them."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from services.registry import BLUEPRINT
from services.registry.bodies.taxonomy import terms
from shared.ids import uuid7
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from tests.clock import today

MUNICIPALITIES = {"3905": ("Ζαχάρως", "Ηλείας"), "3901": ("Πύργου", "Ηλείας"), "3701": ("Πατρέων", "Αχαΐας")}


@dataclass
class Office:
    served: Served
    headers: dict[str, str]
    """A regional administrator's."""
    worker: dict[str, str]

    async def put(self, path: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> httpx2.Response:
        sent = {**(headers or self.headers), "If-None-Match": "*"}
        return await self.served.http.put(path, json=body, headers=sent)

    async def post(
        self, path: str, body: dict[str, Any] | None = None, headers: dict[str, str] | None = None, *, seen: int = 0
    ) -> httpx2.Response:
        shown = {"If-Match": f'"{seen}"'} if seen else {}
        sent = {**(headers or self.headers), "Idempotency-Key": str(uuid7()), **shown}
        return await self.served.http.post(path, json=body, headers=sent)

    async def get(self, path: str, **query: Any) -> Any:
        answer = await self.served.http.get(path, params=query, headers=self.worker)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def enter_municipalities(self) -> None:
        for code, (name, unit) in MUNICIPALITIES.items():
            facts = {
                "edition": "2021", "name": name, "short_name": name, "regional_unit": unit, "region": "el63",
                "residents": 8606,
            }  # fmt: skip
            assert (await self.put(f"/municipalities/{code}", facts)).status_code == 201

    async def body(self, **facts: Any) -> str:
        id_ = str(uuid7())
        entered = {"kind": "social", "name": "Αλφειός", "municipality": "3905", **facts}
        answer = await self.put(f"/bodies/{id_}", entered)
        assert answer.status_code == 201, answer.text
        return id_

    async def service(self, body: str, **facts: Any) -> str:
        id_ = str(uuid7())
        answer = await self.put(f"/services/{id_}", self.offered(body=body, **facts))
        assert answer.status_code == 201, answer.text
        return id_

    def offered(self, **facts: Any) -> dict[str, Any]:
        return {
            "kind": "tutoring", "name": "Φροντιστήριο", "municipality": "3905", "for_whom": "Μαθητές",
            "how_to_refer": "Με παραπομπή", "answers_within": 5, "email": "a@example.org", "accessible": True, **facts,
        }  # fmt: skip

    async def found(self, **query: Any) -> list[str]:
        return [item["id"] for item in (await self.get("/services", **query))["items"]]


@pytest.fixture(scope="module")
async def office(module_stage: Stage, provider: TestProvider) -> AsyncGenerator[Office]:
    async with module_stage.serve(BLUEPRINT) as served:
        admin = provider.bearer("regional_administrator@/el63")
        office = Office(served, admin, provider.bearer("social_worker@/el63/3905/zacharo"))
        await office.enter_municipalities()
        yield office


def code_of(answer: httpx2.Response) -> str:
    return answer.json()["type"].rpartition("/")[2]


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
