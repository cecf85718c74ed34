"""What changes of bodies and services, over HTTP."""

from collections.abc import Callable, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse

from services.registry.bodies.api import BodyId, ServiceId
from services.registry.bodies.bodies import (
    CapacityBody,
    ContactsBody,
    CorrectedBody,
    CorrectedService,
    EndingAgreement,
    NewAgreement,
    OptionalWhy,
    PauseBody,
    WeekBody,
    Why,
)
from services.registry.bodies.domain import (
    Body,
    close_body,
    correct_body,
    correct_service,
    end_agreement,
    end_service,
    resume_body,
    set_contacts,
    sign_agreement,
    suspend_body,
)
from services.registry.bodies.keeping import (
    Keeper,
    Reporter,
    kept_body,
    must_be_known,
    must_keep,
    must_keep_body,
    must_keep_service,
    must_report,
)
from services.registry.bodies.telling import change_service, tell_capacity, tell_hours, tell_pause, tell_resumption
from shared.eventstore import Loaded
from shared.openapi import refuses
from shared.problems import FieldError, Problem
from shared.scope import Principal
from shared.service import Serving
from shared.writing import Changing, ChangingShown, Creating, Writing, Written

AgreementId = Annotated[UUID, Path(description="The agreement, by the id that its creator made (a UUIDv7).")]
router = APIRouter(tags=["bodies"])


@router.post(
    "/bodies/{body}/correction",
    response_model=Written,
    summary="Correct a body",
    openapi_extra=refuses("body-closed"),
)
async def post_body_correction(
    body: BodyId, given: CorrectedBody, caller: Keeper, writing: ChangingShown, serving: Serving
) -> JSONResponse:
    """All that the registry says of the body, as it is now."""
    await must_keep_body(serving, caller, body)

    def decide(loaded: Loaded) -> list[object]:
        state = kept_body(loaded, caller)
        must_keep(caller, loaded.scope, given.municipality)
        return [*correct_body(state, facts=given.facts())]

    await must_be_known(serving, given.municipality)
    return await writing.commit(f"body-{body}", decide, by=caller)


@router.post(
    "/bodies/{body}/contacts",
    response_model=Written,
    summary="Set a body's offices",
    openapi_extra=refuses("body-closed", "contact-without-a-way"),
)
async def post_contacts(body: BodyId, given: ContactsBody, caller: Keeper, writing: ChangingShown) -> JSONResponse:
    """All the offices of the body, as they are now."""
    return await _with_body(body, caller, writing, lambda state: set_contacts(state, contacts=given.offices()))


@router.put(
    "/agreements/{agreement}",
    status_code=201,
    response_model=Written,
    summary="Enter an agreement",
    openapi_extra=refuses("body-closed", "agreement-already-signed", "agreement-ends-before-it-starts"),
)
async def put_agreement(agreement: AgreementId, given: NewAgreement, caller: Keeper, writing: Creating) -> JSONResponse:
    """The body and the Centres agreed on something."""

    def decide(loaded: Loaded) -> list[object]:
        if loaded.version == 0:
            raise Problem("invalid", errors=[FieldError("/body", "unknown-body")])
        state = kept_body(loaded, caller)
        return [
            *sign_agreement(state, agreement=agreement, subject=given.subject, starts=given.starts, until=given.until)
        ]

    # The agreement is new; the body's stream, in which it stands, is not.
    of_body = Writing(writing.service, writing.command, None, writing.body, writing.import_id, created=True)
    return await of_body.commit(f"body-{given.body}", decide, by=caller)


@router.post(
    "/bodies/{body}/agreements/{agreement}/ending",
    response_model=Written,
    summary="End an agreement",
    openapi_extra=refuses(
        "body-closed", "agreement-unknown", "agreement-already-ended", "agreement-ends-before-it-starts"
    ),
)
async def post_agreement_ending(
    body: BodyId, agreement: AgreementId, given: EndingAgreement, caller: Keeper, writing: Changing
) -> JSONResponse:
    """It ends on that day, before its time or without one."""
    return await _with_body(body, caller, writing, lambda state: end_agreement(state, agreement=agreement, on=given.on))


