"""The three registries over HTTP, on real parts: organisation, bodies, and people found as they are typed."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2
import pytest

from services.registry import BLUEPRINT
from shared.database import connect
from shared.ids import uuid7
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider

ZACHARO = "/el63/3905/zacharo"
CENTRE = uuid7()
BORN, AMKA, AFM = "1980-02-14", "14028012343", "123456783"


@dataclass
class Desk:
    served: Served
    headers: dict[str, str]
    admin: dict[str, str]

    async def put(self, path: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> httpx2.Response:
        sent = {**(headers or self.headers), "If-None-Match": "*"}
        return await self.served.http.put(path, json=body, headers=sent)

    async def post(self, path: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> httpx2.Response:
        sent = {**(headers or self.headers), "Idempotency-Key": str(uuid7())}
        return await self.served.http.post(path, json=body, headers=sent)

    async def register(self, id_: UUID | None = None, **changes: Any) -> httpx2.Response:
        body: dict[str, Any] = {
            "centre": ZACHARO,
            "unit": str(CENTRE),
            "surname": "Παπαδοπούλου",
            "given_name": "Μαρία",
            "father_name": "Γεωργίου",
            "born_on": BORN,
            "identifier": {"kind": "amka", "value": AMKA},
            "telephone": "26250 00000",
            "informed": True,
            **changes,
        }
        return await self.put(f"/people/{id_ or uuid7()}", body)

    async def found(self, query: str) -> list[dict[str, Any]]:
        answer = await self.served.http.post("/people/search", json={"query": query}, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.json()["items"]


@pytest.fixture
async def desk(stage: Stage, provider: TestProvider) -> AsyncGenerator[Desk]:
    async with stage.serve(BLUEPRINT) as served:
        admin = provider.bearer("importer@/el63", "regional_administrator@/el63")
        desk = Desk(served, provider.bearer(f"receptionist@{ZACHARO}"), admin)
        municipality = {
            "edition": "2021",
            "name": "Ζαχάρως",
            "short_name": "Ζαχάρω",
            "regional_unit": "Ηλείας",
            "region": "el63",
            "residents": 8606,
        }
        assert (await desk.put("/municipalities/3905", municipality, admin)).status_code == 201
        centre = {
            "municipality": "3905",
            "slug": "zacharo",
            "name": "Κέντρο Κοινότητας Ζαχάρως",
            "implementing_body": "Δήμος Ζαχάρως",
            "operating_since": "2017-09-18",
            "prefix": "ΖΑΧ",
        }
        founded = await desk.put(f"/centres/{CENTRE}", centre, admin)
        assert founded.status_code == 201, founded.text
        yield desk


async def test_a_branch_and_a_mobile_unit_stand_after_their_centre(desk: Desk) -> None:
    for kind, name in (("branch", "Παράρτημα Φιγαλείας"), ("mobile-unit", "Κινητή Μονάδα")):
        unit = {"centre": str(CENTRE), "kind": kind, "name": name, "reason": "access"}
        assert (await desk.put(f"/units/{uuid7()}", unit, desk.admin)).status_code == 201
    feast = await desk.post("/municipalities/3905/feasts", {"name": "Άγιος", "month": 3, "day": 27}, desk.admin)
    assert feast.status_code == 200
    units = (await desk.served.http.get("/units", headers=desk.headers)).json()["items"]
    assert [unit["kind"] for unit in units] == ["centre", "mobile-unit", "branch"]


async def test_a_service_is_found_by_its_kind(desk: Desk) -> None:
    body, service = uuid7(), uuid7()
    entered = {"kind": "civil-society", "name": "Αλφειός", "municipality": "3905"}
    assert (await desk.put(f"/bodies/{body}", entered, desk.admin)).status_code == 201
    offered = {
        "body": str(body),
        "kind": "tutoring",
        "name": "Φροντιστήριο",
        "municipality": "3905",
        "for_whom": "Μαθητές",
        "how_to_refer": "Με παραπομπή",
        "answers_within": 5,
        "email": "alfeios@example.org",
        "accessible": True,
    }
    assert (await desk.put(f"/services/{service}", offered, desk.admin)).status_code == 201
    found = (await desk.served.http.get("/services?kind=tutoring&municipality=3905", headers=desk.headers)).json()
    assert [(item["name"], item["body"]["name"]) for item in found["items"]] == [("Φροντιστήριο", "Αλφειός")]


@pytest.mark.parametrize(
    "query",
    [
        "Παπαδοπούλου",
        "παπαδοπουλου μαρια",
        "Μαρία Παπαδ",
        "papadopoulou",
        "Papadopoulos Maria",
        AMKA,
        "2625000000",
        "ΠΑΠΑΔΟΠΟΥΛΟΥ ΜΑΡΙΑ",
    ],
)
async def test_a_person_is_found_as_people_type(desk: Desk, query: str) -> None:
    id_ = uuid7()
    answer = await desk.register(id_)
    assert answer.status_code == 201, answer.text
    assert [hit["id"] for hit in await desk.found(query)] == [str(id_)]
    assert await desk.found("Γιαννακόπουλος") == []


async def test_a_search_for_control_characters_is_refused_at_its_field(desk: Desk) -> None:
    answer = await desk.post("/people/search", {"query": "Παπα\0δοπούλου"})

    assert answer.status_code == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [("/query", "control-character")]


async def test_near_duplicates_are_shown_before_saving_and_kept_as_seen(desk: Desk) -> None:
    first, second = uuid7(), uuid7()
    await desk.register(first)
    changes = {"surname": "Παπαδοπουλου", "identifier": {"kind": "afm", "value": AFM}}
    shown = await desk.register(second, **changes)
    assert shown.status_code == 409
    assert shown.json()["type"].endswith("/possible-duplicates")
    assert [(match["id"], match["reasons"][0]) for match in shown.json()["matches"]] == [(str(first), "same-name")]
    assert await desk.found(AFM) == []

    saved = await desk.register(second, **changes, not_same_as=[str(first)])
    assert saved.status_code == 201, saved.text
    assert len(await desk.found("Παπαδοπούλου")) == 2


async def test_an_identifier_belongs_to_one_record_of_the_municipality(desk: Desk) -> None:
    first = uuid7()
    await desk.register(first)
    taken = await desk.register(surname="Άλλη", given_name="Ζωή", born_on="1990-01-01", not_same_as=[str(first)])
    assert taken.status_code == 422
    assert [(error["pointer"], error["code"]) for error in taken.json()["errors"]] == [
        ("/identifier/value", "identifier-taken")
    ]


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"identifier": {"kind": "amka", "value": "14028012344"}}, "/identifier/value", "amka-check-digit"),
        ({"identifier": {"kind": "afm", "value": "12345678"}}, "/identifier/value", "afm-length"),
        ({"surname": "  "}, "/surname", "missing"),
        ({"surname": "α" * 101}, "/surname", "too-long"),
        ({"given_name": "Μα\x00ρία"}, "/given_name", "control-character"),
        ({"born_on": "2199-01-01"}, "/born_on", "in-the-future"),
        ({"born_on": "31/02/1980"}, "/born_on", "not-a-date"),
        ({"telephone": "12"}, "/telephone", "telephone-format"),
        ({"centre": "/el63/3901/pyrgos"}, "/centre", "outside-scope"),
        ({"informed": None}, "/informed", "wrong-type"),
    ],
)
async def test_bad_input_is_told_at_its_field(desk: Desk, changes: dict[str, Any], pointer: str, code: str) -> None:
    answer = await desk.register(**changes)
    assert answer.status_code == 422, answer.text
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]


async def test_a_visitor_becomes_a_beneficiary_once(desk: Desk) -> None:
    id_ = uuid7()
    await desk.register(id_)
    numbers = [(await desk.post(f"/people/{id_}/beneficiary", {})).json()["number"] for _ in range(2)]
    assert numbers[0] == numbers[1]
    assert numbers[0].startswith("ΖΑΧ-")
    assert [hit["id"] for hit in await desk.found(numbers[0])] == [str(id_)]
    opened = {**desk.headers, **desk.served.ticket(id_)}
    course = (await desk.served.http.get(f"/people/{id_}/timeline", headers=opened)).json()["items"]
    assert {item["code"] for item in course} == {"person-met", "became-beneficiary"}


async def test_names_and_numbers_are_unreadable_in_the_log(desk: Desk, stage: Stage) -> None:
    await desk.register()
    owner = await connect(stage.databases.owner(desk.served.databases), name="test")
    for table in ("log", "claim"):
        for row in await owner.fetch(f"SELECT t::text AS line FROM {table} t"):
            for secret in ("Παπαδοπούλου", AMKA, "+302625000000"):
                assert secret not in row["line"]
                assert secret.encode().hex() not in row["line"]
    await owner.close()
