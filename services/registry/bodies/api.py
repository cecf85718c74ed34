"""Bodies and services over HTTP, as they are entered and looked for."""

from datetime import UTC, date, datetime
from typing import Annotated, get_args
from uuid import UUID

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse

from services.registry.bodies import looking
from services.registry.bodies.answers import ServiceList, ServiceOut
from services.registry.bodies.bodies import Age, NewBody, NewService
from services.registry.bodies.body_answers import BodyLine, BodyList, BodyRecord, TermList, TermOut
from services.registry.bodies.domain import Audience, BodyKind, ServiceKind, enter_body, offer_service
from services.registry.bodies.keeping import Keeper, body_of, must_be_known, must_keep, region_of, service_of
from services.registry.bodies.looking import Question
from services.registry.bodies.taxonomy import terms
from services.registry.fields import MunicipalityCode
from shared.callers import allow
from shared.fields import Typed
from shared.openapi import refuses
from shared.paging import PAGE, Cursor, key_of, paged
from shared.problems import FieldError, Problem
from shared.scope import ADMINISTRATION, DESK, Principal, Role, scoped
from shared.service import Serving
from shared.workdays import today
from shared.writing import Creating, Written

Anyone = Annotated[Principal, allow(*DESK, *ADMINISTRATION, Role.IMPORTER)]
BodyId = Annotated[UUID, Path(description="The body, by the id that its creator made (a UUIDv7).")]
ServiceId = Annotated[UUID, Path(description="The service, by the id that its creator made (a UUIDv7).")]
Words = Annotated[
    Typed | None, Query(description="Beginnings of words, with or without accents", examples=["φροντιστ αλφει"])
]
GoneToo = Annotated[bool, Query(description="Also what is closed or no longer offered")]
router = APIRouter(tags=["bodies"])


@router.put(
    "/bodies/{body}",
    status_code=201,
    response_model=Written,
    summary="Enter a body",
    openapi_extra=refuses("body-already-entered"),
)
async def put_body(body: BodyId, given: NewBody, caller: Keeper, writing: Creating, serving: Serving) -> JSONResponse:
    """A body joins the registry."""
    region = region_of(caller)
    must_keep(caller, region, given.municipality)
    await must_be_known(serving, given.municipality)
    return await writing.commit(
        f"body-{body}",
        lambda loaded: enter_body(body_of(loaded), facts=given.facts()),
        by=caller,
        scope=region,
    )


@router.put(
    "/services/{service}",
    status_code=201,
    response_model=Written,
    summary="Offer a service",
    openapi_extra=refuses("service-already-offered", "ages-crossed", "body-closed"),
)
async def put_service(
    service: ServiceId, given: NewService, caller: Keeper, writing: Creating, serving: Serving
) -> JSONResponse:
    """A body offers a service."""
    loaded = await serving.store.load(f"body-{given.body}")
    body = body_of(loaded)
    if body.facts is None:
        raise Problem("invalid", errors=[FieldError("/body", "unknown-body")])
    must_keep(caller, loaded.scope, body.facts.municipality)
    if body.state == "closed":
        raise Problem("body-closed")
    await must_be_known(serving, given.municipality, municipalities=given.municipalities, units=given.regional_units)
    return await writing.commit(
        f"service-{service}",
        lambda loaded: offer_service(service_of(loaded), body=given.body, facts=given.facts()),
        by=caller,
        scope=loaded.scope,
    )


@router.get("/bodies", summary="Look for a body")
async def list_bodies(
    caller: Anyone,
    serving: Serving,
    kind: Annotated[BodyKind | None, Query(description="Bodies of one kind")] = None,
    municipality: Annotated[
        MunicipalityCode | None, Query(description="Those that have their seat in the municipality with that code")
    ] = None,
    query: Words = None,
    gone_too: GoneToo = False,
    cursor: Cursor = None,
) -> BodyList:
    """Bodies by kind, seat and name, in Greek order."""
    after = key_of(cursor, tuple[str, UUID]) if cursor else None
    async with scoped(serving.pool, caller) as connection:
        rows = await looking.bodies(
            connection,
            kind=kind,
            municipality=municipality,
            text=query,
            gone_too=gone_too,
            after=after,
            limit=PAGE + 1,
        )
    rows, following = paged(rows, lambda row: (row.sort_key, row.id))
    return BodyList(items=[BodyLine.model_validate(row, from_attributes=True) for row in rows], next=following)


