"""The link by which a body keeps its own record current, as its keepers make it, hand it over and end it."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.clients.bodies import MadeLink
from services.portal.desk import Desk
from services.portal.door import AdminDesk
from services.portal.forms import Form
from services.portal.keeping import kept_body

router = APIRouter(include_in_schema=False)

MINUTES = 10
"""How long a link that was made waits to be shown, once."""


@router.get("/bodies/{body_id}/link")
async def show(desk: AdminDesk, body_id: UUID, saved: str = "") -> Response:
    """Whether the body has a link that it can open."""
    return await _show(desk, body_id, await desk.form(), saved=bool(saved))


@router.post("/bodies/{body_id}/link")
async def change(desk: AdminDesk, body_id: UUID) -> Response:
    """Makes one, which is shown once, or ends the one there is."""
    form = await desk.form()
    key = form.command
    if form.get("do") == "revoke":
        if await form.attempt(desk.bodies.revoke_link(body_id, key=key)):
            return await desk.go(f"/bodies/{body_id}/link", saved=1)
    elif made := await form.attempt(desk.bodies.make_link(body_id, key=key)):
        handle = await desk.portal.sessions.keep("code", _owner(desk, body_id), made, minutes=MINUTES)
        return await desk.go(f"/bodies/{body_id}/link/{handle}")
    return await _show(desk, body_id, form)


@router.get("/bodies/{body_id}/link/{handle}")
async def hand_over(desk: AdminDesk, body_id: UUID, handle: str) -> Response:
    """The link itself, for one reading: as text and to be printed."""
    body = await kept_body(desk, body_id)
    made = await desk.portal.sessions.recall("code", _owner(desk, body_id), handle, MadeLink, once=True)
    address = f"{desk.portal.settings.origin}/b/{made.token}" if made else ""
    return await desk.page("bodies/handed.html", body=body, made=made, address=address)


async def _show(desk: Desk, body_id: UUID, form: Form, *, saved: bool = False) -> Response:
    body = await kept_body(desk, body_id)
    form.ready()
    return await desk.page(
        "bodies/link.html",
        status=form.status,
        form=form,
        body=body,
        link=await desk.bodies.link(body_id),
        saved=saved,
    )


def _owner(desk: Desk, body_id: UUID) -> str:
    return f"{desk.session.principal.subject}{body_id}"
