"""Erasures over HTTP: asked for, held, approved by a second person or withdrawn, and looked at until certified."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import JSONResponse

from services.registry.erasure import views
from services.registry.erasure.answers import ErasureAsked, ErasureList, ErasureOut
from services.registry.erasure.bodies import LastPayment, NewErasure, NewHold
from services.registry.erasure.domain import (
    Erasure,
    ErasureHeld,
    Event,
    approve,
    evolve,
    hold,
    open_of,
    request,
    say_payment,
    withdraw,
)
from services.registry.erasure.records import known_in
from services.registry.erasure.retention import Retention
from services.registry.people.views import PersonRow
from services.registry.rights import Officer, Overseer, decided_person, must_decide
from shared.eventstore import Claimed, Decision, Loaded
from shared.openapi import refuses
from shared.paging import PAGE, Cursor, key_of, paged
from shared.problems import FieldError, Problem
from shared.scope import Principal, scoped
from shared.service import Running, Serving
from shared.workdays import today
from shared.writing import Changing, ChangingShown, Creating, Written

HOLD = "hold"
"""The kind of the due that brings a held erasure back."""

ErasureId = Annotated[UUID, Path(description="The erasure, by the id that its creator made (a UUIDv7).")]
router = APIRouter(tags=["erasure"])


async def _retention(asked: Request) -> Retention:
    return asked.app.state.retention


Classes = Annotated[Retention, Depends(_retention)]


@router.put(
    "/erasures/{erasure}",
    status_code=201,
    response_model=ErasureAsked,
    summary="Ask for a person to be erased",
    openapi_extra=refuses("erasure-exists", "erasure-open"),
)
async def put_erasure(
    erasure: ErasureId, body: NewErasure, caller: Officer, writing: Creating, classes: Classes
) -> JSONResponse:
    """Takes the request down, restricts the processing, and says until when the law holds the file, if it does.

    Records that were merged are one person's, and are erased together.
    """
    person = await decided_person(writing.service, caller, body.person)
    if (body.number or "").upper() != (person.number or ""):
        raise Problem("invalid", errors=[FieldError("/number", "number-differs")])
    on = today(datetime.now(UTC))
    records = await known_in(writing.service, person.id, person.centre)
    holds = await _holds(writing.service, records, person, body, classes, on)

    def decide(loaded: Loaded) -> Decision:
        state = loaded.fold(evolve, Erasure())
        events = request(
            state, person=records[0], others=records[1:], basis=body.basis, identity=body.identity, holds=holds
        )
        return Decision(
            events, claim=[open_of(record) for record in records] if events else [], due=_due(state, events)
        )

    try:
        return await writing.commit(
            f"erasure-{erasure}",
            decide,
            by=caller,
            scope=person.centre,
            answer=lambda _: _until(holds),
        )
    except Claimed:
        raise Problem("erasure-open") from None


@router.post(
    "/erasures/{erasure}/hold",
    response_model=Written,
    summary="Hold an erasure",
    openapi_extra=refuses("erasure-unknown", "erasure-approved", "erasure-withdrawn", "hold-in-the-past"),
)
async def hold_erasure(erasure: ErasureId, body: NewHold, caller: Officer, writing: Changing) -> JSONResponse:
    """The law keeps the file through a day; on the next one the erasure comes back."""
    on = today(datetime.now(UTC))

    def decide(loaded: Loaded) -> Decision:
        state = _visible(loaded, caller)
        events = hold(state, why=body.why, until=body.until, source=body.source, on=on)
        return Decision(events, due=_due(state, events))

    return await writing.commit(f"erasure-{erasure}", decide, by=caller)


@router.post(
    "/erasures/{erasure}/payment",
    response_model=ErasureAsked,
    summary="Say when the person was last paid",
    openapi_extra=refuses("erasure-unknown", "erasure-approved", "erasure-withdrawn", "payment-said"),
)
async def say_last_payment(
    erasure: ErasureId, body: LastPayment, caller: Officer, writing: Changing, classes: Classes
) -> JSONResponse:
    """An erasure that the calendar entered is approved once this is said; the year's evidence may hold the file."""
    holds = classes.evidence(body.year, on=today(datetime.now(UTC)))

    def decide(loaded: Loaded) -> Decision:
        state = _visible(loaded, caller)
        events = say_payment(state, year=body.year, holds=holds)
        return Decision(events, due=_due(state, events))

    return await writing.commit(f"erasure-{erasure}", decide, by=caller, answer=lambda _: _until(holds))


