"""What the keepers of a body note of it beside its facts: its offices, its agreements, its end."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.clients.base import card
from services.portal.clients.bodies import Agreement, Body
from services.portal.desk import Desk
from services.portal.door import AdminDesk
from services.portal.forms import Form
from services.portal.keeping import kept_body
from services.portal.office_forms import fill_offices, offices_now, read_offices, rows_of
from shared.ids import uuid7

router = APIRouter(include_in_schema=False)


@router.get("/bodies/{body_id}/contacts")
async def ask_contacts(desk: AdminDesk, body_id: UUID) -> Response:
    """Its offices, and empty lines for more."""
    body = await kept_body(desk, body_id)
    form = await desk.form()
    form.ready(body.version)
    fill_offices(form, body.contacts, desk.formats)
    return await _contacts(desk, form, body)


@router.post("/bodies/{body_id}/contacts")
async def set_contacts(desk: AdminDesk, body_id: UUID) -> Response:
    """All of them as they are now; a line that was emptied is gone."""
    form = await desk.form()
    contacts, fields = read_offices(form)
    key = form.command
    if not form.errors and await form.attempt(
        desk.bodies.set_contacts(body_id, contacts, version=form.get("version"), key=key), fields
    ):
        return await desk.go(f"/bodies/{body_id}", saved=1)
    return await _contacts(desk, form, await _again(desk, form, body_id))


@router.get("/bodies/{body_id}/agreements/new")
async def ask_agreement(desk: AdminDesk, body_id: UUID) -> Response:
    """An empty form."""
    form = await desk.form()
    form.fill(id=str(uuid7()))
    return await _agreement(desk, form, await kept_body(desk, body_id))


@router.post("/bodies/{body_id}/agreements/new")
async def sign(desk: AdminDesk, body_id: UUID) -> Response:
    """The body and the Centres agreed on it."""
    form = await desk.form()
    subject = form.required("subject", "bodies.error.subject")
    starts, until = form.day("starts", required_key="organisation.error.day"), form.day("until")
    if starts and until and until < starts:
        form.fail("until-day", "bodies.error.until")
    facts = {"subject": subject, "starts": starts, "until": until}
    fields = {"/subject": "subject", "/starts": "starts-day", "/until": "until-day"}
    asked = None if form.errors else desk.bodies.sign(form.id("id") or uuid7(), body_id, facts)
    if asked and await form.attempt(asked, fields):
        return await desk.go(f"/bodies/{body_id}", saved=1)
    return await _agreement(desk, form, await kept_body(desk, body_id))


@router.get("/bodies/{body_id}/agreements/{agreement_id}/ending")
async def ask_agreement_ending(desk: AdminDesk, body_id: UUID, agreement_id: UUID) -> Response:
    """The last day of one that is in force or to come."""
    return await _ending(desk, await desk.form(), await kept_body(desk, body_id), agreement_id)


@router.post("/bodies/{body_id}/agreements/{agreement_id}/ending")
async def end_agreement(desk: AdminDesk, body_id: UUID, agreement_id: UUID) -> Response:
    """It ends on that day."""
    form = await desk.form()
    on = form.day("on", required_key="organisation.error.day")
    key = form.command
    if on and await form.attempt(desk.bodies.end_agreement(body_id, agreement_id, on, key=key), {"/on": "on-day"}):
        return await desk.go(f"/bodies/{body_id}", saved=1)
    return await _ending(desk, form, await _again(desk, form, body_id), agreement_id)


@router.get("/bodies/{body_id}/closing")
async def ask_closing(desk: AdminDesk, body_id: UUID) -> Response:
    """What it means that a body closes."""
    body = await kept_body(desk, body_id)
    form = await desk.form()
    form.ready(body.version)
    return await _closing(desk, form, body)


@router.post("/bodies/{body_id}/closing")
async def close(desk: AdminDesk, body_id: UUID) -> Response:
    """It is no more."""
    form = await desk.form()
    why = form.required("why", "bodies.error.closed")
    key = form.command
    asked = desk.bodies.close(body_id, why, version=form.get("version"), key=key) if why else None
    if asked and await form.attempt(asked, {"/why": "why"}):
        return await desk.go(f"/bodies/{body_id}", saved=1)
    return await _closing(desk, form, await _again(desk, form, body_id))


async def _again(desk: Desk, form: Form, body_id: UUID) -> Body:
    """The body as it is now, and a form that may be sent once more on it."""
    body = await kept_body(desk, body_id)
    form.ready(body.version)
    return body


async def _contacts(desk: Desk, form: Form, body: Body) -> Response:
    return await desk.page(
        "bodies/contacts.html",
        status=form.status,
        form=form,
        body=body,
        rows=rows_of(form),
        now=offices_now(desk.text, body.contacts, desk.formats) if form.status == 412 else [],
    )


async def _agreement(desk: Desk, form: Form, body: Body) -> Response:
    return await desk.page("bodies/agreement.html", status=form.status, form=form, body=body)


async def _ending(desk: Desk, form: Form, body: Body, agreement_id: UUID) -> Response:
    agreement: Agreement | None = next((each for each in body.agreements if each.id == agreement_id), None)
    if agreement is None:
        raise HTTPException(404)
    form.ready()
    return await desk.page(
        "bodies/agreement_ending.html", status=form.status, form=form, body=body, agreement=agreement
    )


async def _closing(desk: Desk, form: Form, body: Body) -> Response:
    services = await card(desk.bodies.services(body=body.id))
    return await desk.page("bodies/closing.html", status=form.status, form=form, body=body, services=services)
