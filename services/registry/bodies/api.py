"""Bodies and their services over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, StringConstraints

from services.registry.bodies import views
from services.registry.bodies.domain import (
    LONGEST_ANSWER,
    Body,
    BodyKind,
    Service,
    ServiceKind,
    enter_body,
    evolve_body,
    evolve_service,
    offer_service,
)
from services.registry.bodies.views import Offered
from services.registry.fields import Email, OptionalEmail, OptionalTelephone
from shared import fields
from shared.callers import allow
from shared.fields import Line, Name, OptionalLine
from shared.paging import PAGE, Cursor, key_of, paged
from shared.problems import FieldError, Problem
from shared.scope import ADMINISTRATION, DESK, Principal, Role, scoped
from shared.service import Serving
from shared.writing import Creating

_KEEPERS = (Role.MUNICIPAL_ADMINISTRATOR, Role.REGIONAL_ADMINISTRATOR, Role.IMPORTER)
Keeper = Annotated[Principal, allow(*_KEEPERS)]
Anyone = Annotated[Principal, allow(*DESK, *ADMINISTRATION, Role.IMPORTER)]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
router = APIRouter(tags=["bodies"])


class NewBody(fields.Body):
    """A body's facts; telephone and e-mail are an office's, not a person's."""

    kind: BodyKind
    name: Name
    municipality: Code | None = None
    telephone: OptionalTelephone = None
    email: OptionalEmail = None


class NewService(fields.Body):
    """A service's facts; `answers_within` in working days, `languages` as ISO 639-1 codes."""

    body: UUID
    kind: ServiceKind
    name: Name
    municipality: Code | None = None
    for_whom: Line
    how_to_refer: Line
    answers_within: Annotated[int, Field(ge=1, le=LONGEST_ANSWER)]
    email: Email
    languages: Annotated[tuple[Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")], ...], Field(max_length=20)] = (
        "el",
    )
    cost: OptionalLine = None
    accessible: bool


class BodyOut(BaseModel):
    """A body beside its service."""

    id: UUID
    name: str
    kind: str


class ServiceOut(BaseModel):
    """A service with the body that offers it."""

    id: UUID
    kind: str
    name: str
    body: BodyOut
    municipality: str | None
    for_whom: str
    how_to_refer: str
    answers_within: int
    email: str
    languages: list[str]
    cost: str | None
    accessible: bool


class ServiceList(BaseModel):
    """A page of services."""

    items: list[ServiceOut]
    next: str | None


@router.put("/bodies/{body}", status_code=201, summary="Enter a body")
async def put_body(body: UUID, given: NewBody, caller: Keeper, writing: Creating) -> JSONResponse:
    """A body joins the registry."""
    return await writing.commit(
        f"body-{body}",
        lambda loaded: enter_body(loaded.fold(evolve_body, Body()), **given.model_dump()),
        by=caller,
        scope=_region(caller),
    )


@router.put("/services/{service}", status_code=201, summary="Offer a service")
async def put_service(
    service: UUID, given: NewService, caller: Keeper, writing: Creating, serving: Serving
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
    kind: ServiceKind | None = None,
    municipality: Code | None = None,
    cursor: Cursor = None,
) -> ServiceList:
    """Services of a kind that take people of a municipality, in Greek order."""
    after = key_of(cursor, tuple[str, UUID]) if cursor else None
    async with scoped(serving.pool, caller) as connection:
        rows = await views.services(connection, kind=kind, municipality=municipality, after=after, limit=PAGE + 1)
    rows, following = paged(rows, lambda row: (row.service.sort_key, row.service.id))
    return ServiceList(items=[_shown(row) for row in rows], next=following)


@router.get("/services/{service}", summary="Look at a service")
async def show_service(service: UUID, caller: Anyone, serving: Serving) -> ServiceOut:
    """One service."""
    async with scoped(serving.pool, caller) as connection:
        found = await views.service(connection, service)
    if found is None:
        raise Problem("not-found")
    return _shown(found)


def _region(caller: Principal) -> str:
    """Bodies belong to the whole region, whoever enters them."""
    path = next(grant.path for grant in caller.grants if grant.role in _KEEPERS)
    return "/".join(path.split("/")[:2])


def _shown(found: Offered) -> ServiceOut:
    service = found.service
    return ServiceOut(
        id=service.id,
        kind=service.kind,
        name=service.name,
        body=BodyOut(id=service.body, name=found.body_name, kind=found.body_kind),
        municipality=service.municipality,
        for_whom=service.for_whom,
        how_to_refer=service.how_to_refer,
        answers_within=service.answers_within,
        email=service.email,
        languages=service.languages.split(),
        cost=service.cost,
        accessible=service.accessible,
    )
