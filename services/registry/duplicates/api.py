"""Possible duplicates over HTTP: the worklist, and what a colleague says of a pair."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse

from services.registry.duplicates import views
from services.registry.duplicates.answers import DuplicateList, DuplicateOut, State
from services.registry.duplicates.bodies import Dismissal, HandingOn
from services.registry.duplicates.domain import Suspicion, dismiss, evolve, hand_on
from shared.callers import allow
from shared.eventstore import Loaded
from shared.openapi import refuses
from shared.paging import PAGE, Cursor, key_of, paged
from shared.problems import Problem
from shared.scope import DESK, Principal, Reach, scoped
from shared.service import Serving
from shared.writing import Changing, Written, must_be_visible

Desk = Annotated[Principal, allow(*DESK)]
PairId = Annotated[UUID, Path(description="The pair, by the id that follows from both records.")]
router = APIRouter(tags=["duplicates"])


@router.get("/duplicates", summary="List possible duplicates")
async def list_duplicates(
    caller: Desk,
    serving: Serving,
    state: Annotated[
        State, Query(description="Those that wait, those left to the coordinator, or the dismissed")
    ] = "open",
    cursor: Cursor = None,
) -> DuplicateList:
    """Pairs of records of the caller's municipality that may be one human, the likeliest first."""
    after = key_of(cursor, tuple[int, UUID]) if cursor else None
    async with scoped(serving.pool, caller) as connection:
        rows = await views.duplicates(connection, state=state, after=after, limit=PAGE + 1)
    rows, following = paged(rows, lambda row: (row.score, row.id))
    return DuplicateList(items=[DuplicateOut.of(row) for row in rows], next=following)


@router.get("/duplicates/{pair}", summary="Look at a possible duplicate")
async def show_duplicate(pair: PairId, caller: Desk, serving: Serving) -> DuplicateOut:
    """One pair: which two records, how alike, and what was said of them. The records themselves need a ticket."""
    async with scoped(serving.pool, caller) as connection:
        row = await views.duplicate(connection, pair)
    if row is None:
        raise Problem("not-found")
    return DuplicateOut.of(row)


@router.post(
    "/duplicates/{pair}/dismissal",
    response_model=Written,
    summary="Say that two records are two people",
)
async def post_dismissal(pair: PairId, body: Dismissal, caller: Desk, writing: Changing) -> JSONResponse:
    """They are not suspected again unless what tells them apart changes."""

    def decide(loaded: Loaded) -> list[object]:
        must_be_visible(loaded, caller, Reach.BASIC)
        return [*dismiss(loaded.fold(evolve, Suspicion()), why=body.why)]

    return await writing.commit(f"duplicate-{pair}", decide, by=caller)


@router.post(
    "/duplicates/{pair}/handing-on",
    response_model=Written,
    summary="Leave a pair to the coordinator",
    openapi_extra=refuses("suspicion-dismissed"),
)
async def post_handing_on(pair: PairId, _: HandingOn, caller: Desk, writing: Changing) -> JSONResponse:
    """Nobody at the desk can tell; the coordinator finds it on the first page."""

    def decide(loaded: Loaded) -> list[object]:
        must_be_visible(loaded, caller, Reach.BASIC)
        return [*hand_on(loaded.fold(evolve, Suspicion()))]

    return await writing.commit(f"duplicate-{pair}", decide, by=caller)
