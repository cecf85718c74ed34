"""A provider of logins with nothing but what others may ask of it: where its addresses are, and its public keys."""

import asyncio
import json
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from shared.testing.tokens import TestProvider


@asynccontextmanager
async def serving(provider: TestProvider) -> AsyncGenerator[str]:
    """The issuer's address, while the block runs. It publishes the keys that this provider signs with."""
    keys = (await provider.keys()).as_dict(private=False)
    answers: dict[str, Any] = {"/realm/keys": keys}

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = json.dumps(answers.get(self.path)).encode()
            self.send_response(200 if self.path in answers else 404)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    issuer = f"http://127.0.0.1:{server.server_port}/realm"
    answers["/realm/.well-known/openid-configuration"] = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "jwks_uri": f"{issuer}/keys",
    }
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield issuer
    finally:
        await asyncio.to_thread(server.shutdown)
        thread.join()
        server.server_close()
