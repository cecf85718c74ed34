"""Switching the language without losing what was typed.

The switch stands in the foot. Beside a form its button belongs to the form and brings its fields along; they are kept
like those of a form that came too late, and return to the same page in the other language.
"""

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from services.portal.catalogue import LANGUAGES
from services.portal.door import read_form
from services.portal.portal import LANGUAGE_COOKIE, SWITCH, Fields, portal_of
from services.portal.security import from_our_pages, local_page
from services.portal.sessions import Session

MINUTES = 30
"""How long the fields wait for the page to be opened again."""

_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Switched:
    """A wish for another language: where it was made, and what else stood in the form."""

    wish: str
    back: str
    fields: Fields


async def read_switch(request: Request) -> Switched:
    """What the switch sent. Raises 422 for a language that is not there, and for a form of another site."""
    sent = await read_form(request)
    wish, back = sent.get(SWITCH, [""])[-1], sent.pop("back", ["/"])[-1]
    if wish not in LANGUAGES or not from_our_pages(request, portal_of(request).settings.origin):
        raise HTTPException(422)
    return Switched(wish, local_page(back), sent)


async def kept_for_session(request: Request, switched: Switched) -> str | None:
    """Keeps the fields for the person of the session, who alone gets them back; nothing where there were none."""
    portal = portal_of(request)
    handle = request.cookies.get(portal.session_cookie, "")
    token = switched.fields.pop("token", [""])[-1]
    if not portal.sealer.form_token_fits(token, handle):
        return None
    session = await portal.sessions.find(handle)
    if session is None:
        return None
    subject = session.principal.subject if isinstance(session, Session) else session.subject
    return await portal.sessions.keep("form", subject + switched.back, switched.fields, minutes=MINUTES)


def back_again(request: Request, switched: Switched, kept: str | None) -> Response:
    """To the page where the switch was made, in the other language and with the fields."""
    answer = RedirectResponse(f"{switched.back}?kept={kept}" if kept else switched.back, 303)
    remember(answer, request, LANGUAGE_COOKIE, switched.wish)
    return answer


def remember(answer: Response, request: Request, name: str, value: str) -> None:
    """Keeps a choice in this browser for a year."""
    secure = portal_of(request).settings.secure
    answer.set_cookie(name, value, max_age=_YEAR, path="/", secure=secure, httponly=True, samesite="lax")
