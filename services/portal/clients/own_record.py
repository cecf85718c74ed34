"""registry's links for bodies, and the record that a body keeps by one: no account stands behind it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from services.portal.clients.base import Api, Written
from services.portal.clients.bodies import Body, BodyLink, Contact
from services.portal.clients.registry import Service


class Opened(msgspec.Struct, frozen=True):
    """A link was traded for an hour."""

    session: str
    until: datetime


class Own(msgspec.Struct, frozen=True):
    """A body and all that it offers, as the body itself sees it."""

    body: Body
    services: tuple[Service, ...]

    def service(self, id: UUID) -> Service | None:  # noqa: A002
        """One of its services."""
        return next((each for each in self.services if each.id == id), None)


class OwnFacts(msgspec.Struct, frozen=True):
    """What a body says of itself."""

    telephone: str | None
    email: str | None
    website: str | None
    description: str | None


class OwnRecord:
    """The calls that are made for a body that holds a link."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def link(self, token: str) -> BodyLink:
        """Whether the link still works; uses nothing up."""
        return await self._api.get(f"/body-links/{token}", BodyLink)

    async def open(self, token: str, *, key: UUID) -> Opened:
        """Trades the link, once."""
        return await self._api.post_as(f"/body-links/{token}/opening", None, Opened, key=key)

    async def record(self) -> Own:
        """The body's record."""
        return await self._api.get("/own-record", Own)

    async def correct(self, facts: OwnFacts, *, version: str, key: UUID) -> Written:
        """What it does, and how it is reached."""
        return await self._api.post("/own-record/correction", facts, key=key, version=version)

    async def set_contacts(self, contacts: Sequence[Contact], *, version: str, key: UUID) -> Written:
        """All its offices, as they are now."""
        return await self._api.post("/own-record/contacts", {"contacts": contacts}, key=key, version=version)

    async def tell(self, service: UUID, what: str, said: Mapping[str, Any] | None, *, key: UUID) -> Written:
        """A service's hours, capacity, pause or resumption."""
        return await self._api.post(f"/own-record/services/{service}/{what}", said, key=key)
