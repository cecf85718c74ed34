"""registry, intake and referral: records that may be one human, merging them, and parting them again."""

import asyncio
from datetime import date, datetime
from uuid import UUID

import msgspec

from services.portal.clients.base import Api, Page, Written
from services.portal.clients.registry import Person


class Duplicate(msgspec.Struct, frozen=True):
    """A pair of records; score from 0 to 100."""

    id: UUID
    left: UUID
    right: UUID
    score: int
    state: str
    since: datetime
    version: int
    reasons: tuple[str, ...] = ()
    merge: UUID | None = None


class Difference(msgspec.Struct, frozen=True):
    """A field in which two cards differ; an identifier is `identifier:<kind>`."""

    field: str
    kept: str | None = None
    merged: str | None = None


class Comparison(msgspec.Struct, frozen=True):
    """Two cards side by side."""

    kept: Person
    merged: Person
    differences: tuple[Difference, ...] = ()
    same: tuple[str, ...] = ()


class Merge(msgspec.Struct, frozen=True):
    """A merge that stands."""

    id: UUID
    kept: UUID
    merged: UUID
    at: datetime
    by: str
    version: int


class NewMerge(msgspec.Struct, frozen=True):
    """Which record goes on, and what it takes from the other."""

    kept: UUID
    merged: UUID
    kept_version: int
    merged_version: int
    take: tuple[str, ...] = ()


class WrittenItem(msgspec.Struct, frozen=True):
    """A thing that was written since a merge; `person` is the record that it was written to."""

    id: UUID
    kind: str
    on: date
    at: datetime
    person: UUID
    facts: dict[str, str] = {}


class Assigned(msgspec.Struct, frozen=True):
    """Whose such a thing is: `kept` or `merged`."""

    kind: str
    item: UUID
    side: str


class KnownElsewhere(msgspec.Struct, frozen=True):
    """The scope paths of the Centres that know somebody by the same numbers."""

    centres: tuple[str, ...] = ()


class _Effects(msgspec.Struct, frozen=True):
    counts: dict[str, int]


class Duplicates:
    """The calls about pairs and merges: registry's, and what the services hold of either record."""

    def __init__(self, registry: Api, holders: tuple[Api, ...]) -> None:
        self._registry = registry
        self._holders = holders

    async def list(self, state: str = "open", cursor: str | None = None) -> Page[Duplicate]:
        """Pairs of the municipality, the likeliest first."""
        return await self._registry.get("/duplicates", Page[Duplicate], state=state, cursor=cursor)

    async def pair(self, pair: UUID) -> Duplicate:
        """One pair."""
        return await self._registry.get(f"/duplicates/{pair}", Duplicate)

    async def dismiss(self, pair: UUID, why: str, key: UUID) -> Written:
        """They are two people."""
        return await self._registry.post(f"/duplicates/{pair}/dismissal", {"why": why}, key=key)

    async def hand_on(self, pair: UUID, key: UUID) -> Written:
        """The coordinator shall tell."""
        return await self._registry.post(f"/duplicates/{pair}/handing-on", {}, key=key)

    async def compare(self, kept: UUID, merged: UUID) -> Comparison:
        """The two cards; the file of `kept` must be open."""
        return await self._registry.get("/merges/preview", Comparison, kept=kept, merged=merged)

    async def effects(self, kept: UUID, merged: UUID) -> dict[str, int]:
        """How many things of the merged record would be read as the kept one's, by what they are."""
        parts = await asyncio.gather(
            *(holder.get("/merges/preview", _Effects, kept=kept, merged=merged) for holder in self._holders)
        )
        return {name: count for part in parts for name, count in part.counts.items()}

    async def merge(self, merge: UUID, asked: NewMerge) -> Written:
        """They are one human."""
        return await self._registry.create(f"/merges/{merge}", asked)

    async def standing(self, merge: UUID) -> Merge:
        """A merge that stands."""
        return await self._registry.get(f"/merges/{merge}", Merge)

    async def written_since(self, merge: UUID) -> tuple[WrittenItem, ...]:
        """What was written since, newest first; the kept record's file must be open."""
        parts = await asyncio.gather(
            *(holder.get(f"/merges/{merge}/written", Page[WrittenItem]) for holder in (self._registry, *self._holders))
        )
        return tuple(sorted((one for part in parts for one in part.items), key=lambda one: one.at, reverse=True))

    async def elsewhere(self, person: UUID, key: UUID) -> tuple[str, ...]:
        """Where else the person is known by the same numbers; the question is recorded."""
        return (await self._registry.post_as(f"/people/{person}/elsewhere", {}, KnownElsewhere, key=key)).centres

    async def undo(self, merge: UUID, assigned: tuple[Assigned, ...], key: UUID) -> Written:
        """They were two after all."""
        return await self._registry.post(f"/merges/{merge}/undoing", {"assigned": assigned}, key=key)
