"""Links over HTTP: for a receiver without an account, who holds a secret and was told a code."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, StringConstraints

from services.referral.directory import centre_name, receiver
from services.referral.domain import (
    DeclineReason,
    Event,
    Outcome,
    Referral,
    accept,
    decline,
    deliver,
    evolve,
    open_link,
    waitlist,
)
from services.referral.links.domain import LinkOpened, LinkState, Step, WrongCodeTried, find
from services.referral.links.secrets import LinkSecrets, token_hash
from services.referral.links.views import referral_of
from services.referral.sending import Secrets
from shared.callers import anybody
from shared.eventstore import Decision, Loaded
from shared.fields import Body, OptionalNote
from shared.ids import uuid7
from shared.problems import FieldError, Problem
from shared.scope import Principal
from shared.service import Running, Serving
from shared.workdays import today
from shared.writing import Changing, Writing

PARTNER = Principal("partner", ())
"""Who answers by a link: nobody whom we know."""

Deciding = Callable[[Referral, date, str], Sequence[object]]
"""A decision on the referral as it stands, on a day, by the link with that digest."""

Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]
router = APIRouter(tags=["links"], prefix="/links/{token}", dependencies=[anybody()])


class LinkOut(BaseModel):
    """What may be known of a link without its code: nothing personal."""

    number: str
    from_centre: str
    service_name: str
    body_name: str
    step: Step
    state: LinkState
    answer_by: date


class Code(Body):
    """The six digits that were told by telephone; spaces and hyphens between them do no harm."""

    code: Annotated[str, StringConstraints(max_length=20)]


class DisclosedOut(BaseModel):
    """What the receiver sees: what was sent to it, and no more."""

    number: str
    sent_on: date
    answer_by: date
    name: str
    age: int | None
    need: str
    reason: str
    telephone: str | None
    call_whom: str | None


class OpenedOut(BaseModel):
    """A right code was traded for thirty minutes."""

    session: str
    step: Step
    referral: DisclosedOut


class AnswerBody(Body):
    """The receiver's answer."""

    session: Annotated[str, StringConstraints(max_length=500)]
    answer: Literal["accept", "waitlist", "decline"]
    first_meeting: date | None = None
    reason: DeclineReason | None = None
    text: OptionalNote = None


class OutcomeBody(Body):
    """What came of it."""

    session: Annotated[str, StringConstraints(max_length=500)]
    outcome: Outcome
    text: OptionalNote = None


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


@router.post("/opening", summary="Open a link with its code")
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


@router.post("/answer", summary="Answer by a link")
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


@router.post("/outcome", summary="Tell the outcome by a link")
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
