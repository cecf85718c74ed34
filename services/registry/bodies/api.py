"""Bodies and their services over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse

from services.registry.bodies import views
from services.registry.bodies.answers import ServiceList, ServiceOut
from services.registry.bodies.bodies import NewBody, NewService
from services.registry.bodies.domain import (
    Body,
    Service,
    ServiceKind,
    enter_body,
    evolve_body,
    evolve_service,
    offer_service,
)
from services.registry.fields import MunicipalityCode
from shared.callers import allow
from shared.openapi import refuses
from shared.paging import PAGE, Cursor, key_of, paged
from shared.problems import FieldError, Problem
from shared.scope import ADMINISTRATION, DESK, Principal, Role, scoped
from shared.service import Serving
from shared.writing import Creating, Written

_KEEPERS = (Role.MUNICIPAL_ADMINISTRATOR, Role.REGIONAL_ADMINISTRATOR, Role.IMPORTER)
Keeper = Annotated[Principal, allow(*_KEEPERS)]
Anyone = Annotated[Principal, allow(*DESK, *ADMINISTRATION, Role.IMPORTER)]
BodyId = Annotated[UUID, Path(description="The body, by the id that its creator made (a UUIDv7).")]
ServiceId = Annotated[UUID, Path(description="The service, by the id that its creator made (a UUIDv7).")]
router = APIRouter(tags=["bodies"])


@router.put(
    "/bodies/{body}",
    status_code=201,
    response_model=Written,
    summary="Enter a body",
    openapi_extra=refuses("body-already-entered"),
)
async def put_body(body: BodyId, given: NewBody, caller: Keeper, writing: Creating) -> JSONResponse:
    """A body joins the registry."""
    return await writing.commit(
        f"body-{body}",
        lambda loaded: enter_body(loaded.fold(evolve_body, Body()), **given.model_dump()),
        by=caller,
        scope=_region(caller),
    )


@router.put(
    "/services/{service}",
    status_code=201,
    response_model=Written,
    summary="Offer a service",
    openapi_extra=refuses("service-already-offered"),
)
async def put_service(
    service: ServiceId, given: NewService, caller: Keeper, writing: Creating, serving: Serving
) -> JSONResponse:
    """A body offers a service."""
    if (await serving.store.load(f"body-{given.body}")).version == 0:
        raise Problem("invalid", errors=[FieldError("/body", "unknown-body")])
    return await writing.commit(
        f"service-{service}",
        lambda loaded: offer_service(loaded.fold(evolve_service, Service()), **given.model_dump()),
        by=caller,
        scope=_region(caller),
    )


@router.get("/services", summary="Look for a service")
async def list_services(
    caller: Anyone,
    serving: Serving,
    kind: Annotated[ServiceKind | None, Query(description="Services of one kind")] = None,
    municipality: Annotated[
        MunicipalityCode | None, Query(description="Those that take people of the municipality with that code")
    ] = None,
    cursor: Cursor = None,
) -> ServiceList:
    """Services of a kind that take people of a municipality, in Greek order."""
    after = key_of(cursor, tuple[str, UUID]) if cursor else None
    async with scoped(serving.pool, caller) as connection:
        rows = await views.services(connection, kind=kind, municipality=municipality, after=after, limit=PAGE + 1)
    rows, following = paged(rows, lambda row: (row.service.sort_key, row.service.id))
    return ServiceList(items=[ServiceOut.of(row) for row in rows], next=following)


@router.get("/services/{service}", summary="Look at a service")
async def show_service(service: ServiceId, caller: Anyone, serving: Serving) -> ServiceOut:
    """One service."""
    async with scoped(serving.pool, caller) as connection:
        found = await views.service(connection, service)
    if found is None:
        raise Problem("not-found")
    return ServiceOut.of(found)


def _region(caller: Principal) -> str:
    """Bodies belong to the whole region, whoever enters them."""
    path = next(grant.path for grant in caller.grants if grant.role in _KEEPERS)
    return "/".join(path.split("/")[:2])
