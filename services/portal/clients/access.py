"""registry and the others: opening a person's file, and who opened and read which."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.portal.clients.base import Api, Page, Written


class FileOpen(msgspec.Struct, frozen=True):
    """What registry gives when a file is opened."""

    ticket: str
    until: datetime
    reach: str


class Asked(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a file is opened for."""

    person: UUID
    purpose: str
    reference: str | None = None
    emergency: bool = False
    reason: str | None = None


class Opening(msgspec.Struct, frozen=True):
    """One opening of a file, as those see it who watch over it."""

    id: UUID
    person: UUID
    by: str
    at: datetime
    until: datetime
    purpose: str
    reach: str
    version: int
    emergency: bool = False
    reference: str | None = None
    reason: str | None = None
    address: str | None = None
    reviewed_by: str | None = None
    reviewed_at: datetime | None = None
    justified: bool | None = None
    review: str | None = None


class Reading(msgspec.Struct, frozen=True):
    """One thing that a service showed under an opening."""

    opening: UUID
    what: str
    by: str
    at: datetime
    item: UUID | None = None


class Access:
    """The calls about access: registry's, and the same question to each service that shows of persons."""

    def __init__(self, registry: Api, services: dict[str, Api]) -> None:
        self._registry = registry
        self._services = services

    async def open(self, opening: UUID, asked: Asked, address: str | None) -> FileOpen:
        """Opens a file; a `Problem` says why not."""
        headers = {"Kentro-User-Address": address} if address else {}
        return await self._registry.create_as(f"/openings/{opening}", asked, FileOpen, headers)

    async def openings(
        self, *, person: UUID | None = None, state: str | None = None, cursor: str | None = None
    ) -> Page[Opening]:
        """Who opened which file, newest first."""
        return await self._registry.get("/openings", Page[Opening], person=person, state=state, cursor=cursor)

    async def opening(self, opening: UUID) -> Opening:
        """One opening."""
        return await self._registry.get(f"/openings/{opening}", Opening)

    async def review(self, opening: UUID, *, justified: bool, text: str | None, version: str, key: UUID) -> Written:
        """Says whether an emergency was one."""
        body = {"justified": justified} | ({"text": text} if text else {})
        return await self._registry.post(f"/openings/{opening}/review", body, key=key, version=version)

    @property
    def services(self) -> tuple[str, ...]:
        """The services that show of persons."""
        return tuple(self._services)

    async def reads(self, service: str, person: UUID) -> tuple[Reading, ...]:
        """What that service showed of the person, newest first."""
        return (await self._services[service].get(f"/people/{person}/reads", Page[Reading])).items
