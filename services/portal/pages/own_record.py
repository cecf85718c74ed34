"""A body's own record, as the body itself keeps it: its facts and offices, its services' hours, room and pauses.

A GET of the link shows nothing and uses nothing up, because mail scanners follow links.
"""

from collections.abc import Mapping
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.clients.bodies import Body
from services.portal.clients.own_record import OwnFacts
from services.portal.clients.registry import Service
from services.portal.forms import Form
from services.portal.office_forms import fill_offices, offices_now, read_offices, rows_of
from services.portal.own_door import Door, LinkDoor, OwnDoor, switched
from services.portal.place_forms import WEEKDAYS
from services.portal.service_forms import (
    CAPACITY_POINTERS,
    PAUSE_POINTERS,
    fill_hours,
    read_capacity,
    read_hours,
    read_pause,
    weeks_in_words,
)
from services.portal.stale import stands_now

router = APIRouter(include_in_schema=False)

_FACTS: Final[Mapping[str, str]] = {
    name: f"bodies.head.{name}" for name in ("telephone", "email", "website", "description")
}
_FIELDS: Final = {f"/{name}": name for name in _FACTS}

Token = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{64}$")]


@router.get("/b/{token}")
async def link(door: LinkDoor, token: Token) -> Response:
    """Says whether the link can be opened, and nothing of whose it is."""
    found = await door.own.link(token)
    form = await door.form()
    form.ready()
    if found.state != "open":
        return door.page("over.html", state=found.state)
    return door.page("link.html", form=form, link=found)


@router.post("/b/{token}")
async def open_link(door: LinkDoor, token: Token) -> Response:
    """Trades it for an hour in this browser."""
    form = await door.form()
    opened = await form.attempt(door.own.open(token, key=form.command))
    if opened:
        return await door.begin(opened)
    found = await door.own.link(token)
    if found.state != "open":
        return door.page("over.html", status=form.status, state=found.state)
    return door.page("link.html", status=form.status, form=form, link=found)


@router.post("/own/language")
async def switch(request: Request) -> Response:
    """Switches the language without losing what was typed."""
    return await switched(request)


@router.get("/own")
async def show(door: OwnDoor, saved: str = "") -> Response:
    """The whole record, each part with the way to change it."""
    record = await door.record()
    return door.page("show.html", body=record.body, services=record.services, saved=bool(saved))


@router.get("/own/edit")
async def edit(door: OwnDoor) -> Response:
    """What the body says of itself."""
    body, form = (await door.record()).body, await door.form()
    form.ready(body.version)
    _fill(door, form, body)
    return _edit(door, form, body)


@router.post("/own/edit")
async def correct(door: OwnDoor) -> Response:
    """Corrects what was shown; where a keeper did so meanwhile, says what stands there now."""
    form = await door.form()
    facts = OwnFacts(*(form.optional(name) for name in _FACTS))
    asked = door.own.correct(facts, version=form.get("version"), key=form.command)
    if await form.attempt(asked, _FIELDS):
        return door.go("/own?saved=1")
    return _edit(door, form, await _again(door, form))


@router.get("/own/contacts")
async def ask_contacts(door: OwnDoor) -> Response:
    """Its offices, and empty lines for more."""
    body, form = (await door.record()).body, await door.form()
    form.ready(body.version)
    fill_offices(form, body.contacts, door.formats)
    return _contacts(door, form, body)


@router.post("/own/contacts")
async def set_contacts(door: OwnDoor) -> Response:
    """All of them as they are now."""
    form = await door.form()
    contacts, fields = read_offices(form)
    key = form.command
    if not form.errors and await form.attempt(
        door.own.set_contacts(contacts, version=form.get("version"), key=key), fields
    ):
        return door.go("/own?saved=1")
    return _contacts(door, form, await _again(door, form))


@router.get("/own/services/{service_id}")
async def service(door: OwnDoor, service_id: UUID) -> Response:
    """One of its services: what room it has, whether it takes people, when it is open."""
    return await _service(door, service_id, await door.form())


@router.post("/own/services/{service_id}/capacity")
async def report(door: OwnDoor, service_id: UUID) -> Response:
    """What room there is, today."""
    form = await door.form()
    if told := read_capacity(form):
        key = form.command
        if await form.attempt(door.own.tell(service_id, "capacity", told, key=key), CAPACITY_POINTERS):
            return door.go("/own?saved=1")
    return await _service(door, service_id, form)


@router.post("/own/services/{service_id}/pause")
async def pause(door: OwnDoor, service_id: UUID) -> Response:
    """It takes nobody for now, or people again."""
    form = await door.form()
    key, done = form.command, None
    if form.get("do") == "resume":
        done = await form.attempt(door.own.tell(service_id, "resumption", None, key=key))
    elif told := read_pause(form, door.today):
        done = await form.attempt(door.own.tell(service_id, "pause", told, key=key), PAUSE_POINTERS)
    return door.go("/own?saved=1") if done else await _service(door, service_id, form)


@router.get("/own/services/{service_id}/hours")
async def ask_hours(door: OwnDoor, service_id: UUID) -> Response:
    """The week that is in force."""
    found, form = await _found(door, service_id), await door.form()
    fill_hours(form, found, door.today)
    return _hours(door, form, found)


@router.post("/own/services/{service_id}/hours")
async def set_hours(door: OwnDoor, service_id: UUID) -> Response:
    """A line for each day of the week, from a day on."""
    form = await door.form()
    since, week, fields = read_hours(form)
    told = {"since": since, "hours": week}
    if not form.errors and await form.attempt(door.own.tell(service_id, "hours", told, key=form.command), fields):
        return door.go("/own?saved=1")
    return _hours(door, form, await _found(door, service_id))


async def _again(door: Door, form: Form) -> Body:
    """The body as it is now, and a form that may be sent once more on it."""
    body = (await door.record()).body
    form.ready(body.version)
    return body


async def _found(door: Door, service_id: UUID) -> Service:
    """One of the body's own services; another's is not there."""
    found = (await door.record()).service(service_id)
    if found is None:
        raise HTTPException(404)
    return found


def _fill(door: Door, form: Form, body: Body) -> None:
    form.fill(
        telephone=door.formats.phone(body.telephone or ""),
        email=body.email or "",
        website=body.website or "",
        description=body.description or "",
    )


def _edit(door: Door, form: Form, body: Body) -> Response:
    now = Form(door.text)
    _fill(door, now, body)
    return door.page(
        "edit.html",
        status=form.status,
        form=form,
        body=body,
        now=stands_now(door.text, form, now, _FACTS, {}) if form.status == 412 else [],
    )


def _contacts(door: Door, form: Form, body: Body) -> Response:
    return door.page(
        "contacts.html",
        status=form.status,
        form=form,
        body=body,
        rows=rows_of(form),
        now=offices_now(door.text, body.contacts, door.formats) if form.status == 412 else [],
    )


async def _service(door: Door, service_id: UUID, form: Form) -> Response:
    found = await _found(door, service_id)
    form.ready()
    return door.page(
        "service.html", status=form.status, form=form, service=found, weeks=weeks_in_words(door.text, found)
    )


def _hours(door: Door, form: Form, found: Service) -> Response:
    form.ready()
    return door.page("hours.html", status=form.status, form=form, service=found, weekdays=WEEKDAYS)
