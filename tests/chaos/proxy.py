"""The network between a server and its clients, as far as a test may spoil it."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from deploy.local.ports import LOOPBACK

_CHUNK = 65_536
_HEAD = 4
_ENCRYPTION_REQUESTS = (80877103, 80877104)
"""PostgreSQL's SSLRequest and GSSENCRequest, which come before the first message and are declined."""

_STARTUP = 3 << 16


@dataclass(slots=True, eq=False)
class Wire:
    """One client's connection through a link. `who` is what the client says of itself, where its protocol has that."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    who: str

    def cut(self) -> None:
        """Ends it on both sides at once, whatever was under way."""
        self.client.transport.abort()
        self.server.transport.abort()


class Link:
    """Passes a port's connections on to a server, unless told otherwise."""

    def __init__(self, port: int, server_port: int) -> None:
        self.port = port
        self.delay: Callable[[str], float] = lambda _: 0.0
        """Seconds that each chunk takes in either direction, by who it is."""
        self.snip: Callable[[str, bytes], bool] = lambda _, __: False
        """Asked of each chunk from the server: whether the connection ends instead of passing it on."""
        self._server_port = server_port
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._refusing = False
        self._wires: set[Wire] = set()

    @asynccontextmanager
    async def serving(self) -> AsyncGenerator[None]:
        """Takes connections while the block runs."""
        server = await asyncio.start_server(self._accept, LOOPBACK, self.port)
        try:
            yield
        finally:
            server.close()
            self.heal()
            self.cut_all()

    def stall(self) -> None:
        """Nothing comes through any more, and nobody is told: what is sent waits."""
        self._flowing.clear()

    def refuse(self) -> None:
        """What is connected is cut, and nobody connects any more."""
        self._refusing = True
        self.cut_all()

    def heal(self) -> None:
        """As if nothing had been."""
        self._refusing = False
        self._flowing.set()

    def cut_all(self) -> None:
        """Ends every connection that stands."""
        for wire in list(self._wires):
            wire.cut()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._flowing.wait()
            if self._refusing:
                raise ConnectionRefusedError
            who, first = await self._greeted(reader, writer)
            answers, server = await asyncio.open_connection(LOOPBACK, self._server_port)
        except (OSError, asyncio.IncompleteReadError):
            writer.transport.abort()
            return
        server.write(first)
        wire = Wire(writer, server, who)
        self._wires.add(wire)
        try:
            # Whichever side ends first, the other side is told.
            ways = [
                asyncio.create_task(self._pass_on(reader, wire, server, back=False)),
                asyncio.create_task(self._pass_on(answers, wire, writer, back=True)),
            ]
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
        finally:
            self._wires.discard(wire)
            for end in (writer, server):
                with suppress(OSError):
                    end.close()

    async def _pass_on(
        self, reader: asyncio.StreamReader, wire: Wire, writer: asyncio.StreamWriter, *, back: bool
    ) -> None:
        with suppress(OSError):
            while chunk := await reader.read(_CHUNK):
                if pause := self.delay(wire.who):
                    await asyncio.sleep(pause)
                await self._flowing.wait()
                if back and self.snip(wire.who, chunk):
                    wire.cut()
                    return
                writer.write(chunk)
                await writer.drain()

    async def _greeted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[str, bytes]:
        """Who comes, and what of theirs was read to learn it."""
        return "", b""


class DatabaseLink(Link):
    """As a link, but knows each connection by its `application_name`, as services set it."""

    async def _greeted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[str, bytes]:
        while True:
            head = await reader.readexactly(_HEAD)
            body = await reader.readexactly(int.from_bytes(head) - _HEAD)
            kind = int.from_bytes(body[:_HEAD])
            if kind not in _ENCRYPTION_REQUESTS:
                break
            writer.write(b"N")
            await writer.drain()
        words = body[_HEAD:].split(b"\0") if kind == _STARTUP else []
        said = dict(zip(words[::2], words[1::2], strict=False))
        return said.get(b"application_name", b"").decode(errors="replace"), head + body