@router.post(
    "/bodies/{body}/suspension",
    response_model=Written,
    summary="Suspend a body",
    openapi_extra=refuses("body-closed"),
)
async def post_suspension(body: BodyId, given: Why, caller: Keeper, writing: Changing) -> JSONResponse:
    """Nobody is referred to it for now."""
    return await _with_body(body, caller, writing, lambda state: suspend_body(state, why=given.why))


@router.post(
    "/bodies/{body}/resumption",
    response_model=Written,
    summary="Resume a body",
    openapi_extra=refuses("body-closed"),
)
async def post_resumption(body: BodyId, caller: Keeper, writing: Changing) -> JSONResponse:
    """People are referred to it again."""
    return await _with_body(body, caller, writing, resume_body)


@router.post(
    "/bodies/{body}/closing",
    response_model=Written,
    summary="Close a body",
    openapi_extra=refuses("body-closed"),
)
async def post_closing(body: BodyId, given: Why, caller: Keeper, writing: ChangingShown) -> JSONResponse:
    """It is no more, and its services with it."""
    return await _with_body(body, caller, writing, lambda state: close_body(state, why=given.why))


@router.post(
    "/services/{service}/correction",
    response_model=Written,
    summary="Correct a service",
    openapi_extra=refuses("service-ended", "ages-crossed"),
)
async def post_service_correction(
    service: ServiceId, given: CorrectedService, caller: Keeper, writing: ChangingShown, serving: Serving
) -> JSONResponse:
    """All that the registry says of the service, as it is now."""
    await must_keep_service(serving, caller, service)
    await must_be_known(serving, given.municipality, municipalities=given.municipalities, units=given.regional_units)
    return await change_service(writing, service, lambda state: correct_service(state, facts=given.facts()), by=caller)


@router.post(
    "/services/{service}/hours",
    response_model=Written,
    summary="Set a service's hours",
    openapi_extra=refuses("service-ended", "hours-close-before-they-open", "hours-overlap"),
)
async def post_hours(
    service: ServiceId, given: WeekBody, caller: Keeper, writing: Changing, serving: Serving
) -> JSONResponse:
    """When it is open every week, from a day on."""
    await must_keep_service(serving, caller, service)
    return await tell_hours(writing, service, given, by=caller)


@router.post(
    "/services/{service}/capacity",
    response_model=Written,
    summary="Report what room a service has",
    openapi_extra=refuses("service-ended", "capacity-reported-later"),
)
async def post_capacity(
    service: ServiceId, given: CapacityBody, caller: Reporter, writing: Changing, serving: Serving
) -> JSONResponse:
    """How many places are free and how many people wait, as the service says; whoever refers to it may ask."""
    await must_report(serving, caller, service)
    return await tell_capacity(writing, service, given, by=caller)


@router.post(
    "/services/{service}/pause",
    response_model=Written,
    summary="Pause a service",
    openapi_extra=refuses("service-ended", "pause-ends-before-it-begins"),
)
async def post_pause(
    service: ServiceId, given: PauseBody, caller: Keeper, writing: Changing, serving: Serving
) -> JSONResponse:
    """It takes nobody for now."""
    await must_keep_service(serving, caller, service)
    return await tell_pause(writing, service, given, by=caller)


@router.post(
    "/services/{service}/resumption",
    response_model=Written,
    summary="Resume a service",
    openapi_extra=refuses("service-ended"),
)
async def post_service_resumption(
    service: ServiceId, caller: Keeper, writing: Changing, serving: Serving
) -> JSONResponse:
    """It takes people again."""
    await must_keep_service(serving, caller, service)
    return await tell_resumption(writing, service, by=caller)


@router.post(
    "/services/{service}/ending",
    response_model=Written,
    summary="End a service",
    openapi_extra=refuses("service-ended"),
)
async def post_service_ending(
    service: ServiceId, given: OptionalWhy, caller: Keeper, writing: ChangingShown, serving: Serving
) -> JSONResponse:
    """It is no longer offered."""
    await must_keep_service(serving, caller, service)
    return await change_service(writing, service, lambda state: end_service(state, why=given.why), by=caller)


async def _with_body(
    body: UUID, caller: Principal, writing: Writing, decide: Callable[[Body], Sequence[object]]
) -> JSONResponse:
    return await writing.commit(f"body-{body}", lambda loaded: decide(kept_body(loaded, caller)), by=caller)
