"""HTTP/1.1 with as little of its own as a load needs: kept connections, one request at a time on each."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlsplit

import httptools


@dataclass(slots=True)
class Answer:
    """Status and headers of an answer; names in lower case. The body is read and dropped."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict[str, str])


class Wire(asyncio.Protocol):
    """One connection to one address."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._answer = Answer()
        self._waiting: asyncio.Future[Answer] | None = None
        self._parser = httptools.HttpResponseParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection stands."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Part of an answer."""
        self._parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """The other side closed: whoever waits hears it."""
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(exc or ConnectionResetError())

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""
        self._answer.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_message_complete(self) -> None:
        """The whole answer."""
        self._answer.status = self._parser.get_status_code()
        done, self._answer = self._answer, Answer()
        self._parser = httptools.HttpResponseParser(self)
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(done)

    async def ask(self, request: bytes) -> Answer:
        """Sends a whole request and reads the whole answer."""
        assert self._transport is not None
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._waiting

    @property
    def closed(self) -> bool:
        """Whether it is of no more use: a server ends what was idle for some seconds."""
        return self._transport is None or self._transport.is_closing()

    def close(self) -> None:
        """Ends the connection."""
        if self._transport:
            self._transport.close()


class Wires:
    """As many connections to one base address as are asked for at once, kept for the next."""

    def __init__(self, base: str) -> None:
        parts = urlsplit(base)
        self._host = parts.hostname or "127.0.0.1"
        self._port = parts.port or 80
        self._free: list[Wire] = []

    async def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """One request on a free connection, a new one where none is. Raises `ConnectionError`."""
        lines = [f"{method} {path} HTTP/1.1", f"host: {self._host}:{self._port}", f"content-length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        while self._free and self._free[-1].closed:
            self._free.pop()
        wire = self._free.pop() if self._free else await self._connected()
        answer = await wire.ask("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        self._free.append(wire)
        return answer

    def close(self) -> None:
        """Ends the connections that nobody uses."""
        while self._free:
            self._free.pop().close()

    async def _connected(self) -> Wire:
        return (await asyncio.get_running_loop().create_connection(Wire, self._host, self._port))[1]
