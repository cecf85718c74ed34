"""Reception over HTTP."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse

from services.intake import views
from services.intake.answers import VisitList, VisitOut, WorkItem, Worklist
from services.intake.bodies import Closing, LinkedPerson, NewVisit
from services.intake.domain import Visit, close, evolve, link, receive
from services.intake.views import VisitRow
from shared.callers import allow
from shared.course import Course, CourseItem
from shared.eventstore import Loaded
from shared.openapi import refuses
from shared.paging import PAGE, Cursor, key_of, paged
from shared.problems import Problem
from shared.reading import Shown, reading
from shared.restrictions import RESTRICTED, must_be_free
from shared.scope import DESK, SOCIAL_WORK, Principal, Reach, Role, scoped
from shared.service import Serving
from shared.workdays import today
from shared.writing import Changing, Creating, Written, must_be_visible, must_reach

UNLINKED_DAYS = 30
"""How long an unlinked visit stays on the worklist; whoever came is not going to be known any more."""

Desk = Annotated[Principal, allow(*DESK, Role.IMPORTER)]
Reader = Annotated[Principal, allow(*DESK, Role.AUDITOR)]
router = APIRouter(tags=["visits"])


VisitId = Annotated[UUID, Path(description="The visit, by the id that its creator made (a UUIDv7).")]
PersonId = Annotated[UUID, Path(description="The person, by the id in registry.")]


@router.put(
    "/visits/{visit}",
    status_code=201,
    response_model=Written,
    summary="Record a visit",
    openapi_extra=refuses(RESTRICTED),
)
async def receive_visit(visit: VisitId, body: NewVisit, caller: Desk, writing: Creating) -> JSONResponse:
    """Somebody came, called or wrote. The person may be named now, later or never."""
    must_reach(caller, Reach.BASIC, body.centre)
    await must_be_free(writing.service, caller, body.person)
    return await writing.commit(
        f"visit-{visit}",
        lambda loaded: receive(_state(loaded), topic=body.topic, channel=body.channel, person=body.person),
        by=caller,
        scope=body.centre,
        unit=body.unit,
        occurred_on=body.occurred_on,
    )


@router.post(
    "/visits/{visit}/person", response_model=Written, summary="Say who came", openapi_extra=refuses(RESTRICTED)
)
async def link_visit(visit: VisitId, body: LinkedPerson, caller: Desk, writing: Changing) -> JSONResponse:
    """It became known who came."""
    await must_be_free(writing.service, caller, body.person)

    def decide(loaded: Loaded) -> list[object]:
        must_be_visible(loaded, caller, Reach.BASIC)
        return [*link(_state(loaded), person=body.person)]

    return await writing.commit(f"visit-{visit}", decide, by=caller, occurred_on=body.occurred_on)


@router.post("/visits/{visit}/closing", response_model=Written, summary="Close a visit")
async def close_visit(visit: VisitId, body: Closing, caller: Desk, writing: Changing) -> JSONResponse:
    """The visitor left."""

    def decide(loaded: Loaded) -> list[object]:
        must_be_visible(loaded, caller, Reach.BASIC)
        return [*close(_state(loaded), outcome=body.outcome)]

    return await writing.commit(f"visit-{visit}", decide, by=caller, occurred_on=body.occurred_on)


@router.get("/visits", summary="List visits")
async def list_visits(
    service: Serving,
    caller: Desk,
    day: Annotated[date | None, Query(description="The visits of one day")] = None,
    state: Annotated[
        Literal["all", "open", "unlinked"], Query(description="Open ones, or those of which nobody said who came")
    ] = "all",
    cursor: Cursor = None,
) -> VisitList:
    """The visits of the caller's Centres, newest first."""
    after = key_of(cursor, tuple[date, datetime, UUID]) if cursor else None
    async with scoped(service.pool, caller) as connection:
        rows = await views.visits(connection, day=day, state=state, after=after, limit=PAGE + 1)
    rows, following = paged(rows, lambda row: (row.day, row.received_at, row.id))
    return VisitList(items=[VisitOut.of(row) for row in rows], next=following)


@router.get("/visits/{visit}", summary="Look at a visit")
async def show_visit(visit: VisitId, service: Serving, caller: Desk) -> VisitOut:
    """One visit."""
    async with scoped(service.pool, caller) as connection:
        row = await views.visit(connection, visit)
    if row is None:
        raise Problem("not-found")
    return VisitOut.of(row)


@router.get(
    "/people/{person}/timeline",
    summary="A person's visits as part of their course",
    openapi_extra=refuses("ticket-required"),
)
async def timeline(person: PersonId, service: Serving, caller: Reader, shown: Shown = None) -> Course:
    """The person's visits, newest first, at most two hundred."""
    async with reading(service, caller, shown, person, "visits") as read:
        rows = await views.visits_of(read.connection, read.known, 200)
    return Course(items=[_course(row) for row in rows])


@router.get("/worklist", summary="Visits that wait for a name")
async def worklist(service: Serving, caller: Annotated[Principal, allow(Role.RECEPTIONIST, *SOCIAL_WORK)]) -> Worklist:
    """Open visits of the last month of which nobody said yet who came, oldest first."""
    now = today(datetime.now(UTC))
    async with scoped(service.pool, caller) as connection:
        rows = await views.unlinked(connection, now - timedelta(days=UNLINKED_DAYS), now, PAGE)
    return Worklist(
        items=[
            WorkItem(
                id=row.id,
                kind="visit-unlinked",
                due=row.day,
                person=None,
                topic=row.topic,
                channel=row.channel,
                unit=row.unit,
                at=row.received_at,
            )
            for row in rows
        ]
    )


def _state(loaded: Loaded) -> Visit:
    return loaded.fold(evolve, Visit())


def _course(row: VisitRow) -> CourseItem:
    facts = {"topic": row.topic, "channel": row.channel}
    if row.unit:
        facts["unit"] = str(row.unit)
    if row.outcome:
        facts["outcome"] = row.outcome
    return CourseItem(
        id=row.id, at=row.day, kind="visit", code="visit-received", facts=facts, by=row.received_by, key=False
    )
