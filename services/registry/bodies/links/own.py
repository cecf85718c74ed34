"""A body's own record, over HTTP, as the body itself keeps it: what it may say, and nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header
from fastapi.responses import JSONResponse

from services.registry.bodies import looking
from services.registry.bodies.answers import ServiceOut
from services.registry.bodies.api import ServiceId
from services.registry.bodies.bodies import CapacityBody, ContactsBody, PauseBody, WeekBody
from services.registry.bodies.body_answers import BodyRecord
from services.registry.bodies.domain import Body, correct_body, set_contacts
from services.registry.bodies.keeping import body_of, service_of
from services.registry.bodies.links import secrets
from services.registry.bodies.links.api import loaded_link, the_body
from services.registry.bodies.links.bodies import OwnFacts
from services.registry.bodies.telling import tell_capacity, tell_hours, tell_pause, tell_resumption
from shared.callers import anybody
from shared.fields import Out
from shared.openapi import refuses
from shared.problems import Problem
from shared.scope import scoped
from shared.service import Running, Serving
from shared.workdays import today
from shared.writing import Changing, ChangingShown, Writing, Written

SessionHeader = Annotated[
    str,
    Header(
        alias="Kentro-Session",
        description="What a link for a body was traded for.",
        max_length=200,
        examples=["0199a3c07a1e7c3b9d524f1b6a2e8c07.0." + "0" * 64],
    ),
]
_MOST_SERVICES = 500
router = APIRouter(tags=["own record"], prefix="/own-record", dependencies=[anybody()])


async def _itself(session: SessionHeader, serving: Serving) -> UUID:
    """The body that works by its link. Raises `Problem` once its hour is over or the link was ended."""
    working = secrets.opened(serving.vault, session)
    if working is None:
        raise Problem("body-session-over")
    link = await loaded_link(serving, working.body)
    if not link.lasts(working.serial, datetime.now(UTC)):
        raise Problem("body-session-over")
    return working.body


Itself = Annotated[UUID, Depends(_itself)]


class OwnRecord(Out):
    """What the registry says of a body and its services, as the body itself sees it."""

    body: BodyRecord
    """What it says of itself, and what its keepers say."""
    services: list[ServiceOut]
    """All that it offers, in Greek order."""


@router.get("", summary="Look at one's own record", openapi_extra=refuses("body-session-over"))
async def show(itself: Itself, serving: Serving) -> OwnRecord:
    """The body's record with its services; nothing of anybody who was referred to it."""
    on = today(datetime.now(UTC))
    async with scoped(serving.pool, the_body(itself)) as connection:
        found = await looking.body(connection, itself)
        if found is None:
            raise Problem("not-found")
        asked = looking.Question(on=on, body=itself)
        offered = await looking.services(connection, asked, after=None, limit=_MOST_SERVICES)
    offered.sort(key=lambda each: (each.service.sort_key, each.service.id))
    return OwnRecord(body=BodyRecord.of(*found, on), services=[ServiceOut.of(each, on) for each in offered])


@router.post(
    "/correction",
    response_model=Written,
    summary="Correct one's own record",
    openapi_extra=refuses("body-closed", "body-session-over"),
)
async def post_correction(given: OwnFacts, itself: Itself, writing: ChangingShown) -> JSONResponse:
    """What the body does and how it is reached; what it is, its name and its seat are its keepers' to correct."""

    def decide(body: Body) -> Sequence[object]:
        if body.facts is None:
            raise Problem("not-found")
        return correct_body(body, facts=replace(body.facts, **given.model_dump()))

    return await _with_body(itself, writing, decide)


@router.post(
    "/contacts",
    response_model=Written,
    summary="Set one's own offices",
    openapi_extra=refuses("body-closed", "contact-without-a-way", "body-session-over"),
)
async def post_contacts(given: ContactsBody, itself: Itself, writing: ChangingShown) -> JSONResponse:
    """All the offices of the body, as they are now."""
    return await _with_body(itself, writing, lambda body: set_contacts(body, contacts=given.offices()))


@router.post(
    "/services/{service}/hours",
    response_model=Written,
    summary="Set the hours of one's own service",
    openapi_extra=refuses("service-ended", "hours-close-before-they-open", "hours-overlap", "body-session-over"),
)
async def post_hours(
    service: ServiceId, given: WeekBody, itself: Itself, writing: Changing, serving: Serving
) -> JSONResponse:
    """When it is open every week, from a day on."""
    await _must_be_own(serving, itself, service)
    return await tell_hours(writing, service, given, by=the_body(itself))


@router.post(
    "/services/{service}/capacity",
    response_model=Written,
    summary="Report what room one's own service has",
    openapi_extra=refuses("service-ended", "capacity-reported-later", "body-session-over"),
)
async def post_capacity(
    service: ServiceId, given: CapacityBody, itself: Itself, writing: Changing, serving: Serving
) -> JSONResponse:
    """How many places are free and how many people wait."""
    await _must_be_own(serving, itself, service)
    return await tell_capacity(writing, service, given, by=the_body(itself))


@router.post(
    "/services/{service}/pause",
    response_model=Written,
    summary="Pause one's own service",
    openapi_extra=refuses("service-ended", "pause-ends-before-it-begins", "body-session-over"),
)
async def post_pause(
    service: ServiceId, given: PauseBody, itself: Itself, writing: Changing, serving: Serving
) -> JSONResponse:
    """It takes nobody for now."""
    await _must_be_own(serving, itself, service)
    return await tell_pause(writing, service, given, by=the_body(itself))


@router.post(
    "/services/{service}/resumption",
    response_model=Written,
    summary="Resume one's own service",
    openapi_extra=refuses("service-ended", "body-session-over"),
)
async def post_resumption(service: ServiceId, itself: Itself, writing: Changing, serving: Serving) -> JSONResponse:
    """It takes people again."""
    await _must_be_own(serving, itself, service)
    return await tell_resumption(writing, service, by=the_body(itself))


async def _with_body(itself: UUID, writing: Writing, decide: Callable[[Body], Sequence[object]]) -> JSONResponse:
    return await writing.commit(f"body-{itself}", lambda loaded: decide(body_of(loaded)), by=the_body(itself))


async def _must_be_own(running: Running, itself: UUID, service: UUID) -> None:
    """Raises `Problem` for another's service, which is not there, and once the body has closed."""
    if service_of(await running.store.load(f"service-{service}")).body != itself:
        raise Problem("not-found")
    if body_of(await running.store.load(f"body-{itself}")).state == "closed":
        raise Problem("service-ended")
