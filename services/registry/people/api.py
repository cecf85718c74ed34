"""The registry of beneficiaries over HTTP. No personal data stands in an address: searches are sent as bodies."""

import re
from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse

from services.registry.merging.answers import merged_item
from services.registry.merging.views import merges_into
from services.registry.people import lookup, queries
from services.registry.people.answers import AddressOut, History, Numbered, PersonOut, Registered, RestrictionOut
from services.registry.people.bodies import BecomingBeneficiary, Ids, NewPerson, Search
from services.registry.people.domain import (
    BecameBeneficiary,
    IdentifierRecorded,
    IdentifierReplaced,
    IdentifierWithdrawn,
    Person,
    PersonMet,
    Section,
    evolve,
)
from services.registry.people.lookup_answers import Hit, HitList, LabelOut, Labels
from services.registry.people.registering import make_beneficiary, register
from services.registry.people.sections import card, history
from services.registry.people.views import PersonRow
from shared.callers import allow
from shared.course import Course, CourseItem
from shared.database import Connection
from shared.envelope import Recorded
from shared.greek import fold
from shared.ids import uuid7
from shared.openapi import refuses
from shared.problems import Problem
from shared.reading import Shown, reading
from shared.restrictions import RESTRICTED, restrictions_of
from shared.scope import DESK, SOCIAL_WORK, Principal, Reach, Role, scoped
from shared.service import Running, Serving
from shared.workdays import today
from shared.writing import Changing, Creating, must_reach

Desk = Annotated[Principal, allow(*DESK)]
Reader = Annotated[Principal, allow(*DESK, Role.AUDITOR, Role.DATA_PROTECTION_OFFICER)]
Registrar = Annotated[Principal, allow(*DESK, Role.IMPORTER)]
Worker = Annotated[Principal, allow(*SOCIAL_WORK)]
PersonId = Annotated[UUID, Path(description="The person, by the id that its creator made (a UUIDv7).")]
_WHERE: frozenset[Section] = frozenset({"address", "residence", "concealment"})
"""Sections that say where a person lives, or that nobody may know it."""
_OF_FILE: frozenset[Section] = frozenset({"residence", "concealment", "circumstances", "special", "guardian"})
"""Sections of which the reach `basic` is shown nothing."""
router = APIRouter(tags=["people"])


@router.put(
    "/people/{person}",
    status_code=201,
    response_model=Registered,
    summary="Register a person",
    openapi_extra=refuses("possible-duplicates", "person-already-met"),
)
async def put_person(person: PersonId, body: NewPerson, caller: Registrar, writing: Creating) -> JSONResponse:
    """Takes a person down. Records that may be the same human are shown first, by a problem, and must be looked at."""
    must_reach(caller, Reach.BASIC, body.centre)
    return await register(person, body, caller, writing)


@router.post(
    "/people/{person}/beneficiary",
    response_model=Numbered,
    summary="Make a visitor a beneficiary",
    openapi_extra=refuses("centre-unknown", "person-unknown", RESTRICTED),
)
async def post_beneficiary(
    person: PersonId, body: BecomingBeneficiary, caller: Registrar, writing: Changing
) -> JSONResponse:
    """Gives the reference number."""
    return await make_beneficiary(person, body, caller, writing)


@router.get("/people/{person}", summary="Look at a person", openapi_extra=refuses("ticket-required"))
async def show(person: PersonId, caller: Reader, serving: Serving, shown: Shown = None) -> PersonOut:
    """The person's card, as far as the ticket shows the file."""
    async with reading(serving, caller, shown, person, "card") as read:
        row = await _visible(read.connection, person)
        file = await queries.file_of(read.connection, row.id) if read.ticket.shows_file else None
        restricted = await restrictions_of(read.connection, row.id)
    standing = [RestrictionOut(id=each.matter, ground=each.ground) for each in restricted]
    return card(
        row,
        file,
        today(datetime.now(UTC)),
        emergency=read.ticket.emergency,
        merged=read.known[1:],
        restrictions=standing,
    )


@router.get(
    "/people/{person}/history/{section}",
    summary="Who changed what of a record when",
    openapi_extra=refuses("ticket-required"),
)
async def show_history(
    person: PersonId,
    section: Annotated[Section, Path(description="The part of the record.", examples=["contacts"])],
    caller: Reader,
    serving: Serving,
    shown: Shown = None,
) -> History:
    """What changed in one section, command by command, as far as the ticket shows the file."""
    async with reading(serving, caller, shown, person, "history") as read:
        row = await _visible(read.connection, person)
    loaded = await serving.store.load(f"person-{row.id}")
    reach = Reach.FILE if read.ticket.shows_file else Reach.BASIC
    concealed = loaded.fold(evolve, Person()).record.concealment is not None
    if concealed and section in _WHERE and (reach is not Reach.FILE or read.ticket.emergency):
        return History(items=[], version=loaded.version)
    if section in _OF_FILE and reach is not Reach.FILE:
        return History(items=[], version=loaded.version)
    return History(items=history(loaded.recorded, section, reach), version=loaded.version)


