"""Pre-checks in a person's file over HTTP: asked and kept at once, listed, read as they were told; with a ticket."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse

from services.registry.kept_checks import views
from services.registry.kept_checks.answers import KeptLine, KeptList, KeptOut, as_told
from services.registry.kept_checks.bodies import NewKeptCheck, WithdrawingCheck
from services.registry.kept_checks.domain import (
    KeptCheck,
    PreCheckKept,
    ProgrammeSaid,
    RuleSaid,
    evolve,
    keep,
    withdraw,
)
from services.registry.programmes.api import this_day
from services.registry.programmes.asking import Asked, ask, must_be_facts
from shared.callers import allow
from shared.eventstore import Loaded
from shared.openapi import refuses
from shared.problems import Problem
from shared.reading import Shown, looking, reading, tell, ticket_for, ticket_to_work
from shared.restrictions import RESTRICTED, must_be_free
from shared.scope import SOCIAL_WORK, Principal, Reach, Role, scoped
from shared.service import Serving
from shared.writing import Changing, Creating, Written, must_be_visible

Worker = Annotated[Principal, allow(*SOCIAL_WORK)]
Reader = Annotated[Principal, allow(*SOCIAL_WORK, Role.AUDITOR)]
PersonId = Annotated[UUID, Path(description="The person in whose file it is.")]
PreCheckId = Annotated[UUID, Path(description="The pre-check, by the id that its creator made (a UUIDv7).")]
router = APIRouter(tags=["pre-checks"])


@router.put(
    "/people/{person}/pre-checks/{pre_check}",
    status_code=201,
    response_model=Written,
    summary="Keep a pre-check in a person's file",
    openapi_extra=refuses("pre-check-exists", "ticket-required", RESTRICTED),
)
async def put_pre_check(
    person: PersonId, pre_check: PreCheckId, body: NewKeptCheck, caller: Worker, writing: Creating, shown: Shown = None
) -> JSONResponse:
    """Asks the rules of every programme of the day, and keeps what they say with the facts that were declared.

    It never decides: the authority that administers a programme does.
    """
    serving = writing.service
    ticket = await ticket_to_work(serving, caller, shown, person)
    await must_be_free(serving, caller, person)
    must_be_facts(body.facts)
    day = this_day(body.on)
    async with scoped(serving.pool, caller) as connection:
        asked = await ask(connection, day, body.facts)
    kept = PreCheckKept(person, day, body.facts, _said(asked))
    return await writing.commit(
        f"precheck-{pre_check}",
        lambda loaded: keep(loaded.fold(evolve, KeptCheck()), kept=kept),
        by=caller,
        scope=ticket.scope,
    )


@router.get(
    "/people/{person}/pre-checks", summary="List a person's pre-checks", openapi_extra=refuses("ticket-required")
)
async def list_pre_checks(person: PersonId, caller: Reader, serving: Serving, shown: Shown = None) -> KeptList:
    """What the person was told, newest first."""
    async with reading(serving, caller, shown, person, "pre-checks") as read:
        rows = await views.kept_of(read.connection, read.known)
    return KeptList(items=[KeptLine.of(row) for row in rows])


@router.get(
    "/people/{person}/pre-checks/{pre_check}",
    summary="Read a person's pre-check",
    openapi_extra=refuses("ticket-required"),
)
async def read_pre_check(
    person: PersonId, pre_check: PreCheckId, caller: Reader, serving: Serving, shown: Shown = None
) -> KeptOut:
    """What the person was told, in the words of then, whatever the programmes say now."""
    ticket = await ticket_for(serving, caller, shown, person)
    async with looking(serving, caller, ticket, person) as read:
        row = await views.kept_check(read.connection, read.known, pre_check)
    if row is None:
        raise Problem("not-found")
    await tell(serving, ticket, "pre-check", pre_check)
    return await as_told(row, serving.store)


@router.post(
    "/people/{person}/pre-checks/{pre_check}/withdrawal",
    response_model=Written,
    summary="Take a pre-check out of the file",
    openapi_extra=refuses("pre-check-unknown", "ticket-required"),
)
async def withdraw_pre_check(
    person: PersonId,
    pre_check: PreCheckId,
    body: WithdrawingCheck,
    caller: Worker,
    writing: Changing,
    shown: Shown = None,
) -> JSONResponse:
    """It should not have been kept: nobody is shown it any more, and that it was there stays known."""
    ticket = await ticket_to_work(writing.service, caller, shown, person)
    async with looking(writing.service, caller, ticket, person) as read:
        known = read.known

    def decide(loaded: Loaded) -> Sequence[object]:
        must_be_visible(loaded, caller, Reach.FILE)
        state = loaded.fold(evolve, KeptCheck())
        if state.kept is None or state.kept.person not in known:
            raise Problem("not-found")
        return withdraw(state, why=body.why)

    return await writing.commit(f"precheck-{pre_check}", decide, by=caller)


def _said(asked: Sequence[Asked]) -> tuple[ProgrammeSaid, ...]:
    return tuple(
        ProgrammeSaid(
            each.programme,
            each.name,
            each.version,
            each.seen,
            each.came.verdict,
            each.came.pays,
            tuple(RuleSaid(found.rule.key, found.outcome, found.missing) for found in each.came.findings),
            each.came.used,
        )
        for each in asked
    )
