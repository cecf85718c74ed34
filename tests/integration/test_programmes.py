"""Programmes over HTTP: read by day, asked what a household may expect, and told as open data."""

from collections.abc import AsyncGenerator, Mapping
from statistics import median
from time import perf_counter

import pytest

from shared.ids import uuid7
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from tests.integration.programmes import ADMIN, PROGRAMME, VERSION, Registry, a_registry, codes, seed


@pytest.fixture
async def registry(stage: Stage, provider: TestProvider) -> AsyncGenerator[Registry]:
    async with a_registry(stage, provider) as registry:
        yield registry


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
