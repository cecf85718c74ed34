"""Language, keyboard shortcuts, and what is said about accessibility."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from services.portal.catalogue import LANGUAGES
from services.portal.desk import LANGUAGE_COOKIE, SHORTCUTS_COOKIE, language_of, portal_of
from services.portal.door import AnyDesk, read_form
from services.portal.rendering import Shell
from services.portal.security import from_our_pages, local_page

router = APIRouter(include_in_schema=False)

_YEAR = 365 * 24 * 3600


@router.get("/preferences")
async def show(desk: AnyDesk, saved: str = "") -> Response:
    """What may be chosen; it is kept in this browser."""
    return await desk.page("preferences.html", saved=bool(saved))


@router.post("/preferences")
async def save(desk: AnyDesk) -> Response:
    """Keeps the choice."""
    form = await desk.form()
    answer = await desk.go("/preferences", saved=1)
    _remember(answer, desk.request, SHORTCUTS_COOKIE, "on" if form.get("shortcuts") == "on" else "off")
    if form.get("language") in LANGUAGES:
        _remember(answer, desk.request, LANGUAGE_COOKIE, form.get("language"))
    return answer


@router.post("/language")
async def switch(request: Request) -> Response:
    """Switches the language, for partners and before the login too, and returns to the page."""
    sent = await read_form(request)
    wish, back = sent.get("language", [""])[-1], sent.get("back", ["/"])[-1]
    if wish not in LANGUAGES or not from_our_pages(request, portal_of(request).settings.origin):
        raise HTTPException(422)
    answer = RedirectResponse(local_page(back), 303)
    _remember(answer, request, LANGUAGE_COOKIE, wish)
    return answer


@router.get("/keys")
async def keys(desk: AnyDesk) -> Response:
    """The keyboard shortcuts."""
    return await desk.page("keys.html")


@router.get("/accessibility")
async def accessibility(request: Request) -> Response:
    """The accessibility statement, for everybody."""
    return _statement(request, "accessibility.html")


@router.get("/privacy")
async def privacy(request: Request) -> Response:
    """What a partner may know about how data are handled, for everybody."""
    return _statement(request, "privacy.html")


def _statement(request: Request, template: str) -> Response:
    portal = portal_of(request)
    shell = Shell(request.url.path, portal.pages.now(), portal.settings.demo)
    return HTMLResponse(portal.pages.render(language_of(request), f"pages/{template}", shell, {}))


def _remember(answer: Response, request: Request, name: str, value: str) -> None:
    secure = portal_of(request).settings.secure
    answer.set_cookie(name, value, max_age=_YEAR, path="/", secure=secure, httponly=True, samesite="lax")
