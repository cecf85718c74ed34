"""Referrals that were sent: what was answered, and closing the loop."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from services.portal.clients.base import card
from services.portal.clients.referral import Referral
from services.portal.codes import CLOSINGS, OPEN_REFERRALS, REFERRAL_LISTS
from services.portal.desk import Desk
from services.portal.door import TeamDesk
from services.portal.forms import Form
from services.portal.opening import referral_of

router = APIRouter(include_in_schema=False)

_LISTS = "^(" + "|".join(REFERRAL_LISTS) + ")$"


@router.get("/referrals")
async def sent(
    desk: TeamDesk, state: Annotated[str, Query(pattern=_LISTS)] = "open", cursor: str | None = None
) -> Response:
    """The referrals of this person's Centres, newest first."""
    found = await desk.referrals.referrals(state=state, cursor=cursor)
    labels, colleagues = await asyncio.gather(
        card(desk.registry.labels({referral.person for referral in found.items})),
        desk.colleagues(referral.by for referral in found.items),
    )
    return await desk.page(
        "referrals/list.html",
        found=found,
        labels=labels,
        me=desk.session.principal.subject,
        colleagues=colleagues,
        state=state,
        states=REFERRAL_LISTS,
        cursor=cursor,
    )


@router.get("/referrals/{referral_id}")
async def show(desk: TeamDesk, referral_id: UUID) -> Response:
    """Where a referral stands and what may be done about it."""
    referral = await referral_of(desk, referral_id)
    return await _about(desk, "referrals/show.html", referral, open=referral.state in OPEN_REFERRALS)


@router.get("/referrals/{referral_id}/code/{handle}")
async def code(desk: TeamDesk, referral_id: UUID, handle: str) -> Response:
    """The six digits, for one reading only."""
    shown = await desk.read_code(referral_id, handle)
    return await _about(desk, "referrals/code.html", await referral_of(desk, referral_id), code=shown)


@router.get("/referrals/{referral_id}/closing")
async def closing(desk: TeamDesk, referral_id: UUID) -> Response:
    """Asks how it ended and whether the person was told."""
    return await _ask(desk, "referrals/closing.html", referral_id)


@router.post("/referrals/{referral_id}/closing")
async def close(desk: TeamDesk, referral_id: UUID) -> Response:
    """Closes the loop."""
    form = await desk.form()
    outcome = form.chosen("outcome", CLOSINGS, "referrals.error.outcome")
    told = form.chosen("told", ("yes", "no"), "referrals.error.told") == "yes"
    if not form.errors:
        asked = desk.referrals.close(referral_id, outcome, told=told, version=form.get("version"), key=form.command)
        if await form.attempt(asked):
            return await desk.go(f"/referrals/{referral_id}")
    return await _ask(desk, "referrals/closing.html", referral_id, form)


@router.get("/referrals/{referral_id}/revocation")
async def revocation(desk: TeamDesk, referral_id: UUID) -> Response:
    """Asks why it is taken back."""
    return await _ask(desk, "referrals/revocation.html", referral_id)


@router.post("/referrals/{referral_id}/revocation")
async def revoke(desk: TeamDesk, referral_id: UUID) -> Response:
    """Takes it back."""
    form = await desk.form()
    why = form.required("why", "referrals.error.why")
    if not form.errors:
        asked = desk.referrals.revoke(referral_id, why, version=form.get("version"), key=form.command)
        if await form.attempt(asked):
            return await desk.go(f"/referrals/{referral_id}")
    return await _ask(desk, "referrals/revocation.html", referral_id, form)


@router.get("/referrals/{referral_id}/link")
async def link(desk: TeamDesk, referral_id: UUID) -> Response:
    """Asks before a new link is mailed: the old one ends."""
    return await _ask(desk, "referrals/link.html", referral_id)


@router.post("/referrals/{referral_id}/link")
async def new_link(desk: TeamDesk, referral_id: UUID) -> Response:
    """Mails a new link and shows its code."""
    form = await desk.form()
    told = await form.attempt(desk.referrals.new_link(referral_id, form.command))
    if told is None:
        return await _ask(desk, "referrals/link.html", referral_id, form)
    return await desk.go(f"/referrals/{referral_id}/code/{await desk.keep_code(referral_id, told)}")


async def _ask(desk: Desk, template: str, referral_id: UUID, form: Form | None = None) -> Response:
    """A question about a referral. Where it changed meanwhile the form comes back with its words and the new state."""
    form = form or await desk.form()
    referral = await referral_of(desk, referral_id)
    form.ready(referral.version)
    return await _about(desk, template, referral, status=form.status, form=form, closings=CLOSINGS)


async def _about(desk: Desk, template: str, referral: Referral, *, status: int = 200, **view: object) -> Response:
    labels, colleagues = await asyncio.gather(
        card(desk.registry.labels({referral.person})), desk.colleagues([referral.by])
    )
    return await desk.page(
        template,
        status=status,
        referral=referral,
        label=(labels.value or {}).get(referral.person),
        me=desk.session.principal.subject,
        colleagues=colleagues,
        **view,
    )
