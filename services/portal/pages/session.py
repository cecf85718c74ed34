"""Logging in and out."""

from secrets import compare_digest
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from services.portal.desk import Desk
from services.portal.door import AnyDesk, read_form
from services.portal.oidc import LoginFailed, ProviderAway, Started
from services.portal.portal import Portal, language_of, portal_of
from services.portal.rendering import Shell
from services.portal.security import from_our_pages, local_page
from services.portal.sessions import Session

router = APIRouter(include_in_schema=False)

_LOGIN_MINUTES = 10


@router.get("/login")
async def login(request: Request, next_page: Annotated[str, Query(alias="next")] = "/", kept: str = "") -> Response:
    """Explains where an unsent form went, if there is one; otherwise straight on to the login server."""
    if kept:
        return _plain(request, "login.html", next=local_page(next_page))
    return await _start(request, local_page(next_page))


@router.get("/login/start")
async def start(request: Request, next_page: Annotated[str, Query(alias="next")] = "/") -> Response:
    """To the login server."""
    return await _start(request, local_page(next_page))


@router.get("/oidc/callback")
async def callback(request: Request, state: str = "", code: str = "") -> Response:
    """Back from the login server: a new session, and on to the page that was asked for."""
    portal = portal_of(request)
    handle = request.cookies.get(_login_cookie(portal))
    started = handle and await portal.sessions.recall("login", "", handle, Started, once=True)
    try:
        if not started or not code or not compare_digest(started.state.encode(), state.encode()):
            raise LoginFailed("state")
        session = await portal.sessions.begin(await portal.provider.finish(started, code))
    except LoginFailed:
        return _plain(request, "login_failed.html", status=401)
    await Desk(request, session, None).introduce()
    answer = RedirectResponse(started.next, 303)
    _set_cookie(answer, portal, portal.session_cookie, session.handle)
    answer.delete_cookie(_login_cookie(portal))
    return answer


@router.post("/logout")
async def logout(request: Request) -> Response:
    """Ends the session here and at the login server."""
    portal = portal_of(request)
    handle = request.cookies.get(portal.session_cookie, "")
    token = (await read_form(request)).get("token", [""])[-1]
    if not portal.sealer.form_token_fits(token, handle) or not from_our_pages(request, portal.settings.origin):
        raise HTTPException(403)
    session = await portal.sessions.find(handle)
    target = None
    if isinstance(session, Session):
        await portal.sessions.end(handle)
        await portal.files.close_all(handle)
        try:
            target = await portal.provider.goodbye(session.tokens.identity)
        except ProviderAway:
            target = None
    answer = RedirectResponse(target or "/logged-out", 303)
    answer.delete_cookie(portal.session_cookie, path="/", secure=portal.settings.secure, httponly=True, samesite="lax")
    return answer


@router.post("/stay")
async def stay(desk: AnyDesk) -> Response:
    """Keeps the session by being asked for; a script hears until when, a form returns to its page."""
    if desk.request.headers.get("Accept") == "application/json":
        return JSONResponse({"left": desk.left, "until": desk.formats.clock(desk.session.until)})
    return await desk.go(local_page((await desk.form()).get("back")))


@router.get("/stay")
async def stayed(desk: AnyDesk) -> Response:
    """Where a login leads whose session had ended before it was to be kept."""
    return await desk.go("/")


@router.get("/logged-out")
async def logged_out(request: Request) -> Response:
    """Says that the session is over."""
    return _plain(request, "logged_out.html")


async def _start(request: Request, next_page: str) -> Response:
    portal = portal_of(request)
    address, started = await portal.provider.start(next_page, language_of(request))
    handle = await portal.sessions.keep("login", "", started, minutes=_LOGIN_MINUTES)
    answer = RedirectResponse(address, 303)
    _set_cookie(answer, portal, _login_cookie(portal), handle, seconds=_LOGIN_MINUTES * 60)
    return answer


def _plain(request: Request, template: str, *, status: int = 200, **view: str) -> Response:
    portal = portal_of(request)
    shell = Shell(request.url.path, portal.pages.now(), portal.settings.demo)
    return HTMLResponse(portal.pages.render(language_of(request), f"pages/{template}", shell, view), status)


def _login_cookie(portal: Portal) -> str:
    return f"{portal.session_cookie}-login"


def _set_cookie(answer: Response, portal: Portal, name: str, value: str, seconds: int | None = None) -> None:
    # Lax, because the browser comes back from the login server by a link.
    answer.set_cookie(
        name, value, max_age=seconds, path="/", secure=portal.settings.secure, httponly=True, samesite="lax"
    )
