"""The organisation over HTTP."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse

from services.registry.fields import MunicipalityCode
from services.registry.organisation import views
from services.registry.organisation.answers import MunicipalityList, MunicipalityOut, UnitList, UnitOut
from services.registry.organisation.bodies import NewCentre, NewFeast, NewMunicipality, NewUnit
from services.registry.organisation.domain import (
    Centre,
    Municipality,
    attach_mobile_unit,
    claims_of,
    enter_municipality,
    evolve_centre,
    evolve_municipality,
    found_centre,
    is_day,
    open_branch,
    set_feast,
)
from services.registry.organisation.keeping import FOUNDERS, KEEPERS
from shared.callers import allow
from shared.eventstore import Claimed, Decision, Loaded
from shared.openapi import refuses
from shared.problems import FieldError, Problem
from shared.scope import ADMINISTRATION, DESK, Principal, Role, covers, scoped
from shared.service import Serving
from shared.writing import Changing, Creating, Written

Founder = Annotated[Principal, allow(*FOUNDERS)]
Keeper = Annotated[Principal, allow(*KEEPERS)]
Anyone = Annotated[Principal, allow(*DESK, *ADMINISTRATION, Role.ANALYST, Role.IMPORTER)]
Code = Annotated[MunicipalityCode, Path(description="The municipality's code, of ELSTAT's list.")]
CentreId = Annotated[UUID, Path(description="The Centre, by the id that its creator made (a UUIDv7).")]
UnitId = Annotated[UUID, Path(description="The unit, by the id that its creator made (a UUIDv7).")]
router = APIRouter(tags=["organisation"])


@router.put(
    "/municipalities/{code}",
    status_code=201,
    response_model=Written,
    summary="Enter a municipality",
    openapi_extra=refuses("municipality-already-entered"),
)
async def put_municipality(code: Code, body: NewMunicipality, caller: Founder, writing: Creating) -> JSONResponse:
    """The region takes a municipality in."""
    scope = f"/{body.region}/{code}"
    _must_cover(caller, scope, "/region")
    return await writing.commit(
        f"municipality-{code}",
        lambda loaded: enter_municipality(_municipality(loaded), code=code, **body.model_dump()),
        by=caller,
        scope=scope,
    )


@router.post(
    "/municipalities/{code}/feasts",
    response_model=Written,
    summary="Set a local feast",
)
async def post_feast(code: Code, body: NewFeast, caller: Keeper, writing: Changing) -> JSONResponse:
    """A day on which the municipality's Centres are closed, every year."""
    if not is_day(body.month, body.day):
        raise Problem("invalid", errors=[FieldError("/day", "no-such-day")])

    def decide(loaded: Loaded) -> list[object]:
        if loaded.version == 0 or not caller.has(KEEPERS, on=loaded.scope):
            raise Problem("not-found")
        return [*set_feast(_municipality(loaded), **body.model_dump())]

    return await writing.commit(f"municipality-{code}", decide, by=caller)


@router.put(
    "/centres/{centre}",
    status_code=201,
    response_model=Written,
    summary="Found a Centre",
    openapi_extra=refuses("centre-already-founded"),
)
async def put_centre(
    centre: CentreId, body: NewCentre, caller: Founder, writing: Creating, serving: Serving
) -> JSONResponse:
    """A municipality's Centre begins. Its slug is its own within the municipality, its prefix within the region."""
    municipality = await serving.store.load(f"municipality-{body.municipality}")
    if municipality.version == 0:
        raise Problem("invalid", errors=[FieldError("/municipality", "unknown-municipality")])
    scope = f"{municipality.scope}/{body.slug}"
    _must_cover(caller, scope, "/municipality")
    named, numbered = claims_of(scope, body.prefix)
    try:
        return await writing.commit(
            f"centre-{centre}",
            lambda loaded: Decision(found_centre(_centre(loaded), **body.model_dump()), claim=[named, numbered]),
            by=caller,
            scope=scope,
            unit=centre,
        )
    except Claimed as held:
        wrong = FieldError("/slug", "slug-taken") if held.key == named else FieldError("/prefix", "prefix-taken")
        raise Problem("invalid", errors=[wrong]) from None


@router.put(
    "/units/{unit}",
    status_code=201,
    response_model=Written,
    summary="Attach a branch or mobile unit",
    openapi_extra=refuses("unit-already-attached", "centre-closed"),
)
async def put_unit(unit: UnitId, body: NewUnit, caller: Founder, writing: Creating, serving: Serving) -> JSONResponse:
    """A Centre is extended by a branch or a mobile unit; neither is extended in turn."""
    known = await views.unit(serving.pool, body.centre)
    if known and known.kind != "centre":
        raise Problem("invalid", errors=[FieldError("/centre", "branch-of-a-branch")])
    attach = open_branch if body.kind == "branch" else attach_mobile_unit

    def decide(loaded: Loaded) -> list[object]:
        if loaded.version == 0 or not caller.has([*FOUNDERS], on=loaded.scope):
            raise Problem("invalid", errors=[FieldError("/centre", "unknown-centre")])
        return [*attach(_centre(loaded), unit=unit, name=body.name, reason=body.reason)]

    # The unit is new; the Centre's stream, in which it stands, is not.
    return await replace(writing, expected=None).commit(f"centre-{body.centre}", decide, by=caller, unit=unit)


@router.get("/municipalities", summary="List the region's municipalities")
async def list_municipalities(caller: Anyone, serving: Serving) -> MunicipalityList:
    """All municipalities, in Greek order."""
    async with scoped(serving.pool, caller) as connection:
        rows = await views.municipalities(connection)
    return MunicipalityList(items=[MunicipalityOut.of(row) for row in rows])


@router.get("/units", summary="List units")
async def list_units(
    caller: Anyone,
    serving: Serving,
    municipality: Annotated[
        MunicipalityCode | None, Query(description="The units of one municipality, by its code")
    ] = None,
) -> UnitList:
    """The units within the caller's grants, each Centre before its branches and mobile units."""
    async with scoped(serving.pool, caller) as connection:
        rows = await views.units(connection, municipality=municipality)
    return UnitList(
        items=[
            UnitOut.model_validate(row, from_attributes=True)
            for row in rows
            if any(covers(grant.path, row.scope) for grant in caller.grants)
        ]
    )


@router.get("/centres", summary="List all Centres")
async def list_centres(caller: Anyone, serving: Serving) -> UnitList:
    """Every Centre, whoever asks: that they are there is public, and people move between them."""
    async with scoped(serving.pool, caller) as connection:
        rows = await views.units(connection, kind="centre")
    return UnitList(items=[UnitOut.model_validate(row, from_attributes=True) for row in rows])


def _municipality(loaded: Loaded) -> Municipality:
    return loaded.fold(evolve_municipality, Municipality())


def _centre(loaded: Loaded) -> Centre:
    return loaded.fold(evolve_centre, Centre())


def _must_cover(caller: Principal, scope: str, pointer: str) -> None:
    if not caller.has(FOUNDERS, on=scope):
        raise Problem("invalid", errors=[FieldError(pointer, "outside-scope")])
