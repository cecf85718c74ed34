"""Who keeps bodies and services in the registry, and who looks for them there."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2

from services.registry import BLUEPRINT
from shared.ids import uuid7
from shared.testing.services import Served, Stage
from shared.testing.tokens import TestProvider

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


def code_of(answer: httpx2.Response) -> str:
    return answer.json()["type"].rpartition("/")[2]


@asynccontextmanager
async def an_office(stage: Stage, provider: TestProvider) -> AsyncGenerator[Office]:
    """Registry with three municipalities."""
    async with stage.serve(BLUEPRINT) as served:
        admin = provider.bearer("regional_administrator@/el63")
        office = Office(served, admin, provider.bearer("social_worker@/el63/3905/zacharo"))
        await office.enter_municipalities()
        yield office
