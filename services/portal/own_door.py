"""Who comes by a link for a body: no account, a link that was handed over, an hour in one browser."""

from datetime import date, datetime
from typing import Annotated, Final

import msgspec
from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from services.portal.catalogue import Language
from services.portal.clients.base import Problem
from services.portal.clients.own_record import Opened, Own, OwnRecord
from services.portal.door import read_form
from services.portal.formats import Formats
from services.portal.forms import Form
from services.portal.languages import back_again, read_switch
from services.portal.portal import Portal, language_of, portal_of
from services.portal.rendering import Shell
from services.portal.security import from_our_pages

COOKIE: Final = "kentro-b"
MINUTES: Final = 60
_OWNER: Final = "own record"


class Visit(msgspec.Struct, frozen=True):
    """An opened link, kept for its hour."""

    session: str
    until: datetime


class Over(Exception):
    """Nobody works by a link in this browser, or no longer."""


class Door:
    """One request of a body, or of whoever holds its link."""

    def __init__(self, request: Request, sent: Form | None, visit: Visit | None = None) -> None:
        self.request = request
        self.sent = sent
        self.visit = visit
        self.portal: Portal = portal_of(request)
        self.language: Language = language_of(request)
        self.text = self.portal.pages.text(self.language)
        caller = self.portal.caller(request, None, self.language)
        caller.own = visit.session if visit else None
        self.own = OwnRecord(self.portal.api(self.portal.settings.registry_url, caller))

    @property
    def formats(self) -> Formats:
        """The formats, today."""
        return self.portal.pages.formats(self.language)

    @property
    def today(self) -> date:
        """The day, in Greece."""
        return self.formats.today

    async def form(self) -> Form:
        """What was sent; on a GET, what comes back in another language, or an empty form."""
        if self.sent is not None:
            return self.sent
        handle, owner = self.request.query_params.get("kept"), _OWNER + self.request.url.path
        kept = handle and await self.portal.sessions.recall("form", owner, handle, dict[str, list[str]])
        return Form(self.text, kept or {})

    async def record(self) -> Own:
        """The body's record. Raises `Over` once the hour is over or the link was ended."""
        try:
            return await self.own.record()
        except Problem as problem:
            if problem.code == "body-session-over":
                raise Over from problem
            raise

    async def begin(self, opened: Opened) -> Response:
        """Keeps the hour in this browser, and leads to the record, away from the link's address."""
        visit = Visit(opened.session, opened.until)
        handle = await self.portal.sessions.keep("partner", _OWNER, visit, minutes=MINUTES)
        answer = self.go("/own")
        answer.set_cookie(
            COOKIE,
            handle,
            max_age=MINUTES * 60,
            path="/own",
            secure=self.portal.settings.secure,
            httponly=True,
            samesite="strict",
        )
        return answer

    def go(self, path: str) -> Response:
        """Sends the browser on after a form was taken."""
        return RedirectResponse(path, 303)

    def page(self, template: str, *, status: int = 200, **view: object) -> Response:
        """A page in the plain frame."""
        shell = Shell(self.request.url.path, self.portal.pages.now(), self.portal.settings.demo)
        html = self.portal.pages.render(self.language, f"pages/own/{template}", shell, {"visit": self.visit, **view})
        return HTMLResponse(html, status)


async def over(request: Request) -> Response:
    """What is shown where nobody works by a link."""
    return Door(request, None).page("over.html", status=401, state="")


async def switched(request: Request) -> Response:
    """The same page in the other language; who opened a link finds there what was typed."""
    switch = await read_switch(request)
    if request.cookies.get(COOKIE) is None:
        return back_again(request, switch, None)
    sessions = portal_of(request).sessions
    return back_again(
        request, switch, await sessions.keep("form", _OWNER + switch.back, switch.fields, minutes=MINUTES)
    )


async def at_link(request: Request) -> Door:
    """Somebody who holds a link. Raises 403 for a form of another site."""
    return Door(request, await _sent(request))


async def at_work(request: Request) -> Door:
    """A body that opened its link in this browser. Raises `Over`, and 403 for a form of another site."""
    sent, handle = await _sent(request), request.cookies.get(COOKIE)
    visit = await portal_of(request).sessions.recall("partner", _OWNER, handle, Visit) if handle else None
    if visit is None:
        raise Over
    return Door(request, sent, visit)


LinkDoor = Annotated[Door, Depends(at_link)]
"""Who holds a link."""
OwnDoor = Annotated[Door, Depends(at_work)]
"""Who opened one, less than an hour ago."""


async def _sent(request: Request) -> Form | None:
    if request.method != "POST":
        return None
    portal = portal_of(request)
    if not from_our_pages(request, portal.settings.origin):
        raise HTTPException(403)
    return Form(portal.pages.text(language_of(request)), await read_form(request))
