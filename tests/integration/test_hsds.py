"""HSDS 3.0 on the real registry: every path, read without a login, valid against the standard."""

import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import httpx2
import jsonschema_rs
import pytest

from services.registry import BLUEPRINT
from services.registry.bodies.taxonomy import terms
from services.registry.hsds import reading
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from tests.clock import today
from tests.integration import hsds
from tests.integration.offering import Office

PLACE = {"street": "Αρτέμιδος 3", "town": "Ζαχάρω", "postal_code": "27054", "latitude": 37.486, "longitude": 21.65}


@dataclass
class Directory:
    office: Office
    body: str
    service: str
    """With everything that a service may have."""
    near: str
    """In the next postcode, some kilometres away."""
    bare: str
    """With as little as a service may have."""

    async def ask(self, path: str, **query: Any) -> httpx2.Response:
        return await self.office.served.http.get(f"/hsds{path}", params=query)

    async def get(self, path: str, schema: hsds.Json, **query: Any) -> Any:
        answer = await self.ask(path, **query)
        assert answer.status_code == 200, answer.text
        jsonschema_rs.Draft202012Validator(schema, validate_formats=True).validate(answer.json())
        assert hsds.nulls(answer.json()) == []
        return answer.json()

    async def ids(self, path: str, **query: Any) -> list[str]:
        return [item["id"] for item in (await self.get(path, hsds.page(hsds.thing()), **query))["contents"]]

    async def lines(self, path: str, **query: Any) -> list[Any]:
        answer = await self.ask(path, format="ndjson", **query)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-ndjson"), answer.text
        assert answer.text == "" or answer.text.endswith("\n")
        return [json.loads(line) for line in answer.text.splitlines()]


@pytest.fixture(scope="module")
async def directory(module_stage: Stage, provider: TestProvider) -> AsyncGenerator[Directory]:
    async with module_stage.serve(BLUEPRINT) as served:
        office = Office(served, provider.bearer("regional_administrator@/el63"), {})
        municipality = {
            "edition": "2021", "name": "Ζαχάρως", "short_name": "Ζαχάρω", "regional_unit": "Ηλείας", "region": "el63",
            "residents": 8606,
        }  # fmt: skip
        assert (await office.put("/municipalities/3905", municipality)).status_code == 201
        body = await office.body(telephone="26250 00000", email="a@example.org", website="https://alfeios.example")
        contacts = {"contacts": [{"office": "Γραμματεία", "telephone": "26250 00001", "email": "b@example.org"}]}
        assert (await office.post(f"/bodies/{body}/contacts", contacts, seen=1)).status_code == 200
        service = await office.service(
            body, name="Α", regional_units=["Ηλείας"], audience=["children"], minimum_age=6, maximum_age=18,
            website="https://alfeios.example/a%20b", telephone="26250 00002", description="Μαθήματα", place=PLACE,
            languages=["el", "ar"], cost="10 €",
        )  # fmt: skip
        week = {
            "since": str(today()),
            "hours": [
                {"weekday": 1, "opens": "09:00", "closes": "14:00"},
                {"weekday": 2, "opens": "09:00", "closes": "14:00"},
                {"weekday": 2, "opens": "17:00", "closes": "00:00"},
            ],
        }
        assert (await office.post(f"/services/{service}/hours", week)).status_code == 200
        later: dict[str, Any] = {"since": str(today() + timedelta(days=30)), "hours": []}
        assert (await office.post(f"/services/{service}/hours", later)).status_code == 200
        away = PLACE | {"postal_code": "27055", "latitude": 37.516}
        near = await office.service(body, name="Β", kind="nursery", place=away)
        region = await office.body(municipality=None, name="Ω")
        bare = await office.service(region, name="Ω", kind="roma", municipality=None, languages=[], accessible=False)
        yield Directory(office, body, service, near, bare)


async def test_it_says_which_standard_it_is(directory: Directory) -> None:
    said = (await directory.ask("/")).json()
    assert said["version"] == "3.0"
    assert urlsplit(said["profile"]).scheme == "https"
    described = await directory.office.served.http.get(str(said["openapi_url"]))
    assert "/hsds/services" in described.json()["paths"]


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("/services", hsds.page(hsds.SERVICE)),
        ("/services?full=true", hsds.page(hsds.SERVICE)),
        ("/services?minimal=true", hsds.page(hsds.MINIMAL)),
        ("/organizations", hsds.page(hsds.ORGANIZATION)),
        ("/organizations?full=true", hsds.page(hsds.ORGANIZATION)),
        ("/organizations?full_service=true", hsds.page(hsds.ORGANIZATION)),
        ("/service_at_locations", hsds.page(hsds.AT_LOCATION)),
        ("/service_at_locations?full=true", hsds.page(hsds.AT_LOCATION)),
        ("/taxonomies", hsds.page(hsds.TAXONOMY)),
        ("/taxonomy_terms", hsds.page(hsds.TERM)),
    ],
)
async def test_every_list_is_valid_and_none_is_empty(directory: Directory, path: str, schema: hsds.Json) -> None:
    page = await directory.get(path, schema)
    assert page["size"] == len(page["contents"]) > 0
    assert (page["first_page"], page["empty"]) == (True, False)


