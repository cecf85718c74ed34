"""A record over HTTP, section by section: one command each, on the version that was shown."""

from collections.abc import Sequence
from datetime import date

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from services.registry.people import queries
from services.registry.people.changes import (
    Concealing,
    Ending,
    Informing,
    NamingGuardian,
    RecordingAddress,
    RecordingBirth,
    RecordingCircumstances,
    RecordingContacts,
    RecordingIdentifier,
    RecordingNames,
    RecordingSpecial,
    VerifyingResidence,
    WithdrawingIdentifier,
)
from services.registry.people.domain import (
    Event,
    Person,
    conceal,
    end_guardian,
    inform,
    lift_concealment,
    name_guardian,
    record_address,
    record_birth,
    record_circumstances,
    record_contacts,
    record_identifier,
    record_names,
    record_special,
    verify_residence,
    withdraw_identifier,
)
from services.registry.people.keeping import AtTheDesk, Recorded, WithTheFile
from services.registry.people.registering import NOTICE
from shared.openapi import refuses
from shared.problems import FieldError, Problem
from shared.restrictions import RESTRICTED
from shared.scope import Reach, scoped

router = APIRouter(prefix="/people/{person}", tags=["records"])

_KNOWN = ("person-unknown", "kept-elsewhere", RESTRICTED)


@router.post("/names", response_model=Recorded, summary="Record a person's names", openapi_extra=refuses(*_KNOWN))
async def post_names(body: RecordingNames, recording: AtTheDesk) -> JSONResponse:
    """All names at once. A surname or given name that changed joins the former ones, unless it was put right."""
    return await recording.record(
        lambda person, on: record_names(
            person, name=body.name(), former_names=body.former(), on=on, correction=body.righted
        ),
        body.occurred_on,
    )


@router.post("/birth", response_model=Recorded, summary="Record birth and sex", openapi_extra=refuses(*_KNOWN))
async def post_birth(body: RecordingBirth, recording: AtTheDesk) -> JSONResponse:
    """The date of birth, and the sex that the person states."""
    born = body.born_on.isoformat() if body.born_on else None
    return await recording.record(
        lambda person, _: record_birth(person, born_on=born, sex=body.sex, correction=body.righted), body.occurred_on
    )


@router.post("/identifiers", response_model=Recorded, summary="Record a number", openapi_extra=refuses(*_KNOWN))
async def post_identifier(body: RecordingIdentifier, recording: AtTheDesk) -> JSONResponse:
    """A number of the person's. It takes the place of one of its kind, and an ΑΜΚΑ that of a ΠΑΑΥΠΑ."""
    until = body.expires_on.isoformat() if body.expires_on else None
    return await recording.record(
        lambda person, _: record_identifier(
            person, kind=body.kind, value=body.value, expires_on=until, correction=body.righted
        ),
        body.occurred_on,
    )


@router.post(
    "/identifiers/withdrawal",
    response_model=Recorded,
    summary="Withdraw a number",
    openapi_extra=refuses(*_KNOWN, "identifier-unknown"),
)
async def withdraw(body: WithdrawingIdentifier, recording: WithTheFile) -> JSONResponse:
    """The number no longer names the person, and stays in the history."""
    return await recording.record(
        lambda person, _: withdraw_identifier(person, kind=body.kind, value=body.value, why=body.why),
        body.occurred_on,
    )


@router.post("/contacts", response_model=Recorded, summary="Record contacts", openapi_extra=refuses(*_KNOWN))
async def post_contacts(body: RecordingContacts, recording: AtTheDesk) -> JSONResponse:
    """All ways to reach the person. Who is shown the telephones alone sends those; the others stay as they were."""
    given = body.known()
    writing = recording.writing
    loaded = await writing.service.store.load(f"person-{recording.person}")
    whole = recording.caller.reaches(Reach.FILE, loaded.scope)
    if not whole and (wrong := next((n for n, one in enumerate(given) if one.kind != "telephone"), None)) is not None:
        raise Problem("invalid", errors=[FieldError(f"/contacts/{wrong}/kind", "outside-scope")])

    def decide(person: Person, _: date) -> Sequence[Event]:
        unseen = [] if whole else [one for one in person.record.contacts if one.kind != "telephone"]
        return record_contacts(person, contacts=[*given, *unseen])

    return await recording.record(decide, body.occurred_on)


