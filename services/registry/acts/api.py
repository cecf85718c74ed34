"""Funding acts over HTTP: included, amended, accepted, spent and ended; and what held on a day."""

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse
from pydantic import Field, StringConstraints

from services.registry.acts import domain, views
from services.registry.acts.answers import ActList, ActOut
from services.registry.acts.bodies import LastDay, NewAcceptance, NewAct, NewAmendment, NewSpending
from services.registry.acts.domain import Act, evolve
from services.registry.organisation.keeping import KEEPERS, READERS, ScopeAsked, seen_scope
from shared.callers import allow
from shared.eventstore import Loaded
from shared.openapi import refuses
from shared.paging import PAGE, Cursor, key_of, paged
from shared.problems import FieldError, Problem, at_fields
from shared.scope import Principal, covers, scoped
from shared.service import Serving
from shared.workdays import today
from shared.writing import Changing, Creating, Written

Keeper = Annotated[Principal, allow(*KEEPERS)]
Reader = Annotated[Principal, allow(*READERS)]
Code = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4,10}$"),
    Path(description="The act's code in the management information system (MIS)."),
    Field(examples=["5003039"]),
]
On = Annotated[date | None, Query(description="The day that is asked about; today where it is left out")]
router = APIRouter(tags=["funding acts"])

_RUNNING = ("act-ended", "act-unknown")


@router.put(
    "/acts/{code}",
    status_code=201,
    response_model=Written,
    summary="Include a funding act",
    openapi_extra=refuses("act-exists"),
)
async def put_act(code: Code, body: NewAct, caller: Keeper, writing: Creating) -> JSONResponse:
    """An act was included in an operational programme."""
    if not caller.has(KEEPERS, on=body.scope):
        raise Problem("invalid", errors=[FieldError("/scope", "outside-scope")])
    for place, centre in enumerate(body.centres):
        loaded = await writing.service.store.load(f"centre-{centre}")
        if not loaded.version or not covers(body.scope, loaded.scope):
            raise Problem("invalid", errors=[FieldError(f"/centres/{place}", "unknown-centre")])
    facts = body.model_dump(exclude={"scope", "decision"})
    with at_fields({"ends-before-it-starts": "/ends_on"}):
        return await writing.commit(
            f"act-{code}",
            lambda loaded: domain.include(_state(loaded), decision=body.decision.plain(), **facts),
            by=caller,
            scope=body.scope,
        )


@router.post(
    "/acts/{code}/amendments",
    response_model=Written,
    summary="Amend a funding act",
    openapi_extra=refuses(*_RUNNING, "amends-nothing", "decision-known"),
)
async def amend_act(code: Code, body: NewAmendment, caller: Keeper, writing: Changing) -> JSONResponse:
    """The authority decided on another budget, another end, or both."""
    with at_fields({"before-inclusion": "/decision/on", "ends-before-it-starts": "/ends_on"}):
        return await writing.commit(
            f"act-{code}",
            lambda loaded: domain.amend(
                _kept(loaded, caller), decision=body.decision.plain(), budget=body.budget, ends_on=body.ends_on
            ),
            by=caller,
        )


@router.post(
    "/acts/{code}/acceptances",
    response_model=Written,
    summary="Say that the council accepted an amendment",
    openapi_extra=refuses(*_RUNNING),
)
async def accept_amendment(code: Code, body: NewAcceptance, caller: Keeper, writing: Changing) -> JSONResponse:
    """The municipal council accepted it."""
    with at_fields({"amendment-unknown": "/amendment", "before-amendment": "/decision/on"}):
        return await writing.commit(
            f"act-{code}",
            lambda loaded: domain.accept(
                _kept(loaded, caller), amendment=body.amendment, decision=body.decision.plain()
            ),
            by=caller,
        )


@router.post(
    "/acts/{code}/spending",
    response_model=Written,
    summary="State what was spent",
    openapi_extra=refuses("act-unknown"),
)
async def state_spending(code: Code, body: NewSpending, caller: Keeper, writing: Changing) -> JSONResponse:
    """What had been spent by a day, in all."""
    with at_fields({"before-inclusion": "/on"}):
        return await writing.commit(
            f"act-{code}",
            lambda loaded: domain.state_spending(_kept(loaded, caller), on=body.on, spent=body.spent),
            by=caller,
        )


@router.post(
    "/acts/{code}/end",
    response_model=Written,
    summary="End a funding act",
    openapi_extra=refuses(*_RUNNING),
)
async def end_act(code: Code, body: LastDay, caller: Keeper, writing: Changing) -> JSONResponse:
    """Its last day, as agreed or before."""
    with at_fields({"ends-before-it-starts": "/on"}):
        return await writing.commit(
            f"act-{code}", lambda loaded: domain.end(_kept(loaded, caller), on=body.on), by=caller
        )


@router.get("/acts", summary="List funding acts")
async def list_acts(
    caller: Reader, serving: Serving, scope: ScopeAsked, on: On = None, cursor: Cursor = None
) -> ActList:
    """The acts that concern a Centre, a municipality or the region, as they stood on a day."""
    seen_scope(caller, scope)
    day = on or today(datetime.now(UTC))
    after = key_of(cursor, tuple[str, str]) if cursor else None
    async with scoped(serving.pool, caller) as connection:
        rows = await views.acts(connection, scope, after=after, limit=PAGE + 1)
    rows, following = paged(rows, lambda row: (row.scope, row.code))
    return ActList(items=[ActOut.of(row, day) for row in rows], next=following)


@router.get("/acts/{code}", summary="Look at a funding act")
async def show_act(code: Code, caller: Reader, serving: Serving, on: On = None) -> ActOut:
    """One act, as it stood on a day, with its whole ledger."""
    async with scoped(serving.pool, caller) as connection:
        row = await views.act(connection, code)
    seen = row is not None and any(
        grant.role in READERS and (covers(grant.path, row.scope) or covers(row.scope, grant.path))
        for grant in caller.grants
    )
    if row is None or not seen:
        raise Problem("not-found")
    return ActOut.of(row, on or today(datetime.now(UTC)))


def _state(loaded: Loaded) -> Act:
    return loaded.fold(evolve, Act())


def _kept(loaded: Loaded, caller: Principal) -> Act:
    if not loaded.recorded or not caller.has(KEEPERS, on=loaded.scope):
        raise Problem("not-found")
    return _state(loaded)
