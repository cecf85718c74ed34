"""A service as the body's keepers change it: offered, corrected, its hours, its end."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.clients.bodies import Body
from services.portal.clients.registry import Service
from services.portal.desk import Desk
from services.portal.door import AdminDesk
from services.portal.forms import Form
from services.portal.keeping import kept_body, kept_service
from services.portal.place_forms import WEEKDAYS
from services.portal.service_forms import POINTERS, choices, fill, fill_hours, read, read_hours, stands
from shared.ids import uuid7

router = APIRouter(include_in_schema=False)


@router.get("/bodies/{body_id}/services/new")
async def new(desk: AdminDesk, body_id: UUID) -> Response:
    """An empty form, begun with what most services have in common with their body."""
    body = await kept_body(desk, body_id)
    form = await desk.form()
    if "name" not in form.names:
        form.fill(id=str(uuid7()), municipality=body.municipality or "", email=body.email or "", answers_within="5")
        form.fill_all("languages", ("el",))
    return await _edit(desk, form, body=body)


@router.post("/bodies/{body_id}/services/new")
async def offer(desk: AdminDesk, body_id: UUID) -> Response:
    """The body offers it from now on."""
    form = await desk.form()
    facts = read(form, await desk.municipalities())
    service = form.id("id") or uuid7()
    if not form.errors and await form.attempt(desk.bodies.offer(service, body_id, facts), POINTERS):
        return await desk.go(f"/services/{service}", saved=1)
    return await _edit(desk, form, body=await kept_body(desk, body_id))


@router.get("/services/{service_id}/edit")
async def edit(desk: AdminDesk, service_id: UUID) -> Response:
    """The facts as they stand, to be corrected."""
    service = await kept_service(desk, service_id)
    form = await desk.form()
    form.ready(service.version)
    fill(desk, form, service)
    return await _edit(desk, form, service=service)


@router.post("/services/{service_id}/edit")
async def correct(desk: AdminDesk, service_id: UUID) -> Response:
    """Corrects what was shown; where somebody else did so meanwhile, says what stands there now."""
    form = await desk.form()
    facts = read(form, await desk.municipalities())
    key = form.command
    if not form.errors and await form.attempt(
        desk.bodies.correct_service(service_id, facts, version=form.get("version"), key=key), POINTERS
    ):
        return await desk.go(f"/services/{service_id}", saved=1)
    return await _edit(desk, form, service=await _again(desk, form, service_id))


@router.get("/services/{service_id}/hours")
async def ask_hours(desk: AdminDesk, service_id: UUID) -> Response:
    """The week that is in force."""
    service = await kept_service(desk, service_id)
    form = await desk.form()
    form.ready()
    fill_hours(form, service, desk.today)
    return await _hours(desk, form, service)


@router.post("/services/{service_id}/hours")
async def set_hours(desk: AdminDesk, service_id: UUID) -> Response:
    """A line for each day of the week, from a day on."""
    form = await desk.form()
    since, week, fields = read_hours(form)
    key = form.command
    if (
        since
        and not form.errors
        and await form.attempt(desk.bodies.set_hours(service_id, since, week, key=key), fields)
    ):
        return await desk.go(f"/services/{service_id}", saved=1)
    return await _hours(desk, form, await _again(desk, form, service_id))


@router.get("/services/{service_id}/ending")
async def ask_end(desk: AdminDesk, service_id: UUID) -> Response:
    """What it means that a service ends."""
    service = await kept_service(desk, service_id)
    form = await desk.form()
    form.ready(service.version)
    return await _end(desk, form, service)


@router.post("/services/{service_id}/ending")
async def end(desk: AdminDesk, service_id: UUID) -> Response:
    """It is no longer offered."""
    form = await desk.form()
    key = form.command
    asked = desk.bodies.end(service_id, form.optional("why"), version=form.get("version"), key=key)
    if await form.attempt(asked, {"/why": "why"}):
        return await desk.go(f"/services/{service_id}", saved=1)
    return await _end(desk, form, await _again(desk, form, service_id))


async def _again(desk: Desk, form: Form, service_id: UUID) -> Service:
    """The service as it is now, and a form that may be sent once more on it."""
    service = await kept_service(desk, service_id)
    form.ready(service.version)
    return service


async def _edit(desk: Desk, form: Form, *, body: Body | None = None, service: Service | None = None) -> Response:
    municipalities = await desk.municipalities()
    return await desk.page(
        "services/edit.html",
        status=form.status,
        form=form,
        body=body,
        service=service,
        now=stands(desk, form, service, municipalities) if service and form.status == 412 else [],
        **choices(municipalities, service),
    )


async def _hours(desk: Desk, form: Form, service: Service) -> Response:
    return await desk.page("services/hours.html", status=form.status, form=form, service=service, weekdays=WEEKDAYS)


async def _end(desk: Desk, form: Form, service: Service) -> Response:
    return await desk.page("services/ending.html", status=form.status, form=form, service=service)
