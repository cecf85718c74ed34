"""What was agreed with a body: a new agreement, and one that ends."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.desk import Desk
from services.portal.door import AdminDesk
from services.portal.forms import Form
from services.portal.pages.bodies import keeps
from shared.ids import uuid7

router = APIRouter(include_in_schema=False)

_FIELDS = {"/subject": "subject", "/starts": "starts-day", "/until": "until-day"}
_ENDING = {"/on": "ended-day"}


@router.get("/bodies/{body_id}/agreements")
async def show(desk: AdminDesk, body_id: UUID, saved: str = "") -> Response:
    """All of them, with how each ends and how another begins."""
    return await _show(desk, body_id, await desk.form(), saved=bool(saved))


@router.post("/bodies/{body_id}/agreements")
async def change(desk: AdminDesk, body_id: UUID) -> Response:
    """Signs one, or ends one."""
    form, done = await desk.form(), None
    agreement, key = form.id("agreement") or uuid7(), form.id("key") or uuid7()
    if form.get("do") == "end":
        on = form.day("ended", required_key="organisation.error.day")
        if on:
            done = await form.attempt(desk.bodies.end_agreement(body_id, agreement, on, key=key), _ENDING)
    else:
        facts = {
            "body": body_id,
            "subject": form.required("subject", "bodies.error.subject"),
            "starts": form.day("starts", required_key="organisation.error.day"),
            "until": form.day("until"),
        }
        if not form.errors:
            done = await form.attempt(desk.bodies.sign(agreement, facts), _FIELDS)
    if done:
        return await desk.go(f"/bodies/{body_id}/agreements", saved=1)
    return await _show(desk, body_id, form)


async def _show(desk: Desk, body_id: UUID, form: Form, *, saved: bool = False) -> Response:
    body = await desk.bodies.body(body_id)
    if not keeps(desk, body) or body.state == "closed":
        raise HTTPException(404)
    form.put("key", str(uuid7()))
    if form.get("do") != "sign":
        form.put("new", str(uuid7()))
    else:
        form.put("new", form.get("agreement"))
    return await desk.page(
        "bodies/agreements.html", status=form.status, form=form, body=body, saved=saved, today=desk.today
    )