async def test_every_thing_of_a_list_can_be_looked_at_alone(directory: Directory) -> None:
    alone: dict[str, hsds.Json] = {
        "services": hsds.SERVICE,
        "organizations": hsds.ORGANIZATION,
        "service_at_locations": hsds.AT_LOCATION_ALONE,
        "taxonomies": hsds.TAXONOMY,
        "taxonomy_terms": hsds.TERM,
    }
    for path, schema in alone.items():
        for id_ in await directory.ids(f"/{path}", per_page=200):
            assert (await directory.get(f"/{path}/{id_}", schema))["id"] == id_


async def test_a_service_is_whole_and_its_ids_stay(directory: Directory) -> None:
    shown = await directory.get(f"/services/{directory.service}", hsds.SERVICE)
    assert [(each["byday"], each["opens_at"][:5], each["closes_at"][:5]) for each in shown["schedules"]] == [
        ("MO,TU", "09:00", "14:00"),
        ("TU", "17:00", "00:00"),
    ]
    assert shown["schedules"][0]["valid_to"] == str(today() + timedelta(days=29))
    assert {each["name"] for each in shown["service_areas"]} == {"Δήμος Ζαχάρως", "Περιφερειακή Ενότητα Ηλείας"}
    [here] = shown["service_at_locations"]
    assert here["location"]["addresses"][0]["state_province"] == "Δυτικής Ελλάδας"
    assert here["location"]["latitude"] == 37.486
    assert {each["taxonomy_term"]["code"] for each in shown["attributes"]} == {"1343", "20005"}
    assert shown == await directory.get(f"/services/{directory.service}", hsds.SERVICE)
    [listed] = [
        item
        for item in (await directory.get("/services", hsds.page(hsds.SERVICE)))["contents"]
        if item["id"] == directory.service
    ]
    assert {name: shown[name] for name in listed if name != "organization"} | {
        "organization": listed["organization"]
    } == listed
    assert "a@example.org" not in str({name: each for name, each in shown.items() if name != "organization"})


async def test_what_says_little_leaves_out_what_it_does_not_say(directory: Directory) -> None:
    shown = await directory.get(f"/services/{directory.bare}", hsds.SERVICE)
    assert not {"url", "phones", "schedules", "service_at_locations", "languages", "minimum_age"} & set(shown)
    assert [each["extent"] for each in shown["service_areas"]] == ["EL63"]
    assert (await directory.ask(f"/service_at_locations/{directory.bare}")).status_code == 404


async def test_filters_add_up(directory: Directory) -> None:
    by_code = {term.line.code: term for term in terms().terms.values()}
    everything = {directory.service, directory.near, directory.bare}
    assert set(await directory.ids("/services")) == everything
    assert await directory.ids("/services", taxonomy_term_id=by_code["1109"].id) == [directory.service]
    assert await directory.ids("/services", taxonomy_term_id=by_code["20005"].id) == [directory.service]
    own = by_code["roma"].taxonomy.id
    assert await directory.ids("/services", taxonomy_id=own) == [directory.bare]
    assert await directory.ids("/services", taxonomy_id=own, taxonomy_term_id=by_code["1109"].id) == []
    assert await directory.ids("/services", taxonomy_term_id=uuid4()) == []
    both = await directory.ids("/services", organization_id=directory.body)
    assert both == [directory.service, directory.near]
    assert await directory.ids("/services", organization_id=directory.body, search="μαθηματ") == [directory.service]
    assert set(await directory.ids("/services", modified_after=str(today()))) == everything
    assert await directory.ids("/services", modified_after=str(today() + timedelta(days=2))) == []
    [minimal] = (await directory.get("/services", hsds.page(hsds.MINIMAL), minimal=True, per_page=1))["contents"]
    assert set(minimal) == {"id", "last_modified"}
    assert await directory.ids("/services", modified_after=minimal["last_modified"], search="Α") != []


