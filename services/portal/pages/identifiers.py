"""The numbers that name a person elsewhere: record one, withdraw one; those that ended stay on the page."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.clients.base import Problem
from services.portal.clients.registry import Person
from services.portal.codes import IDENTIFIERS
from services.portal.desk import Desk
from services.portal.door import FrontDesk, TeamDesk
from services.portal.forms import Form
from services.portal.grants import TEAM
from services.portal.opening import opened
from services.portal.sections import CORRECTIONS, SOURCES
from shared.ids import uuid7

router = APIRouter(include_in_schema=False)

WITHDRAWALS = ("wrong-number", "expired", "lost", "not-valid", "other")
_POINTERS = {"/value": "value", "/kind": "kind", "/expires_on": "expires_on-day", "/why": "why"}


@router.get("/people/{person_id}/identifiers")
async def show(desk: FrontDesk, person_id: UUID) -> Response:
    """The numbers, and a form for one more."""
    return await _page(desk, person_id, await desk.form())


@router.post("/people/{person_id}/identifiers")
async def record(desk: FrontDesk, person_id: UUID) -> Response:
    """Records a number; one of its kind gives way to it, and a ΠΑΑΥΠΑ to an ΑΜΚΑ."""
    form = await desk.form()
    kind = form.chosen("kind", IDENTIFIERS, "people.error.identifier_kind")
    value = form.required("value", "record.error.number_missing")
    expires = form.day("expires_on")
    body: dict[str, object] = {"kind": kind, "value": value, "expires_on": expires}
    if form.get("change") == "correction":
        why = form.chosen("why_wrong", CORRECTIONS, "record.error.why_wrong")
        body["correction"] = {"why": why, "source": form.chosen("found_by", SOURCES, "record.error.found_by")}
    return await _change(desk, person_id, form, "identifiers", body)


@router.post("/people/{person_id}/identifiers/withdrawal")
async def withdraw(desk: TeamDesk, person_id: UUID) -> Response:
    """Withdraws a number, named by its place on the page."""
    form = await desk.form()
    await opened(desk, person_id)
    person = await desk.registry.person(person_id)
    stand = {f"{one.kind}-{one.value[-4:]}": one for one in person.identifiers}
    chosen = stand.get(form.chosen("which", tuple(stand), "record.error.which"))
    why = form.chosen("why", WITHDRAWALS, "record.error.why")
    body: dict[str, object] = {"kind": chosen.kind, "value": chosen.value, "why": why} if chosen else {}
    return await _change(desk, person_id, form, "identifiers/withdrawal", body)


async def _change(desk: Desk, person_id: UUID, form: Form, step: str, body: dict[str, object]) -> Response:
    if not form.errors:
        await opened(desk, person_id)
        person = await desk.registry.person(person_id)
        key = form.command
        if form.get("version") != str(person.version) and form.get("numbers") != _numbers(person):
            form.fail("", "record.identifiers.changed")
        elif await form.attempt(_send(desk, person, step, body, key), _POINTERS):
            return await desk.go(f"/people/{person_id}/identifiers", saved=1)
    return await _page(desk, person_id, form)


async def _send(desk: Desk, person: Person, step: str, body: dict[str, object], key: UUID) -> object:
    try:
        return await desk.records.change(person.id, step, body, key, person.version)
    except Problem as problem:
        if problem.status != 412:
            raise
        again = await desk.registry.person(person.id)
        return await desk.records.change(person.id, step, body, key, again.version)


async def _page(desk: Desk, person_id: UUID, form: Form) -> Response:
    file = await opened(desk, person_id)
    person = await desk.registry.person(person_id)
    form.fill(key=str(uuid7()), change="fact")
    form.put("version", str(person.version))
    form.put("numbers", _numbers(person))
    return await desk.page(
        "people/identifiers.html",
        status=form.status,
        person=person,
        file=file,
        form=form,
        saved="saved" in desk.request.query_params,
        known=person.record.get("identifiers") or (),
        kinds=IDENTIFIERS,
        withdraws=person.reach == "file" and desk.may(TEAM),
        reasons=WITHDRAWALS,
        corrections=CORRECTIONS,
        sources=SOURCES,
    )


def _numbers(person: Person) -> str:
    """What the page showed, by kinds and last digits, to tell whether somebody changed it meanwhile."""
    return ",".join(f"{one.kind}-{one.value[-4:]}" for one in person.identifiers)
