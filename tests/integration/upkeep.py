"""Who keeps the posts, funding acts and regulations of a Centre, and is told what needs attention."""

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

ZACHARO = "/el63/3905/zacharo"
ADMINISTRATOR = "municipal_administrator@/el63/3905"
PLACES = (("3905", "zacharo", "ΖΑΧ"), ("3901", "pyrgos", "ΠΥΡ"))


@dataclass
class Office:
    """Who keeps the organisation of one municipality, and reads it."""

    served: Served
    provider: TestProvider
    centres: dict[str, UUID]

    async def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        by: str = "municipal_administrator@/el63/3905",
        version: int = 0,
    ) -> httpx2.Response:
        headers = {
            **self.provider.bearer(by),
            **({"If-None-Match": "*"} if method == "PUT" else {"Idempotency-Key": str(uuid7())}),
            **({"If-Match": f'"{version}"'} if version else {}),
        }
        return await self.served.http.request(method, path, json=body, headers=headers)

    async def done(self, method: str, path: str, body: Any = None, **how: Any) -> Any:
        answer = await self.send(method, path, body, **how)
        assert answer.is_success, answer.text
        return answer.json()

    async def post_of(self, specialty: str = "social-worker", on: str = "2020-01-01") -> UUID:
        post = uuid7()
        body = {"centre": str(self.centres["zacharo"]), "specialty": specialty, "on": on}
        await self.done("PUT", f"/posts/{post}", body)
        return post

    async def fill(self, post: UUID, account: str, since: str, until: str | None) -> httpx2.Response:
        body = {
            "account": account, "contract": "fixed-term" if until else "indefinite", "since": since, "until": until
        }  # fmt: skip
        return await self.send("POST", f"/posts/{post}/filling", body)

    async def lines(self, scope: str = ZACHARO) -> list[tuple[str, str, bool]]:
        by = "coordinator@/el63/3905/zacharo" if scope == ZACHARO else ADMINISTRATOR
        asked = await self.done("GET", f"/attention?scope={scope}", by=by)
        return [(line["kind"], line["day"], line["late"]) for line in asked["items"]]


def errors(answer: httpx2.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(each["pointer"], each["code"]) for each in answer.json()["errors"]]


def problem(answer: httpx2.Response) -> str:
    assert answer.status_code == 409, answer.text
    return answer.json()["type"].rpartition("/")[2]


@asynccontextmanager
async def an_office(stage: Stage, provider: TestProvider) -> AsyncGenerator[Office]:
    """Registry with two municipalities and a Centre in each."""
    async with stage.serve(BLUEPRINT) as served:
        office = Office(served, provider, {slug: uuid7() for _, slug, _ in PLACES})
        for code, slug, prefix in PLACES:
            municipality = {
                "edition": "2021", "name": slug, "short_name": slug, "regional_unit": "Ηλείας", "region": "el63",
                "residents": 8606,
            }  # fmt: skip
            region = "regional_administrator@/el63"
            await office.done("PUT", f"/municipalities/{code}", municipality, by=region)
            centre = {
                "municipality": code, "slug": slug, "name": slug, "implementing_body": slug, "prefix": prefix,
                "operating_since": "2020-01-01",
            }  # fmt: skip
            await office.done("PUT", f"/centres/{office.centres[slug]}", centre, by=region)
        yield office
