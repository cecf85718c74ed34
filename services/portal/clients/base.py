"""What all clients share: whose request it is, how long it may take, and what goes wrong."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

import httpx2
import msgspec

CARD_SECONDS = 0.8
"""How long a composed page waits for one of its parts."""

READ_SECONDS = 5.0
WRITE_SECONDS = 15.0
"""A write is answered when it is durable and readable; giving up earlier would leave a person in doubt."""

UPLOAD_SECONDS = 60.0
"""Between two pieces of a file that is filed, and for the answer, which a scanner may have to look at."""

T = TypeVar("T")


class FieldProblem(msgspec.Struct, frozen=True):
    """What is wrong with one field of what was sent."""

    pointer: str
    code: str = ""
    detail: str = ""


class ProblemBody(msgspec.Struct, frozen=True):
    """An RFC 9457 answer, as far as the portal reads it."""

    type: str = ""
    title: str = ""
    detail: str = ""
    errors: tuple[FieldProblem, ...] = ()


class Problem(Exception):
    """A service said no; `code` is the last part of the problem's type."""

    def __init__(self, status: int, body: ProblemBody, raw: bytes = b"") -> None:
        super().__init__(status, body.type)
        self.status = status
        self.code = body.type.rsplit("/", 1)[-1]
        self.detail = body.detail or body.title
        self.errors = body.errors
        self._raw = raw

    def carries(self, into: type[T]) -> T:
        """What the problem carries beside the standard members."""
        return msgspec.json.decode(self._raw, type=into)


class TicketFor(msgspec.Struct, frozen=True):
    """What a problem `ticket-required` carries: whose file is to be opened."""

    person: UUID


class Unavailable(Exception):
    """A service did not answer in time, or says that it cannot now. A write may or may not have been done."""


class Page(msgspec.Struct, Generic[T], frozen=True):
    """One page of a list; `next` is the cursor of the following one."""

    items: tuple[T, ...]
    next: str | None = None


class Written(msgspec.Struct, frozen=True):
    """What a write answers: the thing's id and version, and what only this answer tells."""

    id: UUID
    version: int
    code: str = ""
    number: str = ""


class TimelineItem(msgspec.Struct, frozen=True):
    """One line of a person's course, the same from every service."""

    id: UUID
    at: date
    kind: str
    code: str
    facts: dict[str, Any] = {}
    by: str | None = None
    key: bool = False


@dataclass(frozen=True, slots=True)
class Card(Generic[T]):
    """A part of a composed page: what the service said, or nothing because it did not."""

    value: T | None

    @property
    def missing(self) -> bool:
        """True when the service did not answer: never to be shown as empty."""
        return self.value is None


async def card(asked: Awaitable[T], seconds: float = CARD_SECONDS) -> Card[T]:
    """Waits for one part of a page no longer than the page may wait."""
    try:
        async with asyncio.timeout(seconds):
            return Card(await asked)
    except (TimeoutError, Unavailable, Problem):
        return Card(None)


@dataclass(slots=True)
class Caller:
    """Whose request it is: sent with every call, and what the answers' positions are gathered in."""

    token: str | None
    language: str
    request_id: str
    trace: str | None = None
    positions: dict[str, int] = field(default_factory=dict[str, int])
    ticket: str | None = None
    """Lets the services show of one person; registry's, for the file that is open."""
    own: str | None = None
    """Stands for a body that works by its link, instead of a token."""
    reached: dict[str, int] = field(default_factory=dict[str, int])

    def headers(self) -> dict[str, str]:
        """The headers of every call."""
        sent = {"Accept-Language": self.language, "X-Request-Id": self.request_id}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        if self.ticket:
            sent["Kentro-Ticket"] = self.ticket
        if self.own:
            sent["Kentro-Session"] = self.own
        if self.trace:
            sent["traceparent"] = self.trace
        if self.positions:
            sent["Kentro-Position"] = ", ".join(f"{source}/{at}" for source, at in self.positions.items())
        return sent

    def note(self, header: str | None) -> None:
        """Remembers the positions that a write reached; a position that cannot be read is passed over."""
        for part in (header or "").split(","):
            source, _, at = part.strip().rpartition("/")
            if source and at.isdecimal():
                self.reached[source] = max(int(at), self.reached.get(source, 0))
                self.positions[source] = max(int(at), self.positions.get(source, 0))


