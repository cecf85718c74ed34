"""One service under requests that no client should send: what a good one carries, and what every answer must be."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import time
from typing import Any
from uuid import UUID

import httpx2
import jsonschema_rs

from shared.ids import uuid7
from shared.testing.services import Served
from shared.testing.tokens import TestProvider
from shared.tickets import ends

ZACHARO = "/el63/3905/zacharo"
ALL = (f"social_worker@{ZACHARO}", f"coordinator@{ZACHARO}", "regional_administrator@/el63", "importer@/el63")
"""Reaches everything, so that what is refused is refused for what it says."""

BY_ITSELF = ("DuplicateSuspected", "PersonForgotten", "ErasureConfirmed", "ErasureCertified", "HoldEnded",
             "ImportForeseen")  # fmt: skip
"""What the matcher, the calendar, an import and an erasure under way write, whatever is asked meanwhile."""

Json = dict[str, Any]
Headers = list[tuple[bytes, bytes]]


@dataclass
class Target:
    """One service, what it says of itself, and things that it knows already."""

    name: str
    served: Served
    provider: TestProvider
    known: Mapping[str, str]
    document: Json = field(init=False)
    wrong: list[str] = field(default_factory=list[str])
    sent: int = 0
    statuses: dict[int, int] = field(default_factory=dict[int, int])
    _head: int | None = None
    _ticket: dict[str, str] = field(init=False)
    _tokens: dict[tuple[str, ...], str] = field(default_factory=dict[tuple[str, ...], str])
    _checkers: dict[str, Any] = field(default_factory=dict[str, Any])

    def __post_init__(self) -> None:
        self.document = self.served.app.openapi()
        until = ends(datetime.now(UTC) + timedelta(hours=3))
        self._ticket = self.served.ticket(UUID(self.known["person"]), until=until)

    def operations(self) -> Iterator[tuple[str, str, Json]]:
        for path, methods in self.document["paths"].items():
            for method, operation in methods.items():
                yield method.upper(), path, operation

    def path_of(self, path: str) -> str:
        for name, value in self.known.items():
            path = path.replace(f"{{{name}}}", value)
        assert "{" not in path, f"nothing is known for {path}"
        return path

    def headers_of(self, operation: Json) -> Headers:
        """What a good request of this operation carries; each time another command."""
        given = [(b"Authorization", f"Bearer {self.provider.token(*ALL)}".encode())] if operation["security"] else []
        names = {
            each["name"] for each in operation.get("parameters", []) if each["in"] == "header" and each["required"]
        }
        good = {"If-None-Match": "*", "Idempotency-Key": str(uuid7()), "If-Match": '"1"'}
        good["Kentro-Session"] = self.known["Kentro-Session"]
        if any(each["name"] == "Kentro-Ticket" for each in operation.get("parameters", [])):
            names.add("Kentro-Ticket")
            good |= self._ticket
        return [*given, *((name.encode(), good[name].encode()) for name in sorted(names))]

    def bearer(self, grants: Sequence[str]) -> tuple[bytes, bytes]:
        """The header of an account with these grants; signing a token for each request would be most of the work."""
        if (key := tuple(grants)) not in self._tokens:
            self._tokens[key] = self.provider.token(*grants, exp=int(time()) + 3 * 3600)
        return b"Authorization", f"Bearer {self._tokens[key]}".encode()

    async def send(
        self, method: str, path: str, operation: Json | None, *, headers: Headers, content: bytes | None = None
    ) -> httpx2.Response:
        """Sends it and looks at the answer; what is wrong with that is kept, with what was sent."""
        request = httpx2.Request(method, f"http://service{path}", headers=headers, content=content)
        answer = await self.served.http.send(request)
        self.sent += 1
        self.statuses[answer.status_code] = self.statuses.get(answer.status_code, 0) + 1
        if complaint := self._complaint(answer, operation) or await self._written_all_the_same(answer):
            excerpt = f"{path[:300]} {content[:300] if content else ''!r}"
            self.wrong.append(f"{complaint}: {method} {excerpt} -> {answer.status_code} {answer.text[:300]}")
        return answer

    async def _written_all_the_same(self, answer: httpx2.Response) -> str | None:
        """Whether a refused command left something in the log; where the calendar also writes nobody can tell."""
        if self.name not in ("registry", "intake"):
            return None
        head = "SELECT max(position) FROM log WHERE type <> ALL ($1::text[])"
        before, self._head = self._head, await self.served.running.pool.fetchval(head, BY_ITSELF)
        return "refused and written" if answer.status_code >= 400 and before not in (None, self._head) else None

    def _complaint(self, answer: httpx2.Response, operation: Json | None) -> str | None:
        status, kind = answer.status_code, answer.headers.get("content-type", "")
        if status >= 500:
            return "fault"
        if status >= 400:
            if kind != "application/problem+json":
                return f"refused as {kind or 'nothing'}"
            if not str(answer.json().get("type", "")).startswith("https://kentro.gr/problems/"):
                return "a problem without a type"
        if operation is None or status in (404, 405):
            return None
        declared = operation["responses"].get(str(status))
        if declared is None:
            return "a status that is not declared"
        media = declared.get("content", {}).get(kind)
        if media is not None and not kind.endswith("json"):
            return None
        if media is None:
            return None if status == 204 and not answer.content else f"undeclared {kind}"
        found = self._checker(media["schema"]).iter_errors(answer.json())
        return next((f"not as described ({error.message})" for error in found), None)

    def _checker(self, schema: Json) -> Any:
        key = json.dumps(schema, sort_keys=True)
        if key not in self._checkers:
            whole = {**schema, "components": self.document["components"]}
            self._checkers[key] = jsonschema_rs.validator_for(whole, validate_formats=True)
        return self._checkers[key]

    def settle(self) -> None:
        """Everything was in order, or the first of what was not."""
        print(f"\n{self.name}: {self.sent} requests, {dict(sorted(self.statuses.items()))}")  # noqa: T201
        assert not self.wrong, f"{len(self.wrong)} answers are wrong:\n" + "\n".join(self.wrong[:20])
