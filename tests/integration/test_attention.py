"""What needs attention of bodies and their services: whose it is, until when it is told, and page by page."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from services.registry import BLUEPRINT
from shared.ids import uuid7
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider
from tests.clock import today

REGION, MUNICIPALITY, CENTRE = "/el63", "/el63/3905", "/el63/3905/zacharo"
Line = tuple[bool, str, str, str, str]


@dataclass
class Office:
    """A region's administrator, and the importer of older data, whose reports may be of long ago."""

    served: Served
    headers: dict[str, str]
    importer: dict[str, str]

    async def put(self, path: str, **body: Any) -> str:
        answer = await self.served.http.put(path, json=body, headers={**self.headers, "If-None-Match": "*"})
        assert answer.status_code == 201, answer.text
        return path.rpartition("/")[2]

    async def post(self, path: str, **body: Any) -> None:
        headers = {**self.importer, "Idempotency-Key": str(uuid7())}
        answer = await self.served.http.post(path, json=body, headers=headers)
        assert answer.status_code == 200, answer.text

    async def service(self, body: str, reported_on: date, municipality: str | None = "3905") -> str:
        facts = {
            "kind": "tutoring", "name": "Φροντιστήριο", "municipality": municipality, "for_whom": "Μαθητές",
            "how_to_refer": "Με παραπομπή", "answers_within": 5, "email": "a@example.org", "accessible": True,
        }  # fmt: skip
        service = await self.put(f"/services/{uuid7()}", body=body, **facts)
        await self.post(f"/services/{service}/capacity", places=1, waiting=0, occurred_on=str(reported_on))
        return service

    async def body(self, municipality: str | None) -> str:
        return await self.put(f"/bodies/{uuid7()}", kind="social", name="Αλφειός", municipality=municipality)

    async def lines(self, scope: str) -> list[Line]:
        """All of them, page by page."""
        seen: list[Line] = []
        cursor: str | None = ""
        while cursor is not None:
            asked = {"scope": scope} | ({"cursor": cursor} if cursor else {})
            answer = await self.served.http.get("/attention", params=asked, headers=self.headers)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            assert len(page["items"]) == 50 or page["next"] is None
            seen += [(not each["late"], each["day"], each["scope"], each["kind"], each["of"]) for each in page["items"]]
            cursor = page["next"]
        return seen


@pytest.fixture(scope="module")
async def office(module_stage: Stage, provider: TestProvider) -> AsyncGenerator[Office]:
    async with module_stage.serve(BLUEPRINT) as served:
        bearer = provider.bearer
        office = Office(served, bearer("regional_administrator@/el63"), bearer("importer@/el63"))
        facts = {"edition": "2021", "regional_unit": "Ηλείας", "region": "el63", "residents": 8606}
        for code, name in (("3905", "Ζαχάρως"), ("3901", "Πύργου")):
            await office.put(f"/municipalities/{code}", name=name, short_name=name, **facts)
        yield office


async def test_room_of_which_nothing_was_said_for_a_month_is_told_to_whose_it_is(office: Office) -> None:
    home, region = await office.body("3905"), await office.body(None)
    reported = today() - timedelta(days=31)
    here = await office.service(home, reported)
    there = await office.service(region, reported, None)
    await office.service(home, reported + timedelta(days=1))
    paused = await office.service(home, reported)
    await office.post(f"/services/{paused}/pause", why="Έργα")
    day = str(today() - timedelta(days=1))

    told = (True, [(False, day, MUNICIPALITY, "capacity-stale", here)])
    assert (True, await office.lines(MUNICIPALITY)) == told
    assert (True, await office.lines(CENTRE)) == told
    assert await office.lines("/el63/3901") == []
    assert await office.lines(REGION) == [(False, day, REGION, "capacity-stale", there), *told[1]]


async def test_many_lines_of_several_kinds_are_told_page_by_page_each_once_in_their_order(office: Office) -> None:
    bodies = [await office.body(municipality) for municipality in ("3905", "3901", None)]
    days = [today() - timedelta(days=40 + n % 3) for n in range(39)]
    wanted: set[str] = set()
    for body, municipality in zip(bodies, ("3905", "3901", None), strict=True):
        wanted |= {await office.service(body, day, municipality) for day in days}
        for n in range(3):
            # On the very days on which the services were believed last.
            until = days[n] + timedelta(days=30)
            await office.put(
                f"/agreements/{uuid7()}", body=body, subject=f"Θέμα {n}", starts="2020-01-01", until=str(until)
            )
    await office.put(f"/agreements/{uuid7()}", body=bodies[0], subject="Νέο", starts="2020-01-01", until=str(today()))

    lines = await office.lines(REGION)

    assert lines == sorted(lines)
    assert len(lines) == len(set(lines))
    assert wanted <= {of for *_, kind, of in lines if kind == "capacity-stale"}
    assert [kind for *_, kind, of in lines if of in bodies] == ["agreement-over"] * 9 + ["agreement-ends"]
