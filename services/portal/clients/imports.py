"""registry: files that bring the organisation, bodies and services in, and files of what is known."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

import httpx2
import msgspec

from services.portal.clients.base import Api, Page, Written


class Column(msgspec.Struct, frozen=True):
    """A column that a file may have."""

    code: str
    name: str
    hint: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()


class Sheet(msgspec.Struct, frozen=True):
    """A kind of file."""

    kind: str
    name: str
    columns: tuple[Column, ...]


class Sheets(msgspec.Struct, frozen=True):
    """Those that the caller may bring in."""

    items: tuple[Sheet, ...]


class Import(msgspec.Struct, frozen=True):
    """An import as it stands."""

    id: UUID
    kind: str
    by: str
    format: str
    rows: int
    state: str
    looked_at: int
    new: int
    changed: int
    same: int
    wrong: int
    written: int
    refused: int
    opened_at: datetime
    version: int
    encoding: str | None = None
    separator: str | None = None

    @property
    def at_work(self) -> bool:
        """Whether its rows are looked at or written just now."""
        return self.state in ("opened", "confirmed")


class Change(msgspec.Struct, frozen=True):
    """A cell that would change."""

    name: str
    before: str = ""
    after: str = ""


class Wrong(msgspec.Struct, frozen=True):
    """What is wrong with a row."""

    name: str
    detail: str


class Row(msgspec.Struct, frozen=True):
    """A row of the file."""

    number: int
    title: str
    effect: str | None = None
    changes: tuple[Change, ...] = ()
    errors: tuple[Wrong, ...] = ()
    outcome: str | None = None


class Imports:
    """The calls about imports and exports."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def sheets(self) -> tuple[Sheet, ...]:
        """The kinds of file."""
        return (await self._api.get("/import-sheets", Sheets)).items

    async def bring(self, kind: str, imported: UUID, content: AsyncIterator[bytes]) -> Written:
        """Brings a file in as it streams; the same again changes nothing."""
        return await self._api.upload(f"/imports/{imported}", content, {}, kind=kind)

    async def listed(self, cursor: str | None) -> Page[Import]:
        """Imports, the newest first."""
        return await self._api.get("/imports", Page[Import], cursor=cursor)

    async def one(self, imported: UUID) -> Import:
        """One of them."""
        return await self._api.get(f"/imports/{imported}", Import)

    async def rows(self, imported: UUID, only: str | None, cursor: str | None) -> Page[Row]:
        """Rows of its file: of one effect, or those that were refused."""
        return await self._api.get(f"/imports/{imported}/rows", Page[Row], only=only, cursor=cursor)

    async def confirm(self, imported: UUID, *, key: UUID, version: str) -> Written:
        """What was shown is wanted."""
        return await self._api.post(f"/imports/{imported}/confirmation", None, key=key, version=version)

    async def drop(self, imported: UUID, *, key: UUID) -> Written:
        """It is not wanted."""
        return await self._api.post(f"/imports/{imported}/dropping", None, key=key)

    async def export(self, kind: str, format_: str, *, empty: bool) -> httpx2.Response:
        """A file as it streams out; whoever asked closes the response."""
        return await self._api.download(f"/exports/{kind}?format={format_}&empty={str(empty).lower()}")