class Api:
    """Calls to one service for one caller."""

    def __init__(self, http: httpx2.AsyncClient, base: str, caller: Caller) -> None:
        self._http = http
        self._base = base.rstrip("/")
        self._caller = caller

    async def get(self, path: str, into: type[T], **params: object) -> T:
        """Reads. Raises `Problem` and `Unavailable`."""
        given = {name: str(value) for name, value in params.items() if value is not None}
        answer = await self._send("GET", path, READ_SECONDS, params=given)
        return _decode(answer, into)

    async def ask(self, path: str, body: object, into: type[T]) -> T:
        """Reads with a body, where the question may not stand in an address."""
        return _decode(await self._send("POST", path, READ_SECONDS, body=body), into)

    async def create(self, path: str, body: object) -> Written:
        """Creates under an id that the client made; repeating the same gives the same answer."""
        return await self.create_as(path, body, Written)

    async def create_as(self, path: str, body: object, into: type[T], headers: Mapping[str, str] | None = None) -> T:
        """The same where the answer tells more."""
        sent = {"If-None-Match": "*"} | dict(headers or {})
        return _decode(await self._send("PUT", path, WRITE_SECONDS, body=body, headers=sent), into)

    async def put(self, path: str, body: object, *, key: UUID) -> Written:
        """Says how the caller's own thing is now; saying the same again changes nothing."""
        headers = {"Idempotency-Key": str(key)}
        return _decode(await self._send("PUT", path, WRITE_SECONDS, body=body, headers=headers), Written)

    async def post(self, path: str, body: object, *, key: UUID, version: str | None = None) -> Written:
        """A command on what exists; `version` where a person acted on what was shown."""
        return await self.post_as(path, body, Written, key=key, version=version)

    async def post_as(self, path: str, body: object, into: type[T], *, key: UUID, version: str | None = None) -> T:
        """The same where the answer tells something else."""
        headers = {"Idempotency-Key": str(key)}
        if version is not None:
            # What a form carries may be anything; a header holds no letters of every script.
            headers["If-Match"] = f'"{version if version.isascii() and version.isdecimal() else "unreadable"}"'
        return _decode(await self._send("POST", path, WRITE_SECONDS, body=body, headers=headers), into)

    async def tell(self, path: str, body: object, *, key: UUID) -> None:
        """A command whose answer says nothing more than that it was taken."""
        await self._send("POST", path, WRITE_SECONDS, body=body, headers={"Idempotency-Key": str(key)})

    async def upload(
        self, path: str, content: AsyncIterator[bytes], headers: Mapping[str, str], **params: str
    ) -> Written:
        """Creates from what streams in. Asked once: a stream cannot be sent a second time."""
        sent = (
            self._caller.headers() | {"If-None-Match": "*", "Content-Type": "application/octet-stream"} | dict(headers)
        )
        try:
            answer = await self._http.request(
                "PUT", self._base + path, params=params, content=content, headers=sent, timeout=UPLOAD_SECONDS
            )
        except httpx2.HTTPError as failed:
            raise Unavailable(path) from failed
        self._caller.note(answer.headers.get("Kentro-Position"))
        return _decode(_good(answer, path), Written)

    async def download(self, path: str) -> httpx2.Response:
        """What streams out; whoever asked closes the response. Raises `Problem` and `Unavailable`."""
        request = self._http.build_request(
            "GET", self._base + path, headers=self._caller.headers(), timeout=READ_SECONDS
        )
        try:
            answer = await self._http.send(request, stream=True)
            if answer.status_code >= 400:
                await answer.aread()
                await answer.aclose()
        except httpx2.HTTPError as failed:
            raise Unavailable(path) from failed
        return _good(answer, path)

    async def _send(
        self,
        method: str,
        path: str,
        seconds: float,
        *,
        params: Mapping[str, str] | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx2.Response:
        sent = self._caller.headers() | dict(headers or {})
        content = None
        if body is not None:
            content, sent["Content-Type"] = msgspec.json.encode(body), "application/json"

        async def once() -> httpx2.Response:
            return await self._http.request(
                method, self._base + path, params=params, content=content, headers=sent, timeout=seconds
            )

        try:
            try:
                answer = await once()
            except (httpx2.ReadError, httpx2.WriteError, httpx2.RemoteProtocolError):
                # A service that was started again has dropped its connections; what is asked twice is done once.
                answer = await once()
        except httpx2.HTTPError as failed:
            raise Unavailable(path) from failed
        if method != "GET":
            self._caller.note(answer.headers.get("Kentro-Position"))
        return _good(answer, path)


def _good(answer: httpx2.Response, path: str) -> httpx2.Response:
    if answer.status_code >= 500 or answer.status_code == 429:
        raise Unavailable(path)
    if answer.status_code >= 400:
        raise Problem(answer.status_code, _problem(answer), answer.content)
    return answer


def _decode(answer: httpx2.Response, into: type[T]) -> T:
    try:
        return msgspec.json.decode(answer.content or b"null", type=into)
    except msgspec.DecodeError as unreadable:
        raise Unavailable(str(answer.url.path)) from unreadable


def _problem(answer: httpx2.Response) -> ProblemBody:
    try:
        return msgspec.json.decode(answer.content, type=ProblemBody)
    except msgspec.DecodeError:
        return ProblemBody()
