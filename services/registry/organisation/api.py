"""The organisation over HTTP."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, StringConstraints

from services.registry.organisation import views
from services.registry.organisation.domain import (
    Centre,
    Municipality,
    UnitReason,
    attach_mobile_unit,
    enter_municipality,
    evolve_centre,
    evolve_municipality,
    found_centre,
    open_branch,
    set_feast,
)
from shared.callers import allow
from shared.eventstore import Decision, Loaded
from shared.fields import Body, Name
from shared.problems import FieldError, Problem
from shared.scope import ADMINISTRATION, DESK, Principal, Role, covers, scoped
from shared.service import Serving
from shared.writing import Changing, Creating

Founder = Annotated[Principal, allow(Role.REGIONAL_ADMINISTRATOR, Role.IMPORTER)]
Anyone = Annotated[Principal, allow(*DESK, *ADMINISTRATION, Role.ANALYST, Role.IMPORTER)]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
router = APIRouter(tags=["organisation"])


class NewMunicipality(Body):
    """A municipality's facts; `edition` names the list of codes, `name` is the genitive after «Δήμος»."""

    edition: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,20}$")]
    name: Name
    short_name: Name
    regional_unit: Name
    region: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{2,8}$")]
    residents: Annotated[int, Field(ge=0, le=10_000_000)]


class NewFeast(Body):
    """A local feast of a fixed day."""

    name: Name
    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]


class NewCentre(Body):
    """A Centre's facts; `slug` ends its scope path, `prefix` begins its reference numbers."""

    municipality: Code
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,40}$")]
    name: Name
    implementing_body: Name
    operating_since: date
    prefix: Annotated[str, StringConstraints(pattern=r"^[Α-Ω]{2,5}$")]


class NewUnit(Body):
    """A branch or mobile unit of a Centre."""

    centre: UUID
    kind: Literal["branch", "mobile-unit"]
    name: Name
    reason: UnitReason


class MunicipalityOut(BaseModel):
    """A municipality."""

    code: str
    scope: str
    edition: str
    name: str
    short_name: str
    regional_unit: str
    residents: int


class MunicipalityList(BaseModel):
    """All municipalities of the region."""

    items: list[MunicipalityOut]
    next: None = None


class UnitOut(BaseModel):
    """A Centre, a branch or a mobile unit."""

    id: UUID
    centre: UUID
    kind: Literal["centre", "branch", "mobile-unit"]
    name: str
    municipality: str
    scope: str


class UnitList(BaseModel):
    """Units."""

    items: list[UnitOut]
    next: None = None


@router.put("/municipalities/{code}", status_code=201, summary="Enter a municipality")
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


@router.post("/municipalities/{code}/feasts", summary="Set a local feast")
async def post_feast(code: Code, body: NewFeast, caller: Founder, writing: Changing) -> JSONResponse:
    """A day on which the municipality's Centres are closed, every year."""

    def decide(loaded: Loaded) -> list[object]:
        if loaded.version == 0 or not caller.has([*_FOUNDERS], on=loaded.scope):
            raise Problem("not-found")
        return [*set_feast(_municipality(loaded), **body.model_dump())]

    return await writing.commit(f"municipality-{code}", decide, by=caller)


@router.put("/centres/{centre}", status_code=201, summary="Found a Centre")
async def put_centre(
    centre: UUID, body: NewCentre, caller: Founder, writing: Creating, serving: Serving
) -> JSONResponse:
    """A municipality's Centre begins. Its slug is its own within the municipality, its prefix within the region."""
    municipality = await serving.store.load(f"municipality-{body.municipality}")
    if municipality.version == 0:
        raise Problem("invalid", errors=[FieldError("/municipality", "unknown-municipality")])
    scope = f"{municipality.scope}/{body.slug}"
    _must_cover(caller, scope, "/municipality")
    return await writing.commit(
        f"centre-{centre}",
        lambda loaded: Decision(
            found_centre(_centre(loaded), **body.model_dump()),
            claim=[f"centre-scope:{scope}", f"centre-prefix:{body.prefix}"],
        ),
        by=caller,
        scope=scope,
        unit=centre,
    )


@router.put("/units/{unit}", status_code=201, summary="Attach a branch or mobile unit")
async def put_unit(unit: UUID, body: NewUnit, caller: Founder, writing: Creating) -> JSONResponse:
    """A Centre is extended by a branch or a mobile unit."""
    attach = open_branch if body.kind == "branch" else attach_mobile_unit

    def decide(loaded: Loaded) -> list[object]:
        if loaded.version == 0 or not caller.has([*_FOUNDERS], on=loaded.scope):
            raise Problem("invalid", errors=[FieldError("/centre", "unknown-centre")])
        return [*attach(_centre(loaded), unit=unit, name=body.name, reason=body.reason)]

    # The unit is new; the Centre's stream, in which it stands, is not.
    return await replace(writing, expected=None).commit(f"centre-{body.centre}", decide, by=caller, unit=unit)


@router.get("/municipalities", summary="List the region's municipalities")
async def list_municipalities(caller: Anyone, serving: Serving) -> MunicipalityList:
    """All municipalities, in Greek order."""
    async with scoped(serving.pool, caller) as connection:
        rows = await views.municipalities(connection)
    return MunicipalityList(
        items=[
            MunicipalityOut(
                code=row.code,
                scope=row.scope,
                edition=row.edition,
                name=row.name,
                short_name=row.short_name,
                regional_unit=row.regional_unit,
                residents=row.residents,
            )
            for row in rows
        ]
    )


@router.get("/units", summary="List units")
async def list_units(caller: Anyone, serving: Serving, municipality: Code | None = None) -> UnitList:
    """The units within the caller's grants, each Centre before its branches and mobile units."""
    async with scoped(serving.pool, caller) as connection:
        rows = await views.units(connection, municipality)
    return UnitList(
        items=[
            UnitOut.model_validate(row, from_attributes=True)
            for row in rows
            if any(covers(grant.path, row.scope) for grant in caller.grants)
        ]
    )


_FOUNDERS = (Role.REGIONAL_ADMINISTRATOR, Role.IMPORTER)


def _municipality(loaded: Loaded) -> Municipality:
    return loaded.fold(evolve_municipality, Municipality())


def _centre(loaded: Loaded) -> Centre:
    return loaded.fold(evolve_centre, Centre())


def _must_cover(caller: Principal, scope: str, pointer: str) -> None:
    if not caller.has(_FOUNDERS, on=scope):
        raise Problem("invalid", errors=[FieldError(pointer, "outside-scope")])
