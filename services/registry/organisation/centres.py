"""One Centre over HTTP: all that is known of it, who runs it, who is named for it; and its page for everybody."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import JSONResponse

from services.registry.organisation import views
from services.registry.organisation.api import Anyone, CentreId
from services.registry.organisation.calendar import timetable_of
from services.registry.organisation.centre_answers import (
    CentreWhole,
    PublicCentre,
    PublicPlace,
    SupervisionOut,
    officers_out,
    units_of,
)
from services.registry.organisation.days import First, Last, checked
from services.registry.organisation.domain import (
    Centre,
    CentreFounded,
    Municipality,
    evolve_centre,
    evolve_municipality,
    let_officer_go,
    name_body,
    name_officer,
    supervision_on,
)
from services.registry.organisation.keeping import KEEPERS
from services.registry.organisation.leaving import is_somebody_else
from services.registry.organisation.place_answers import (
    ClosureOut,
    ContactsOut,
    ItineraryOut,
    PlaceOut,
    PremisesOut,
    day_out,
    place_parts,
)
from services.registry.organisation.place_bodies import NamedBody, Officer
from services.registry.organisation.reference import reference_name, seat_of
from shared.callers import allow, anybody
from shared.eventstore import Claimed, Decision, Loaded
from shared.openapi import refuses
from shared.problems import FieldError, Problem, preferred_language
from shared.scope import Principal
from shared.service import Running, Serving
from shared.workdays import Language, today
from shared.writing import Changing, Writing, Written

Keeper = Annotated[Principal, allow(*KEEPERS)]
OfficerId = Annotated[UUID, Path(description="Who is named, by the id that their naming made.")]
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PublicName = Annotated[
    str,
    Path(
        pattern=r"^([0-9]{4}-[a-z0-9-]{2,40}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$",
        description="The Centre, by its id or by its municipality's code and its own name there: `3905-zacharo`.",
    ),
]
router = APIRouter(tags=["organisation"])


@router.get("/centres/{centre}", summary="Look at a Centre")
async def show_centre(
    centre: CentreId,
    caller: Anyone,
    serving: Serving,
    on: Annotated[date | None, Query(description="The day whose supervision is told; today if left out")] = None,
) -> CentreWhole:
    """The Centre with its units, where and when they are open, who runs it, and who supervises it and why (R3)."""
    loaded, state, founded = await _known(serving, centre)
    units = units_of(state, founded)
    return CentreWhole(
        id=centre,
        municipality=founded.municipality,
        scope=loaded.scope,
        name=founded.name,
        prefix=founded.prefix,
        operating_since=founded.operating_since,
        body_kind=state.body.kind if state.body else None,
        body_name=state.body.name if state.body else founded.implementing_body,
        supervision=await _supervision(serving, founded.municipality, on or today(datetime.now(UTC))),
        officers=officers_out(state, ("contact", "team-head", "team-member")),
        places=[
            PlaceOut.model_validate(
                {
                    "id": unit or centre,
                    "kind": kind,
                    "name": name,
                    "reason": attached.reason if attached else None,
                    "last_day": state.last_day(unit),
                    **place_parts(state.place(unit)),
                }
            )
            for unit, kind, name, attached in units
        ],
        last_day=state.closed.last_day if state.closed else None,
        closed_because=state.closed.reason if state.closed else None,
        version=loaded.version,
    )


@router.get("/public/centres/{name}", summary="Find a Centre", dependencies=[anybody()])
async def show_public(request: Request, name: PublicName, serving: Serving, first: First, last: Last) -> PublicCentre:
    """What everybody may know: where it is, whom to ask, and when it is open, day by day."""
    checked(first, last)
    centre = await _named(serving, name)
    if centre is None:
        raise Problem("not-found")
    loaded, state, founded = await _known(serving, centre)
    municipality = await municipality_of(serving, founded.municipality)
    language = preferred_language(request.headers.get("accept-language"))
    return PublicCentre(
        id=centre,
        path=f"{founded.municipality}-{founded.slug}",
        name=founded.name,
        municipality=founded.municipality,
        municipality_name=municipality.facts.name if municipality.facts else "",
        officers=officers_out(state, ("contact",)),
        places=_public_places(centre, state, founded, municipality, first, last, language),
        version=loaded.version,
    )


@router.post("/centres/{centre}/body", response_model=Written, summary="Name the implementing body")
async def post_body(centre: CentreId, body: NamedBody, caller: Keeper, writing: Changing) -> JSONResponse:
    """Who runs the Centre: the municipality, or an entity that it set up and supervises (R5)."""
    return await _commit(centre, writing, caller, lambda state: name_body(state, kind=body.kind, name=body.name))


@router.post(
    "/centres/{centre}/officers",
    response_model=Written,
    summary="Name somebody for the Centre",
    openapi_extra=refuses("officer-left"),
)
async def post_officer(centre: CentreId, body: Officer, caller: Keeper, writing: Changing) -> JSONResponse:
    """Somebody whom the public asks (R11), or the monitoring team with its head (R6)."""
    taken = Problem("invalid", errors=[FieldError("/officer", "officer-id-taken")])
    if await is_somebody_else(writing.service, body.officer):
        raise taken

    def decide(state: Centre) -> Decision:
        events = name_officer(state, **body.model_dump())
        known = any(each.officer == body.officer for each in state.officers)
        return Decision(events, claim=[] if known or not events else [f"officer:{body.officer}"])

    try:
        return await _commit(centre, writing, caller, decide)
    except Claimed:
        raise taken from None


@router.post("/centres/{centre}/officers/{officer}/leaving", response_model=Written, summary="Name somebody no more")
async def post_leaving(centre: CentreId, officer: OfficerId, caller: Keeper, writing: Changing) -> JSONResponse:
    """They are not named for the Centre any more, and their name cannot be read by anybody again."""
    return await _commit(centre, writing, caller, lambda state: let_officer_go(state, officer=officer))


async def municipality_of(serving: Running, code: str) -> Municipality:
    """The municipality as its stream tells it."""
    return (await serving.store.load(f"municipality-{code}")).fold(evolve_municipality, Municipality())


def state_of(loaded: Loaded) -> Centre:
    """The Centre as its stream tells it."""
    return loaded.fold(evolve_centre, Centre())


async def _known(serving: Running, centre: UUID) -> tuple[Loaded, Centre, CentreFounded]:
    loaded = await serving.store.load(f"centre-{centre}")
    state = state_of(loaded)
    if state.founded is None:
        raise Problem("not-found")
    return loaded, state, state.founded


async def _named(serving: Running, name: str) -> UUID | None:
    if _ID.fullmatch(name):
        return UUID(name)
    code, _, slug = name.partition("-")
    return await views.centre_of(serving.pool, code, slug)


async def _supervision(serving: Running, code: str, on: date) -> SupervisionOut:
    municipality = await municipality_of(serving, code)
    seat = seat_of(municipality.facts.regional_unit) if municipality.facts else None
    supervision = supervision_on(on, municipality=code, declared=municipality.social_service, seat=seat)
    row = await views.municipality(serving.pool, supervision.municipality) if supervision.municipality else None
    return SupervisionOut.of(supervision, row.name if row else reference_name(supervision.municipality))


def _public_places(
    centre: UUID,
    state: Centre,
    founded: CentreFounded,
    municipality: Municipality,
    first: date,
    last: date,
    language: Language,
) -> list[PublicPlace]:
    found: list[PublicPlace] = []
    for unit, kind, name, _ in units_of(state, founded):
        place = state.place(unit)
        months = [month for month in sorted(place.itineraries) if f"{first:%Y-%m}" <= month <= f"{last:%Y-%m}"]
        found.append(
            PublicPlace(
                id=unit or centre,
                kind=kind,
                name=name,
                premises=PremisesOut.of(place.premises) if place.premises else None,
                contacts=ContactsOut.of(place.contacts),
                days=[day_out(day) for day in timetable_of(state, unit, municipality).days(first, last, language)],
                closures=[
                    ClosureOut.of(each)
                    for each in sorted(place.closures, key=lambda each: each.first)
                    if each.last >= first
                ],
                itineraries=[ItineraryOut.of(place.itineraries[month]) for month in months],
                last_day=state.last_day(unit),
            )
        )
    return found


async def _commit(
    centre: UUID, writing: Writing, caller: Principal, decide: Callable[[Centre], Decision | Sequence[object]]
) -> JSONResponse:
    def deciding(loaded: Loaded) -> Decision | Sequence[object]:
        if not caller.has(KEEPERS, on=loaded.scope):
            raise Problem("not-found")
        return decide(state_of(loaded))

    return await writing.commit(f"centre-{centre}", deciding, by=caller, unit=centre)
