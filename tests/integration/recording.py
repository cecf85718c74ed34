"""A Centre's room in which records are kept, section by section."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx2

from shared.ids import uuid7
from shared.testing.services import Served
from shared.testing.tokens import TestProvider

ZACHARO = "/el63/3905/zacharo"
PYRGOS = "/el63/3905/other"
AMKA, AFM = "14028012343", "123456783"


def _word(digits: str) -> str:
    """A name that is nobody else's."""
    return "".join("αβγδεζηθκλμνξπρσ"[int(digit, 16)] for digit in digits).capitalize()


@dataclass
class Room:
    served: Served
    provider: TestProvider
    headers: dict[str, str]
    versions: dict[UUID, int] = field(default_factory=dict[UUID, int])

    async def register(self, **changes: Any) -> UUID:
        person = uuid7()
        body = {
            "centre": ZACHARO,
            "unit": str(uuid7()),
            "surname": _word(person.hex[-7:]),
            "given_name": _word(person.hex[-13:-7]),
            "informed": True,
            **changes,
        }
        answer = await self.served.http.put(
            f"/people/{person}", json=body, headers={**self.headers, "If-None-Match": "*"}
        )
        assert answer.status_code == 201, answer.text
        self.versions[person] = answer.json()["version"]
        return person

    async def post(
        self,
        person: UUID,
        section: str,
        body: dict[str, Any],
        headers: dict[str, str] | None = None,
        more: dict[str, str] | None = None,
    ) -> httpx2.Response:
        sent = {
            **(headers or self.headers),
            "Idempotency-Key": str(uuid7()),
            "If-Match": f'"{self.versions[person]}"',
            **(more or {}),
        }
        answer = await self.served.http.post(f"/people/{person}/{section}", json=body, headers=sent)
        if answer.status_code == 200:
            self.versions[person] = answer.json()["version"]
        return answer

    async def card(self, person: UUID, headers: dict[str, str] | None = None, **ticket: Any) -> dict[str, Any]:
        answer = await self.get(f"/people/{person}", person, headers, **ticket)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def get(
        self, path: str, person: UUID, headers: dict[str, str] | None = None, **ticket: Any
    ) -> httpx2.Response:
        sent = {**(headers or self.headers), **self.served.ticket(person, **ticket)}
        return await self.served.http.get(path, headers=sent)

    async def found(self, query: str) -> list[str]:
        answer = await self.served.http.post("/people/search", json={"query": query}, headers=self.headers)
        return [hit["id"] for hit in answer.json()["items"]]
