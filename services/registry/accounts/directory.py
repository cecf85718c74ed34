"""The provider's accounts, over its administration's own HTTP (Keycloak 26)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import httpx2

from shared.scope import Grant, parse_grants

ATTRIBUTE = "kentro_grants"
PATIENCE = 10.0
"""Seconds for one question to the provider."""

LATELY = 300.0
"""Seconds for which everybody's accounts are remembered where minutes do not matter: a region's are many pages."""

SOON = 2.0
"""Seconds that who asks so waits for them; they are there for whoever asks next."""

_PAGE = 200
_AT_ONCE = 8
_EARLY = 10.0


class AccountsAway(Exception):
    """The provider's administration does not answer now."""


@dataclass(frozen=True, slots=True)
class Found:
    """An account as the provider has it; `last_login` is None where nobody logged in for as long as it remembers."""

    id: str
    user: str
    name: str
    open: bool
    since: datetime
    grants: tuple[Grant, ...]
    last_login: datetime | None = None


class Directory:
    """Reads and changes accounts as a client of its own, with the rights that the realm gives that client."""

    def __init__(
        self, issuer: str, client: str, secret: str, *, transport: httpx2.AsyncBaseTransport | None = None
    ) -> None:
        self._token_address = f"{issuer}/protocol/openid-connect/token"
        self._admin = issuer.replace("/realms/", "/admin/realms/", 1)
        self._form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
        self._http = httpx2.AsyncClient(timeout=PATIENCE, transport=transport)
        self._token = ""
        self._until = 0.0
        self._renewing = asyncio.Lock()
        self._lately: tuple[float, asyncio.Task[list[Found]]] | None = None

    async def accounts(self) -> list[Found]:
        """All that hold a grant, without their last logins. Raises `AccountsAway`."""
        found: list[Found] = []
        for first in range(0, 100_000, _PAGE):
            page: list[dict[str, Any]] = await self._asked(
                "GET", "/users", params={"first": first, "max": _PAGE, "briefRepresentation": "false"}
            )
            found += [account for user in page if (account := _found(user)).grants]
            if len(page) < _PAGE:
                break
        return found

    async def lately(self) -> list[Found]:
        """The same as they were at most some minutes ago. Raises `AccountsAway` where they are not there soon."""
        known = self._lately
        if known is None or monotonic() - known[0] > LATELY or _failed(known[1]):
            known = self._lately = (monotonic(), asyncio.create_task(self.accounts()))
        done, _ = await asyncio.wait([known[1]], timeout=SOON)
        if not done or _failed(known[1]):
            raise AccountsAway
        return known[1].result()

    async def account(self, id_: str) -> Found | None:
        """One, with its last login; None where there is none. Raises `AccountsAway`."""
        user: dict[str, Any] | None = await self._asked("GET", f"/users/{id_}")
        return (await self.with_logins([_found(user)]))[0] if user else None

    async def with_logins(self, accounts: Sequence[Found]) -> list[Found]:
        """The same with when each was logged in with last. Raises `AccountsAway`."""
        gate = asyncio.Semaphore(_AT_ONCE)

        async def last(account: Found) -> Found:
            async with gate:
                events: list[dict[str, Any]] = await self._asked(
                    "GET", "/events", params={"type": "LOGIN", "user": account.id, "max": 1}
                )
            at = datetime.fromtimestamp(events[0]["time"] / 1000, UTC) if events else None
            return Found(account.id, account.user, account.name, account.open, account.since, account.grants, at)

        return list(await asyncio.gather(*(last(account) for account in accounts)))

    async def change(self, id_: str, *, grants: Sequence[str] | None = None, is_open: bool | None = None) -> None:
        """Sets the grants, or whether it may be logged in with; a closed one's sessions end. Raises `AccountsAway`."""
        self._lately = None
        user: dict[str, Any] = await self._asked("GET", f"/users/{id_}")
        if grants is not None:
            user["attributes"] = {**user.get("attributes", {}), ATTRIBUTE: list(grants)}
        if is_open is not None:
            user["enabled"] = is_open
        await self._asked("PUT", f"/users/{id_}", json=user)
        if is_open is False:
            await self._asked("POST", f"/users/{id_}/logout")

    async def close(self) -> None:
        """Ends the connections."""
        await self._http.aclose()

    async def _asked(self, method: str, path: str, **options: Any) -> Any:  # noqa: ANN401 - the provider's JSON
        try:
            headers = {"Authorization": f"Bearer {await self._bearer()}"}
            answer = await self._http.request(method, f"{self._admin}{path}", headers=headers, **options)
            if answer.status_code == 404:
                return None
            answer.raise_for_status()
            return answer.json() if answer.content else None
        except (httpx2.HTTPError, ValueError, KeyError) as fault:
            raise AccountsAway from fault

    async def _bearer(self) -> str:
        async with self._renewing:
            if monotonic() > self._until:
                answer = (await self._http.post(self._token_address, data=self._form)).raise_for_status().json()
                self._token, self._until = answer["access_token"], monotonic() + answer["expires_in"] - _EARLY
            return self._token


def _failed(asking: asyncio.Task[list[Found]]) -> bool:
    """Whether it ended without an answer; what kept it from one is read, so that nobody misses it."""
    return asking.done() and (asking.cancelled() or asking.exception() is not None)


def _found(user: dict[str, Any]) -> Found:
    name = f"{user.get('firstName', '')} {user.get('lastName', '')}".strip()
    return Found(
        user["id"],
        user["username"],
        name or user["username"],
        user["enabled"],
        datetime.fromtimestamp(user["createdTimestamp"] / 1000, UTC),
        parse_grants(user.get("attributes", {}).get(ATTRIBUTE, ())),
    )