@router.get("/bodies/{body}", summary="Look at a body")
async def show_body(body: BodyId, caller: Anyone, serving: Serving) -> BodyRecord:
    """One body, with its offices and agreements."""
    async with scoped(serving.pool, caller) as connection:
        found = await looking.body(connection, body)
    if found is None:
        raise Problem("not-found")
    return BodyRecord.of(*found, _today())


@router.get("/services", summary="Look for a service")
async def list_services(
    caller: Anyone,
    serving: Serving,
    kind: Annotated[ServiceKind | None, Query(description="Services of one kind")] = None,
    need: Annotated[
        str | None, Query(description="What somebody needs, as a topic of visits", pattern="^[a-z-]{1,40}$")
    ] = None,
    term: Annotated[UUID | None, Query(description="What a term of a taxonomy, or one below it, leads to")] = None,
    municipality: Annotated[
        MunicipalityCode | None, Query(description="Those that take people of the municipality with that code")
    ] = None,
    audience: Annotated[Audience | None, Query(description="Those that are for these people, or for everybody")] = None,
    age: Annotated[Age | None, Query(description="Those that take somebody of that age, in full years")] = None,
    language: Annotated[
        str | None, Query(description="Those that are given in that language (ISO 639-1)", pattern="^[a-z]{2}$")
    ] = None,
    open_on: Annotated[date | None, Query(description="Those that are known to be open on that day")] = None,
    with_place: Annotated[bool, Query(description="Those that reported a free place lately")] = False,
    query: Words = None,
    body: Annotated[UUID | None, Query(description="Those of one body")] = None,
    gone_too: GoneToo = False,
    cursor: Cursor = None,
) -> ServiceList:
    """Who can help with this: who takes people now first, then the nearest, then who has a place, then Greek order."""
    after = key_of(cursor, tuple[int, str, UUID]) if cursor else None
    on = _today()
    asked = Question(
        on=on,
        kinds=_kinds(kind, need, term),
        municipality=municipality,
        audience=audience,
        age=age,
        language=language,
        open_on=open_on,
        with_place=with_place,
        text=query,
        body=body,
        gone_too=gone_too,
    )
    async with scoped(serving.pool, caller) as connection:
        rows = await looking.services(connection, asked, after=after, limit=PAGE + 1)
    rows, following = paged(rows, lambda row: (row.rank, row.service.sort_key, row.service.id))
    return ServiceList(items=[ServiceOut.of(row, on) for row in rows], next=following)


@router.get("/services/{service}", summary="Look at a service")
async def show_service(service: ServiceId, caller: Anyone, serving: Serving) -> ServiceOut:
    """One service."""
    async with scoped(serving.pool, caller) as connection:
        found = await looking.service(connection, service)
    if found is None:
        raise Problem("not-found")
    return ServiceOut.of(found, _today())


@router.get("/terms", summary="List the terms of services")
async def list_terms(caller: Anyone) -> TermList:
    """The public terms by which services are looked for, with their Greek names."""
    return TermList(items=[TermOut.of(term) for term in terms().terms.values()])


def _kinds(kind: str | None, need: str | None, term: UUID | None) -> list[str] | None:
    """The kinds that all of what was asked leads to; None where all kinds are meant."""
    wanted: list[frozenset[str]] = []
    if kind:
        wanted.append(frozenset([kind]))
    if need:
        wanted.append(frozenset(terms().needs.get(need, frozenset())))
    if term:
        known = terms().terms.get(term)
        wanted.append(frozenset(known.kinds) if known else frozenset())
    if not wanted:
        return None
    return sorted(frozenset(get_args(ServiceKind)).intersection(*wanted))


def _today() -> date:
    return today(datetime.now(UTC))
