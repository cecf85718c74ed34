"""What one registry tells as HSDS is brought into another: the same answers but ids, once, and nobody's work undone."""

import json
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import httpx2
import pytest

from kentro._client import Services, Token
from kentro.hsds import Report, Usual, imported
from services.registry import BLUEPRINT
from shared.ids import uuid7
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from tests.clock import today
from tests.integration.offering import MUNICIPALITIES, Office
from tests.integration.test_hsds import PLACE

Json = dict[str, Any]
DAY = timedelta(days=1)


@dataclass
class Source:
    office: Office

    async def services(self) -> list[Json]:
        """All its services as `/hsds/services/{id}` gives them."""
        http = self.office.served.http
        listed = (await http.get("/hsds/services?per_page=200")).json()["contents"]
        return [(await http.get(f"/hsds/services/{one['id']}")).json() for one in listed]


@dataclass
class Importing:
    office: Office
    services: Services

    async def bring(self, said: list[Json] | str, usual: Usual | None = None) -> Report:
        text = said if isinstance(said, str) else json.dumps(said)
        return await imported(self.services, text, "el63", usual or Usual(email="ref@example.org"))

    async def answers(self) -> list[Json]:
        return await Source(self.office).services()

    async def head(self) -> int:
        return await self.office.served.running.pool.fetchval("SELECT max(position) FROM log")

    async def only(self) -> Json:
        """The one service that there is, as colleagues see it."""
        [one] = (await self.office.get("/services", gone_too=True))["items"]
        return one


def sameness(value: Any) -> Any:
    """An answer without its ids and when it was written."""
    if isinstance(value, dict):
        left = cast("Json", value)
        return {
            name: sameness(each)
            for name, each in left.items()
            if name not in {"id", "link_id", "parent_id", "last_modified"}
        }
    if isinstance(value, list):
        several = cast("list[Any]", value)
        return [sameness(each) for each in several]
    return value


@asynccontextmanager
async def registry_of(served: Served, provider: TestProvider) -> AsyncGenerator[Importing]:
    admin = provider.bearer("regional_administrator@/el63")
    office = Office(served, admin, admin)
    for code, (name, unit) in MUNICIPALITIES.items():
        facts = {
            "edition": "2021", "name": name, "short_name": name, "regional_unit": unit, "region": "el63",
            "residents": 8606,
        }  # fmt: skip
        assert (await office.put(f"/municipalities/{code}", facts)).status_code == 201
    issuer = httpx2.MockTransport(
        lambda _: httpx2.Response(200, json={"access_token": provider.token("importer@/el63"), "expires_in": 60})
    )
    ways = {"http://registry": httpx2.ASGITransport(app=served.app), "http://issuer": issuer}
    async with httpx2.AsyncClient(mounts=ways) as http:
        token = Token(http, "http://issuer", "kentro-demo", "x")
        yield Importing(office, Services(http, token, {"registry": "http://registry"}, uuid7()))


@pytest.fixture(scope="module")
async def source(module_stage: Stage, provider: TestProvider) -> AsyncGenerator[Source]:
    """A registry with services in every state, told with everything and with as little as can be."""
    async with module_stage.serve(BLUEPRINT) as served, registry_of(served, provider) as there:
        office = there.office
        body = await office.body(
            telephone="26250 00000", email="a@example.org", website="https://alfeios.example", description="Μαθήματα."
        )
        contacts = {"contacts": [{"office": "Γραμματεία", "telephone": "26250 00001", "email": "b@example.org"}]}
        assert (await office.post(f"/bodies/{body}/contacts", contacts, seen=1)).status_code == 200
        full = await office.service(
            body, name="Α", municipalities=["3901"], regional_units=["Αχαΐας"], audience=["children", "roma"],
            minimum_age=6, maximum_age=18, website="https://alfeios.example/a", telephone="26250 00002",
            description="Μαθήματα\nκάθε μέρα", place=PLACE, languages=["el", "ar"], cost="10 €",
        )  # fmt: skip
        for since, hours in (
            (today() - 30 * DAY, [(1, "09:00", "14:00"), (2, "09:00", "14:00"), (2, "17:00", "00:00")]),
            (today() + 30 * DAY, []),
            (today() + 60 * DAY, [(5, "10:00", "12:00")]),
        ):
            week = [{"weekday": weekday, "opens": opens, "closes": closes} for weekday, opens, closes in hours]
            told = await office.post(f"/services/{full}/hours", {"since": str(since), "hours": week})
            assert told.status_code == 200, told.text
        paused, gone = await office.service(body, name="Β"), await office.service(body, name="Γ")
        until = {"until": str(today() + 9 * DAY), "why": "Άδειες"}
        assert (await office.post(f"/services/{paused}/pause", until)).status_code == 200
        assert (await office.post(f"/services/{gone}/ending", {"why": "Έληξε"}, seen=1)).status_code == 200
        region = await office.body(municipality=None, name="Ω", email="o@example.org")
        bare: Json = {"kind": "roma", "municipality": None, "languages": [], "accessible": False}
        await office.service(region, name="Δ", **bare)
        suspended = await office.body(name="Σ")
        await office.service(suspended, name="Ε", kind="nursery", place=PLACE, accessible=False)
        assert (await office.post(f"/bodies/{suspended}/suspension", {"why": "Έργα"})).status_code == 200
        yield Source(office)


@pytest.fixture
async def empty(stage: Stage, provider: TestProvider) -> AsyncGenerator[Importing]:
    async with AsyncExitStack() as stack:
        served = await stack.enter_async_context(stage.serve(BLUEPRINT))
        yield await stack.enter_async_context(registry_of(served, provider))


