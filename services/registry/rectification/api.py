"""Rectification over HTTP: taken down by anybody at the desk, answered by who decides on the rights of persons."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse

from services.registry.rectification import views
from services.registry.rectification.answers import RectificationList, RectificationOut
from services.registry.rectification.domain import (
    Rectification,
    Why,
    ask,
    decline,
    evolve,
    extend,
    put_right,
)
from services.registry.rights import Officer, Overseer, known_person, must_decide
from shared.callers import allow
from shared.eventstore import Loaded
from shared.fields import Body, Note, example
from shared.openapi import refuses
from shared.paging import PAGE, Cursor, key_of, paged
from shared.problems import Problem
from shared.scope import DESK, Principal, Role, scoped
from shared.service import Serving
from shared.workdays import today
from shared.writing import Changing, Creating, Written

Desk = Annotated[Principal, allow(*DESK, Role.DATA_PROTECTION_OFFICER)]
RectificationId = Annotated[UUID, Path(description="The request, by the id that its creator made (a UUIDv7).")]
router = APIRouter(tags=["rectification"])


class NewRectification(Body):
    """What is to be put right."""

    model_config = example(text="Το πατρώνυμο είναι Γεώργιος.")

    person: UUID
    """The person, by the id in registry."""
    text: Note
    """In the person's words."""


class Extending(Body):
    """Why it takes longer."""

    model_config = example(why="Περιμένουμε το ληξιαρχείο να απαντήσει.")

    why: Note
    """As the person was told it."""


class PuttingRight(Body):
    """That the record says it now."""

    model_config = example(recipients_told=True)

    recipients_told: bool
    """Whether those were told to whom the data had been disclosed, or there is nobody (article 19)."""


class Declining(Body):
    """Why it stays as it is."""

    model_config = example(why="accurate")

    why: Why
    """The reason, as a code."""


@router.put(
    "/rectifications/{rectification}",
    status_code=201,
    response_model=Written,
    summary="Ask for something to be put right",
    openapi_extra=refuses("rectification-exists"),
)
async def put_rectification(
    rectification: RectificationId, body: NewRectification, caller: Desk, writing: Creating
) -> JSONResponse:
    """Takes down what the person asks to be corrected, in their words."""
    row = await known_person(writing.service, caller, body.person)
    return await writing.commit(
        f"rectification-{rectification}",
        lambda loaded: ask(_state(loaded), person=body.person, text=body.text),
        by=caller,
        scope=row.centre,
    )


@router.get("/rectifications", summary="List requests for rectification")
async def list_rectifications(
    caller: Overseer,
    serving: Serving,
    state: Annotated[Literal["open", "all"], Query(description="Those not answered yet, or all")] = "open",
    person: Annotated[UUID | None, Query(description="Those of one person")] = None,
    cursor: Cursor = None,
) -> RectificationList:
    """Those of the caller's Centres, the most pressing first."""
    after = key_of(cursor, tuple[date, UUID]) if cursor else None
    async with scoped(serving.pool, caller) as connection:
        rows = await views.rectifications(connection, person=person, state=state, after=after, limit=PAGE + 1)
    rows, following = paged(rows, lambda row: (row.answer_by, row.id))
    return RectificationList(items=[RectificationOut.of(row) for row in rows], next=following)


@router.get("/rectifications/{rectification}", summary="Look at a request for rectification")
async def show_rectification(rectification: RectificationId, caller: Overseer, serving: Serving) -> RectificationOut:
    """What was asked, by when it is answered, and how it was."""
    async with scoped(serving.pool, caller) as connection:
        row = await views.rectification(connection, rectification)
    if row is None:
        raise Problem("not-found")
    return RectificationOut.of(row)


@router.post(
    "/rectifications/{rectification}/extension",
    response_model=Written,
    summary="Take two months more",
    openapi_extra=refuses("rectification-answered", "rectification-late", "rectification-extended"),
)
async def extend_rectification(
    rectification: RectificationId, body: Extending, caller: Officer, writing: Changing
) -> JSONResponse:
    """It is complex, and the person is told why within the first month."""
    on = today(datetime.now(UTC))

    def decide(loaded: Loaded) -> list[object]:
        state = _visible(loaded, caller)
        return [*extend(state, received=loaded.recorded[0].metadata.occurred_on, on=on, why=body.why)]

    return await writing.commit(f"rectification-{rectification}", decide, by=caller)


@router.post(
    "/rectifications/{rectification}/settlement",
    response_model=Written,
    summary="Say that it was put right",
    openapi_extra=refuses("rectification-answered"),
)
async def settle_rectification(
    rectification: RectificationId, body: PuttingRight, caller: Officer, writing: Changing
) -> JSONResponse:
    """The record was corrected before, by corrections of its own."""
    return await writing.commit(
        f"rectification-{rectification}",
        lambda loaded: put_right(_visible(loaded, caller), recipients_told=body.recipients_told),
        by=caller,
    )


@router.post(
    "/rectifications/{rectification}/declination",
    response_model=Written,
    summary="Decline a rectification",
    openapi_extra=refuses("rectification-answered"),
)
async def decline_rectification(
    rectification: RectificationId, body: Declining, caller: Officer, writing: Changing
) -> JSONResponse:
    """It stays as it is; the person is told why, and that they may complain (article 12(4))."""
    return await writing.commit(
        f"rectification-{rectification}", lambda loaded: decline(_visible(loaded, caller), why=body.why), by=caller
    )


def _state(loaded: Loaded) -> Rectification:
    return loaded.fold(evolve, Rectification())


def _visible(loaded: Loaded, caller: Principal) -> Rectification:
    must_decide(loaded, caller)
    return _state(loaded)
