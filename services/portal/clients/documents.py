"""registry: the scanned documents in a person's file."""

from collections.abc import AsyncIterator
from datetime import datetime
from urllib.parse import quote
from uuid import UUID

import httpx2
import msgspec

from services.portal.clients.base import Api, Written


class Document(msgspec.Struct, frozen=True):
    """One document; `size` is in bytes, `name` the file's where it was kept."""

    id: UUID
    kind: str
    media_type: str
    size: int
    by: str
    filed_at: datetime
    version: int
    name: str | None = None


class DocumentList(msgspec.Struct, frozen=True):
    """What is in the file, newest first, and whether a scanner for malware looks at what is filed."""

    items: tuple[Document, ...]
    scanned: bool = False


class Documents:
    """The calls about documents; the person's file must be open."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def of(self, person: UUID) -> DocumentList:
        """Those in the person's file."""
        return await self._api.get(f"/people/{person}/documents", DocumentList)

    async def file(
        self, person: UUID, document: UUID, kind: str, content: AsyncIterator[bytes], name: str | None
    ) -> Written:
        """Files one as it streams in; the same again changes nothing."""
        headers = {"Kentro-File-Name": quote(name)} if name else {}
        return await self._api.upload(f"/people/{person}/documents/{document}", content, headers, kind=kind)

    async def read(self, person: UUID, document: UUID) -> httpx2.Response:
        """The content as it streams out; whoever asked closes the response."""
        return await self._api.download(f"/people/{person}/documents/{document}")

    async def withdraw(self, person: UUID, document: UUID, why: str, *, key: UUID) -> Written:
        """Takes one out."""
        return await self._api.post(f"/people/{person}/documents/{document}/withdrawal", {"why": why}, key=key)
