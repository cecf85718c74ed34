"""Links over HTTP: for a receiver without an account, who holds a secret and was told a code."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse
from pydantic import StringConstraints

from services.referral.directory import centre_name, receiver
from services.referral.domain import (
    Event,
    Referral,
    accept,
    decline,
    deliver,
    evolve,
    open_link,
    waitlist,
)
from services.referral.links.bodies import AnswerBody, Code, DisclosedOut, LinkOut, OpenedOut, OutcomeBody
from services.referral.links.domain import LinkOpened, WrongCodeTried, find
from services.referral.links.secrets import LinkSecrets, token_hash
from services.referral.links.views import referral_of
from services.referral.sending import Secrets
from shared.callers import anybody
from shared.eventstore import Decision, Loaded
from shared.ids import uuid7
from shared.openapi import refuses
from shared.problems import FieldError, Problem
from shared.scope import Principal
from shared.service import Running, Serving
from shared.workdays import today
from shared.writing import Changing, Writing, Written

PARTNER = Principal("partner", ())
"""Who answers by a link: nobody whom we know."""

Deciding = Callable[[Referral, date, str], Sequence[object]]
"""A decision on the referral as it stands, on a day, by the link with that digest."""

Token = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$"),
    Path(
        description="The secret part of a link that was mailed.",
        examples=["q7Yb1mVfT3oHk2ZrW9cXnL5sDgA8uEjP0iR6tKvQwMy"],
    ),
]
_LINK = ("session-over", "link-not-opened", "link-for-another-step", "link-used", "link-expired", "link-revoked")
router = APIRouter(tags=["links"], prefix="/links/{token}", dependencies=[anybody()])


@router.get("", summary="Look at a link")
async def show(token: Token, serving: Serving) -> LinkOut:
    """Tells what the link is for and whether it still works, shows nothing personal and uses nothing up."""
    _, loaded, referral = await _found(token, serving)
    link = find(referral.links, token_hash(token))
    assert referral.sent
    assert link
    service = await receiver(serving.pool, referral.sent.service)
    return LinkOut(
        number=referral.sent.number,
        from_centre=await centre_name(serving.pool, loaded.scope),
        service_name=service.name if service else "",
        body_name=service.body_name if service else "",
        step=link.issued.step,
        state=link.state(_today()),
        answer_by=referral.sent.answer_by,
    )


@router.post(
    "/opening",
    summary="Open a link with its code",
    openapi_extra=refuses(
        "wrong-code", "link-used", "link-expired", "link-revoked", "referral-closed", "referral-revoked"
    ),
)
async def open_with_code(token: Token, body: Code, serving: Serving, secrets: Secrets) -> OpenedOut:
    """Trades the code for a session; after five wrong codes the link is closed. Every try is kept."""
    id_, _, _ = await _found(token, serving)
    hashed, now = token_hash(token), datetime.now(UTC)
    digits = body.code.replace(" ", "").replace("-", "")
    writing = Writing(serving, uuid7(), None, b"", None, created=False)
    command = writing.as_command(by=PARTNER)

    def decide(loaded: Loaded) -> list[object]:
        state = loaded.fold(evolve, Referral())
        mac = secrets.code_mac(hashed, digits)
        return [*open_link(state, token_hash=hashed, code_mac=mac, on=command.occurred_on)]

    outcome = await serving.store.handle(command, f"referral-{id_}", decide)
    await serving.readable(outcome)
    referral = (await serving.store.load(f"referral-{id_}")).fold(evolve, Referral())
    link = find(referral.links, hashed)
    assert link
    if any(isinstance(recorded.event, WrongCodeTried) for recorded in outcome.recorded):
        raise Problem("wrong-code", {"left": link.tries_left}, extra={"tries_left": link.tries_left})
    assert any(isinstance(recorded.event, LinkOpened) for recorded in outcome.recorded)
    return OpenedOut(session=secrets.session(id_, hashed, now), step=link.issued.step, referral=_disclosed(referral))


@router.post(
    "/answer",
    response_model=Written,
    summary="Answer by a link",
    openapi_extra=refuses(*_LINK, "before-sending", "meeting-before-answer", "referral-already-answered"),
)
async def answer(token: Token, body: AnswerBody, writing: Changing, secrets: Secrets) -> JSONResponse:
    """The receiver accepts, keeps a place on its waiting list, or declines with a reason."""
    if body.answer == "decline" and body.reason is None:
        raise Problem("invalid", errors=[FieldError("/reason", "missing")])

    def decide(state: Referral, on: date, hashed: str) -> list[Event]:
        match body.answer:
            case "accept":
                return accept(state, on=on, first_meeting=body.first_meeting, token_hash=hashed)
            case "waitlist":
                return waitlist(state, on=on, token_hash=hashed)
            case "decline":
                return decline(state, on=on, reason=body.reason or "other", text=body.text, token_hash=hashed)

    return await _take(token, body.session, writing, secrets, decide)


@router.post(
    "/outcome",
    response_model=Written,
    summary="Tell the outcome by a link",
    openapi_extra=refuses(*_LINK, "before-sending", "outcome-already-told", "referral-not-accepted"),
)
async def tell_outcome(token: Token, body: OutcomeBody, writing: Changing, secrets: Secrets) -> JSONResponse:
    """The receiver tells what came of the referral."""
    return await _take(
        token,
        body.session,
        writing,
        secrets,
        lambda state, on, hashed: deliver(state, on=on, outcome=body.outcome, text=body.text, token_hash=hashed),
    )


async def _found(token: str, serving: Running) -> tuple[UUID, Loaded, Referral]:
    """The referral that a secret leads to. Absent and malformed are the same."""
    id_ = await referral_of(serving.pool, token_hash(token))
    if id_ is None:
        raise Problem("not-found")
    loaded = await serving.store.load(f"referral-{id_}")
    referral = loaded.fold(evolve, Referral())
    if referral.sent is None:
        raise Problem("not-found")
    return id_, loaded, referral


async def _take(token: str, session: str, writing: Writing, secrets: LinkSecrets, decide: Deciding) -> JSONResponse:
    hashed = token_hash(token)
    id_ = secrets.opened(session, hashed, datetime.now(UTC))
    if id_ is None:
        raise Problem("session-over")
    command = writing.as_command(by=PARTNER)

    def deciding(loaded: Loaded) -> Decision:
        events = decide(loaded.fold(evolve, Referral()), command.occurred_on, hashed)
        return Decision(events, due=[("answer", None)] if events else [])

    return await writing.commit(f"referral-{id_}", deciding, by=PARTNER)


def _disclosed(referral: Referral) -> DisclosedOut:
    sent = referral.sent
    assert sent
    return DisclosedOut(
        number=sent.number,
        sent_on=sent.sent_on,
        answer_by=sent.answer_by,
        name=sent.disclosed.name,
        age=sent.disclosed.age,
        need=sent.need,
        reason=sent.reason,
        telephone=sent.disclosed.telephone,
        call_whom=sent.disclosed.call_whom,
    )


def _today() -> date:
    return today(datetime.now(UTC))
