"""Registering a person: near-duplicates first, then the record; and the number of a beneficiary."""

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from uuid import UUID

from fastapi.responses import JSONResponse

from services.registry.organisation.views import prefix_of
from services.registry.people import lookup, queries
from services.registry.people.bodies import BecomingBeneficiary, NewPerson
from services.registry.people.domain import (
    BecameBeneficiary,
    Person,
    Record,
    Suspect,
    become_beneficiary,
    evolve,
    meet,
    reference_number,
)
from services.registry.people.lookup_answers import match_out
from services.registry.people.matching import Known, suspects
from services.registry.people.views import PersonRow
from shared.database import Connection
from shared.eventstore import Claimed, Decision, Loaded, Outcome
from shared.identifiers import amka_agrees
from shared.problems import FieldError, Problem
from shared.restrictions import must_be_free
from shared.scope import Principal, Reach, scoped
from shared.serials import with_next
from shared.writing import Writing, must_be_visible

NOTICE = "2026-1"
"""The version of the notice on the processing of personal data that is given now (GDPR, article 13)."""

UNIQUE = frozenset({"amka", "afm", "paaypa"})
"""Identifiers that no two people of a municipality have."""


async def register(person: UUID, body: NewPerson, caller: Principal, writing: Writing) -> JSONResponse:
    """Takes the person down, unless somebody alike is known whom nobody looked at yet.

    Raises `Problem`: `possible-duplicates` with the records to look at, `identifier-taken` at the field.
    """
    service = writing.service
    async with scoped(service.pool, caller) as connection:
        found = await _alike(connection, person, body)
    unseen = [one for one in found if one[1].other not in body.not_same_as]

    def decide(loaded: Loaded) -> Decision:
        state = loaded.fold(evolve, Person())
        if unseen and state.met is None:
            matches = [match_out(row, suspect) for row, suspect in unseen]
            raise Problem("possible-duplicates", {"count": len(unseen)}, extra={"matches": matches})
        events = meet(
            state,
            centre=body.centre,
            details=body.details(),
            notice=NOTICE if body.informed else None,
            suspects=[suspect for _, suspect in found],
            not_same_as=body.not_same_as,
        )
        now = reduce(evolve, events, state)
        claims, _ = claims_between(service.vault.blind, body.centre, state.record, now.record)
        return Decision(events, claim=claims)

    try:
        return await writing.commit(
            f"person-{person}",
            decide,
            by=caller,
            scope=body.centre,
            unit=body.unit,
            occurred_on=body.occurred_on,
            answer=lambda _: {"warnings": _warnings(body)},
        )
    except Claimed:
        raise Problem("invalid", errors=[FieldError("/identifier/value", "identifier-taken")]) from None


async def make_beneficiary(
    person: UUID, body: BecomingBeneficiary, caller: Principal, writing: Writing
) -> JSONResponse:
    """Gives the next number of the Centre's year; who has one keeps it."""
    pool = writing.service.pool
    loaded = await writing.service.store.load(f"person-{person}")
    must_be_visible(loaded, caller, Reach.BASIC)
    await must_be_free(writing.service, caller, person)
    prefix = await prefix_of(pool, loaded.scope)
    if prefix is None:
        raise Problem("centre-unknown")
    year = writing.as_command(by=caller, occurred_on=body.occurred_on).occurred_on.year

    async def write(serial: int, claim: str) -> JSONResponse:
        def decide(loaded: Loaded) -> Decision:
            events = become_beneficiary(loaded.fold(evolve, Person()), number=reference_number(prefix, year, serial))
            return Decision(events, claim=[claim] if events else [])

        return await writing.commit(
            f"person-{person}",
            decide,
            by=caller,
            occurred_on=body.occurred_on,
            answer=lambda outcome: {"number": _number(outcome, loaded)},
        )

    return await with_next(pool, f"reference:{prefix}:{year}:", write)


async def _alike(connection: Connection, person: UUID, body: NewPerson) -> list[tuple[PersonRow, Suspect]]:
    candidate = Known(
        id=person,
        surname=body.surname,
        given_name=body.given_name,
        father_name=body.father_name,
        latin_name=body.latin_name,
        born_on=body.born_on,
        identifiers=((body.identifier.kind, body.identifier.value),) if body.identifier else (),
        telephone=body.telephone,
    )
    municipality = body.centre.split("/")[2]
    rows = await queries.alike(connection, municipality, lookup.alike(candidate))
    read = await queries.read_as(connection, rows)
    found: dict[UUID, tuple[PersonRow, Suspect]] = {}
    for suspect in suspects(candidate, [known(row) for row in rows]):
        row = read[suspect.other]
        found.setdefault(row.id, (row, replace(suspect, other=row.id)))
    return list(found.values())


def known(row: PersonRow) -> Known:
    """What is compared of a record."""
    return Known(
        id=row.id,
        surname=row.surname,
        given_name=row.given_name,
        father_name=row.father_name,
        latin_name=row.latin_name,
        born_on=row.born_on,
        identifiers=row.known_identifiers,
        telephone=row.telephone,
    )


def claims_between(
    blind: Callable[..., bytes], centre: str, before: Record, now: Record
) -> tuple[list[str], list[str]]:
    """The claims that a change of the record takes and gives up.

    A unique identifier belongs to one record of the municipality; the claim is a keyed hash, not the number.
    """
    municipality = centre.split("/")[2]

    def held(record: Record) -> set[tuple[str, str]]:
        return {(one.kind, one.value) for one in record.identifiers if one.ended is None and one.kind in UNIQUE}

    def claims(numbers: set[tuple[str, str]]) -> list[str]:
        hashes = (blind("identifier", municipality, kind, value).hex() for kind, value in sorted(numbers))
        return [f"identifier:{municipality}:{each}" for each in hashes]

    return claims(held(now) - held(before)), claims(held(before) - held(now))


def _warnings(body: NewPerson) -> list[str]:
    """What may be a slip, but is no reason to refuse: an ΑΜΚΑ that begins with another date of birth."""
    if body.identifier and body.identifier.kind == "amka" and body.born_on:
        return [] if amka_agrees(body.identifier.value, body.born_on) else ["amka-birth-date"]
    return []


def _number(outcome: Outcome, before: Loaded) -> str | None:
    given = [recorded.event for recorded in outcome.recorded if isinstance(recorded.event, BecameBeneficiary)]
    return given[0].number if given else before.fold(evolve, Person()).number