@router.post(
    "/people/{person}/address/disclosure",
    summary="Be told a concealed address",
    openapi_extra=refuses("ticket-required"),
)
async def disclose_address(person: PersonId, caller: Worker, serving: Serving, shown: Shown = None) -> AddressOut:
    """The address itself, to who works with the file at the person's own Centre. Every request is told in the log."""
    async with reading(serving, caller, shown, person, "address", item=uuid7()) as read:
        row = await _visible(read.connection, person)
        if read.ticket.emergency or not read.ticket.shows_file or not caller.reaches(Reach.FILE, row.centre):
            raise Problem("not-found")
    loaded = await serving.store.load(f"person-{row.id}")
    place = loaded.fold(evolve, Person()).record.address
    return AddressOut(address=place.address if place else None, municipal_unit=place.municipal_unit if place else None)


@router.post("/people/search", summary="Look somebody up")
async def search(body: Search, caller: Desk, serving: Serving) -> HitList:
    """By name in either script, with or without accents; by ΑΜΚΑ, ΑΦΜ or another number, telephone, or reference."""
    hits: dict[UUID, Hit] = {}
    typed = set(re.split(r"[\s\-]+", fold(body.query)))
    async with scoped(serving.pool, caller) as connection:
        for municipality in _municipalities(caller):
            for question in lookup.asked(body.query):
                for row in await queries.found(connection, municipality, question, body.limit):
                    hits.setdefault(row.id, _hit(row, question.reason, typed))
    ordered = sorted(hits.values(), key=lambda hit: "near-name" in hit.reasons)
    return HitList(items=ordered[: body.limit])


@router.post("/people/labels", summary="Name people in a list")
async def labels(body: Ids, caller: Reader, serving: Serving) -> Labels:
    """The names of those whom the caller may know; of the others nothing is said."""
    async with scoped(serving.pool, caller) as connection:
        rows = await queries.several(connection, body.ids)
    return Labels(
        labels={
            asked: LabelOut(label=row.label, number=row.number, centre=row.centre, person=row.id)
            for asked, row in rows.items()
        }
    )


@router.get(
    "/people/{person}/timeline",
    summary="A person's record as part of their course",
    openapi_extra=refuses("ticket-required"),
)
async def timeline(person: PersonId, caller: Reader, serving: Serving, shown: Shown = None) -> Course:
    """What was recorded about the person, newest first."""
    async with reading(serving, caller, shown, person, "course") as read:
        row = await _visible(read.connection, person)
        merges = await merges_into(read.connection, row.id)
    streams = [await _stream(serving, known) for known in read.known]
    recorded = sorted((one for stream in streams for one in stream), key=lambda one: one.position)
    items = [item for one in reversed(recorded) if (item := _course(row.id, one))]
    items += [merged_item(merge) for merge in merges]
    return Course(items=sorted(items, key=lambda item: item.at, reverse=True))


async def _visible(connection: Connection, person: UUID) -> PersonRow:
    row = await queries.person(connection, person)
    if row is None:
        raise Problem("not-found")
    return row


async def _stream(serving: Running, person: UUID) -> list[Recorded[object]]:
    return list((await serving.store.load(f"person-{person}")).recorded)


def _municipalities(caller: Principal) -> list[str]:
    """The codes of the municipalities in which the caller may look people up."""
    return sorted({path.split("/")[2] for path in caller.paths(Reach.BASIC) if path.count("/") >= 2})


def _hit(row: PersonRow, reason: str, typed: set[str]) -> Hit:
    named = set(re.split(r"[\s\-]+", fold(f"{row.surname} {row.given_name} {row.latin_name or ''}")))
    exact = reason == "near-name" and typed <= named
    return Hit(
        id=row.id,
        number=row.number,
        label=row.label,
        born_on=row.born_on,
        centre=row.centre,
        reasons=["same-name" if exact else reason],
    )


def _course(person: UUID, recorded: Recorded[object]) -> CourseItem | None:
    """Decisions and what was told the person; the details of the form are no steps of a course."""
    facts: dict[str, str] = {}
    match recorded.event:
        case PersonMet():
            code, key = "person-met", False
        case BecameBeneficiary(number):
            code, key, facts = "became-beneficiary", True, {"number": number}
        case IdentifierRecorded(kind) if recorded.version > _AT_FIRST:
            code, key, facts = "identifier-recorded", False, {"identifier": kind}
        case IdentifierReplaced(by_kind=kind):
            code, key, facts = "identifier-replaced", False, {"identifier": kind}
        case IdentifierWithdrawn(kind):
            code, key, facts = "identifier-withdrawn", False, {"identifier": kind}
        case _:
            return None
    at: date = recorded.metadata.occurred_on
    return CourseItem(id=person, at=at, kind="person", code=code, facts=facts, by=recorded.metadata.by, key=key)


_AT_FIRST = 8
"""What the first meeting records belongs to it; an identifier that comes later is a step of its own."""
