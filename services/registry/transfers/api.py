"""Moving people between municipalities, over HTTP."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse
from pydantic import Field

from services.registry.transfers import views
from services.registry.transfers.answers import TransferList, TransferOut
from services.registry.transfers.bodies import Acceptance, Declination, NewTransfer, Withdrawal
from services.registry.transfers.domain import Transfer, decline, evolve, withdraw
from services.registry.transfers.moving import claim_of, propose_transfer, take_over
from shared.callers import allow
from shared.eventstore import Decision, Loaded
from shared.openapi import refuses
from shared.paging import PAGE, Cursor, key_of, paged
from shared.problems import Problem
from shared.restrictions import RESTRICTED
from shared.scope import SOCIAL_WORK, Principal, Reach, scoped
from shared.service import Serving
from shared.writing import Changing, Creating, Written

Worker = Annotated[Principal, allow(*SOCIAL_WORK)]
TransferId = Annotated[UUID, Path(description="The transfer, by the id that its creator made (a UUIDv7).")]
router = APIRouter(tags=["transfers"])


class Taken(Written):
    """A person was taken over."""

    into: Annotated[UUID, Field(examples=["0199a3c0-7a1e-7c3b-9d52-4f1b6a2e8c07"])]
    """The record of the own municipality."""


@router.put(
    "/transfers/{transfer}",
    status_code=201,
    response_model=Written,
    summary="Propose a transfer",
    openapi_extra=refuses(
        "transfer-exists", "transfer-within-municipality", "transfer-untold", "transfer-under-way", RESTRICTED
    ),
)
async def put_transfer(transfer: TransferId, body: NewTransfer, caller: Worker, writing: Creating) -> JSONResponse:
    """The Centre that keeps the file offers a person who moved to the Centre of the new municipality."""
    return await propose_transfer(transfer, body, caller, writing)


@router.get("/transfers", summary="List transfers")
async def list_transfers(
    caller: Worker,
    serving: Serving,
    state: Annotated[
        Literal["proposed", "all"], Query(description="Those that wait for an answer, or all")
    ] = "proposed",
    cursor: Cursor = None,
) -> TransferList:
    """Transfers from and to the caller's Centres, newest first."""
    after = key_of(cursor, tuple[datetime, UUID]) if cursor else None
    async with scoped(serving.pool, caller) as connection:
        rows = await views.transfers(connection, state=state, after=after, limit=PAGE + 1)
    rows, following = paged(rows, lambda row: (row.proposed_at, row.id))
    return TransferList(items=[TransferOut.of(row) for row in rows], next=following)


@router.get("/transfers/{transfer}", summary="Look at a transfer")
async def show_transfer(transfer: TransferId, caller: Worker, serving: Serving) -> TransferOut:
    """One transfer, as either Centre sees it."""
    async with scoped(serving.pool, caller) as connection:
        row = await views.transfer(connection, transfer)
    if row is None:
        raise Problem("not-found")
    return TransferOut.of(row)


@router.post(
    "/transfers/{transfer}/acceptance",
    response_model=Taken,
    summary="Take a person over",
    openapi_extra=refuses("transfer-answered", "centre-unknown"),
)
async def post_acceptance(transfer: TransferId, body: Acceptance, caller: Worker, writing: Changing) -> JSONResponse:
    """The Centre that was asked takes the person over, under a number of its own where the person had one."""
    return await take_over(transfer, body, caller, writing)


@router.post(
    "/transfers/{transfer}/declination",
    response_model=Written,
    summary="Do not take a person over",
    openapi_extra=refuses("transfer-answered"),
)
async def post_declination(transfer: TransferId, body: Declination, caller: Worker, writing: Changing) -> JSONResponse:
    """The Centre that was asked says no; the person may be offered again."""

    def decide(loaded: Loaded) -> Decision:
        state = _of(loaded, caller, "to")
        events = decline(state, why=body.why)
        return Decision(events, release=[claim_of(state.proposed.person)] if events and state.proposed else [])

    return await writing.commit(f"transfer-{transfer}", decide, by=caller)


@router.post(
    "/transfers/{transfer}/withdrawal",
    response_model=Written,
    summary="Take a transfer back",
    openapi_extra=refuses("transfer-answered"),
)
async def post_withdrawal(transfer: TransferId, _: Withdrawal, caller: Worker, writing: Changing) -> JSONResponse:
    """The Centre that proposed it takes it back, as long as nobody answered."""

    def decide(loaded: Loaded) -> Decision:
        state = _of(loaded, caller, "from")
        events = withdraw(state)
        return Decision(events, release=[claim_of(state.proposed.person)] if events and state.proposed else [])

    return await writing.commit(f"transfer-{transfer}", decide, by=caller)


def _of(loaded: Loaded, caller: Principal, side: Literal["from", "to"]) -> Transfer:
    """The transfer, if the caller works at that side of it."""
    state = loaded.fold(evolve, Transfer())
    proposed = state.proposed
    if proposed is None or not caller.reaches(Reach.FILE, proposed.to_centre if side == "to" else proposed.from_centre):
        raise Problem("not-found")
    return state
