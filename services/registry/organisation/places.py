"""A unit over HTTP: where it is, how it is reached, when it is open, until when."""

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse

from services.registry.organisation import views
from services.registry.organisation.api import Anyone, UnitId
from services.registry.organisation.calendar import timetable_of
from services.registry.organisation.centres import municipality_of, state_of
from services.registry.organisation.days import First, Last, checked
from services.registry.organisation.domain import (
    Centre,
    close_centre,
    close_unit,
    declare_closure,
    describe_premises,
    publish_contacts,
    publish_itinerary,
    set_hours,
    withdraw_closure,
    wrong_in_stops,
    wrong_in_week,
)
from services.registry.organisation.keeping import KEEPERS
from services.registry.organisation.place_answers import DayList
from services.registry.organisation.place_bodies import Closing, Closure, Contacts, Hours, Itinerary, Premises
from shared.callers import allow
from shared.eventstore import Loaded
from shared.openapi import refuses
from shared.problems import FieldError, Problem, preferred_language
from shared.scope import Principal, Role
from shared.service import Serving
from shared.writing import Changing, ChangingShown, Writing, Written

_KEEPERS = (*KEEPERS, Role.COORDINATOR)
Administrator = Annotated[Principal, allow(*KEEPERS)]
Keeper = Annotated[Principal, allow(*_KEEPERS)]
"""A coordinator keeps the own Centre's hours, closures, contacts and itineraries current."""
ClosureId = Annotated[UUID, Path(description="The closure, by the id that its declaration made.")]
router = APIRouter(tags=["organisation"])


@router.get("/units/{unit}/days", summary="Ask when a unit is open")
async def list_days(
    request: Request, unit: UnitId, caller: Anyone, serving: Serving, first: First, last: Last
) -> DayList:
    """Each day with its hours, or why it is closed: hours, closures, local feasts and state holidays together (R10)."""
    checked(first, last)
    row = await views.unit(serving.pool, unit)
    if row is None:
        raise Problem("not-found")
    centre = state_of(await serving.store.load(f"centre-{row.centre}"))
    timetable = timetable_of(centre, _named(row), await municipality_of(serving, row.municipality))
    language = preferred_language(request.headers.get("accept-language"))
    return DayList.of(timetable.days(first, last, language))


@router.post(
    "/units/{unit}/premises",
    response_model=Written,
    summary="Describe premises",
    openapi_extra=refuses("mobile-unit-has-no-premises"),
)
async def post_premises(unit: UnitId, body: Premises, caller: Administrator, writing: ChangingShown) -> JSONResponse:
    """Where the unit is, near which service, with which rooms (R9)."""
    return await _commit(
        unit,
        writing,
        caller,
        lambda centre, named: describe_premises(
            centre,
            unit=named,
            address=body.address,
            near=body.near,
            rooms=tuple(body.rooms),
            accessible=body.accessible,
            owned=body.owned,
        ),
        KEEPERS,
    )


@router.post("/units/{unit}/contacts", response_model=Written, summary="Publish contacts")
async def post_contacts(unit: UnitId, body: Contacts, caller: Keeper, writing: ChangingShown) -> JSONResponse:
    """How anybody reaches the unit (R11): these and no others."""
    telephones, emails, pages = tuple(body.telephones), tuple(body.emails), tuple(body.pages)
    return await _commit(
        unit,
        writing,
        caller,
        lambda centre, named: publish_contacts(centre, unit=named, telephones=telephones, emails=emails, pages=pages),
    )


@router.post("/units/{unit}/hours", response_model=Written, summary="Set hours")
async def post_hours(unit: UnitId, body: Hours, caller: Keeper, writing: ChangingShown) -> JSONResponse:
    """The unit's week from a day on."""
    week = [each.interval() for each in body.week]
    _must_be_right("/week", wrong_in_week(week))
    return await _commit(
        unit, writing, caller, lambda centre, named: set_hours(centre, unit=named, from_day=body.from_day, week=week)
    )


@router.post(
    "/units/{unit}/closures",
    response_model=Written,
    summary="Declare a closure",
    openapi_extra=refuses("closure-exists"),
)
async def post_closure(unit: UnitId, body: Closure, caller: Keeper, writing: Changing) -> JSONResponse:
    """The unit is closed on a day, or on several, for a reason that everybody reads."""
    if body.last < body.first:
        raise Problem("invalid", errors=[FieldError("/last", "closure-reversed")])
    return await _commit(
        unit, writing, caller, lambda centre, named: declare_closure(centre, unit=named, **body.model_dump())
    )


@router.post("/units/{unit}/closures/{closure}/withdrawal", response_model=Written, summary="Withdraw a closure")
async def post_withdrawal(unit: UnitId, closure: ClosureId, caller: Keeper, writing: Changing) -> JSONResponse:
    """The unit is open on those days after all."""
    return await _commit(
        unit, writing, caller, lambda centre, named: withdraw_closure(centre, unit=named, closure=closure)
    )


@router.post(
    "/units/{unit}/itineraries",
    response_model=Written,
    summary="Publish an itinerary",
    openapi_extra=refuses("not-a-mobile-unit"),
)
async def post_itinerary(unit: UnitId, body: Itinerary, caller: Keeper, writing: ChangingShown) -> JSONResponse:
    """Where a mobile unit stands in a month; replaces what was published of that month before."""
    stops = [each.stop() for each in body.stops]
    _must_be_right("/stops", wrong_in_stops(body.month, stops))
    return await _commit(
        unit,
        writing,
        caller,
        lambda centre, named: publish_itinerary(centre, unit=named, month=body.month, stops=stops),
    )


@router.post(
    "/units/{unit}/closing",
    response_model=Written,
    summary="Give a unit up",
    openapi_extra=refuses("closed-before-it-began"),
)
async def post_closing(unit: UnitId, body: Closing, caller: Administrator, writing: Changing) -> JSONResponse:
    """Its last day. With a Centre all that is attached to it ends; what was recorded there stays."""

    def decide(centre: Centre, named: UUID | None) -> Sequence[object]:
        if named:
            return close_unit(centre, unit=named, last_day=body.last_day)
        if body.reason is None:
            raise Problem("invalid", errors=[FieldError("/reason", "missing")])
        return close_centre(centre, last_day=body.last_day, reason=body.reason)

    return await _commit(unit, writing, caller, decide, KEEPERS)


def _named(row: views.UnitRow) -> UUID | None:
    """As the Centre's events name the unit."""
    return None if row.id == row.centre else row.id


def _must_be_right(pointer: str, wrong: Iterable[tuple[int, str, str]]) -> None:
    errors = [FieldError(f"{pointer}/{at}/{field}", code) for at, field, code in wrong]
    if errors:
        raise Problem("invalid", errors=errors)


async def _commit(
    unit: UUID,
    writing: Writing,
    caller: Principal,
    decide: Callable[[Centre, UUID | None], Sequence[object]],
    roles: Sequence[Role] = _KEEPERS,
) -> JSONResponse:
    row = await views.unit(writing.service.pool, unit)
    if row is None or not caller.has(roles, on=row.scope):
        raise Problem("not-found")

    def deciding(loaded: Loaded) -> Sequence[object]:
        return decide(state_of(loaded), _named(row))

    return await writing.commit(f"centre-{row.centre}", deciding, by=caller, unit=unit)
