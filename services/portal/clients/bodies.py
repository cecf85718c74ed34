"""registry's bodies and services: who helps, what room they have, and how that changes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from services.portal.clients.base import Api, Page, Written
from services.portal.clients.registry import Service


class BodyLine(msgspec.Struct, frozen=True):
    """A body in a list."""

    id: UUID
    kind: str
    name: str
    municipality: str | None = None
    telephone: str | None = None
    email: str | None = None
    state: str = "active"


class Contact(msgspec.Struct, frozen=True):
    """An office within a body."""

    office: str
    telephone: str | None = None
    email: str | None = None


class Agreement(msgspec.Struct, frozen=True):
    """What a body and the Centres agreed on."""

    id: UUID
    subject: str
    starts: date
    state: str
    until: date | None = None
    ended_on: date | None = None


class Body(msgspec.Struct, frozen=True):
    """A body with all that the registry says of it."""

    id: UUID
    kind: str
    name: str
    version: int
    municipality: str | None = None
    telephone: str | None = None
    email: str | None = None
    state: str = "active"
    website: str | None = None
    description: str | None = None
    why: str | None = None
    contacts: tuple[Contact, ...] = ()
    agreements: tuple[Agreement, ...] = ()


class BodyFacts(msgspec.Struct, frozen=True):
    """What is said of a body."""

    kind: str
    name: str
    municipality: str | None
    telephone: str | None
    email: str | None
    website: str | None
    description: str | None


class BodyLink(msgspec.Struct, frozen=True):
    """What may be known of a body's link: whether it can be opened, and until when."""

    state: str
    expires_on: date | None = None


class MadeLink(msgspec.Struct, frozen=True):
    """A link that was made for a body; its secret is told once."""

    token: str
    expires_on: date


class Bodies:
    """The calls that the portal makes about bodies and services."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def services(self, **asked: object) -> Page[Service]:
        """Who can help: by kind, need, municipality, audience, age, language, day, place, words or body."""
        told = {name: str(value).lower() if value is True else value for name, value in asked.items() if value}
        return await self._api.get("/services", Page[Service], **told)

    async def bodies(self, query: str, cursor: str | None) -> Page[BodyLine]:
        """Bodies by name."""
        return await self._api.get("/bodies", Page[BodyLine], query=query or None, cursor=cursor)

    async def body(self, body: UUID) -> Body:
        """One body."""
        return await self._api.get(f"/bodies/{body}", Body)

    async def enter(self, body: UUID, facts: BodyFacts) -> Written:
        """A body joins the registry."""
        return await self._api.create(f"/bodies/{body}", facts)

    async def correct(self, body: UUID, facts: BodyFacts, *, version: str, key: UUID) -> Written:
        """What is said of a body, as it is now."""
        return await self._api.post(f"/bodies/{body}/correction", facts, key=key, version=version)

    async def suspend(self, body: UUID, why: str, *, key: UUID) -> Written:
        """Nobody is referred to it for now."""
        return await self._api.post(f"/bodies/{body}/suspension", {"why": why}, key=key)

    async def resume(self, body: UUID, *, key: UUID) -> Written:
        """People are referred to it again."""
        return await self._api.post(f"/bodies/{body}/resumption", None, key=key)

    async def set_contacts(self, body: UUID, contacts: Sequence[Contact], *, version: str, key: UUID) -> Written:
        """All its offices, as they are now."""
        return await self._api.post(f"/bodies/{body}/contacts", {"contacts": contacts}, key=key, version=version)

    async def sign(self, agreement: UUID, body: UUID, facts: Mapping[str, Any]) -> Written:
        """The body and the Centres agreed on something."""
        return await self._api.create(f"/agreements/{agreement}", {"body": body, **facts})

    async def end_agreement(self, body: UUID, agreement: UUID, on: date, *, key: UUID) -> Written:
        """It ends on that day."""
        return await self._api.post(f"/bodies/{body}/agreements/{agreement}/ending", {"on": on}, key=key)

    async def close(self, body: UUID, why: str, *, version: str, key: UUID) -> Written:
        """It is no more, and its services with it."""
        return await self._api.post(f"/bodies/{body}/closing", {"why": why}, key=key, version=version)

    async def link(self, body: UUID) -> BodyLink:
        """Whether the body has a link that it can open."""
        return await self._api.get(f"/bodies/{body}/links", BodyLink)

    async def make_link(self, body: UUID, *, key: UUID) -> MadeLink:
        """A link by which the body keeps its own record current; the one before it ends."""
        return await self._api.post_as(f"/bodies/{body}/links", None, MadeLink, key=key)

    async def revoke_link(self, body: UUID, *, key: UUID) -> Written:
        """Nobody opens it, or works by it, any more."""
        return await self._api.post(f"/bodies/{body}/links/revocation", None, key=key)

    async def offer(self, service: UUID, body: UUID, facts: Mapping[str, Any]) -> Written:
        """A body offers a service."""
        return await self._api.create(f"/services/{service}", {"body": body, **facts})

    async def correct_service(self, service: UUID, facts: Mapping[str, Any], *, version: str, key: UUID) -> Written:
        """What is said of a service, as it is now."""
        return await self._api.post(f"/services/{service}/correction", facts, key=key, version=version)

    async def set_hours(self, service: UUID, since: date, hours: Sequence[Mapping[str, Any]], *, key: UUID) -> Written:
        """When it is open every week, from a day on."""
        return await self._api.post(f"/services/{service}/hours", {"since": since, "hours": hours}, key=key)

    async def end(self, service: UUID, why: str | None, *, version: str, key: UUID) -> Written:
        """It is no longer offered."""
        return await self._api.post(f"/services/{service}/ending", {"why": why}, key=key, version=version)

    async def report(self, service: UUID, places: int, waiting: int, *, key: UUID) -> Written:
        """What room a service has."""
        return await self._api.post(f"/services/{service}/capacity", {"places": places, "waiting": waiting}, key=key)

    async def pause(self, service: UUID, until: date | None, why: str | None, *, key: UUID) -> Written:
        """It takes nobody for now."""
        return await self._api.post(f"/services/{service}/pause", {"until": until, "why": why}, key=key)

    async def take_again(self, service: UUID, *, key: UUID) -> Written:
        """It takes people again."""
        return await self._api.post(f"/services/{service}/resumption", None, key=key)