async def test_what_is_told_is_told_the_same_where_it_was_brought(source: Source, empty: Importing) -> None:
    told = await source.services()
    report = await empty.bring(told)
    assert report.lines == []
    assert (report.bodies, report.services) == ({"new": 3}, {"new": 5})
    assert [sameness(one) for one in await empty.answers()] == [sameness(one) for one in told]
    assert {one["id"] for one in await empty.answers()}.isdisjoint({one["id"] for one in told})
    full = next(one for one in (await empty.office.get("/services", query="Α"))["items"] if one["name"] == "Α")
    assert (full["kind"], full["audience"], full["email"]) == ("tutoring", ["children", "roma"], "a@example.org")


async def test_again_writes_nothing_and_a_line_each_is_the_same_as_an_array(source: Source, empty: Importing) -> None:
    told = await source.services()
    await empty.bring(told)
    before = await empty.head()
    report = await empty.bring("\n".join(json.dumps(one) for one in told))
    assert (report.bodies, report.services) == ({"unchanged": 3}, {"unchanged": 5})
    assert await empty.head() == before


async def test_what_changed_at_its_source_changes_and_nothing_else(source: Source, empty: Importing) -> None:
    told = await source.services()
    await empty.bring(told)
    told[0] = {**told[0], "description": "Άλλα μαθήματα"}
    told[0]["organization"] = {**told[0]["organization"], "email": "new@example.org"}
    report = await empty.bring(told)
    assert (report.bodies, report.services) == ({"changed": 1, "unchanged": 2}, {"changed": 1, "unchanged": 4})
    assert (await empty.answers())[0]["description"] == "Άλλα μαθήματα"


async def test_what_is_refused_says_which_and_why_and_leaves_the_others(source: Source, empty: Importing) -> None:
    full = next(one for one in await source.services() if one["name"] == "Α")
    wrong: Json = {**full, "organization": {**full["organization"], "id": "o-9", "phones": [{"number": "12"}]}}
    records: list[Json] = [
        {**full, "id": "1", "attributes": []},
        {**full, "id": "2", "service_areas": [{"extent": "9999"}]},
        {**full, "id": "3", "minimum_age": 40},
        {**wrong, "id": "4"},
        {**full, "id": "5", "name": ""},
        {**full, "id": "6"},
    ]
    report = await empty.bring(records)
    assert report.services == {"refused": 5, "new": 1}
    assert (report.bodies, report.refused) == ({"new": 1, "refused": 1}, 6)
    text = report.told()
    for part in (
        "service 1 (1, Α): /attributes", "service 2 (2, Α): /service_areas/0: 9999", "service 3 (3, Α)", "ages-crossed",
        "body (o-9, Αλφειός)", "/telephone telephone-format", "service 4 (4, Α): its body was refused",
        "service 5 (5, ): entering: 422 invalid", "/name",
    ):  # fmt: skip
        assert part in text, text
    assert [one["name"] for one in await empty.answers()] == ["Α"]


async def test_what_hsds_does_not_tell_stays_as_keepers_have_it(source: Source, empty: Importing) -> None:
    full = next(one for one in await source.services() if one["name"] == "Α")
    await empty.bring([full], Usual(kind="social", answers_within=7))
    shown = await empty.only()
    assert (shown["answers_within"], shown["body"]["kind"]) == (7, "social")
    body, service = shown["body"]["id"], shown["id"]
    record = await empty.office.get(f"/bodies/{body}")
    seat = {name: record[name] for name in ("kind", "name", "telephone", "email", "website", "description")}
    moved = await empty.office.post(
        f"/bodies/{body}/correction", seat | {"municipality": "3905", "kind": "public"}, seen=record["version"]
    )
    assert moved.status_code == 200, moved.text
    room = {"places": 2, "waiting": 0}
    assert (await empty.office.post(f"/services/{service}/capacity", room)).status_code == 200
    report = await empty.bring([full])
    assert (report.bodies, report.services) == ({"unchanged": 1}, {"unchanged": 1})
    shown = await empty.only()
    assert (shown["answers_within"], shown["body"]["kind"], shown["capacity"]["places"]) == (7, "public", 2)


async def test_an_import_ends_no_pause_but_its_own(source: Source, empty: Importing) -> None:
    full = next(one for one in await source.services() if one["name"] == "Α")
    await empty.bring([full])
    service = (await empty.only())["id"]
    assert (await empty.office.post(f"/services/{service}/pause", {"why": "Το είπε ο φορέας"})).status_code == 200
    for status in ("active", "temporarily closed"):
        await empty.bring([{**full, "status": status}])
        assert (await empty.only())["why"] == "Το είπε ο φορέας"
    assert (await empty.office.post(f"/services/{service}/resumption")).status_code == 200
    for status, state in (("temporarily closed", "paused"), ("active", "open"), ("defunct", "ended")):
        await empty.bring([{**full, "status": status}])
        assert (await empty.only())["state"] == state
    report = await empty.bring([full])
    assert report.services == {"refused": 1}
    assert "service-ended" in report.told()


async def test_without_an_address_for_referrals_nothing_is_taken(source: Source, empty: Importing) -> None:
    full = next(one for one in await source.services() if one["name"] == "Α")
    organization = {name: value for name, value in full["organization"].items() if name != "email"}
    report = await empty.bring([{**full, "organization": organization}], Usual())
    assert "/email" in report.told()
    told = await empty.bring([{**full, "organization": organization}], Usual(email="ref@example.org"))
    assert told.services == {"new": 1}
    assert (await empty.only())["email"] == "ref@example.org"
