"""Referring a person: need, service, words, a preview as the partner sees it, and the code to be told."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.clients.base import card
from services.portal.clients.referral import Disclosed, NewReferral
from services.portal.clients.registry import Person, Service
from services.portal.codes import BASES, SERVICE_KINDS
from services.portal.desk import Desk
from services.portal.door import TeamDesk
from services.portal.forms import Form
from services.portal.grants import municipality_of
from services.portal.opening import opened
from shared.ids import uuid7

router = APIRouter(include_in_schema=False)

_FIELDS = {
    "/need": "need",
    "/reason": "reason",
    "/basis": "basis",
    "/unit": "unit",
    "/service": "service",
    "/may_wait": "may_wait",
    "/disclosed/name": "name",
    "/disclosed/telephone": "telephone",
    "/disclosed/call_whom": "call_whom",
}
NEED_LENGTH = 200
REASON_LENGTH = 500


@router.get("/referrals/new")
async def new(
    desk: TeamDesk, person: UUID | None = None, kind: str = "", service: UUID | None = None, cursor: str | None = None
) -> Response:
    """First the need, then the services that answer it, then the words."""
    form = await desk.form()
    form.fill(person=str(person or ""), kind=kind, service=str(service or ""))
    known = await _person(desk, form)
    wanted = await _service(desk, form) if form.id("service") else None
    if wanted and (wanted.state == "open" or form.returned):
        return await _words(desk, form, known)
    if wanted:
        form.put("kind", wanted.kind)
    chosen = form.get("kind") if form.get("kind") in SERVICE_KINDS else ""
    found = await desk.registry.services(chosen, municipality_of(known.centre), cursor) if chosen else None
    return await desk.page(
        "referrals/service.html", person=known, kinds=SERVICE_KINDS, kind=chosen, found=found, refused=wanted
    )


@router.post("/referrals/new")
async def send(desk: TeamDesk) -> Response:
    """Shows the preview; sends when the preview was confirmed; goes back to the words when it was not."""
    form = await desk.form()
    person = await _person(desk, form)
    service = await _service(desk, form)
    given = await _given(desk, form, person, service)
    if given is None or form.get("do") == "edit":
        return await _words(desk, form, person)
    if form.get("do") != "send":
        return await _preview(desk, form, person, service, given)
    referral = form.id("id") or uuid7()
    code = await form.attempt(desk.referrals.send(referral, given), _FIELDS)
    if code is None:
        return await _words(desk, form, person)
    return await desk.go(f"/referrals/{referral}/code/{await desk.keep_code(referral, code)}")


async def _person(desk: Desk, form: Form) -> Person:
    person = form.id("person")
    if person is None:
        raise HTTPException(404)
    await opened(desk, person)
    return await desk.registry.person(person)


async def _service(desk: Desk, form: Form) -> Service:
    service = form.id("service")
    if service is None:
        raise HTTPException(404)
    return await desk.registry.service(service)


async def _given(desk: Desk, form: Form, person: Person, service: Service) -> NewReferral | None:
    need = form.required("need", "referrals.error.need")
    reason = form.required("reason", "referrals.error.reason")
    basis = form.chosen("basis", BASES, "referrals.error.basis")
    if len(need) > NEED_LENGTH:
        form.fail("need", "forms.too_long", limit=NEED_LENGTH)
    if len(reason) > REASON_LENGTH:
        form.fail("reason", "forms.too_long", limit=REASON_LENGTH)
    if service.full and not form.get("may_wait"):
        form.fail("may_wait", "services.error.may_wait")
    unit = {str(unit.id): unit for unit in await desk.units()}.get(form.get("unit"))
    if unit is None:
        form.fail("unit", "forms.unit")
    if form.errors or unit is None:
        return None
    disclosed = Disclosed(
        name=f"{person.surname} {person.given_name}",
        age=person.age if form.get("share_age") else None,
        telephone=form.optional("telephone"),
        call_whom=form.optional("call_whom"),
    )
    return NewReferral(person.id, service.id, unit.id, unit.scope, need, reason, basis, disclosed, service.full)


async def _words(desk: Desk, form: Form, person: Person) -> Response:
    service = await _service(desk, form)
    form.fill(id=str(uuid7()), basis=BASES[0], unit=desk.session.choices.get("unit", ""))
    if desk.request.method == "GET" and not form.returned:
        form.fill(share_age="yes", telephone=desk.formats.phone(person.telephone or ""))
    return await desk.page(
        "referrals/words.html",
        status=form.status,
        form=form,
        person=person,
        service=service,
        units=await desk.units(),
        bases=BASES,
        answer_by=(await card(desk.referrals.answer_by(service.id))).value,
        need_length=NEED_LENGTH,
        reason_length=REASON_LENGTH,
    )


async def _preview(desk: Desk, form: Form, person: Person, service: Service, given: NewReferral) -> Response:
    answer_by = await card(desk.referrals.answer_by(service.id))
    return await desk.page(
        "referrals/preview.html", form=form, person=person, service=service, given=given, answer_by=answer_by.value
    )