@router.post(
    "/erasures/{erasure}/approval",
    response_model=Written,
    summary="Approve an erasure",
    openapi_extra=refuses("erasure-unknown", "erasure-held", "erasure-withdrawn", "own-erasure", "payment-unsaid"),
)
async def approve_erasure(erasure: ErasureId, caller: Officer, writing: ChangingShown) -> JSONResponse:
    """Somebody else than who asked for it approves; from then on every service erases, and it cannot be taken back."""
    on, service, stream = today(datetime.now(UTC)), writing.service, f"erasure-{erasure}"
    loaded = await service.store.load(stream)
    asked = _visible(loaded, caller).persons
    records = await known_in(service, asked[0], loaded.scope) if asked else ()

    def decide(loaded: Loaded) -> Decision:
        state = _visible(loaded, caller)
        own = bool(loaded.recorded) and loaded.recorded[0].metadata.by == caller.id
        return Decision(approve(state, own=own, on=on, persons=records), due=[(HOLD, None)])

    return await writing.commit(stream, decide, by=caller)


@router.post(
    "/erasures/{erasure}/withdrawal",
    response_model=Written,
    summary="Withdraw an erasure",
    openapi_extra=refuses("erasure-unknown", "erasure-approved"),
)
async def withdraw_erasure(erasure: ErasureId, caller: Officer, writing: Changing) -> JSONResponse:
    """The person took the request back."""

    def decide(loaded: Loaded) -> Decision:
        state = _visible(loaded, caller)
        return Decision(withdraw(state), release=[open_of(each) for each in state.persons], due=[(HOLD, None)])

    return await writing.commit(f"erasure-{erasure}", decide, by=caller)


@router.get("/erasures", summary="List erasures")
async def list_erasures(
    caller: Overseer,
    serving: Serving,
    state: Annotated[Literal["open", "all"], Query(description="Those not ended yet, or all")] = "open",
    person: Annotated[UUID | None, Query(description="Those of one person")] = None,
    cursor: Cursor = None,
) -> ErasureList:
    """The erasures of the caller's Centres, newest first."""
    after = key_of(cursor, tuple[datetime, UUID]) if cursor else None
    async with scoped(serving.pool, caller) as connection:
        rows = await views.erasures(connection, person=person, state=state, after=after, limit=PAGE + 1)
    rows, following = paged(rows, lambda row: (row.requested_at, row.id))
    return ErasureList(items=[ErasureOut.of(row) for row in rows], next=following)


@router.get("/erasures/{erasure}", summary="Look at an erasure")
async def show_erasure(erasure: ErasureId, caller: Overseer, serving: Serving) -> ErasureOut:
    """How far it is, what holds it, and in the end the certificate."""
    async with scoped(serving.pool, caller) as connection:
        row = await views.erasure(connection, erasure)
    if row is None:
        raise Problem("not-found")
    return ErasureOut.of(row)


async def _holds(
    service: Running, records: Sequence[UUID], person: PersonRow, body: NewErasure, classes: Retention, on: date
) -> Sequence[ErasureHeld]:
    entries = [
        recorded.metadata.occurred_on
        for record in records
        for recorded in (await service.store.load(f"person-{record}")).recorded
    ]
    last_entry = max(entries, default=on)
    holds = classes.holds(
        beneficiary=person.number is not None, last_entry=last_entry, last_payment=body.last_payment_year, on=on
    )
    if body.legal_hold_until and body.legal_hold_until >= on:
        holds.append(ErasureHeld("legal-hold", body.legal_hold_until, "GDPR, άρθρο 17(3)(ε)"))
    return holds


def _until(holds: Sequence[ErasureHeld]) -> dict[str, object]:
    return {"held_until": str(max(each.until for each in holds)) if holds else None}


def _due(state: Erasure, events: Sequence[Event]) -> list[tuple[str, date | None]]:
    """The day after the longest hold, where one was added."""
    until = max((each.until for each in (*state.held, *events) if isinstance(each, ErasureHeld)), default=None)
    return [(HOLD, until + timedelta(days=1))] if until else []


def _visible(loaded: Loaded, caller: Principal) -> Erasure:
    must_decide(loaded, caller)
    return loaded.fold(evolve, Erasure())
