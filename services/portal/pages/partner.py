"""A referral as the receiving service sees it: no account, a mailed link, a code told by telephone.

A GET shows nothing personal and uses nothing up, because mail scanners follow links.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from services.portal.catalogue import Language
from services.portal.clients.base import Problem
from services.portal.clients.referral import Answer, Disclosure, Outcome, Referrals, WrongCode
from services.portal.codes import DECLINE_REASONS, OUTCOMES, PARTNER_ANSWERS
from services.portal.door import read_form
from services.portal.forms import Form
from services.portal.languages import back_again, read_switch
from services.portal.portal import Portal, language_of, portal_of
from services.portal.rendering import Shell
from services.portal.security import from_our_pages
from shared.ids import uuid7

router = APIRouter(include_in_schema=False)

MINUTES = 30
TEXT_LENGTH = 500
_FIELDS = {
    "/first_meeting": "meeting-day",
    "/reason": "reason",
    "/text": "text",
    "/outcome": "outcome",
    "/code": "code",
}

Token = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{16,200}$")]


class Visit(msgspec.Struct, frozen=True):
    """An opened link, kept for its half hour."""

    session: str
    step: str
    referral: Disclosure
    from_centre: str
    receiver: str
    until: datetime


@dataclass(slots=True)
class Door:
    """One request at a link."""

    request: Request
    token: str

    @property
    def portal(self) -> Portal:
        """What the application was built with."""
        return portal_of(self.request)

    @property
    def language(self) -> Language:
        """The reader's."""
        return language_of(self.request)

    @property
    def owner(self) -> str:
        """Whose the kept visit is: the link's, as a digest."""
        return sha256(self.token.encode()).hexdigest()

    @property
    def cookie(self) -> str:
        """One cookie a link, so that two referrals may be open at once."""
        return f"kentro-r-{self.owner[:12]}"

    def referrals(self) -> Referrals:
        """The service, without anybody's token."""
        caller = self.portal.caller(self.request, None, self.language)
        return Referrals(self.portal.api(self.portal.settings.referral_url, caller))

    async def visit(self) -> Visit | None:
        """The opened link, while its half hour lasts."""
        handle = self.request.cookies.get(self.cookie)
        return await self.portal.sessions.recall("partner", self.owner, handle, Visit) if handle else None

    async def sent(self) -> Form:
        """What was sent from a page of ours. Raises 403 for one of another site."""
        if not from_our_pages(self.request, self.portal.settings.origin):
            raise HTTPException(403)
        return self.form(await read_form(self.request))

    async def returned(self) -> Form:
        """What comes back in another language, or an empty form."""
        handle = self.request.query_params.get("kept")
        kept = handle and await self.portal.sessions.recall("form", self.owner, handle, dict[str, list[str]])
        return self.form(kept or {})

    def form(self, values: dict[str, list[str]] | None = None) -> Form:
        """A form of this page."""
        return Form(self.portal.pages.text(self.language), values)

    def page(self, template: str, *, status: int = 200, **view: object) -> Response:
        """A page in the plain frame."""
        shell = Shell(f"/r/{self.token}", self.portal.pages.now(), self.portal.settings.demo)
        html = self.portal.pages.render(self.language, f"pages/partner/{template}", shell, view)
        return HTMLResponse(html, status)

    def back(self) -> RedirectResponse:
        """To the same page, after a form was taken."""
        return RedirectResponse(f"/r/{self.token}", 303)


@router.get("/r/{token}")
async def show(request: Request, token: Token) -> Response:
    """Asks for the code; once it was right, for the answer."""
    door = Door(request, token)
    link = await door.referrals().link(token)
    visit = await door.visit()
    if link.state != "open":
        return door.page("over.html", link=link)
    return (
        _question(door, visit, await door.returned()) if visit else door.page("code.html", link=link, form=door.form())
    )


@router.post("/r/{token}/language")
async def switch(request: Request, token: Token) -> Response:
    """Switches the language; who opened the link finds the answer as it was typed."""
    door = Door(request, token)
    switched = replace(await read_switch(request), back=f"/r/{token}")
    kept = None
    if await door.visit():
        kept = await door.portal.sessions.keep("form", door.owner, switched.fields, minutes=MINUTES)
    return back_again(request, switched, kept)


