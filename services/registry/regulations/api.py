"""Regulations over HTTP: decided by the council, submitted to the ministry, sent back; and what is due."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse

from services.registry.organisation.domain import CentreFounded
from services.registry.organisation.keeping import KEEPERS, READERS
from services.registry.regulations import domain, views
from services.registry.regulations.answers import RegulationOut
from services.registry.regulations.bodies import NewDecision, NewSubmission, Returned
from services.registry.regulations.domain import Regulation, evolve, stream_of
from services.registry.regulations.overdue import Rules, dues
from shared.callers import allow
from shared.eventstore import Loaded
from shared.openapi import refuses
from shared.problems import FieldError, Problem, at_fields, preferred_language
from shared.scope import Principal, scoped
from shared.service import Running, Serving
from shared.workdays import today
from shared.writing import Changing, Written

Keeper = Annotated[Principal, allow(*KEEPERS)]
Reader = Annotated[Principal, allow(*READERS)]
CentreId = Annotated[UUID, Path(description="The Centre, by its id.")]
router = APIRouter(tags=["regulations"])
RULES = Rules.read()


@router.post(
    "/centres/{centre}/regulation/decisions",
    response_model=Written,
    summary="Take down a decision on the regulation",
    openapi_extra=refuses("decision-known", "regulation-not-approved", "regulation-approved-before"),
)
async def decide_regulation(centre: CentreId, body: NewDecision, caller: Keeper, writing: Changing) -> JSONResponse:
    """The municipal council approved, supplemented or amended the Centre's regulation."""
    scope = await _scope(writing.service, caller, centre)
    with at_fields({"before-approval": "/on"}):
        return await writing.commit(
            stream_of(centre),
            lambda loaded: domain.decide(_state(loaded), **body.model_dump()),
            by=caller,
            scope=scope,
        )


@router.post(
    "/centres/{centre}/regulation/submissions",
    response_model=Written,
    summary="Take down a submission",
    openapi_extra=refuses("submitted-before"),
)
async def submit(centre: CentreId, body: NewSubmission, caller: Keeper, writing: Changing) -> JSONResponse:
    """A decision on the regulation, or a year's report of operations, went to the ministry."""
    if body.what == "annual-report" and not (body.of.isascii() and body.of.isdecimal() and len(body.of) == 4):
        raise Problem("invalid", errors=[FieldError("/of", "not-a-year")])
    scope = await _scope(writing.service, caller, centre)
    pointers = {"decision-unknown": "/of", "before-decision": "/on", "year-not-begun": "/on"}
    with at_fields(pointers):
        return await writing.commit(
            stream_of(centre), lambda loaded: domain.submit(_state(loaded), **body.model_dump()), by=caller, scope=scope
        )


@router.post(
    "/centres/{centre}/regulation/returns",
    response_model=Written,
    summary="Take down that a submission was sent back",
)
async def send_back(centre: CentreId, body: Returned, caller: Keeper, writing: Changing) -> JSONResponse:
    """It has to be submitted again."""
    scope = await _scope(writing.service, caller, centre)
    with at_fields({"not-submitted": "/of", "before-submission": "/on"}):
        return await writing.commit(
            stream_of(centre),
            lambda loaded: domain.return_submission(_state(loaded), **body.model_dump()),
            by=caller,
            scope=scope,
        )


@router.get("/centres/{centre}/regulation", summary="Look at a Centre's regulation")
async def show_regulation(request: Request, centre: CentreId, caller: Reader, serving: Serving) -> RegulationOut:
    """What the council decided, what was submitted, and what is due."""
    founded = await _founded(serving, caller, centre)
    async with scoped(serving.pool, caller) as connection:
        row = await views.regulation(connection, centre)
    state = row.regulation if row else Regulation()
    day = today(datetime.now(UTC))
    due = dues(state, RULES, since=founded.operating_since, today=day)
    language = preferred_language(request.headers.get("accept-language"))
    return RegulationOut.of(centre, state, due, row.version if row else 0, today=day, language=language)


async def _founded(service: Running, caller: Principal, centre: UUID) -> CentreFounded:
    loaded = await service.store.load(f"centre-{centre}")
    if not loaded.version or not caller.has(READERS, on=loaded.scope):
        raise Problem("not-found")
    return next(each.event for each in loaded.recorded if isinstance(each.event, CentreFounded))


async def _scope(service: Running, caller: Principal, centre: UUID) -> str:
    loaded = await service.store.load(f"centre-{centre}")
    if not loaded.version or not caller.has(KEEPERS, on=loaded.scope):
        raise Problem("not-found")
    return loaded.scope


def _state(loaded: Loaded) -> Regulation:
    return loaded.fold(evolve, Regulation())
