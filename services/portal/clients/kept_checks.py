"""registry: the pre-checks in a person's file, each as it was told."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

import msgspec

from services.portal.clients.base import Api, Written
from services.portal.clients.programmes import Answer, PreCheck


class KeptLine(msgspec.Struct, frozen=True):
    """One in the list: how many facts were declared, and the names of programmes by what was said of them."""

    id: UUID
    on: date
    by: str
    kept_at: datetime
    facts: int
    likely: tuple[str, ...] = ()
    not_enough_known: tuple[str, ...] = ()
    unlikely: tuple[str, ...] = ()


class KeptCheck(PreCheck, frozen=True, kw_only=True):
    """One whole: what every programme said, of which facts, to whom it was told by whom and when."""

    id: UUID
    facts: dict[str, Answer]
    by: str
    kept_at: datetime


class _Listed(msgspec.Struct, frozen=True):
    items: tuple[KeptLine, ...]


class KeptChecks:
    """The calls about kept pre-checks; the person's file must be open."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def of(self, person: UUID) -> tuple[KeptLine, ...]:
        """Those in the person's file, newest first."""
        return (await self._api.get(f"/people/{person}/pre-checks", _Listed)).items

    async def one(self, person: UUID, check: UUID) -> KeptCheck:
        """One of them, in the words of then."""
        return await self._api.get(f"/people/{person}/pre-checks/{check}", KeptCheck)

    async def keep(self, person: UUID, check: UUID, facts: Mapping[str, Answer], on: date) -> Written:
        """Has the rules asked once more, and what they say kept; the same again changes nothing."""
        return await self._api.create(f"/people/{person}/pre-checks/{check}", {"facts": facts, "on": on})

    async def withdraw(self, person: UUID, check: UUID, why: str, *, key: UUID) -> Written:
        """Takes one out."""
        return await self._api.post(f"/people/{person}/pre-checks/{check}/withdrawal", {"why": why}, key=key)
