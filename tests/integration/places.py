"""A Centre with its places, who keeps them, and everybody who looks for them."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2

from services.registry import BLUEPRINT
from shared.ids import uuid7
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider

COORDINATOR, RECEPTION = "coordinator@/el63/3905/zacharo", "receptionist@/el63/3905/zacharo"
MUNICIPAL, REGIONAL = "municipal_administrator@/el63/3905", "regional_administrator@/el63"
FACTS = {"edition": "2021", "name": "Ζαχάρως", "short_name": "Ζαχάρω", "regional_unit": "Ηλείας", "residents": 8606}
WEEK = [{"weekday": day, "opens": "08:00", "closes": "14:30"} for day in range(1, 6)]
Json = dict[str, Any]


@dataclass
class Office:
    """A Centre with a branch and a mobile unit."""

    served: Served
    provider: TestProvider
    centre: UUID
    branch: UUID
    van: UUID

    async def put(self, path: str, body: Json, who: str = REGIONAL) -> httpx2.Response:
        headers = {**self.provider.bearer(who), "If-None-Match": "*"}
        return await self.served.http.put(path, json=body, headers=headers)

    async def get(self, path: str, who: str | None = RECEPTION, **headers: str) -> Any:
        sent = {**(self.provider.bearer(who) if who else {}), **headers}
        answer = await self.served.http.get(path, headers=sent)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, body: Json | None = None, who: str = COORDINATOR) -> httpx2.Response:
        shown = await self.get(f"/centres/{self.centre}")
        if path.startswith("/municipalities"):
            shown = await self.get("/municipalities/3905")
        headers = {
            **self.provider.bearer(who), "Idempotency-Key": str(uuid7()), "If-Match": f'"{shown["version"]}"'
        }  # fmt: skip
        return await self.served.http.post(path, json=body, headers=headers)

    async def done(self, path: str, body: Json | None = None, who: str = COORDINATOR) -> None:
        answer = await self.post(path, body, who)
        assert answer.status_code == 200, answer.text

    async def days(self, unit: UUID, first: str, last: str) -> list[Json]:
        return (await self.get(f"/units/{unit}/days?from={first}&to={last}"))["items"]


def errors(answer: httpx2.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(each["pointer"], each["code"]) for each in answer.json()["errors"]]


@asynccontextmanager
async def an_office(stage: Stage, provider: TestProvider) -> AsyncGenerator[Office]:
    """Registry with a Centre, a branch and a mobile unit."""
    async with stage.serve(BLUEPRINT) as served:
        office = Office(served, provider, uuid7(), uuid7(), uuid7())
        centre = {
            "municipality": "3905", "slug": "zacharo", "name": "Κέντρο Κοινότητας Ζαχάρως",
            "implementing_body": "Δήμος Ζαχάρως", "operating_since": "2017-09-18", "prefix": "ΖΑΧ",
        }  # fmt: skip
        made = [
            await office.put("/municipalities/3905", {**FACTS, "region": "el63"}),
            await office.put(f"/centres/{office.centre}", centre),
        ]
        for unit, kind in ((office.branch, "branch"), (office.van, "mobile-unit")):
            body = {"centre": str(office.centre), "kind": kind, "name": kind, "reason": "access"}
            made.append(await office.put(f"/units/{unit}", body))
        assert [each.status_code for each in made] == [201] * 4
        yield office
