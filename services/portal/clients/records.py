"""registry: a person's record section by section, and with whom the person lives."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from services.portal.clients.base import Api, Written

Values = dict[str, Any]
"""A section's fields as registry names them, in JSON's own kinds."""


class FieldChange(msgspec.Struct, frozen=True):
    """One field, before and after."""

    field: str
    before: Any
    after: Any


class Righted(msgspec.Struct, frozen=True):
    """That a change put right what was wrong all along."""

    why: str
    source: str


class Changed(msgspec.Struct, frozen=True):
    """What one command changed in a section, and the version that it led to."""

    version: int
    at: datetime
    on: date
    by: str
    changes: tuple[FieldChange, ...]
    correction: Righted | None = None


class History(msgspec.Struct, frozen=True):
    """What changed in a section, the latest first."""

    items: tuple[Changed, ...]
    version: int


class Address(msgspec.Struct, frozen=True):
    """A concealed address, told on its own request."""

    address: str | None
    municipal_unit: str | None


class Member(msgspec.Struct, frozen=True):
    """Somebody who lives in a household, or did."""

    person: UUID
    label: str
    role: str
    since: date
    born_on: date | None = None
    until: date | None = None
    why: str | None = None


class Household(msgspec.Struct, frozen=True):
    """A household, as the person's file shows it."""

    id: UUID
    since: date
    members: tuple[Member, ...]
    former: tuple[Member, ...]
    version: int
    moved_on: date | None = None
    dissolved_on: date | None = None


class Households(msgspec.Struct, frozen=True):
    """The household that a person lives in, and those that they left."""

    current: Household | None = None
    past: tuple[Household, ...] = ()


class Records:
    """The calls that the portal makes to registry about one person's record."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def change(self, person: UUID, section: str, values: Mapping[str, Any], key: UUID, version: int) -> Written:
        """Changes a section. A `Problem` with status 412 says that it is another version now."""
        return await self._api.post(f"/people/{person}/{section}", values, key=key, version=str(version))

    async def history(self, person: UUID, section: str) -> History:
        """Who changed what when."""
        return await self._api.get(f"/people/{person}/history/{section}", History)

    async def disclose(self, person: UUID) -> Address:
        """The address that is concealed; each request is written into the log."""
        return await self._api.ask(f"/people/{person}/address/disclosure", {}, Address)

    async def households(self, person: UUID) -> Households:
        """With whom the person lives, and lived."""
        return await self._api.get(f"/people/{person}/household", Households)

    async def form(self, household: UUID, members: Sequence[tuple[UUID, str]], since: date) -> Written:
        """People live together from that day."""
        body = {"members": [{"person": one, "role": role} for one, role in members], "since": since}
        return await self._api.create(f"/households/{household}", body)

    async def household_step(
        self, household: UUID, step: str, body: Mapping[str, Any], key: UUID, version: int
    ) -> Written:
        """Somebody joins or leaves, or some part from the others: `members`, `members/departure` or `split`."""
        return await self._api.post(f"/households/{household}/{step}", body, key=key, version=str(version))
