"""Language, keyboard shortcuts, and what is said about accessibility."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from services.portal.catalogue import LANGUAGES
from services.portal.door import AnyDesk
from services.portal.languages import back_again, kept_for_session, read_switch, remember
from services.portal.portal import LANGUAGE_COOKIE, SHORTCUTS_COOKIE, language_of, portal_of
from services.portal.rendering import Shell

router = APIRouter(include_in_schema=False)


@router.get("/preferences")
async def show(desk: AnyDesk, saved: str = "") -> Response:
    """What may be chosen; it is kept in this browser."""
    return await desk.page("preferences.html", saved=bool(saved))


@router.post("/preferences")
async def save(desk: AnyDesk) -> Response:
    """Keeps the choice."""
    form = await desk.form()
    answer = await desk.go("/preferences", saved=1)
    remember(answer, desk.request, SHORTCUTS_COOKIE, "on" if form.get("shortcuts") == "on" else "off")
    if form.get("language") in LANGUAGES:
        remember(answer, desk.request, LANGUAGE_COOKIE, form.get("language"))
    return answer


@router.post("/language")
async def switch(request: Request) -> Response:
    """Switches the language, before the login too, and returns to the page with what was typed there."""
    switched = await read_switch(request)
    return back_again(request, switched, await kept_for_session(request, switched))


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