async def test_places_are_found_by_postcode_and_by_distance(directory: Directory) -> None:
    path = "/service_at_locations"
    assert await directory.ids(path) == [directory.service, directory.near]
    assert await directory.ids(path, postcode="27054") == [directory.service]
    assert await directory.ids(path, postcode="270 54", proximity=3_000) == [directory.service]
    assert await directory.ids(path, postcode="27054", proximity=4_000) == [directory.service, directory.near]
    assert await directory.ids(path, postcode="10000", proximity=4_000) == []


async def test_terms_are_found_from_the_top_down(directory: Directory) -> None:
    tops = await directory.ids("/taxonomy_terms", top_only=True, per_page=200)
    work = next(str(term.id) for term in terms().terms.values() if term.line.code == "1110")
    assert work in tops
    below = (await directory.get("/taxonomy_terms", hsds.page(hsds.TERM), parent_id=work))["contents"]
    assert {term["parent_id"] for term in below} == {work}
    [found] = (await directory.get("/taxonomy_terms", hsds.page(hsds.TERM), search="παντοπωλ"))["contents"]
    assert found["code"] == "1130"
    own = next(str(each) for each, known in terms().taxonomies.items() if known.line.code == "kentro")
    assert len(await directory.ids("/taxonomy_terms", taxonomy_id=own)) == 7


async def test_pages_are_counted_and_one_past_the_end_is_empty(directory: Directory) -> None:
    pages = [await directory.get("/services", hsds.page(hsds.SERVICE), per_page=2, page=n) for n in (1, 2, 3)]
    assert [(page["size"], page["first_page"], page["last_page"], page["empty"]) for page in pages] == [
        (2, True, False, False),
        (1, False, True, False),
        (0, False, True, True),
    ]
    assert {page["total_items"] for page in pages} == {3}
    assert {page["total_pages"] for page in pages} == {2}
    assert len({item["id"] for page in pages for item in page["contents"]}) == 3


LISTS = ["services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms"]


@pytest.mark.parametrize("batch", [1, 2, 100])
@pytest.mark.parametrize("path", LISTS)
async def test_a_stream_holds_all_that_the_pages_hold_and_each_once(
    directory: Directory, path: str, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", batch)
    page = await directory.get(f"/{path}", hsds.page(hsds.thing()), per_page=200)
    assert page["last_page"]
    assert await directory.lines(f"/{path}", page=7, per_page=1) == page["contents"] != []


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("services", {"full": True}),
        ("services", {"minimal": True}),
        ("services", {"search": "μαθηματ"}),
        ("organizations", {"full_service": True}),
        ("service_at_locations", {"full": True}),
        ("service_at_locations", {"postcode": "27054", "proximity": 4_000}),
        ("taxonomy_terms", {"top_only": True}),
    ],
)
async def test_a_stream_is_asked_in_every_way_in_which_a_page_is(
    directory: Directory, path: str, query: dict[str, Any]
) -> None:
    page = await directory.get(f"/{path}", hsds.page(hsds.thing()), per_page=200, **query)
    assert await directory.lines(f"/{path}", **query) == page["contents"] != []


async def test_a_stream_of_nothing_is_empty(directory: Directory) -> None:
    assert await directory.lines("/services", taxonomy_term_id=uuid4()) == []
    assert await directory.lines("/organizations", search="κανένας") == []


@pytest.mark.parametrize("path", LISTS)
async def test_what_is_not_there_is_404_and_a_bad_question_is_refused(directory: Directory, path: str) -> None:
    assert (await directory.ask(f"/{path}/{UUID(int=1)}")).status_code == 404
    assert (await directory.ask(f"/{path}/not-an-id")).status_code == 404
    for query in ({"page": 0}, {"page": "x"}, {"per_page": 0}, {"per_page": 10**9}, {"format": "xml"}):
        assert (await directory.ask(f"/{path}", **query)).status_code == 422


async def test_status_follows_what_the_registry_knows(directory: Directory) -> None:
    body = await directory.office.body(name="Κ")
    service = await directory.office.service(body, name="Κ", kind="union")

    async def status() -> str:
        return (await directory.get(f"/services/{service}", hsds.SERVICE))["status"]

    assert await status() == "active"
    pause = {"until": str(today() + timedelta(days=9))}
    assert (await directory.office.post(f"/services/{service}/pause", pause)).status_code == 200
    assert await status() == "temporarily closed"
    assert (await directory.office.post(f"/services/{service}/resumption")).status_code == 200
    assert (await directory.office.post(f"/services/{service}/ending", {}, seen=3)).status_code == 200
    assert await status() == "defunct"
    assert (await directory.office.post(f"/bodies/{body}/closing", {"why": "Λύθηκε"}, seen=1)).status_code == 200
    assert body not in await directory.ids("/organizations")
