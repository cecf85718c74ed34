"""Opening a person's file: the purpose first, or an emergency and its reason."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.clients.access import Asked
from services.portal.clients.registry import Label
from services.portal.desk import Desk
from services.portal.door import FileDesk, TeamDesk
from services.portal.forms import Form
from services.portal.grants import FRONT, WATCH
from services.portal.opening import PURPOSES, open_file
from services.portal.security import local_page

router = APIRouter(include_in_schema=False)

LEAST_REASON = 20
REASON_LENGTH = 500
_FIELDS = {"/purpose": "purpose", "/reason": "reason"}


@router.get("/people/{person_id}/open")
async def ask(desk: FileDesk, person_id: UUID, then: str = "") -> Response:
    """Asks what the file is opened for; none is chosen beforehand. `then` is the page that was wanted."""
    form = await desk.form()
    form.fill(then=local_page(then) if then else f"/people/{person_id}")
    return await _ask(desk, person_id, form)


@router.post("/people/{person_id}/open")
async def take(desk: FileDesk, person_id: UUID) -> Response:
    """Opens it, and leads to the page that was wanted."""
    form = await desk.form()
    purpose = form.chosen("purpose", _purposes(desk), "opening.error.purpose")
    if not form.errors and await form.attempt(open_file(desk, Asked(person_id, purpose)), _FIELDS):
        return await desk.lead(local_page(form.get("then")))
    return await _ask(desk, person_id, form)


@router.get("/people/{person_id}/emergency")
async def ask_emergency(desk: TeamDesk, person_id: UUID) -> Response:
    """Asks why a file that another Centre keeps must be seen now, and says who will be told."""
    return await _emergency(desk, person_id, await desk.form())


@router.post("/people/{person_id}/emergency")
async def take_emergency(desk: TeamDesk, person_id: UUID) -> Response:
    """Opens it for an hour."""
    form = await desk.form()
    reason = form.required("reason", "opening.error.reason")
    if reason and sum(letter.isalpha() for letter in reason) < LEAST_REASON:
        form.fail("reason", "opening.error.short_reason", least=LEAST_REASON)
    if len(reason) > REASON_LENGTH:
        form.fail("reason", "forms.too_long", limit=REASON_LENGTH)
    asked = Asked(person_id, "service", emergency=True, reason=reason)
    if not form.errors and await form.attempt(open_file(desk, asked), _FIELDS):
        return await desk.lead(f"/people/{person_id}")
    return await _emergency(desk, person_id, form)


def _purposes(desk: Desk) -> tuple[str, ...]:
    return (*(PURPOSES if desk.may(FRONT) else ()), *(("oversight",) if desk.may(WATCH) else ()))


async def _ask(desk: Desk, person_id: UUID, form: Form) -> Response:
    return await desk.page(
        "people/open.html",
        status=form.status,
        form=form,
        person=person_id,
        label=await _label(desk, person_id),
        purposes=_purposes(desk),
    )


async def _emergency(desk: Desk, person_id: UUID, form: Form) -> Response:
    return await desk.page(
        "people/emergency.html",
        status=form.status,
        form=form,
        person=person_id,
        label=await _label(desk, person_id),
        reason_length=REASON_LENGTH,
    )


async def _label(desk: Desk, person_id: UUID) -> Label:
    """Who it is; whom the caller may not know does not exist."""
    label = (await desk.registry.labels({person_id})).get(person_id)
    if label is None:
        raise HTTPException(404)
    return label
