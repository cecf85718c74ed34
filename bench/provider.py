"""A provider of logins that knows one thing: to publish the key that it signs tokens with."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from shared.testing.tokens import TestProvider

HOUR = 3600


class Provider:
    """Issues tokens that hold for an hour, as those of the tests."""

    def __init__(self, issuer: str, signing: TestProvider) -> None:
        self.issuer = issuer
        self._signing = signing

    def token(self, *grants: str, now: float) -> str:
        """An access token with those grants."""
        return self._signing.token(*grants, iss=self.issuer, exp=int(now) + HOUR)


@asynccontextmanager
async def provider() -> AsyncGenerator[Provider]:
    """Publishes by OpenID Connect discovery while the block runs."""
    signing = TestProvider()
    keys = await signing.keys()
    documents: dict[str, object] = {}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1].decode()
        body = json.dumps(documents[path]).encode()
        head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
        writer.write(f"{head}connection: close\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        issuer = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        documents["/.well-known/openid-configuration"] = {"jwks_uri": f"{issuer}/keys"}
        documents["/keys"] = keys.as_dict(private=False)
        yield Provider(issuer, signing)
