"""A programme, and who writes, publishes and reads it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2

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


def codes(answer: httpx2.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


def refusal(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rpartition("/")[2]


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


@asynccontextmanager
async def a_registry(stage: Stage, provider: TestProvider) -> AsyncGenerator[Registry]:
    """Registry with one programme."""
    async with stage.serve(BLUEPRINT) as served:
        registry = Registry(served, provider)
        assert (await registry.put("/programmes/minimum-income", PROGRAMME)).status_code == 201
        yield registry
