"""The services as commands that bring something in reach them: with a machine's token, patiently, as an import."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any, Self
from uuid import UUID

import httpx2

from kentro._installation import Installation
from kentro._steps import Step

PATIENCE = 120.0
"""Seconds for which a command is repeated while its service is away or busy."""

CLIENT = "kentro-demo"
_RENEWED_BEFORE = 15.0
_PAUSE = 0.25
_LONGEST_PAUSE = 5.0


class NotDone(Exception):
    """What was to be brought in cannot be; the message is for the operator and holds nothing personal."""


@dataclass(slots=True)
class Token:
    """An access token of the loader's own account, renewed before it ends."""

    http: httpx2.AsyncClient
    issuer: str
    client: str
    secret: str
    _value: str = ""
    _until: float = 0.0

    async def value(self) -> str:
        """One that still holds for a while."""
        if monotonic() > self._until - _RENEWED_BEFORE:
            await self._renew()
        return self._value

    def forget(self) -> None:
        """The next one is new: this one was refused."""
        self._until = 0.0

    async def _renew(self) -> None:
        form = {"grant_type": "client_credentials", "client_id": self.client, "client_secret": self.secret}
        address = f"{self.issuer}/protocol/openid-connect/token"
        answer = await _patiently(lambda: self.http.post(address, data=form), "a token of the provider of logins")
        if not answer.is_success:
            raise NotDone(f"{self.client} gets no token: {answer.status_code} {answer.text[:200]}")
        given = answer.json()
        self._value, self._until = given["access_token"], monotonic() + given["expires_in"]


