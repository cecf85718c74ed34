"""What a person asks to be put right: taken down in their words, and answered in time."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.clients.base import card
from services.portal.clients.registry import Label
from services.portal.desk import Desk
from services.portal.door import FrontDesk, RightsDesk
from services.portal.forms import Form
from services.portal.grants import TEAM
from services.portal.opening import opened
from shared.ids import uuid7

router = APIRouter(include_in_schema=False)

WHYS = ("accurate", "not-shown", "opinion", "other-controller")
TEXT_LENGTH = 500


@router.get("/people/{person_id}/rectification")
async def ask(desk: FrontDesk, person_id: UUID) -> Response:
    """What is to be put right."""
    form = await desk.form()
    form.fill(id=str(uuid7()))
    return await _ask(desk, person_id, form)


@router.post("/people/{person_id}/rectification")
async def take(desk: FrontDesk, person_id: UUID) -> Response:
    """Takes it down."""
    await opened(desk, person_id)
    form = await desk.form()
    text = form.required("text", "rectifying.error.text")
    asked = desk.privacy.rectify
    if not form.errors and await form.attempt(asked(form.id("id") or uuid7(), person_id, text), {"/text": "text"}):
        return await desk.go(f"/people/{person_id}", saved=1)
    return await _ask(desk, person_id, form)


@router.get("/rectifications")
async def listed(desk: RightsDesk, state: str = "open", cursor: str | None = None) -> Response:
    """Those that wait, the most pressing first."""
    shown = state if state in ("open", "all") else "open"
    found = await desk.privacy.rectifications(state=shown, cursor=cursor)
    labels = await card(desk.registry.labels({each.person for each in found.items}))
    return await desk.page(
        "rectifications/list.html", found=found, cursor=cursor, state=shown, labels=labels.value or {}
    )


@router.get("/rectifications/{request_id}")
async def show(desk: RightsDesk, request_id: UUID) -> Response:
    """What was asked, by when it is answered, and how it was."""
    return await _show(desk, request_id, await desk.form())


@router.post("/rectifications/{request_id}")
async def answer(desk: RightsDesk, request_id: UUID) -> Response:
    """Put right, declined, or given two months more."""
    form = await desk.form()
    key, done = form.command, None
    match form.get("do"):
        case "settle":
            told = form.get("told") == "yes"
            done = await form.attempt(desk.privacy.settle(request_id, recipients_told=told, key=key))
        case "decline":
            why = form.chosen("why", WHYS, "rectifying.error.why")
            if not form.errors:
                done = await form.attempt(desk.privacy.decline_rectification(request_id, why, key=key))
        case _:
            why = form.required("extended-why", "rectifying.error.extended_why")
            asked = desk.privacy.extend
            if not form.errors:
                done = await form.attempt(asked(request_id, why, key=key), {"/why": "extended-why"})
    return await desk.go(f"/rectifications/{request_id}") if done else await _show(desk, request_id, form)


async def _ask(desk: Desk, person_id: UUID, form: Form) -> Response:
    file = await opened(desk, person_id)
    person = await desk.registry.person(person_id)
    return await desk.page(
        "rectifications/new.html", status=form.status, form=form, person=person, file=file, length=TEXT_LENGTH
    )


async def _show(desk: Desk, request_id: UUID, form: Form) -> Response:
    found = await desk.privacy.rectification(request_id)
    labels: dict[UUID, Label] = (await card(desk.registry.labels({found.person}))).value or {}
    file = await desk.portal.files.find(desk.session.handle, found.person) if desk.may(TEAM) else None
    if file:
        desk.with_file(file)
    given = await card(desk.referrals.referrals(person=found.person)) if file and file.reach == "file" else None
    form.ready()
    return await desk.page(
        "rectifications/show.html",
        status=form.status,
        form=form,
        request=found,
        label=labels.get(found.person),
        whys=WHYS,
        sees_recipients=desk.may(TEAM),
        recipients=given,
        length=TEXT_LENGTH,
        me=desk.session.principal.subject,
        colleagues=await desk.colleagues([found.asked_by, found.answered_by]),
    )
