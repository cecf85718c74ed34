"""An answer that a service gave by telephone, written down by the team."""

import asyncio
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.clients.base import card
from services.portal.clients.referral import TelephoneAnswer
from services.portal.codes import DECLINE_REASONS, OUTCOMES, PARTNER_ANSWERS
from services.portal.desk import Desk
from services.portal.door import TeamDesk
from services.portal.forms import Form
from services.portal.opening import referral_of
from shared.ids import uuid7

router = APIRouter(include_in_schema=False)

TEXT_LENGTH = 500
_FIELDS = {"/first_meeting": "meeting-day", "/reason": "reason", "/text": "text", "/outcome": "outcome"}


@router.get("/referrals/{referral_id}/answer")
async def ask(desk: TeamDesk, referral_id: UUID) -> Response:
    """Asks what the service said: the answer, or the outcome once it had accepted."""
    return await _ask(desk, referral_id, await desk.form())


@router.post("/referrals/{referral_id}/answer")
async def take(desk: TeamDesk, referral_id: UUID) -> Response:
    """Records it as the service's own."""
    form = await desk.form()
    given = _given(form)
    if given is not None:
        asked = desk.referrals.record(referral_id, given, form.command)
        if await form.attempt(asked, _FIELDS):
            return await desk.go(f"/referrals/{referral_id}")
    return await _ask(desk, referral_id, form)


def _given(form: Form) -> TelephoneAnswer | None:
    step = "outcome" if form.get("step") == "outcome" else "answer"
    text = form.optional("text")
    if text and len(text) > TEXT_LENGTH:
        form.fail("text", "forms.too_long", limit=TEXT_LENGTH)
    if step == "outcome":
        outcome = form.chosen("outcome", OUTCOMES, "partner.error.outcome")
        return None if form.errors else TelephoneAnswer("deliver", outcome=outcome, text=text)
    answer = form.chosen("answer", PARTNER_ANSWERS, "partner.error.answer")
    meeting = form.day("meeting") if answer == "accept" else None
    reason = form.chosen("reason", DECLINE_REASONS, "partner.error.reason") if answer == "decline" else None
    return None if form.errors else TelephoneAnswer(answer, first_meeting=meeting, reason=reason, text=text)


async def _ask(desk: Desk, referral_id: UUID, form: Form) -> Response:
    referral = await referral_of(desk, referral_id)
    labels, colleagues = await asyncio.gather(
        card(desk.registry.labels({referral.person})), desk.colleagues([referral.by])
    )
    form.fill(key=str(uuid7()), step="outcome" if referral.state == "accepted" else "answer")
    return await desk.page(
        "referrals/answer.html",
        status=form.status,
        form=form,
        referral=referral,
        label=(labels.value or {}).get(referral.person),
        me=desk.session.principal.subject,
        colleagues=colleagues,
        reasons=DECLINE_REASONS,
        outcomes=OUTCOMES,
    )
