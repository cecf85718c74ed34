"""Programmes over HTTP: written by one, published by another, read by day, and asked what a household may expect."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID

import httpx2
import pytest

from kentro.demo.programmes import shipped
from services.registry import BLUEPRINT
from shared.ids import uuid7
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider

ADMIN = "regional_administrator@/el63"
Json = dict[str, Any]

PROGRAMME: Json = {"name": "Ελάχιστο Εγγυημένο Εισόδημα", "administered_by": "ΟΠΕΚΑ", "what_for": "Μηνιαία ενίσχυση."}
SOURCED: Json = {"source": "ΚΥΑ", "confidence": "seen"}
RULE: Json = {
    "key": "income", "asks": "Εισόδημα", "expression": "work_income < 6 * amounts.first",
    "met": "Κάτω από το όριο.", "unmet": "Πάνω από το όριο.", **SOURCED,
}  # fmt: skip
VERSION: Json = {
    "valid_from": "2023-12-01",
    **SOURCED,
    "amounts": [{"key": "first", "label": "Για ένα άτομο", "cents": 21600, **SOURCED}],
    "rules": [RULE],
    "pays": "(6 * amounts.first - work_income) / 6",
    "documents": [{"name": "ΑΜΚΑ", **SOURCED}],
    "examples": [{"name": "χωρίς", "facts": {"work_income": 0}, "expects": "likely", "pays": 21600}],
}


@dataclass
class Registry:
    served: Served
    provider: TestProvider

    def _as(self, who: str, grant: str) -> dict[str, str]:
        return self.provider.bearer(grant, subject=who)

    async def put(self, path: str, body: Json) -> httpx2.Response:
        headers = {**self._as("writer", ADMIN), "If-None-Match": "*"}
        return await self.served.http.put(path, json=body, headers=headers)

    async def post(
        self, path: str, body: Json | None = None, who: str = "writer", grant: str = ADMIN, **headers: str
    ) -> httpx2.Response:
        sent = {**self._as(who, grant), "Idempotency-Key": str(uuid7()), **headers}
        return await self.served.http.post(path, json=body, headers=sent)

    async def get(self, path: str, grant: str = "receptionist@/el63/3905/zacharo") -> Json:
        answer = await self.served.http.get(path, headers=self._as("reader", grant))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def publish(self, code: str, version: UUID, body: Json) -> None:
        at = f"/programmes/{code}/versions/{version}"
        for step, who in (("draft", "writer"), ("submission", "writer"), ("publication", "approver")):
            answer = await self.post(f"{at}/{step}", body if step == "draft" else None, who)
            assert answer.status_code == 200, answer.text

    async def check(self, **body: Any) -> Json:
        answer = await self.post("/pre-checks", body, "desk", "social_worker@/el63/3905/zacharo")
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def registry(stage: Stage, provider: TestProvider) -> AsyncGenerator[Registry]:
    async with stage.serve(BLUEPRINT) as served:
        registry = Registry(served, provider)
        assert (await registry.put("/programmes/minimum-income", PROGRAMME)).status_code == 201
        yield registry


async def seed(registry: Registry) -> list[int]:
    """Sends what `kentro programmes seed` sends; the statuses of all answers."""
    headers = {**registry.provider.bearer("importer@/el63", subject="loader"), "Kentro-Import": str(uuid7())}
    statuses: list[int] = []
    for programme in shipped():
        for step in programme.steps():
            own = {"If-None-Match": "*"} if step.key is None else {"Idempotency-Key": str(step.key)}
            answer = await registry.served.http.request(
                step.method, step.path, json=dict(step.body), headers={**headers, **own}
            )
            statuses.append(answer.status_code)
    return statuses


def codes(answer: httpx2.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


def refusal(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rpartition("/")[2]


async def test_the_rule_of_a_day_is_that_days(registry: Registry) -> None:
    old = {**VERSION, "valid_from": "2017-02-01", "examples": [{**VERSION["examples"][0], "pays": 20000}],
           "amounts": [{**VERSION["amounts"][0], "cents": 20000}]}  # fmt: skip
    await registry.publish("minimum-income", uuid7(), VERSION)
    await registry.publish("minimum-income", uuid7(), old)
    renamed = await registry.post("/programmes/minimum-income/names", {"name": "ΚΕΑ", "since": "2023-12-01"})
    assert renamed.status_code == 200, renamed.text

    seen = {
        day: (await registry.get(f"/programmes/minimum-income?on={day}"))
        for day in ("2017-01-31", "2017-02-01", "2023-11-30", "2023-12-01")
    }
    assert seen["2017-01-31"]["version"] is None
    assert seen["2017-01-31"]["content"] is None
    assert [each["content"]["amounts"][0]["cents"] for each in list(seen.values())[1:]] == [20000, 20000, 21600]
    assert [each["name"] for each in seen.values()] == [PROGRAMME["name"]] * 3 + ["ΚΕΑ"]
    assert seen["2023-11-30"]["version"]["until"] == "2023-11-30"

    latest, first = (await registry.get("/programmes/minimum-income/history"))["items"]
    assert (first["changes"], first["until"]) == ([], "2023-11-30")
    assert latest["changes"] == [{"part": "amount", "label": "Για ένα άτομο", "before": "20000", "after": "21600"}]
    listed = (await registry.get("/programmes?on=2017-02-01"))["items"]
    assert [(each["code"], each["version"]["valid_from"]) for each in listed] == [("minimum-income", "2017-02-01")]


async def test_two_persons_publish(registry: Registry) -> None:
    version = uuid7()
    at = f"/programmes/minimum-income/versions/{version}"
    assert (await registry.post(f"{at}/draft", VERSION)).status_code == 200
    assert refusal(await registry.post(f"{at}/publication", who="approver")) == (409, "version-not-submitted")
    assert (await registry.post(f"{at}/submission")).status_code == 200
    assert refusal(await registry.post(f"{at}/publication")) == (409, "writer-approves")
    draft = await registry.get(f"/programmes/minimum-income/drafts/{version}", ADMIN)
    assert (draft["writers"], draft["submitted"], draft["corrects"]) == (["writer"], True, False)
    stale = {"If-Match": f'"{draft["version"] - 1}"'}
    assert refusal(await registry.post(f"{at}/publication", None, "approver", ADMIN, **stale)) == (412, "stale")
    shown = {"If-Match": f'"{draft["version"]}"'}
    assert (await registry.post(f"{at}/publication", None, "approver", ADMIN, **shown)).status_code == 200
    assert (await registry.get("/programmes/minimum-income/drafts", ADMIN))["items"] == []
    assert (await registry.get("/programmes/minimum-income?on=2024-01-01"))["imported"] is False


async def test_examples_run_at_once_and_must_pass(registry: Registry) -> None:
    version = uuid7()
    at = f"/programmes/minimum-income/versions/{version}"
    wrong = {**VERSION, "examples": [{**VERSION["examples"][0], "pays": 1}]}
    assert (await registry.post(f"{at}/draft", wrong)).status_code == 200
    (came,) = (await registry.get(f"/programmes/minimum-income/drafts/{version}", ADMIN))["came"]
    assert (came["passes"], came["came"], came["came_pays"]) == (False, "likely", 21600)
    assert refusal(await registry.post(f"{at}/submission")) == (409, "examples-fail")
    assert (await registry.post(f"{at}/withdrawal")).status_code == 200
    gone = await registry.served.http.get(
        f"/programmes/minimum-income/drafts/{version}", headers=registry.provider.bearer(ADMIN)
    )
    assert gone.status_code == 404


async def test_a_version_in_use_stays(registry: Registry) -> None:
    version = uuid7()
    at = f"/programmes/minimum-income/versions/{version}"
    await registry.publish("minimum-income", version, VERSION)
    await registry.publish("minimum-income", version, {**VERSION, "source": "Διορθωμένη ΚΥΑ"})
    (line,) = (await registry.get("/programmes/minimum-income/history"))["items"]
    assert (line["source"], line["corrected"], line["used"]) == ("Διορθωμένη ΚΥΑ", True, False)
    for _ in range(2):
        used = await registry.post(f"{at}/use", None, "desk", "receptionist@/el63/3905/zacharo")
        assert used.status_code == 200, used.text
    assert refusal(await registry.post(f"{at}/draft", VERSION)) == (409, "version-used")


async def test_no_route_changes_what_a_version_in_use_says(registry: Registry) -> None:
    version = uuid7()
    at = f"/programmes/minimum-income/versions/{version}"
    await registry.publish("minimum-income", version, VERSION)
    other = {**VERSION, "source": "Άλλη ΚΥΑ", "pays": "1"}
    waiting = {**other, "examples": [{**VERSION["examples"][0], "pays": 1}]}
    for step, body in (("draft", waiting), ("submission", None)):
        assert (await registry.post(f"{at}/{step}", body)).status_code == 200
    assert (await registry.post(f"{at}/use", None, "desk", "receptionist@/el63/3905/zacharo")).status_code == 200
    before = await registry.get(at)
    bodies: dict[str, Json] = {
        "draft": other, "names": {"name": "Άλλο", "since": "2024-01-01"}, "end": {"last_day": "2030-01-01"},
        "{programme}": {**PROGRAMME, "name": "Άλλο"},
    }  # fmt: skip
    everybody = (
        ("writer", ADMIN), ("approver", ADMIN), ("loader", "importer@/el63"), ("desk", "coordinator@/el63/3905/zacharo")
    )  # fmt: skip
    tried: set[str] = set()
    for route, operations in registry.served.app.openapi()["paths"].items():
        if not route.startswith("/programmes/{programme}"):
            continue
        for method in {"put", "post", "patch", "delete"} & operations.keys():
            last = route.rpartition("/")[2]
            tried.add(last)
            for who, grant in everybody:
                headers = {**registry.provider.bearer(grant, subject=who), "Idempotency-Key": str(uuid7())}
                headers |= {"If-None-Match": "*"} if method == "put" else {}
                headers |= {"Kentro-Import": str(uuid7())} if who == "loader" else {}
                path = route.format(programme="minimum-income", version=version)
                answer = await registry.served.http.request(method, path, json=bodies.get(last), headers=headers)
                assert answer.status_code < 500, answer.text
                after = await registry.get(at)
                assert after["content"] == before["content"], (path, who)
                assert {**after, "until": None, "name": ""} == {**before, "until": None, "name": ""}, (path, who)
    assert tried >= {"draft", "submission", "publication", "withdrawal", "use", "names", "end", "{programme}"}


async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_written(registry: Registry) -> None:
    await registry.publish("minimum-income", uuid7(), {**VERSION, "until": "2024-12-31"})
    at = f"/programmes/minimum-income/versions/{uuid7()}/draft"

    async def sent(**changes: object) -> list[tuple[str, str]]:
        return codes(await registry.post(at, {**VERSION, **changes}))

    assert await sent(valid_from="2024-12-31") == [("/valid_from", "overlaps-version")]
    assert await sent(valid_from="2020-01-01", until="2023-12-01") == [("/until", "overlaps-version")]
    assert await sent(valid_from="2020-01-01", until="2019-01-01") == [("/until", "ends-before-it-begins")]
    later = {"valid_from": "2025-01-01"}
    assert await sent(**later, rules=[{**RULE, "expression": "work_income <"}]) == [
        ("/rules/0/expression", "rule-syntax")
    ]
    assert await sent(**later, rules=[{**RULE, "expression": "1" * 501}]) == [("/rules/0/expression", "too-long")]
    deep = "(" * 50 + "1" + ")" * 50 + " > work_income"
    assert await sent(**later, rules=[{**RULE, "expression": deep}]) == [("/rules/0/expression", "rule-too-deep")]
    loops = "[1, 2].all(x, x > work_income)"
    assert await sent(**later, rules=[{**RULE, "expression": loops}]) == [("/rules/0/expression", "rule-sign")]
    answer = await registry.post(at, {**VERSION, **later, "rules": [{**RULE, "expression": "income > 0"}]})
    (error,) = answer.json()["errors"]
    assert "Το «income» δεν είναι ούτε στοιχείο του νοικοκυριού" in error["detail"]
    assert (await registry.get("/programmes/minimum-income/drafts", ADMIN))["items"] == []
    unknown = await registry.post(f"/programmes/nothing/versions/{uuid7()}/draft", VERSION)
    assert unknown.status_code == 404


async def test_a_household_is_told_what_it_may_expect_and_why(registry: Registry) -> None:
    version = uuid7()
    await registry.publish("minimum-income", version, VERSION)
    told = await registry.check(on="2024-01-01", facts={"work_income": 60000})
    (one,) = told["items"]
    assert (one["verdict"], one["pays"], one["version"], told["binding"]) == ("likely", 11600, str(version), False)
    assert [(each["outcome"], each["text"], each["source"]) for each in one["reasons"]] == [
        ("met", "Κάτω από το όριο.", "ΚΥΑ")
    ]
    assert [each["name"] for each in one["documents"]] == ["ΑΜΚΑ"]
    assert await registry.check(on="2024-01-01", facts={"work_income": 60000}) == told
    other = await registry.check(on="2024-01-01", facts={"work_income": 60001})
    assert other["digest"] != told["digest"]
    assert (await registry.check(on="2024-01-01", facts={"work_income": 129600}))["items"][0]["verdict"] == "unlikely"
    (unknown,) = (await registry.check(on="2024-01-01", facts={}))["items"]
    assert (unknown["verdict"], unknown["missing"], unknown["pays"]) == ("not-enough-known", ["work_income"], None)
    assert (await registry.check(on="2023-11-30", facts={"work_income": 0}))["items"] == []
    wrong = await registry.post("/pre-checks", {"facts": {"children": 1, "adults": True}}, "desk", ADMIN)
    assert sorted(codes(wrong)) == [("/facts", "unknown-fact"), ("/facts/adults", "wrong-type")]


async def test_initial_data_are_entered_once(registry: Registry) -> None:
    await registry.served.http.get("/health/live")
    first = await seed(registry)
    # The fixture introduced one of them already, in other words.
    assert sorted(set(first)) == [200, 201, 422]
    head = await registry.served.running.pool.fetchval("SELECT max(position) FROM log")
    assert await seed(registry) == first
    assert await registry.served.running.pool.fetchval("SELECT max(position) FROM log") == head

    names = [
        (each["valid_from"], each["name"], each["imported"])
        for each in (await registry.get("/programmes/minimum-income/history"))["items"]
    ]
    assert names == [
        ("2023-12-01", "Ελάχιστο Εγγυημένο Εισόδημα (ΕΕΕ)", True),
        ("2017-02-01", "Κοινωνικό Εισόδημα Αλληλεγγύης (ΚΕΑ)", True),
        ("2014-11-15", PROGRAMME["name"], True),
    ]


async def test_every_programme_at_once_within_fifty_milliseconds(registry: Registry) -> None:
    await seed(registry)
    facts: Mapping[str, object] = {
        "adults": 1, "minors": 2, "single_parent": True, "dependent_children": 2, "couple": False, "age": 34,
        "work_income": 60000, "pension_income": 0, "benefit_income": 0, "other_income": 0, "year_income": 450000,
        "real_estate": 0, "vehicles": 0, "deposits": 100000, "residence_months": 408, "rents_home": True,
        "tax_return_filed": True, "unprotected_children": 0,
    }  # fmt: skip
    told = await registry.check(on="2026-06-01", facts=facts)
    verdicts = {each["programme"]: each["verdict"] for each in told["items"]}
    assert verdicts == {
        "minimum-income": "likely",
        "child-benefit": "likely",
        "housing-benefit": "not-enough-known",
        "food-aid": "not-enough-known",
        "disability-benefits": "not-enough-known",
        "mobility-allowance": "not-enough-known",
        "uninsured-elderly": "unlikely",
        "elderly-housing": "unlikely",
    }
    assert [each["verdict"] for each in told["items"]] == sorted(
        verdicts.values(), key=("likely", "not-enough-known", "unlikely").index
    )
    missing = {each["programme"]: each["missing"] for each in told["items"]}
    assert missing["housing-benefit"] == ["lease_months_left"]
    taken: list[float] = []
    for _ in range(20):
        began = perf_counter()
        await registry.check(on="2026-06-01", facts=facts)
        taken.append(perf_counter() - began)
    assert median(taken) < 0.05


async def test_a_programme_is_open_data(registry: Registry) -> None:
    await registry.publish("minimum-income", uuid7(), VERSION)
    answer = await registry.served.http.get("/programmes/minimum-income/cpsv-ap?on=2024-01-01")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/ld+json")
    graph = {node["@id"]: node for node in answer.json()["@graph"]}
    service = graph["https://kentro.gr/programmes/minimum-income"]
    assert service["@type"] == "cpsv:PublicService"
    assert service["dct:title"] == {"@language": "el", "@value": PROGRAMME["name"]}
    authority = graph[service["cv:hasCompetentAuthority"]["@id"]]
    assert authority["skos:prefLabel"]["@value"] == "ΟΠΕΚΑ"
    # What the profile's shapes demand of each class (CPSV-AP 3.2.0, SHACL).
    for node in graph.values():
        if node["@type"] == "cpsv:PublicService" or node["@type"] == "cpsv:Rule":
            assert {"dct:identifier", "dct:title", "dct:description"} <= node.keys()
        elif node["@type"] != "eli:LegalResource":
            assert {"dct:identifier", "dct:title"} <= node.keys()
    links = {each["@id"] for key in ("cv:holdsRequirement", "cv:hasInputType") for each in service[key]}
    links |= {service[key]["@id"] for key in ("cpsv:follows", "cv:hasLegalResource", "cpsv:produces")}
    assert links <= graph.keys()
    assert len(links) == 5
    before = (await registry.served.http.get("/programmes/minimum-income/cpsv-ap?on=2020-01-01")).json()["@graph"]
    assert len(before) == 2
    assert (await registry.served.http.get("/programmes/nothing/cpsv-ap")).status_code == 404
