"""registry: what a household may expect, asked without trace, or kept in a person's file as it was told."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

import msgspec

from services.portal.clients.base import Api, Written
from services.portal.clients.programmes import Answer, Document


class Fact(msgspec.Struct, frozen=True):
    """One thing that a household may be asked; money is answered in cents."""

    code: str
    kind: str
    group: str
    el: str
    en: str
    hint_el: str = ""
    hint_en: str = ""
    most: int = 0

    def says(self, language: str) -> str:
        """The question in that language."""
        return self.en if language == "en" else self.el

    def hint(self, language: str) -> str:
        """What helps to answer it; may be empty."""
        return self.hint_en if language == "en" else self.hint_el


class _Facts(msgspec.Struct, frozen=True):
    items: tuple[Fact, ...]


class Reason(msgspec.Struct, frozen=True):
    """What one rule says of the household."""

    asks: str
    outcome: str
    text: str
    source: str
    confidence: str
    missing: tuple[str, ...] = ()


class Checked(msgspec.Struct, frozen=True):
    """What one programme says of it."""

    programme: str
    name: str
    administered_by: str
    version: UUID
    valid_from: date
    source: str
    confidence: str
    verdict: str
    reasons: tuple[Reason, ...]
    pays: int | None = None
    missing: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()


class PreCheck(msgspec.Struct, frozen=True):
    """What every programme of a day says."""

    on: date
    digest: str
    items: tuple[Checked, ...]


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


class PreChecks:
    """The calls: the question that leaves nothing behind, and what is kept in a person's file, which must be open."""

    def __init__(self, registry: Api) -> None:
        self._registry = registry

    async def facts(self) -> tuple[Fact, ...]:
        """What a household may be asked, in the order of the form."""
        return (await self._registry.get("/household-facts", _Facts)).items

    async def check(self, facts: Mapping[str, Answer], on: date) -> PreCheck:
        """What a household may expect; nothing is stored."""
        return await self._registry.ask("/pre-checks", {"facts": facts, "on": on}, PreCheck)

    async def of(self, person: UUID) -> tuple[KeptLine, ...]:
        """Those in the person's file, newest first."""
        return (await self._registry.get(f"/people/{person}/pre-checks", _Listed)).items

    async def one(self, person: UUID, check: UUID) -> KeptCheck:
        """One of them, in the words of then."""
        return await self._registry.get(f"/people/{person}/pre-checks/{check}", KeptCheck)

    async def keep(self, person: UUID, check: UUID, facts: Mapping[str, Answer], on: date) -> Written:
        """Has the rules asked once more, and what they say kept; the same again changes nothing."""
        return await self._registry.create(f"/people/{person}/pre-checks/{check}", {"facts": facts, "on": on})

    async def withdraw(self, person: UUID, check: UUID, why: str, *, key: UUID) -> Written:
        """Takes one out."""
        return await self._registry.post(f"/people/{person}/pre-checks/{check}/withdrawal", {"why": why}, key=key)
