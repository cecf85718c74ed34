"""intake: who came, and for what."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from services.portal.clients.base import Api, Page, TimelineItem, Written


class Visit(msgspec.Struct, frozen=True):
    """A visit; `on` is the day that it happened, `at` the time that it was recorded."""

    id: UUID
    on: date
    topic: str
    channel: str
    version: int
    unit: UUID | None = None
    at: datetime | None = None
    person: UUID | None = None
    state: str = "open"
    outcome: str | None = None
    by: str | None = None


class VisitTask(msgspec.Struct, frozen=True):
    """Something of intake's that waits for somebody."""

    id: UUID
    kind: str
    due: date
    topic: str | None = None
    unit: UUID | None = None
    person: UUID | None = None


class NewVisit(msgspec.Struct, frozen=True, omit_defaults=True):
    """Two fields and where it was."""

    unit: UUID
    centre: str
    topic: str
    channel: str
    person: UUID | None = None
    occurred_on: date | None = None


class Intake:
    """The calls that the portal makes to intake."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def receive(self, visit: UUID, given: NewVisit) -> Written:
        """Records a visit."""
        return await self._api.create(f"/visits/{visit}", given)

    async def visit(self, visit: UUID) -> Visit:
        """One visit."""
        return await self._api.get(f"/visits/{visit}", Visit)

    async def visits(self, day: date | None = None, state: str | None = None, cursor: str | None = None) -> Page[Visit]:
        """Visits within the caller's grants, newest first."""
        return await self._api.get("/visits", Page[Visit], day=day, state=state, cursor=cursor)

    async def link(self, visit: UUID, person: UUID, key: UUID) -> Written:
        """Says whose visit it was."""
        return await self._api.post(f"/visits/{visit}/person", {"person": person}, key=key)

    async def close(self, visit: UUID, outcome: str, key: UUID) -> Written:
        """Says what came of it."""
        return await self._api.post(f"/visits/{visit}/closing", {"outcome": outcome}, key=key)

    async def worklist(self) -> tuple[VisitTask, ...]:
        """What of intake's waits."""
        return (await self._api.get("/worklist", Page[VisitTask])).items

    async def timeline(self, person: UUID) -> tuple[TimelineItem, ...]:
        """What intake recorded about a person."""
        return (await self._api.get(f"/people/{person}/timeline", Page[TimelineItem])).items