@router.post("/address", response_model=Recorded, summary="Record where a person lives", openapi_extra=refuses(*_KNOWN))
async def post_address(body: RecordingAddress, recording: WithTheFile) -> JSONResponse:
    """The address now. One that is concealed stays so, and as it is where none is given: it was not shown either."""

    def decide(person: Person, _: date) -> Sequence[Event]:
        known = person.record.address.address if person.record.concealment and person.record.address else None
        return record_address(
            person, address=body.address or known, municipal_unit=body.municipal_unit, correction=body.righted
        )

    return await recording.record(decide, body.occurred_on)


@router.post(
    "/residence",
    response_model=Recorded,
    summary="Verify the residence",
    openapi_extra=refuses(*_KNOWN, "residence-in-the-future"),
)
async def post_residence(body: VerifyingResidence, recording: WithTheFile) -> JSONResponse:
    """Somebody looked at a proof that the person lives in the municipality."""
    return await recording.record(
        lambda person, on: verify_residence(person, how=body.how, on=body.on, today=on), body.occurred_on
    )


@router.post(
    "/concealment",
    response_model=Recorded,
    summary="Conceal where a person lives",
    openapi_extra=refuses(*_KNOWN, "concealment-in-the-future"),
)
async def post_concealment(body: Concealing, recording: WithTheFile) -> JSONResponse:
    """Hides address, municipal unit, household and moves from everybody else's files."""
    return await recording.record(
        lambda person, on: conceal(person, asked_by=body.asked_by, why=body.why, since=body.since, today=on),
        body.occurred_on,
    )


@router.post("/concealment/end", response_model=Recorded, summary="End a concealment", openapi_extra=refuses(*_KNOWN))
async def end_concealment(body: Ending, recording: WithTheFile) -> JSONResponse:
    """What was hidden may be seen again."""
    return await recording.record(lambda person, _: lift_concealment(person), body.occurred_on)


@router.post(
    "/circumstances",
    response_model=Recorded,
    summary="Record a person's circumstances",
    openapi_extra=refuses(*_KNOWN, "unemployed-since-without-unemployment"),
)
async def post_circumstances(body: RecordingCircumstances, recording: WithTheFile) -> JSONResponse:
    """All answers at once: a value, `refused`, or null for what was not asked."""
    return await recording.record(
        lambda person, _: record_circumstances(person, circumstances=body.known(), correction=body.righted),
        body.occurred_on,
    )


@router.post("/special", response_model=Recorded, summary="Record special categories", openapi_extra=refuses(*_KNOWN))
async def post_special(body: RecordingSpecial, recording: WithTheFile) -> JSONResponse:
    """Disability, Roma origin, health: apart from the rest, under the same key."""
    return await recording.record(
        lambda person, _: record_special(person, special=body.known(), correction=body.righted), body.occurred_on
    )


@router.post("/notice", response_model=Recorded, summary="Record that notice was given", openapi_extra=refuses(*_KNOWN))
async def post_notice(body: Informing, recording: AtTheDesk) -> JSONResponse:
    """The person was given the present version of the notice on the processing of their data."""
    return await recording.record(lambda person, _: inform(person, notice=NOTICE), body.occurred_on)


@router.post(
    "/guardian",
    response_model=Recorded,
    summary="Name who acts for a person",
    openapi_extra=refuses(*_KNOWN, "own-guardian", "guardian-unnamed"),
)
async def post_guardian(body: NamingGuardian, recording: WithTheFile) -> JSONResponse:
    """A parent, a guardian, a court supporter or a representative: by their record, or by name."""
    if body.guardian is not None:
        async with scoped(recording.writing.service.pool, recording.caller) as connection:
            if await queries.person(connection, body.guardian) is None:
                raise Problem("invalid", errors=[FieldError("/guardian", "person-unknown")])
    own = body.guardian == recording.person
    return await recording.record(
        lambda person, _: name_guardian(person, guardian=body.known(), own=own), body.occurred_on
    )


@router.post("/guardian/end", response_model=Recorded, summary="End a guardianship", openapi_extra=refuses(*_KNOWN))
async def end_guardianship(body: Ending, recording: WithTheFile) -> JSONResponse:
    """Nobody acts for the person any more."""
    return await recording.record(lambda person, _: end_guardian(person), body.occurred_on)
