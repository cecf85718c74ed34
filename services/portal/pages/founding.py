"""Founding a Centre, and attaching a branch or a mobile unit to it."""

import re
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.clients.registry import Municipality
from services.portal.desk import Desk
from services.portal.door import FounderDesk
from services.portal.forms import Form
from services.portal.grants import FOUND
from shared.greek import fold, to_latin
from shared.ids import uuid7
from shared.scope import covers

router = APIRouter(include_in_schema=False)

KINDS = ("branch", "mobile-unit")
REASONS = ("poverty", "roma", "migrants", "access")
_LETTERS = 3
"""Of a municipality's name, with which the reference numbers of its beneficiaries are offered to begin."""

_CENTRE = {
    "/municipality": "municipality",
    "/name": "name",
    "/implementing_body": "body",
    "/operating_since": "since-day",
    "/slug": "slug",
    "/prefix": "prefix",
}
_UNIT = {"/kind": "kind", "/name": "name", "/reason": "reason"}
Chosen = Annotated[str, Query(max_length=4)]


@router.get("/organisation/centres/new")
async def ask(desk: FounderDesk, municipality: Chosen = "") -> Response:
    """For which municipality; then what the Centre is called, with words offered for it."""
    form = await desk.form()
    form.fill(municipality=municipality)
    return await _centre(desk, form)


@router.post("/organisation/centres/new")
async def found(desk: FounderDesk) -> Response:
    """Founds it, and leads to its page, where the rest is told."""
    form = await desk.form()
    centre = form.id("id") or uuid7()
    body = {
        "municipality": form.chosen("municipality", tuple(await _mine(desk)), "founding.error.municipality"),
        "name": form.required("name", "founding.error.name"),
        "implementing_body": form.required("body", "founding.error.body"),
        "operating_since": form.day("since", required_key="organisation.error.day"),
        "slug": form.required("slug", "founding.error.slug"),
        "prefix": fold(form.required("prefix", "founding.error.prefix")).upper(),
    }
    if not form.errors and await form.attempt(desk.places.found(centre, body), _CENTRE):
        desk.forget_places()
        return await desk.go(f"/organisation/centres/{centre}", saved=1)
    return await _centre(desk, form)


@router.get("/organisation/centres/{centre_id}/units/new")
async def ask_unit(desk: FounderDesk, centre_id: UUID) -> Response:
    """What is attached, and why."""
    return await _unit(desk, centre_id, await desk.form())


@router.post("/organisation/centres/{centre_id}/units/new")
async def attach(desk: FounderDesk, centre_id: UUID) -> Response:
    """Attaches it, and leads back to the Centre."""
    form = await desk.form()
    unit = form.id("id") or uuid7()
    body = {
        "centre": centre_id,
        "kind": form.chosen("kind", KINDS, "founding.error.kind"),
        "name": form.required("name", "founding.error.name"),
        "reason": form.chosen("reason", REASONS, "founding.error.reason"),
    }
    if not form.errors and await form.attempt(desk.places.attach(unit, body), _UNIT):
        desk.forget_places()
        return await desk.go(f"/organisation/centres/{centre_id}", saved=1)
    return await _unit(desk, centre_id, form)


def slug_of(name: str) -> str:
    """The Latin name as a part of an address: «Άκτιου - Βόνιτσας» is aktiou-vonitsas."""
    return re.sub(r"[^a-z0-9]+", "-", to_latin(name).lower()).strip("-")[:40].rstrip("-")


def prefix_of(name: str) -> str:
    """The first letters of the name, as reference numbers may begin: «Ζαχάρω» is ΖΑΧ."""
    return re.sub(r"[^Α-Ω]", "", fold(name).upper())[:_LETTERS]


async def _mine(desk: Desk) -> dict[str, Municipality]:
    paths = [grant.path for grant in desk.scopes(FOUND)]
    known = await desk.municipalities()
    return {code: one for code, one in known.items() if any(covers(path, one.scope) for path in paths)}


async def _centre(desk: Desk, form: Form) -> Response:
    mine = await _mine(desk)
    chosen = mine.get(form.get("municipality"))
    if chosen:
        form.fill(
            id=str(uuid7()),
            name=desk.text.plain("founding.centre_name", name=chosen.name),
            body=desk.text.plain("founding.body_name", name=chosen.name),
            slug=slug_of(chosen.short_name),
            prefix=prefix_of(chosen.short_name),
        )
    return await desk.page(
        "organisation/found.html",
        status=form.status,
        form=form,
        chosen=chosen,
        municipalities=list(mine.values()),
        having={unit.municipality for unit in await desk.places.units() if unit.goes_on(desk.today)},
    )


async def _unit(desk: Desk, centre_id: UUID, form: Form) -> Response:
    centre = await desk.places.centre(centre_id)
    if not any(covers(grant.path, centre.scope) for grant in desk.scopes(FOUND)):
        raise HTTPException(404)
    form.fill(id=str(uuid7()))
    return await desk.page(
        "organisation/attach.html", status=form.status, form=form, centre=centre, kinds=KINDS, reasons=REASONS
    )
