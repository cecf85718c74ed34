"""A body keeps its own record current by a link: its own, nothing else, and referral hears of it at once."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import httpx2
import pytest

from services.registry import BLUEPRINT
from services.registry.bodies.links import api
from services.registry.bodies.links.domain import LINK_DAYS
from shared.ids import uuid7
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from tests.clock import today
from tests.integration.offering import MUNICIPALITIES, Office, code_of
from tests.integration.test_referral import THE_REFERRAL, ZACHARO
from tests.integration.test_referral import Desk as Referring

WEEK = {"since": "2026-01-01", "hours": [{"weekday": 1, "opens": "09:00", "closes": "14:00"}]}


@dataclass
class Body:
    """A body with a service, and what it holds of its link."""

    office: Office
    id: str
    service: str
    token: str = ""
    session: str = ""

    async def handed(self) -> None:
        """A keeper makes a link for it."""
        made = await self.office.post(f"/bodies/{self.id}/links")
        assert made.status_code == 200, made.text
        self.token = made.json()["token"]

    async def opening(self, key: str = "") -> httpx2.Response:
        return await self.office.served.http.post(
            f"/body-links/{self.token}/opening", headers={"Idempotency-Key": key or str(uuid7())}
        )

    async def opens(self) -> None:
        await self.handed()
        opened = await self.opening()
        assert opened.status_code == 200, opened.text
        self.session = opened.json()["session"]

    async def says(self, path: str, body: dict[str, Any] | None = None, *, seen: int = 0) -> httpx2.Response:
        shown = {"If-Match": f'"{seen}"'} if seen else {}
        sent = {"Kentro-Session": self.session, "Idempotency-Key": str(uuid7()), **shown}
        return await self.office.served.http.post(f"/own-record{path}", json=body, headers=sent)

    async def reads(self) -> httpx2.Response:
        return await self.office.served.http.get("/own-record", headers={"Kentro-Session": self.session})

    async def who(self, stream: str) -> list[str]:
        loaded = await self.office.served.running.store.load(stream)
        return [each.metadata.by for each in loaded.recorded]


@dataclass
class Region:
    office: Office
    referral: Served
    worker: dict[str, str]

    async def body(self, **facts: Any) -> Body:
        body = await self.office.body(**facts)
        return Body(self.office, body, await self.office.service(body, email="a@alfeios.example"))

    async def refers(self, service: str, position: str, **changes: Any) -> httpx2.Response:
        """A referral to the service, by who has seen what registry wrote last."""
        desk = Referring(self.referral, UUID(service), {**self.worker, "Kentro-Position": position})
        return await desk.put(uuid7(), **changes)


@pytest.fixture(scope="module")
async def region(module_stage: Stage, provider: TestProvider) -> AsyncGenerator[Region]:
    async with AsyncExitStack() as stack:
        served = await stack.enter_async_context(module_stage.serve(BLUEPRINT))
        referral = await stack.enter_async_context(module_stage.serve(THE_REFERRAL))
        worker = provider.bearer(f"social_worker@{ZACHARO}")
        office = Office(served, provider.bearer("regional_administrator@/el63"), worker)
        for code, (name, unit) in MUNICIPALITIES.items():
            facts = {
                "edition": "2021", "name": name, "short_name": name, "regional_unit": unit, "region": "el63",
                "residents": 8606,
            }  # fmt: skip
            assert (await office.put(f"/municipalities/{code}", facts)).status_code == 201
        yield Region(office, referral, worker)


async def heard(region: Region, answer: httpx2.Response) -> str:
    """The position of what was written, once referral has applied it."""
    assert answer.status_code == 200, answer.text
    _, partition, position = answer.headers["Kentro-Position"].split("/")
    consumer = next(each for each in region.referral.running.consumers if each.source == "registry")
    assert await consumer.checkpoints.progress[int(partition)].reached(int(position), 30)
    return answer.headers["Kentro-Position"]


async def test_a_body_corrects_what_is_its_own_to_say(region: Region) -> None:
    body = await region.body(description="Παλιά", website="https://old.example")
    await body.opens()
    shown = (await body.reads()).json()
    assert (shown["body"]["id"], [each["id"] for each in shown["services"]]) == (body.id, [body.service])
    facts = {"telephone": "26250 00000", "email": "n@alfeios.example", "description": "Νέα"}
    assert (await body.says("/correction", facts, seen=1)).status_code == 200
    offices = {"contacts": [{"office": "Γραμματεία", "email": "g@alfeios.example"}]}
    assert (await body.says("/contacts", offices, seen=2)).status_code == 200
    assert (await body.says(f"/services/{body.service}/hours", WEEK)).status_code == 200
    found = await region.office.get(f"/bodies/{body.id}")
    assert (found["name"], found["kind"], found["municipality"]) == ("Αλφειός", "social", "3905")
    assert (found["telephone"], found["description"], found["website"]) == ("+302625000000", "Νέα", None)
    assert found["contacts"] == [{"office": "Γραμματεία", "telephone": None, "email": "g@alfeios.example"}]
    assert (await region.office.get(f"/services/{body.service}"))["hours"] == [WEEK]


async def test_the_log_says_that_the_body_did_it_itself(region: Region) -> None:
    body = await region.body()
    await body.opens()
    assert (await body.says(f"/services/{body.service}/capacity", {"places": 2, "waiting": 0})).status_code == 200
    assert (await body.says("/correction", {"description": "Νέα"}, seen=1)).status_code == 200
    itself = f"body-{body.id}"
    assert await body.who(f"service-{body.service}") == ["somebody", itself]
    assert await body.who(itself) == ["somebody", itself]
    assert await body.who(f"bodylink-{body.id}") == ["somebody", itself]


async def test_referral_refuses_and_takes_at_once_what_the_body_says(region: Region) -> None:
    body = await region.body()
    await body.opens()
    free = await heard(region, await body.says(f"/services/{body.service}/capacity", {"places": 1, "waiting": 0}))
    assert (await region.refers(body.service, free)).status_code == 201
    full = await heard(region, await body.says(f"/services/{body.service}/capacity", {"places": 0, "waiting": 3}))
    refused = await region.refers(body.service, full)
    assert (refused.status_code, code_of(refused)) == (409, "service-full")
    assert (await region.refers(body.service, full, may_wait=True)).status_code == 201
    paused = await heard(region, await body.says(f"/services/{body.service}/pause", {"why": "Άδειες"}))
    refused = await region.refers(body.service, paused, may_wait=True)
    assert (refused.status_code, code_of(refused)) == (409, "service-paused")
    again = await heard(region, await body.says(f"/services/{body.service}/resumption"))
    assert (await region.refers(body.service, again, may_wait=True)).status_code == 201


async def test_it_reaches_no_other_bodys_record(region: Region) -> None:
    one, other = await region.body(), await region.body()
    await one.opens()
    for what, said in (
        ("hours", WEEK), ("capacity", {"places": 1, "waiting": 0}), ("pause", {"why": "Όχι"}), ("resumption", None),
    ):  # fmt: skip
        assert (await one.says(f"/services/{other.service}/{what}", said)).status_code == 404
        assert (await one.says(f"/services/{uuid7()}/{what}", said)).status_code == 404
    assert other.service not in (await one.reads()).text
    assert await one.who(f"service-{other.service}") == ["somebody"]
    forged = one.session.replace(UUID(one.id).hex, UUID(other.id).hex)
    one.session = forged
    refused = await one.reads()
    assert (refused.status_code, code_of(refused)) == (409, "body-session-over")


async def test_a_session_opens_nothing_that_asks_for_an_account(region: Region) -> None:
    body = await region.body()
    await body.opens()
    for headers in ({"Kentro-Session": body.session}, {"Authorization": f"Bearer {body.session}"}):
        for path in (
            f"/bodies/{body.id}",
            f"/services/{body.service}",
            "/people",
            "/accounts",
            f"/bodies/{body.id}/links",
        ):
            answer = await region.office.served.http.get(path, headers=headers)
            assert answer.status_code in {401, 404, 405}, path
    assert (await region.office.served.http.get("/own-record")).status_code == 422


async def test_looking_at_a_link_shows_nothing_and_uses_nothing_up(region: Region) -> None:
    body = await region.body()
    await body.handed()
    for _ in range(3):
        answer = await region.office.served.http.get(f"/body-links/{body.token}")
        assert answer.json() == {"state": "open", "expires_on": str(today() + timedelta(days=LINK_DAYS))}
        assert answer.headers.get("set-cookie") is None
    assert await body.who(f"bodylink-{body.id}") == ["somebody"]


async def test_a_link_opens_once_and_asking_twice_in_one_breath_is_once(region: Region) -> None:
    body = await region.body()
    await body.handed()
    key = str(uuid7())
    first, again = await body.opening(key), await body.opening(key)
    assert first.status_code == again.status_code == 200
    assert first.json()["session"] == again.json()["session"]
    late = await body.opening()
    assert (late.status_code, code_of(late)) == (409, "link-used")
    shown = (await region.office.served.http.get(f"/body-links/{body.token}")).json()
    assert shown["state"] == "used"


async def test_a_new_link_ends_the_old_one_and_whoever_works_by_it(region: Region) -> None:
    body = await region.body()
    await body.opens()
    old = body.token
    await body.handed()
    assert body.token != old
    assert (await region.office.served.http.get(f"/body-links/{old}")).status_code == 404
    refused = await body.says("/correction", {"description": "Νέα"}, seen=1)
    assert (refused.status_code, code_of(refused)) == (409, "body-session-over")


async def test_a_keeper_revokes_a_link_and_ends_who_works_by_it(region: Region, provider: TestProvider) -> None:
    body = await region.body()
    await body.opens()
    municipal = provider.bearer("municipal_administrator@/el63/3905")
    assert (await region.office.post(f"/bodies/{body.id}/links/revocation", None, municipal)).status_code == 200
    refused = await body.says(f"/services/{body.service}/pause", {"why": "Όχι"})
    assert (refused.status_code, code_of(refused)) == (409, "body-session-over")
    refused = await body.opening()
    assert (refused.status_code, code_of(refused)) == (409, "link-revoked")


async def test_a_session_ends_by_itself(region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    body = await region.body()
    monkeypatch.setattr(api, "SESSION", timedelta(seconds=-1))
    await body.opens()
    refused = await body.reads()
    assert (refused.status_code, code_of(refused)) == (409, "body-session-over")


async def test_only_who_keeps_a_body_makes_links_for_it(region: Region, provider: TestProvider) -> None:
    body = await region.body()
    for grant in (f"social_worker@{ZACHARO}", "municipal_administrator@/el63/3901", "partner@/el63"):
        caller = provider.bearer(grant)
        for path in (f"/bodies/{body.id}/links", f"/bodies/{body.id}/links/revocation"):
            assert (await region.office.post(path, None, caller)).status_code == 404
        shown = await region.office.served.http.get(f"/bodies/{body.id}/links", headers=caller)
        assert shown.status_code == 404


async def test_repeating_the_making_tells_the_same_link_and_no_secret_is_kept(region: Region) -> None:
    body = await region.body()
    headers = {**region.office.headers, "Idempotency-Key": str(uuid7())}
    answers = [await region.office.served.http.post(f"/bodies/{body.id}/links", headers=headers) for _ in range(2)]
    token = answers[0].json()["token"]
    assert answers[0].json() == answers[1].json()
    pool = region.office.served.running.pool
    kept = await pool.fetchval(
        "SELECT string_agg(convert_from(data, 'UTF8'), ' ') FROM log WHERE type LIKE 'BodyLink%'"
    )
    assert token not in kept
    assert sha256(token.encode()).hexdigest() in kept


async def test_a_body_that_closed_keeps_nothing_current(region: Region) -> None:
    body = await region.body()
    await body.opens()
    assert (await region.office.post(f"/bodies/{body.id}/closing", {"why": "Λύθηκε"}, seen=1)).status_code == 200
    refused = await body.says("/correction", {"description": "Νέα"}, seen=2)
    assert (refused.status_code, code_of(refused)) == (409, "body-closed")
    refused = await body.says(f"/services/{body.service}/resumption")
    assert (refused.status_code, code_of(refused)) == (409, "service-ended")
    refused = await region.office.post(f"/bodies/{body.id}/links")
    assert (refused.status_code, code_of(refused)) == (409, "body-closed")


async def test_a_made_up_secret_leads_nowhere(region: Region) -> None:
    body = await region.body()
    await body.handed()
    body.token = body.token[:-1] + ("A" if body.token[-1] != "A" else "B")
    assert (await body.opening()).status_code == 404
    assert (await region.office.served.http.get("/body-links/short")).status_code in {404, 422}