class Services:
    """Sends commands to the services of one installation."""

    def __init__(self, http: httpx2.AsyncClient, token: Token, addresses: Mapping[str, str], import_id: UUID) -> None:
        self._http = http
        self._token = token
        self._addresses = addresses
        self._import_id = import_id
        self._positions: dict[str, str] = {}

    @classmethod
    @asynccontextmanager
    async def reached(cls, installation: Installation, import_id: UUID, callers: int) -> AsyncGenerator[Self]:
        """The services that `run.json` names. Raises `NotDone` where the demo's client is not among its clients."""
        client = installation.clients.get(CLIENT)
        if client is None:
            raise NotDone(f"run.json names no client {CLIENT}: the demo needs the realm of this machine")
        limits = httpx2.Limits(max_connections=callers + 4, max_keepalive_connections=callers + 4)
        async with httpx2.AsyncClient(timeout=30, limits=limits) as http:
            token = Token(http, installation.issuer, client.id, client.secret)
            yield cls(http, token, installation.services, import_id)

    async def do(self, step: Step, version: int | None) -> int:
        """Has the command done; the version of its thing afterwards. Raises `NotDone` where it is refused."""
        answer = await self._send(step, version, step.body)
        if _problem(answer) == "possible-duplicates":
            alike = [match["id"] for match in answer.json()["matches"]]
            answer = await self._send(step, version, {**step.body, "not_same_as": alike})
        if not answer.is_success:
            if step.path.startswith("/people/") and _problem(answer) == "command-reused":
                # Registered by an earlier run, which was shown other people and said that it is none of them.
                return 0
            if step.stays and answer.status_code in (409, 422):
                return 0
            raise NotDone(_refusal(step, answer))
        if position := answer.headers.get("kentro-position"):
            self._positions[position.rpartition("/")[0]] = position
        return answer.json()["version"]

    async def refusal(self, step: Step) -> str | None:
        """Has a command done that may be refused; the code of the problem, None where it was done."""
        answer = await self._send(step, None, step.body)
        if answer.is_success:
            return None
        if code := _problem(answer):
            return code
        raise NotDone(_refusal(step, answer))

    async def tried(self, step: Step, version: int | None = None) -> tuple[int, str | None]:
        """Has a command done that may be refused; the thing's version afterwards, or why it was not done."""
        answer = await self._send(step, version, step.body)
        if answer.is_success:
            return answer.json()["version"], None
        return 0, _said(answer)

    async def read(self, service: str, path: str) -> Any | None:  # noqa: ANN401 - whatever the service answers
        """What stands there; None for what is not there. Raises `NotDone`."""
        answer = await self._request("GET", service, path, {}, None)
        if answer.status_code == 404:
            return None
        if not answer.is_success:
            raise NotDone(f"GET {path}: {_said(answer)}")
        return answer.json()

    async def is_empty(self) -> bool:
        """Whether the region has no municipality yet."""
        answer = await self._request("GET", "registry", "/municipalities", {}, None)
        if not answer.is_success:
            raise NotDone(f"GET /municipalities: {_said(answer)}")
        return not answer.json()["items"]

    async def heard_by(self, service: str) -> None:
        """Waits until that service has heard of all that was done so far. Raises `NotDone` when it does not."""
        seen = {"Kentro-Position": ",".join(self._positions.values())}
        until = monotonic() + PATIENCE
        while monotonic() < until:
            answer = await self._request("GET", service, "/health/ready", seen, None)
            if answer.is_success and "kentro-behind" not in answer.headers:
                return
        raise NotDone(f"{service} did not hear of the organisation within {PATIENCE:.0f} s; see its log and Kafka's")

    async def end_import(self) -> None:
        """What the import held may now fall due."""
        answer = await self._request("DELETE", "referral", f"/imports/{self._import_id}", {}, None)
        if not answer.is_success:
            raise NotDone(f"DELETE /imports: {_said(answer)}")

    async def _send(self, step: Step, version: int | None, body: Mapping[str, object]) -> httpx2.Response:
        headers = {"Kentro-Import": str(self._import_id)}
        if step.key is None:
            headers["If-None-Match"] = "*"
        else:
            headers["Idempotency-Key"] = str(step.key)
        if step.acts_on_version:
            headers["If-Match"] = f'"{version}"'
        return await self._request(step.method, step.service, step.path, headers, body)

    async def _request(
        self, method: str, service: str, path: str, headers: Mapping[str, str], body: Mapping[str, object] | None
    ) -> httpx2.Response:
        address = self._addresses[service] + path

        async def once() -> httpx2.Response:
            given = {**headers, "Authorization": f"Bearer {await self._token.value()}", "Accept-Language": "en"}
            return await self._http.request(method, address, headers=given, json=body)

        answer = await _patiently(once, f"{service} at {self._addresses[service]}")
        if answer.status_code == 401:
            self._token.forget()
            answer = await _patiently(once, f"{service} at {self._addresses[service]}")
        return answer


async def _patiently(once: Any, what: str) -> httpx2.Response:  # noqa: ANN401 - any call that answers
    """Repeats what is answered with 502, 503 or 504, or not at all, after pauses that grow."""
    until, pause = monotonic() + PATIENCE, _PAUSE
    while True:
        why = "no answer"
        try:
            answer: httpx2.Response = await once()
            if answer.status_code not in (502, 503, 504):
                return answer
            why = f"{answer.status_code}"
        except httpx2.TransportError as fault:
            why = type(fault).__name__
        if monotonic() + pause > until:
            raise NotDone(f"{what} cannot be reached for {PATIENCE:.0f} s ({why})")
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


def _problem(answer: httpx2.Response) -> str | None:
    """The code of the problem that it tells of."""
    if answer.is_success or "problem+json" not in answer.headers.get("content-type", ""):
        return None
    return answer.json()["type"].rpartition("/")[2]


def _refusal(step: Step, answer: httpx2.Response) -> str:
    return f"{step.service} refused {step.method} {step.path} (of {step.day}): {_said(answer)}"


def _said(answer: httpx2.Response) -> str:
    code = _problem(answer)
    if code is None:
        return f"{answer.status_code}"
    problem = answer.json()
    errors = [f"{error['pointer']} {error['code']}" for error in problem.get("errors", [])]
    return f"{answer.status_code} {code}: {problem.get('detail', '')} {', '.join(errors)}".rstrip()
