"""People: register one, see one's card and course, issue the beneficiary's number."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.carried import carried
from services.portal.clients.access import Asked
from services.portal.clients.base import Problem, card
from services.portal.clients.registry import Identifier, Match, Matches, NewPerson, Person
from services.portal.codes import IDENTIFIERS, OPEN_REFERRALS
from services.portal.course import course_of, next_step
from services.portal.desk import Desk
from services.portal.door import FileDesk, FrontDesk
from services.portal.forms import Form
from services.portal.grants import FRONT, PAPERS, RIGHTS, TEAM, WATCH, municipality_of
from services.portal.opening import open_file, opened
from services.portal.pages.records import sections_of
from shared.ids import uuid7

router = APIRouter(include_in_schema=False)

OPEN_VISITS = 5
"""Visits without an outcome that a card shows; the rest stand in the course."""

_FIELDS = {
    "/identifier/value": "identifier",
    "/identifier/kind": "identifier",
    "/identifier": "identifier",
    "/born_on": "born-day",
    "/informed": "informed",
    "/unit": "unit",
    "/surname": "surname",
    "/given_name": "given_name",
    "/father_name": "father_name",
    "/municipal_unit": "municipal_unit",
    "/telephone": "telephone",
}


@router.get("/people/new")
async def new(desk: FrontDesk, search: str | None = None, visit: UUID | None = None) -> Response:
    """The form, with what the search already said."""
    form = await desk.form()
    kept = await desk.kept_search(search) if search else None
    form.fill(**carried(kept["q"] if kept else ""))
    form.fill(id=str(uuid7()), visit=str(visit or ""), unit=desk.session.choices.get("unit", ""))
    return await _form(desk, form)


@router.post("/people/new")
async def register(desk: FrontDesk) -> Response:
    """Registers the person, unless somebody known is so alike that the desk must first say that it is another."""
    form = await desk.form()
    given = await _given(desk, form)
    if given is None:
        return await _form(desk, form)
    person = form.id("id") or uuid7()
    try:
        registered = await form.attempt(_register(desk, person, given), _FIELDS)
    except _Alike as alike:
        return await _form(desk, form, alike.matches)
    if registered is None:
        return await _form(desk, form)
    visit = form.id("visit")
    if visit:
        await form.attempt(desk.intake.link(visit, person, uuid7()))
    await desk.portal.sessions.chose(desk.session.handle, unit=str(given.unit))
    await open_file(desk, Asked(person, "registration"))
    places = await card(desk.duplicates.elsewhere(person, uuid7())) if given.identifier else None
    return await desk.go(f"/people/{person}", saved=1, elsewhere=_codes(places.value if places else ()))


def _codes(centres: Sequence[str] | None) -> str | None:
    """The municipalities of Centres, as an address may say them; nothing where there are none."""
    codes = dict.fromkeys(code for centre in centres or () if (code := municipality_of(centre)))
    return ",".join(codes) or None


class _Alike(Exception):
    def __init__(self, matches: tuple[Match, ...]) -> None:
        super().__init__()
        self.matches = matches


async def _register(desk: Desk, person: UUID, given: NewPerson) -> object:
    try:
        return await desk.registry.register(person, given)
    except Problem as problem:
        if problem.code == "possible-duplicates":
            raise _Alike(problem.carries(Matches).matches) from problem
        raise


async def _given(desk: Desk, form: Form) -> NewPerson | None:
    unit = {str(unit.id): unit for unit in await desk.units()}.get(form.get("unit"))
    surname = form.required("surname", "people.error.surname")
    given_name = form.required("given_name", "people.error.given_name")
    born_on = form.day("born")
    kind = form.chosen("identifier_kind", (*IDENTIFIERS, "none"), "people.error.identifier_kind")
    value = form.required("identifier", "people.error.identifier") if kind != "none" else ""
    if unit is None:
        form.fail("unit", "forms.unit")
    if form.errors or unit is None:
        return None
    return NewPerson(
        centre=unit.scope,
        unit=unit.id,
        surname=surname,
        given_name=given_name,
        informed=form.get("informed") == "yes",
        father_name=form.optional("father_name"),
        born_on=born_on,
        identifier=Identifier(kind, value) if value else None,
        municipal_unit=form.optional("municipal_unit"),
        telephone=form.optional("telephone"),
        not_same_as=tuple(UUID(other) for other in form.all("not_same_as") if _is_id(other)),
    )


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


async def _form(desk: Desk, form: Form, matches: tuple[Match, ...] = ()) -> Response:
    if matches:
        if form.all("not_same_as"):
            form.fail("not_same_as", "people.error.not_same_as")
        form.status = 409
    return await desk.page(
        "people/new.html",
        status=form.status,
        form=form,
        units=await desk.units(),
        kinds=IDENTIFIERS,
        matches=matches,
        suggested=suggested_birth(form),
    )


def suggested_birth(form: Form) -> str | None:
    """Day and month that a typed ΑΜΚΑ shows, as 14/02/11; its century is not in it."""
    value = form.get("identifier").replace(" ", "")
    if form.get("identifier_kind") != "amka" or len(value) < 6 or not value.isdecimal():
        return None
    return f"{value[:2]}/{value[2:4]}/{value[4:6]}"


@router.get("/people/{person_id}")
async def show(
    desk: FileDesk,
    person_id: UUID,
    kind: str = "",
    saved: str = "",
    of: str = "",
    merged: str = "",
    parted: str = "",
    elsewhere: str = "",
) -> Response:
    """What is open with this person, and what happened; the course only where the file may be read.

    `of` is the work item that led here, `elsewhere` the codes of municipalities that know somebody by the same number.
    """
    file = await opened(desk, person_id, of)
    person = await desk.registry.person(person_id)
    if person.id != person_id:
        # The record was merged into this one, whose file the same ticket opens.
        await desk.portal.files.keep(desk.session.handle, person.id, file)
        return await desk.lead(f"/people/{person.id}", merged=1)
    known = {person_id, *person.merged}
    whole = person.reach == "file" and desk.may(TEAM | WATCH)
    own, visits, sent, referrals = await asyncio.gather(
        card(desk.registry.timeline(person_id)),
        card(desk.intake.timeline(person_id)),
        card(desk.referrals.timeline(person_id) if whole else _none()),
        card(desk.referrals.referrals(person=person_id) if whole else _none()),
    )
    still = (
        [r for r in referrals.value.items if r.person in known and r.state in OPEN_REFERRALS] if referrals.value else []
    )
    parts = {"person": own, "visit": visits, "referral": sent}
    done_by = (item.by for part in parts.values() for item in part.value or ())
    return await desk.page(
        "people/show.html",
        person=person,
        file=file,
        whole=whole,
        works=desk.may(FRONT),
        sections=sections_of(desk, person),
        guardian=await _guardian(desk, person),
        discloses=whole and desk.may(TEAM) and not file.emergency,
        refers=whole and desk.may(TEAM) and not file.emergency,
        papers=whole and desk.may(PAPERS),
        watches=desk.may(WATCH),
        known_elsewhere=await _places(desk, elsewhere),
        decides=desk.may(RIGHTS),
        elsewhere=person.reach == "basic" and desk.may(TEAM),
        course=course_of({name: part.value for name, part in parts.items()}, kind),
        missing=[name for name, part in parts.items() if part.missing and (whole or name != "referral")],
        referrals=still,
        next_step=next_step(still, desk.today),
        referrals_missing=whole and referrals.missing,
        visits=[item for item in visits.value or () if "outcome" not in item.facts][:OPEN_VISITS],
        saved=bool(saved),
        merged=bool(merged),
        parted=bool(parted),
        me=desk.session.principal.subject,
        colleagues=await desk.colleagues(done_by),
    )


async def _guardian(desk: Desk, person: Person) -> tuple[UUID, str] | None:
    """Who acts for the person, where they have a record that may be shown."""
    stands: dict[str, Any] = person.record.get("guardian") or {}
    named = stands.get("guardian")
    if not named:
        return None
    label = ((await card(desk.registry.labels({UUID(named)}))).value or {}).get(UUID(named))
    return (UUID(named), label.label) if label else None


async def _places(desk: Desk, codes: str) -> list[str]:
    """The municipalities' names, as far as they are known."""
    if not codes:
        return []
    known = (await card(desk.municipalities())).value or {}
    return [known[code].name for code in codes.split(",")[:5] if code in known]


async def _none() -> None:
    """Nothing, where nothing may be asked for."""


@router.get("/people/{person_id}/beneficiary")
async def beneficiary(desk: FrontDesk, person_id: UUID) -> Response:
    """Asks before a number is issued: it is never taken back."""
    form = await desk.form()
    form.fill(key=str(uuid7()))
    return await _beneficiary(desk, person_id, form)


@router.post("/people/{person_id}/beneficiary")
async def make_beneficiary(desk: FrontDesk, person_id: UUID) -> Response:
    """Issues the number."""
    form = await desk.form()
    number = await form.attempt(desk.registry.make_beneficiary(person_id, form.command))
    return await _beneficiary(desk, person_id, form) if number is None else await desk.go(f"/people/{person_id}")


async def _beneficiary(desk: Desk, person_id: UUID, form: Form) -> Response:
    await opened(desk, person_id)
    person = await desk.registry.person(person_id)
    return await desk.page("people/beneficiary.html", status=form.status, person=person, form=form)
