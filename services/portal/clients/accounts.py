"""registry: who may log in, as what and where."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.portal.clients.base import Api, Page


class Grant(msgspec.Struct, frozen=True):
    """A role on a scope path."""

    role: str
    scope: str


class Account(msgspec.Struct, frozen=True):
    """An account that works within the caller's scope."""

    id: str
    user: str
    name: str
    open: bool
    since: datetime
    unused: bool
    grants: tuple[Grant, ...]
    last_login: datetime | None = None


class Accounts:
    """The calls that the portal makes about accounts."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def accounts(self, *, unused: bool = False) -> tuple[Account, ...]:
        """Those that work within the caller's scope, by name."""
        return (await self._api.get("/accounts", Page[Account], unused="true" if unused else None)).items

    async def account(self, account: UUID) -> Account:
        """One of them."""
        return await self._api.get(f"/accounts/{account}", Account)

    async def regrant(self, account: UUID, grants: list[Grant], key: UUID) -> None:
        """Says all that the account is within the caller's scope."""
        await self._api.tell(f"/accounts/{account}/grants", {"grants": grants}, key=key)

    async def close(self, account: UUID, key: UUID) -> None:
        """Nobody logs in with it any more."""
        await self._api.tell(f"/accounts/{account}/closing", {}, key=key)

    async def reopen(self, account: UUID, key: UUID) -> None:
        """It may be logged in with again."""
        await self._api.tell(f"/accounts/{account}/reopening", {}, key=key)
