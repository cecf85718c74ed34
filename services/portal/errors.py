"""What is shown when a page cannot be: in the person's language, in the frame that they know."""

from urllib.parse import urlencode
from uuid import UUID

import asyncpg
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from services.portal.clients.base import Problem, TicketFor, Unavailable
from services.portal.desk import Desk
from services.portal.door import NeedsLogin, way_back
from services.portal.files import NotOpen
from services.portal.oidc import ProviderAway
from services.portal.own_door import Over, over
from services.portal.portal import language_of, portal_of
from services.portal.rendering import Shell
from shared.database import LOST

_SHOWN = {401, 403, 404, 405, 409, 412, 413, 422, 429, 500, 503}
_log = structlog.get_logger()
_RETRY = {"Retry-After": "5"}


def add_handlers(app: FastAPI) -> None:
    """All that may go wrong, once."""

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:  # pyright: ignore[reportUnusedFunction]
        return await error_page(request, error.status_code, headers=dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    async def unreadable(request: Request, error: RequestValidationError) -> Response:  # pyright: ignore[reportUnusedFunction]
        in_path = any(part["loc"][0] == "path" for part in error.errors())
        return await error_page(request, 404 if in_path else 422)

    @app.exception_handler(NotOpen)
    async def not_open(request: Request, error: NotOpen) -> Response:  # pyright: ignore[reportUnusedFunction]
        return await ask_purpose(request, error.person)

    @app.exception_handler(Problem)
    async def problem(request: Request, error: Problem) -> Response:  # pyright: ignore[reportUnusedFunction]
        if error.code == "ticket-required":
            # A service does not take the ticket that was kept: it is given up, and another is asked for.
            return await ask_purpose(request, error.carries(TicketFor).person)
        status = 404 if error.status in {403, 404, 410} else error.status
        return await error_page(request, status, detail=error.detail if status != 404 else "")

    @app.exception_handler(NeedsLogin)
    async def login(request: Request, error: NeedsLogin) -> Response:  # pyright: ignore[reportUnusedFunction]
        return go_to_login(error)

    async def away(request: Request, error: Exception) -> Response:
        return await error_page(request, 503, headers=_RETRY)

    @app.exception_handler(Exception)
    async def fault(request: Request, error: Exception) -> Response:  # pyright: ignore[reportUnusedFunction]
        _log.error("portal.fault", route=getattr(request.scope.get("route"), "path", ""), exc_info=error)
        return await error_page(request, 500)

    for kind in (Unavailable, ProviderAway, *LOST, asyncpg.PostgresError):
        app.add_exception_handler(kind, away)
    app.add_exception_handler(Over, _hour_over)


async def _hour_over(request: Request, error: Exception) -> Response:
    return await over(request)


async def ask_purpose(request: Request, person: UUID) -> Response:
    """To the page that asks what the file is opened for, with the way back; a form that was sent comes back filled."""
    desk: Desk = request.state.desk
    await desk.portal.files.close(desk.session.handle, person)
    back = await way_back(request, desk.session.principal.subject, desk.sent)
    return RedirectResponse(f"/people/{person}/open?{urlencode({'then': back})}", 303)


def go_to_login(needed: NeedsLogin) -> Response:
    """To the login page, with the way back."""
    query = {"next": needed.next} | ({"kept": "1"} if needed.kept else {})
    return RedirectResponse(f"/login?{urlencode(query)}", 303)


async def error_page(
    request: Request, status: int, *, detail: str = "", headers: dict[str, str] | None = None
) -> Response:
    """A page for the status; one that it has no words for is shown as 422 or 503."""
    shown = status if status in _SHOWN else 503 if status >= 500 else 422
    query = f"?{request.url.query}" if request.url.query and request.method == "GET" else ""
    view = {"status": shown, "detail": detail, "again": request.url.path + query}
    desk: Desk | None = getattr(request.state, "desk", None)
    portal = portal_of(request)
    shell = await desk.shell() if desk else Shell(request.url.path, portal.pages.now(), portal.settings.demo)
    html = portal.pages.render(language_of(request), "pages/error.html", shell, view)
    return HTMLResponse(html, shown, headers=headers)
