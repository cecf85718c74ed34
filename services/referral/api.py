"""Referrals over HTTP, as their senders use them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import JSONResponse

from services.referral.answers import AnswerByOut, Sent
from services.referral.bodies import Acceptance, Closing, Declination, Delivery, NewReferral, Revocation, Waitlisting
from services.referral.directory import answer_by, receiver
from services.referral.domain import Referral, accept, close, decline, deliver, evolve, revoke, waitlist
from services.referral.sending import Secrets, new_link, send_referral
from shared.callers import allow
from shared.eventstore import Decision, Loaded
from shared.openapi import refuses
from shared.problems import Problem
from shared.restrictions import RESTRICTED
from shared.scope import SOCIAL_WORK, Principal, Reach, Role
from shared.service import Serving
from shared.workdays import today
from shared.writing import Changing, ChangingShown, Creating, Writing, Written, must_be_visible, must_reach

Worker = Annotated[Principal, allow(*SOCIAL_WORK)]
Sender = Annotated[Principal, allow(*SOCIAL_WORK, Role.IMPORTER)]
_ENDED = ("referral-closed", "referral-revoked")
_ANSWERED = (*_ENDED, "before-sending", "referral-already-answered")
_TAKES_NOBODY = (
    "service-paused", "service-paused-until", "service-ended", "service-full", "body-suspended", "body-closed",
)  # fmt: skip
ReferralId = Annotated[UUID, Path(description="The referral, by the id that its creator made (a UUIDv7).")]
router = APIRouter(tags=["referrals"])


@dataclass(frozen=True, slots=True)
class Recording:
    """A step of one referral, by somebody who keeps its file."""

    referral: UUID
    caller: Principal
    writing: Writing

    async def record(
        self, decide: Callable[[Referral, date], Sequence[object]], occurred_on: date | None
    ) -> JSONResponse:
        """Decides on the referral as it stands, on the day of the step; after it no answer is owed."""
        command = self.writing.as_command(by=self.caller, occurred_on=occurred_on)

        def deciding(loaded: Loaded) -> Decision:
            must_be_visible(loaded, self.caller, Reach.FILE)
            events = decide(loaded.fold(evolve, Referral()), command.occurred_on)
            return Decision(events, due=[("answer", None)] if events else [])

        return await self.writing.commit(f"referral-{self.referral}", deciding, by=self.caller, occurred_on=occurred_on)


async def _by_telephone(referral: ReferralId, caller: Sender, writing: Changing) -> Recording:
    return Recording(referral, caller, writing)


ByTelephone = Annotated[Recording, Depends(_by_telephone)]
"""What the receiver told the sender, who writes it down."""


@router.get("/referrals/answer-by", summary="When a service would have to answer")
async def show_answer_by(
    service: Annotated[UUID, Query(description="The service, by its id in registry")], caller: Worker, serving: Serving
) -> AnswerByOut:
    """The last day for the answer to a referral that is sent today."""
    found = await receiver(serving.pool, service)
    if found is None:
        raise Problem("not-found")
    now = today(datetime.now(UTC))
    sender = caller.paths(Reach.FILE)[0]
    return AnswerByOut(answer_by=await answer_by(serving.pool, found, sender, now), working_days=found.answers_within)


@router.put(
    "/referrals/{referral}",
    status_code=201,
    response_model=Sent,
    summary="Refer a person to a service",
    openapi_extra=refuses("referral-already-sent", *_TAKES_NOBODY, RESTRICTED),
)
async def send(
    referral: ReferralId, body: NewReferral, caller: Sender, writing: Creating, secrets: Secrets
) -> JSONResponse:
    """Sends the referral, with what it discloses; the answer holds the code to be told by telephone."""
    must_reach(caller, Reach.FILE, body.centre)
    return await send_referral(referral, body, caller, writing, secrets)


@router.post(
    "/referrals/{referral}/link",
    response_model=Sent,
    summary="Send a new link",
    openapi_extra=refuses("nothing-to-ask", "referral-closed", "referral-revoked"),
)
async def renew_link(referral: ReferralId, caller: Worker, writing: Changing, secrets: Secrets) -> JSONResponse:
    """A new one-time link for the step that is due, with a new code; those before it no longer work."""
    return await new_link(referral, caller, writing, secrets)


@router.post(
    "/referrals/{referral}/acceptance",
    response_model=Written,
    summary="Record that the service accepted",
    openapi_extra=refuses(*_ANSWERED, "meeting-before-answer"),
)
async def record_acceptance(body: Acceptance, by_telephone: ByTelephone) -> JSONResponse:
    """The service said yes by telephone."""
    return await by_telephone.record(
        lambda state, on: accept(state, on=on, first_meeting=body.first_meeting), body.occurred_on
    )


@router.post(
    "/referrals/{referral}/waitlisting",
    response_model=Written,
    summary="Record that the service has a waiting list",
    openapi_extra=refuses(*_ANSWERED),
)
async def record_waitlisting(body: Waitlisting, by_telephone: ByTelephone) -> JSONResponse:
    """The service put the person on its waiting list, by telephone."""
    return await by_telephone.record(lambda state, on: waitlist(state, on=on), body.occurred_on)


@router.post(
    "/referrals/{referral}/declination",
    response_model=Written,
    summary="Record that the service declined",
    openapi_extra=refuses(*_ANSWERED),
)
async def record_declination(body: Declination, by_telephone: ByTelephone) -> JSONResponse:
    """The service said no by telephone, and why."""
    return await by_telephone.record(
        lambda state, on: decline(state, on=on, reason=body.reason, text=body.text), body.occurred_on
    )


@router.post(
    "/referrals/{referral}/delivery",
    response_model=Written,
    summary="Record what came of it",
    openapi_extra=refuses(*_ENDED, "before-sending", "outcome-already-told", "referral-not-accepted"),
)
async def record_delivery(body: Delivery, by_telephone: ByTelephone) -> JSONResponse:
    """The service told the outcome by telephone."""
    return await by_telephone.record(
        lambda state, on: deliver(state, on=on, outcome=body.outcome, text=body.text), body.occurred_on
    )


@router.post(
    "/referrals/{referral}/closing",
    response_model=Written,
    summary="Close the loop",
    openapi_extra=refuses(*_ENDED, "outcome-missing"),
)
async def close_referral(referral: ReferralId, body: Closing, caller: Sender, writing: ChangingShown) -> JSONResponse:
    """The sender is done with it, and says whether the person knows how it ended."""
    return await Recording(referral, caller, writing).record(
        lambda state, _: close(state, outcome=body.outcome, told=body.told), body.occurred_on
    )


@router.post(
    "/referrals/{referral}/revocation",
    response_model=Written,
    summary="Take a referral back",
    openapi_extra=refuses(*_ENDED, "nothing-to-revoke"),
)
async def revoke_referral(
    referral: ReferralId, body: Revocation, caller: Worker, writing: ChangingShown
) -> JSONResponse:
    """The receiver is shown nothing more, and its link ends."""
    return await Recording(referral, caller, writing).record(lambda state, _: revoke(state, why=body.why), None)


@router.delete("/imports/{ended}", status_code=204, summary="End an import")
async def end_import(
    ended: Annotated[UUID, Path(description="The import, by the id that its commands carried.")],
    caller: Annotated[Principal, allow(Role.IMPORTER)],
    serving: Serving,
) -> None:
    """What the import held may now fall due."""
    await serving.pool.fetchval("SELECT release_dues($1)", ended)
