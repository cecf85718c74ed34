"""registry: what people can apply for on a day, what held before, and what is written to hold."""

from datetime import date
from uuid import UUID

import msgspec

from services.portal.clients.base import Api

Answer = int | bool
"""To a question about a household; money in cents."""


class Amount(msgspec.Struct, frozen=True):
    """A figure of the law."""

    key: str
    label: str
    cents: int
    source: str
    confidence: str


class Sum(msgspec.Struct, frozen=True):
    """A figure that follows from others."""

    key: str
    label: str
    expression: str


class Rule(msgspec.Struct, frozen=True):
    """One condition."""

    key: str
    asks: str
    expression: str
    met: str
    unmet: str
    source: str
    confidence: str


class Document(msgspec.Struct, frozen=True):
    """A paper to bring; `when` says for whom."""

    name: str
    source: str
    confidence: str
    when: str = ""


class Example(msgspec.Struct, frozen=True):
    """A made-up household, and what must come out."""

    name: str
    facts: dict[str, Answer]
    expects: str
    pays: int | None = None


class Content(msgspec.Struct, frozen=True):
    """A version whole."""

    valid_from: date
    source: str
    confidence: str
    until: date | None = None
    amounts: tuple[Amount, ...] = ()
    sums: tuple[Sum, ...] = ()
    rules: tuple[Rule, ...] = ()
    pays: str = ""
    documents: tuple[Document, ...] = ()
    examples: tuple[Example, ...] = ()


class InForce(msgspec.Struct, frozen=True):
    """The version of a day."""

    id: UUID
    valid_from: date
    source: str
    confidence: str
    until: date | None = None


class Programme(msgspec.Struct, frozen=True):
    """A programme on a day; in a list without what it says."""

    code: str
    name: str
    administered_by: str
    what_for: str
    ended_on: date | None = None
    version: InForce | None = None
    content: Content | None = None
    imported: bool = False
    used: bool = False


class _Listed(msgspec.Struct, frozen=True):
    """The programmes of a day."""

    on: date
    items: tuple[Programme, ...]


class Version(InForce, frozen=True):
    """A version that was published, with what it says."""

    name: str = ""
    content: Content | None = None
    used: bool = False


class Came(msgspec.Struct, frozen=True):
    """An example as it comes out now."""

    name: str
    expects: str
    came: str
    passes: bool
    pays: int | None = None
    came_pays: int | None = None


class Draft(msgspec.Struct, frozen=True):
    """A version that does not hold yet; `version` is what a change acts on."""

    id: UUID
    programme: str
    content: Content
    writers: tuple[str, ...]
    submitted: bool
    corrects: bool
    came: tuple[Came, ...]
    version: int


class NewProgramme(msgspec.Struct, frozen=True):
    """A programme that joins the registry."""

    name: str
    administered_by: str
    what_for: str


class Change(msgspec.Struct, frozen=True):
    """What a version says otherwise than the one before it; amounts in cents."""

    part: str
    label: str
    before: str | None = None
    after: str | None = None


class HistoryLine(msgspec.Struct, frozen=True):
    """One version in its programme's history."""

    id: UUID
    valid_from: date
    source: str
    confidence: str
    name: str
    until: date | None = None
    imported: bool = False
    corrected: bool = False
    used: bool = False
    changes: tuple[Change, ...] = ()


class _History(msgspec.Struct, frozen=True):
    items: tuple[HistoryLine, ...]


class _Drafts(msgspec.Struct, frozen=True):
    items: tuple[Draft, ...]


class Made(msgspec.Struct, frozen=True):
    """What a write answers of a programme, which has a code instead of an id."""

    id: str
    version: int


class Programmes:
    """The calls."""

    def __init__(self, registry: Api) -> None:
        self._registry = registry

    async def programmes(self, on: date) -> tuple[Programme, ...]:
        """Every programme by the name of that day, in Greek order."""
        return (await self._registry.get("/programmes", _Listed, on=on)).items

    async def programme(self, code: str, on: date) -> Programme:
        """All that holds on a day."""
        return await self._registry.get(f"/programmes/{code}", Programme, on=on)

    async def history(self, code: str) -> tuple[HistoryLine, ...]:
        """Every version that was published, the latest first."""
        return (await self._registry.get(f"/programmes/{code}/history", _History)).items

    async def version(self, code: str, version: UUID) -> Version:
        """A version that was published."""
        return await self._registry.get(f"/programmes/{code}/versions/{version}", Version)

    async def drafts(self, code: str) -> tuple[Draft, ...]:
        """What does not hold yet."""
        return (await self._registry.get(f"/programmes/{code}/drafts", _Drafts)).items

    async def draft(self, code: str, version: UUID) -> Draft:
        """One of them, its examples run."""
        return await self._registry.get(f"/programmes/{code}/drafts/{version}", Draft)

    async def introduce(self, code: str, programme: NewProgramme) -> Made:
        """A programme joins the registry."""
        return await self._registry.create_as(f"/programmes/{code}", programme, Made)

    async def rename(self, code: str, name: str, since: date, *, key: UUID) -> Made:
        """The law calls it otherwise from a day on."""
        return await self._registry.post_as(f"/programmes/{code}/names", {"name": name, "since": since}, Made, key=key)

    async def end(self, code: str, last_day: date, *, key: UUID) -> Made:
        """Nobody can apply after that day."""
        return await self._registry.post_as(f"/programmes/{code}/end", {"last_day": last_day}, Made, key=key)

    async def save(self, code: str, version: UUID, content: Content, *, seen: int | None, key: UUID) -> Made:
        """Writes a draft whole, where nobody wrote since it was `seen`."""
        return await self._do(code, version, "draft", content, seen, key)

    async def step(self, code: str, version: UUID, step: str, *, seen: int | None, key: UUID) -> Made:
        """`submission`, `publication` or `withdrawal` of a draft."""
        return await self._do(code, version, step, None, seen, key)

    async def _do(self, code: str, version: UUID, step: str, body: object, seen: int | None, key: UUID) -> Made:
        path = f"/programmes/{code}/versions/{version}/{step}"
        return await self._registry.post_as(path, body, Made, key=key, version=None if seen is None else str(seen))
