"""Who opened which file, what was read, and whether an emergency was one."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.clients.access import Opening, Reading
from services.portal.clients.base import card
from services.portal.desk import Desk
from services.portal.door import WatchDesk
from services.portal.forms import Form
from shared.ids import uuid7

router = APIRouter(include_in_schema=False)

TEXT_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Looked:
    """One opening with what was read under it, as codes in the order of reading."""

    opening: Opening
    what: list[str]


@router.get("/people/{person_id}/access")
async def access(desk: WatchDesk, person_id: UUID, cursor: str | None = None) -> Response:
    """Every opening of one person's file, and what each service showed under it."""
    labels = await desk.registry.labels({person_id})
    if person_id not in labels:
        raise HTTPException(404)
    services = desk.access.services
    asked = asyncio.create_task(desk.access.openings(person=person_id, cursor=cursor))
    parts = await asyncio.gather(*(card(desk.access.reads(service, person_id)) for service in services))
    found = await asked
    reads = [one for part in parts for one in part.value or ()]
    accounts = {one.by for one in found.items} | {one.reviewed_by for one in found.items}
    return await desk.page(
        "people/access.html",
        person=person_id,
        label=labels[person_id],
        looks=looked(found.items, reads),
        found=found,
        cursor=cursor,
        missing=[service for service, part in zip(services, parts, strict=True) if part.missing],
        me=desk.session.principal.subject,
        colleagues=await desk.colleagues(accounts),
    )


def looked(openings: Sequence[Opening], reads: Sequence[Reading]) -> list[Looked]:
    """Each opening with what was read under it."""
    what: dict[UUID, dict[str, None]] = {}
    for one in sorted(reads, key=lambda read: read.at):
        what.setdefault(one.opening, {})[one.what] = None
    return [Looked(opening, list(what.get(opening.id, ()))) for opening in openings]


@router.get("/openings")
async def emergencies(
    desk: WatchDesk,
    state: Annotated[str, Query(pattern="^(unreviewed|emergencies)$")] = "unreviewed",
    cursor: str | None = None,
) -> Response:
    """Emergencies: those that nobody looked at yet, or all."""
    found = await desk.access.openings(state=state, cursor=cursor)
    labels, colleagues = await asyncio.gather(
        card(desk.registry.labels({opening.person for opening in found.items})),
        desk.colleagues(opening.by for opening in found.items),
    )
    return await desk.page(
        "openings/list.html",
        found=found,
        state=state,
        cursor=cursor,
        labels=labels,
        me=desk.session.principal.subject,
        colleagues=colleagues,
    )


@router.get("/openings/{opening_id}")
async def show(desk: WatchDesk, opening_id: UUID) -> Response:
    """One emergency, and the question whether it was one."""
    return await _show(desk, opening_id, await desk.form())


@router.post("/openings/{opening_id}")
async def review(desk: WatchDesk, opening_id: UUID) -> Response:
    """Says whether it was one."""
    form = await desk.form()
    justified = form.chosen("justified", ("yes", "no"), "opening.error.justified") == "yes"
    text = form.optional("text")
    if text and len(text) > TEXT_LENGTH:
        form.fail("text", "forms.too_long", limit=TEXT_LENGTH)
    if not form.errors:
        asked = desk.access.review(
            opening_id, justified=justified, text=text, version=form.get("version"), key=form.command
        )
        if await form.attempt(asked, {"/text": "text"}):
            return await desk.go("/openings")
    return await _show(desk, opening_id, form)


async def _show(desk: Desk, opening_id: UUID, form: Form) -> Response:
    opening = await desk.access.opening(opening_id)
    labels, colleagues = await asyncio.gather(
        card(desk.registry.labels({opening.person})), desk.colleagues([opening.by, opening.reviewed_by])
    )
    form.fill(key=str(uuid7()))
    form.put("version", str(opening.version))
    return await desk.page(
        "openings/show.html",
        status=form.status,
        form=form,
        opening=opening,
        label=(labels.value or {}).get(opening.person),
        me=desk.session.principal.subject,
        colleagues=colleagues,
        text_length=TEXT_LENGTH,
    )
