"""HSDS 3.0 over HTTP: services, the places where they are given, and the bodies that offer them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import StreamingResponse

from services.registry.bodies.looking import Offered
from services.registry.bodies.taxonomy import terms
from services.registry.bodies.views import BodyRow
from services.registry.hsds import reading, shaping
from services.registry.hsds.answers import (
    Api,
    Organization,
    Organizations,
    Service,
    ServiceAtLocation,
    Services,
    ServicesAtLocations,
)
from services.registry.hsds.reading import Wanted
from services.registry.hsds.shaping import Around
from services.registry.hsds.streaming import STREAMS, streamed
from shared.callers import anybody
from shared.database import Queries
from shared.fields import Typed
from shared.problems import Problem
from shared.service import Serving
from shared.workdays import ATHENS, today

MOST = 200
"""Items on a page."""

Id = Annotated[UUID, Path(description="The thing's id, as lists have it.")]
Search = Annotated[Typed | None, Query(description="Beginnings of words, with or without accents")]
PageNumber = Annotated[int, Query(ge=1, le=1_000_000, description="Which page, from 1")]
PerPage = Annotated[int, Query(ge=1, le=MOST, description="Items on a page")]
Format = Annotated[
    Literal["json", "ndjson"],
    Query(description="`ndjson` streams all there are, an object a line, without pages and whatever page is asked for"),
]
TermId = Annotated[UUID | None, Query(description="Those that a term, or one below it, names")]
TaxonomyId = Annotated[UUID | None, Query(description="Those that some term of a taxonomy names")]
OrganizationId = Annotated[UUID | None, Query(description="Those of one body")]
Modified = Annotated[datetime | date | None, Query(description="Those that changed at that time or day, or after")]
Full = Annotated[bool, Query(description="With all that belongs to each")]
router = APIRouter(prefix="/hsds", tags=["hsds"], dependencies=[anybody()])


@router.get("/", summary="Say which standard this is", response_model_exclude_none=True)
async def show_api(request: Request) -> Api:
    """The version of HSDS, what its objects mean, and what can be asked."""
    return Api(
        version="3.0",
        profile="https://docs.openreferral.org/en/3.0/hsds/",
        openapi_url=f"{request.base_url}openapi.json",
    )


@router.get(
    "/services",
    summary="List services",
    response_model=Services,
    response_model_exclude_none=True,
    responses=STREAMS,
)
async def list_services(
    serving: Serving,
    search: Search = None,
    taxonomy_term_id: TermId = None,
    taxonomy_id: TaxonomyId = None,
    organization_id: OrganizationId = None,
    modified_after: Modified = None,
    minimal: Annotated[bool, Query(description="Ids and times alone")] = False,
    full: Full = False,
    page: PageNumber = 1,
    per_page: PerPage = 50,
    format: Format = "json",  # noqa: A002 - the standard's own name
) -> Services | StreamingResponse:
    """All services in Greek order, those that are no longer offered included; filters add up."""
    kinds, audience = _named(taxonomy_term_id, taxonomy_id)
    wanted = Wanted(search, kinds, audience, organization_id, _moment(modified_after))

    async def shape(found: Sequence[Offered]) -> list[Service]:
        if minimal:
            return [Service(id=one.service.id, last_modified=one.service.changed_at.astimezone(UTC)) for one in found]
        bodies = await reading.bodies_of(serving.pool, [one.service.body for one in found])
        around = await _around(serving.pool, found if full else [])
        if full:
            return [shaping.whole_service(one, bodies.get(one.service.body), around) for one in found]
        return [shaping.service(one, bodies.get(one.service.body), around.on) for one in found]

    if format == "ndjson":
        return await streamed(reading.every_service(serving.pool, wanted), shape)
    found, total = await reading.services(serving.pool, wanted, page=page, per_page=per_page)
    return Services.of(await shape(found), total=total, page=page, per_page=per_page)


@router.get("/services/{id}", summary="Look at a service", response_model_exclude_none=True)
async def show_service(id: Id, serving: Serving) -> Service:  # noqa: A002
    """One service with all that belongs to it."""
    found = await _known(serving.pool, id)
    bodies = await reading.bodies_of(serving.pool, [found.service.body])
    return shaping.whole_service(found, bodies.get(found.service.body), await _around(serving.pool, [found]))


@router.get(
    "/organizations",
    summary="List organizations",
    response_model=Organizations,
    response_model_exclude_none=True,
    responses=STREAMS,
)
async def list_organizations(
    serving: Serving,
    search: Search = None,
    full: Full = False,
    full_service: Annotated[bool, Query(description="With each one's services, whole")] = False,
    page: PageNumber = 1,
    per_page: PerPage = 50,
    format: Format = "json",  # noqa: A002 - the standard's own name
) -> Organizations | StreamingResponse:
    """The bodies in Greek order, those that closed left out."""

    async def shape(rows: Sequence[BodyRow]) -> list[Organization]:
        if full or full_service:
            whole = [shaping.whole_organization(row) for row in rows]
            return await _with_services(serving.pool, whole, full_service=full_service)
        return [shaping.organization(row) for row in rows]

    if format == "ndjson":
        return await streamed(reading.every_body(serving.pool, search), shape)
    rows, total = await reading.bodies(serving.pool, search, page=page, per_page=per_page)
    return Organizations.of(await shape(rows), total=total, page=page, per_page=per_page)


@router.get("/organizations/{id}", summary="Look at an organization", response_model_exclude_none=True)
async def show_organization(
    id: Id,  # noqa: A002
    serving: Serving,
    full_service: Annotated[bool, Query(description="With its services, whole")] = False,
) -> Organization:
    """One body with its offices and services."""
    row = (await reading.bodies_of(serving.pool, [id])).get(id)
    if row is None:
        raise Problem("not-found")
    [found] = await _with_services(serving.pool, [shaping.whole_organization(row)], full_service=full_service)
    return found


@router.get(
    "/service_at_locations",
    summary="List services at locations",
    response_model=ServicesAtLocations,
    response_model_exclude_none=True,
    responses=STREAMS,
)
async def list_service_at_locations(
    serving: Serving,
    search: Search = None,
    taxonomy_term_id: TermId = None,
    taxonomy_id: TaxonomyId = None,
    organization_id: OrganizationId = None,
    modified_after: Modified = None,
    postcode: Annotated[
        str | None, Query(pattern=r"^[0-9]{3} ?[0-9]{2}$", description="Those within a postcode, or near it")
    ] = None,
    proximity: Annotated[
        int | None, Query(ge=0, le=1_000_000, description="Metres from the middle of the postcode's known places")
    ] = None,
    full: Full = False,
    page: PageNumber = 1,
    per_page: PerPage = 50,
    format: Format = "json",  # noqa: A002 - the standard's own name
) -> ServicesAtLocations | StreamingResponse:
    """The services of which the registry tells where they are given; shelters that protect somebody have no place."""
    kinds, audience = _named(taxonomy_term_id, taxonomy_id)
    wanted = Wanted(
        search,
        kinds,
        audience,
        organization_id,
        _moment(modified_after),
        placed=True,
        postcode=postcode.replace(" ", "") if postcode else None,
        proximity=proximity,
    )

    async def shape(found: Sequence[Offered]) -> list[ServiceAtLocation]:
        around = await _around(serving.pool, found if full else [])
        shape_one = shaping.at_location_alone if full else shaping.at_location_listed
        return [shape_one(one, around) for one in found]

    if format == "ndjson":
        return await streamed(reading.every_service(serving.pool, wanted), shape)
    found, total = await reading.services(serving.pool, wanted, page=page, per_page=per_page)
    return ServicesAtLocations.of(await shape(found), total=total, page=page, per_page=per_page)


@router.get("/service_at_locations/{id}", summary="Look at a service at a location", response_model_exclude_none=True)
async def show_service_at_location(id: Id, serving: Serving) -> ServiceAtLocation:  # noqa: A002
    """Where one service is given, and what holds there."""
    found = await _known(serving.pool, id)
    if found.service.place is None:
        raise Problem("not-found")
    return shaping.at_location_alone(found, await _around(serving.pool, [found]))


async def _known(queries: Queries, service: UUID) -> Offered:
    found = await reading.service(queries, service)
    if found is None:
        raise Problem("not-found")
    return found


async def _around(queries: Queries, found: Sequence[Offered]) -> Around:
    codes = [code for one in found for code in shaping.codes_of(one.service)]
    names = await reading.municipality_names(queries, codes) if codes else {}
    return Around(today(datetime.now(UTC)), names)


async def _with_services(
    queries: Queries, organizations: list[Organization], *, full_service: bool
) -> list[Organization]:
    offered = await reading.offered_by(queries, [each.id for each in organizations])
    around = await _around(queries, [one for several in offered.values() for one in several] if full_service else [])

    def told(one: Offered) -> Service | dict[str, object]:
        if full_service:
            return shaping.whole_service(one, None, around)
        return {"id": one.service.id, "name": one.service.name, "status": shaping.status(one, around.on)}

    return [
        each.model_copy(update={"services": [told(one) for one in offered.get(each.id, [])] or None})
        for each in organizations
    ]


def _named(term: UUID | None, taxonomy: UUID | None) -> tuple[list[str] | None, list[str]]:
    """The kinds and the people that the term and the taxonomy name; None where neither is asked for."""
    if term is None and taxonomy is None:
        return None, []
    found = terms().under(term) if term else list(terms().terms.values())
    if taxonomy:
        found = [each for each in found if each.taxonomy.id == taxonomy]
    kinds = {kind for each in found for kind in each.line.kinds}
    return sorted(kinds), sorted({each.line.audience for each in found if each.line.audience})


def _moment(asked: datetime | date | None) -> datetime | None:
    """A day begins in Greece; a time without a zone is Greek."""
    if asked is None:
        return None
    moment = asked if isinstance(asked, datetime) else datetime.combine(asked, time())
    return moment if moment.tzinfo else moment.replace(tzinfo=ATHENS)
