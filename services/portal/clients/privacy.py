"""A person's rights over what is held: erasures in registry, and the copy that every service gives."""

import asyncio
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from services.portal.clients.base import Api, Page, Written


class NewErasure(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who is to be erased, and why."""

    person: UUID
    basis: str
    identity: str
    number: str | None = None
    last_payment_year: int | None = None
    legal_hold_until: date | None = None


class Hold(msgspec.Struct, frozen=True):
    """What keeps a file."""

    why: str
    until: date
    source: str


class Erasure(msgspec.Struct, frozen=True):
    """One erasure, as far as it is."""

    id: UUID
    person: UUID
    state: str
    basis: str
    identity: str
    requested_by: str
    requested_at: datetime
    version: int
    holds: tuple[Hold, ...] = ()
    held_until: date | None = None
    approved_by: str | None = None
    approved_at: datetime | None = None
    confirmed: tuple[str, ...] = ()
    certified_at: datetime | None = None
    remains: tuple[str, ...] = ()
    backups_until: date | None = None
    others: tuple[UUID, ...] = ()
    asks_for_payment: bool = False


class Rectification(msgspec.Struct, frozen=True):
    """What a person asks to be put right."""

    id: UUID
    person: UUID
    text: str
    asked_by: str
    received_on: date
    answer_by: date
    extended: bool
    state: str
    version: int
    answered_by: str | None = None
    answered_at: datetime | None = None
    why: str | None = None
    recipients_told: bool | None = None
    extended_why: str | None = None


class Privacy:
    """The calls about a person's rights; `services` are asked for the copy."""

    def __init__(self, registry: Api, services: Mapping[str, Api]) -> None:
        self._registry = registry
        self._services = services

    async def ask(self, erasure: UUID, asked: NewErasure) -> Written:
        """Takes a request down; a `Problem` says why not."""
        return await self._registry.create(f"/erasures/{erasure}", asked)

    async def erasure(self, erasure: UUID) -> Erasure:
        """One erasure."""
        return await self._registry.get(f"/erasures/{erasure}", Erasure)

    async def erasures(self, *, person: UUID | None = None, cursor: str | None = None) -> Page[Erasure]:
        """Those that have not ended, newest first."""
        return await self._registry.get("/erasures", Page[Erasure], person=person, cursor=cursor)

    async def approve(self, erasure: UUID, *, version: str, key: UUID) -> Written:
        """A second person approves."""
        return await self._registry.post(f"/erasures/{erasure}/approval", None, key=key, version=version)

    async def say_payment(self, erasure: UUID, year: int | None, *, key: UUID) -> Written:
        """When the person was last paid, or that they never were."""
        return await self._registry.post(f"/erasures/{erasure}/payment", {"year": year}, key=key)

    async def withdraw(self, erasure: UUID, *, key: UUID) -> Written:
        """The person took it back."""
        return await self._registry.post(f"/erasures/{erasure}/withdrawal", None, key=key)

    async def hold(self, erasure: UUID, hold: Hold, *, key: UUID) -> Written:
        """The law keeps the file through a day."""
        return await self._registry.post(f"/erasures/{erasure}/hold", hold, key=key)

    async def restrict(self, restriction: UUID, person: UUID, ground: str) -> Written:
        """Nothing new is written about the person until it is lifted."""
        return await self._registry.create(f"/restrictions/{restriction}", {"person": person, "ground": ground})

    async def lift(self, restriction: UUID, *, key: UUID) -> Written:
        """It ends; the person was told."""
        return await self._registry.post(f"/restrictions/{restriction}/end", {"informed": True}, key=key)

    async def rectify(self, request: UUID, person: UUID, text: str) -> Written:
        """Takes down what is to be put right."""
        return await self._registry.create(f"/rectifications/{request}", {"person": person, "text": text})

    async def rectification(self, request: UUID) -> Rectification:
        """One request."""
        return await self._registry.get(f"/rectifications/{request}", Rectification)

    async def rectifications(self, *, state: str = "open", cursor: str | None = None) -> Page[Rectification]:
        """Those that wait, or all, the most pressing first."""
        return await self._registry.get("/rectifications", Page[Rectification], state=state, cursor=cursor)

    async def settle(self, request: UUID, *, recipients_told: bool, key: UUID) -> Written:
        """It was put right."""
        body = {"recipients_told": recipients_told}
        return await self._registry.post(f"/rectifications/{request}/settlement", body, key=key)

    async def decline_rectification(self, request: UUID, why: str, *, key: UUID) -> Written:
        """It stays as it is."""
        return await self._registry.post(f"/rectifications/{request}/declination", {"why": why}, key=key)

    async def extend(self, request: UUID, why: str, *, key: UUID) -> Written:
        """Two months more."""
        return await self._registry.post(f"/rectifications/{request}/extension", {"why": why}, key=key)

    async def copy(self, person: UUID) -> dict[str, Any]:
        """Everything that the services hold of the person. Raises where one does not answer: half a copy is none."""
        parts = await asyncio.gather(
            *(api.get(f"/people/{person}/export", dict[str, Any]) for api in self._services.values())
        )
        return {"person": str(person), "parts": list(parts)}