@router.post("/r/{token}/code")
async def unlock(request: Request, token: Token) -> Response:
    """Trades the code for half an hour with this one referral."""
    door = Door(request, token)
    form = await door.sent()
    link = await door.referrals().link(token)
    digits = "".join(character for character in form.get("code") if character.isdecimal())
    if len(digits) != 6:
        form.fail("code", "partner.error.code")
        return door.page("code.html", status=422, link=link, form=form)
    try:
        opened = await form.attempt(_open(door, digits), _FIELDS)
    except _Wrong as wrong:
        form.fail("code", "partner.error.wrong", n=wrong.tries_left)
        shown = "code.html" if wrong.tries_left else "over.html"
        return door.page(shown, status=422, link=msgspec.structs.replace(link, state="revoked"), form=form)
    if opened is None:
        return door.page("code.html", status=form.status, link=link, form=form)
    now = door.portal.pages.now()
    visit = Visit(
        opened.session,
        link.step,
        opened.referral,
        link.from_centre,
        link.receiver,
        now + timedelta(minutes=MINUTES),
    )
    handle = await door.portal.sessions.keep("partner", door.owner, visit, minutes=MINUTES)
    answer = door.back()
    secure = door.portal.settings.secure
    answer.set_cookie(
        door.cookie, handle, max_age=MINUTES * 60, path="/r/", secure=secure, httponly=True, samesite="strict"
    )
    return answer


class _Wrong(Exception):
    def __init__(self, tries_left: int) -> None:
        super().__init__(tries_left)
        self.tries_left = tries_left


async def _open(door: Door, code: str) -> Any:  # noqa: ANN401
    try:
        return await door.referrals().open(door.token, code)
    except Problem as problem:
        if problem.code == "wrong-code":
            raise _Wrong(problem.carries(WrongCode).tries_left) from problem
        raise


@router.post("/r/{token}/answer")
async def answer(request: Request, token: Token) -> Response:
    """Takes the answer, or the outcome when the link asks for that."""
    door = Door(request, token)
    form = await door.sent()
    visit = await door.visit()
    if visit is None:
        link = await door.referrals().link(token)
        return door.page("code.html", status=401, link=link, form=door.form(), late=True)
    taken = await (_outcome(door, visit, form) if visit.step == "outcome" else _answer(door, visit, form))
    return (
        door.page("done.html", visit=visit, step=visit.step, answer=form.get("answer"))
        if taken
        else _question(door, visit, form)
    )


async def _answer(door: Door, visit: Visit, form: Form) -> bool:
    chosen = form.chosen("answer", PARTNER_ANSWERS, "partner.error.answer")
    meeting = form.day("meeting") if chosen == "accept" else None
    reason = form.chosen("reason", DECLINE_REASONS, "partner.error.reason") if chosen == "decline" else None
    text = _text(form)
    if form.errors:
        return False
    given = Answer(visit.session, chosen, meeting, reason, text if chosen == "decline" else None)
    return await form.attempt(_told(door.referrals().answer(door.token, given, form.command)), _FIELDS) or False


async def _outcome(door: Door, visit: Visit, form: Form) -> bool:
    chosen = form.chosen("outcome", OUTCOMES, "partner.error.outcome")
    text = _text(form)
    if form.errors:
        return False
    given = Outcome(visit.session, chosen, text)
    return await form.attempt(_told(door.referrals().outcome(door.token, given, form.command)), _FIELDS) or False


def _text(form: Form) -> str | None:
    text = form.optional("text")
    if text and len(text) > TEXT_LENGTH:
        form.fail("text", "forms.too_long", limit=TEXT_LENGTH)
    return text


async def _told(asked: Any) -> bool:  # noqa: ANN401
    await asked
    return True


def _question(door: Door, visit: Visit, form: Form) -> Response:
    form.fill(key=str(uuid7()))
    return door.page(
        "outcome.html" if visit.step == "outcome" else "answer.html",
        status=form.status,
        visit=visit,
        referral=visit.referral,
        form=form,
        reasons=DECLINE_REASONS,
        outcomes=OUTCOMES,
    )
