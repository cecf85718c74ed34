"""The mailbox of a bare machine: takes every mail and shows it on a page, sends none on.

`python -m deploy.local.mailbox --directory D --smtp-port P --port Q`. In production `SMTP_URL` is a real server's.
"""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvicorn
from aiosmtpd.smtp import SMTP, Envelope, Session
from starlette.applications import Starlette
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from deploy.local.mail_pages import CONTENT_SECURITY_POLICY, listing, no_such_mail, one_mail
from deploy.local.mail_store import Mail, MailStore
from deploy.local.ports import LOOPBACK

_LARGEST_MAIL = 5 * 1024 * 1024


class _Incoming:
    def __init__(self, store: MailStore) -> None:
        self._store = store

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  its API
        content = envelope.content or b""
        self._store.add(content.encode() if isinstance(content, str) else content)
        return "250 Message kept"


def pages(store: MailStore) -> Starlette:
    """The page of all mails, one page for each, and the same as JSON for tests (`/mails.json?to=`)."""

    async def every(_request: Request) -> Response:
        return _html(listing(store.newest()))

    async def one(request: Request) -> Response:
        mail = store.get(request.path_params["id"])
        return _html(one_mail(mail)) if mail else _html(no_such_mail(), status=404)

    async def as_json(request: Request) -> Response:
        to = request.query_params.get("to")
        return JSONResponse({"mails": [_json(mail) for mail in store.newest() if to is None or to in mail.to]})

    async def live(_request: Request) -> Response:
        return PlainTextResponse("ok")

    routes: dict[str, Callable[[Request], Awaitable[Response]]] = {
        "/": every,
        "/mails/{id}": one,
        "/mails.json": as_json,
        "/health/live": live,
    }
    app = Starlette(routes=[Route(path, page) for path, page in routes.items()])
    # Another site's page must not read the one-time links by a name that leads to this machine.
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[LOOPBACK, "localhost"])
    return app


def _html(page: str, status: int = 200) -> HTMLResponse:
    headers = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HTMLResponse(page, status_code=status, headers=headers)


def _json(mail: Mail) -> dict[str, str | None]:
    date = mail.date.isoformat() if mail.date else None
    return {"id": mail.id, "from": mail.sender, "to": mail.to, "subject": mail.subject, "date": date, "text": mail.text}


async def serve(directory: Path, *, smtp_port: int, port: int) -> None:
    """Take mails on one loopback port and show them on the other, until told to stop."""
    store = MailStore(directory)
    loop = asyncio.get_running_loop()

    def session() -> SMTP:
        return SMTP(_Incoming(store), hostname="kentro.localhost", data_size_limit=_LARGEST_MAIL, enable_SMTPUTF8=True)

    smtp = await loop.create_server(session, LOOPBACK, smtp_port)
    try:
        config = uvicorn.Config(pages(store), host=LOOPBACK, port=port, access_log=False, log_level="warning")
        await uvicorn.Server(config).serve()
    finally:
        smtp.close()


def main() -> None:
    """Reads the options and serves."""
    parser = argparse.ArgumentParser(prog="python -m deploy.local.mailbox", description=__doc__)
    parser.add_argument("--directory", type=Path, required=True)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    asyncio.run(serve(options.directory, smtp_port=options.smtp_port, port=options.port))


if __name__ == "__main__":
    main()
