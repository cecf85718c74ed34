"""What is known of a municipality, over HTTP: its facts put right, its people counted, its parts and its feasts."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from services.registry.organisation import views
from services.registry.organisation.api import Anyone, Code, Founder
from services.registry.organisation.bodies import (
    CitizensCount,
    Correction,
    EndedFeast,
    MunicipalUnit,
    NewMovableFeast,
    SocialService,
)
from services.registry.organisation.domain import (
    Municipality,
    correct_municipality,
    count_citizens,
    declare_social_service,
    end_feast,
    evolve_municipality,
    name_unit,
    set_movable_feast,
    withdraw_unit,
)
from services.registry.organisation.facts_answers import (
    MunicipalityWhole,
    ReferenceList,
    ReferenceOut,
    municipality_whole,
)
from services.registry.organisation.keeping import FOUNDERS, KEEPERS
from services.registry.organisation.reference import all_municipalities, seat_of
from shared.callers import allow
from shared.eventstore import Loaded
from shared.openapi import refuses
from shared.problems import FieldError, Problem
from shared.scope import Principal, Role, scoped
from shared.service import Serving
from shared.workdays import today
from shared.writing import Changing, ChangingShown, Writing, Written

Keeper = Annotated[Principal, allow(*KEEPERS)]
router = APIRouter(tags=["organisation"])


@router.get("/reference/municipalities", summary="List the municipalities of Greece")
async def list_reference(caller: Anyone, serving: Serving) -> ReferenceList:
    """All 332 as the package knows them, and which of them this deployment has entered."""
    async with scoped(serving.pool, caller) as connection:
        entered = {row.code for row in await views.municipalities(connection)}
    return ReferenceList(
        items=[
            ReferenceOut.of(one, seat_of(one.regional_unit), entered=one.code in entered)
            for one in all_municipalities()
        ]
    )


@router.get("/municipalities/{code}", summary="Look at a municipality")
async def show_municipality(code: Code, caller: Anyone, serving: Serving) -> MunicipalityWhole:
    """Its facts as they stand, and the history of what changes with time."""
    async with scoped(serving.pool, caller) as connection:
        row = await views.municipality(connection, code)
    if row is None:
        raise Problem("not-found")
    loaded = await serving.store.load(f"municipality-{code}")
    return municipality_whole(
        row, _state(loaded), version=loaded.version, seat=seat_of(row.regional_unit), on=today(datetime.now(UTC))
    )


@router.post("/municipalities/{code}/correction", response_model=Written, summary="Correct a municipality")
async def post_correction(code: Code, body: Correction, caller: Founder, writing: ChangingShown) -> JSONResponse:
    """Any fact but code and region is put right."""
    return await _commit(
        code, writing, caller, lambda state: correct_municipality(state, **body.model_dump()), FOUNDERS
    )


@router.post(
    "/municipalities/{code}/registered-citizens", response_model=Written, summary="Tell how many registered citizens"
)
async def post_count(code: Code, body: CitizensCount, caller: Keeper, writing: Changing) -> JSONResponse:
    """The staffing rule counts registered citizens, not residents (R12)."""
    _must_be_past(body.on, "/on")
    return await _commit(code, writing, caller, lambda state: count_citizens(state, **body.model_dump()))


@router.post("/municipalities/{code}/municipal-units", response_model=Written, summary="Name a municipal unit")
async def post_municipal_unit(code: Code, body: MunicipalUnit, caller: Keeper, writing: Changing) -> JSONResponse:
    """A part of the municipality where people live (R17)."""
    return await _commit(code, writing, caller, lambda state: name_unit(state, name=body.name))


@router.post(
    "/municipalities/{code}/municipal-units/withdrawal", response_model=Written, summary="Withdraw a municipal unit"
)
async def post_withdrawal(code: Code, body: MunicipalUnit, caller: Keeper, writing: Changing) -> JSONResponse:
    """There is no such part, or it has another name."""
    return await _commit(code, writing, caller, lambda state: withdraw_unit(state, name=body.name))


@router.post("/municipalities/{code}/social-service", response_model=Written, summary="Tell of the Social Service")
async def post_social_service(code: Code, body: SocialService, caller: Keeper, writing: Changing) -> JSONResponse:
    """Who supervises the municipality's Centres follows from it (R3)."""
    return await _commit(code, writing, caller, lambda state: declare_social_service(state, **body.model_dump()))


@router.post("/municipalities/{code}/movable-feasts", response_model=Written, summary="Set a feast that moves")
async def post_movable_feast(code: Code, body: NewMovableFeast, caller: Keeper, writing: Changing) -> JSONResponse:
    """A day on which the municipality's Centres are closed, every year as far from Orthodox Easter."""
    return await _commit(code, writing, caller, lambda state: set_movable_feast(state, **body.model_dump()))


@router.post(
    "/municipalities/{code}/feasts/ending",
    response_model=Written,
    summary="End a feast",
    openapi_extra=refuses("feast-unknown"),
)
async def post_feast_ending(code: Code, body: EndedFeast, caller: Keeper, writing: Changing) -> JSONResponse:
    """It is not kept any more from a day on; what was before stays."""
    if wrong := _wrong_in_ending(body):
        raise Problem("invalid", errors=[FieldError(pointer, "feast-of-no-day") for pointer in wrong])
    return await _commit(code, writing, caller, lambda state: end_feast(state, **body.model_dump()))


def _state(loaded: Loaded) -> Municipality:
    return loaded.fold(evolve_municipality, Municipality())


async def _commit(
    code: str,
    writing: Writing,
    caller: Principal,
    decide: Callable[[Municipality], Sequence[object]],
    roles: Sequence[Role] = KEEPERS,
) -> JSONResponse:
    def deciding(loaded: Loaded) -> Sequence[object]:
        if loaded.version == 0 or not caller.has(roles, on=loaded.scope):
            raise Problem("not-found")
        return decide(_state(loaded))

    return await writing.commit(f"municipality-{code}", deciding, by=caller)


def _wrong_in_ending(body: EndedFeast) -> list[str]:
    """The fields that keep it from naming one day: a half of a fixed one, or both a fixed and a moving one."""
    fixed = {"/month": body.month, "/day": body.day}
    if body.days_from_easter is None:
        return [pointer for pointer, part in fixed.items() if part is None]
    return [pointer for pointer, part in fixed.items() if part is not None]


def _must_be_past(day: date, pointer: str) -> None:
    if day > today(datetime.now(UTC)):
        raise Problem("invalid", errors=[FieldError(pointer, "in-the-future")])
