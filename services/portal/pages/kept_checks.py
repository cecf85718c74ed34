"""Pre-checks in a person's file: what was told before, a new one, its keeping, and its taking out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.clients.pre_checks import PreCheck
from services.portal.clients.programmes import Answer
from services.portal.desk import Desk
from services.portal.door import PaperDesk, TeamDesk
from services.portal.forms import Form
from services.portal.grants import KNOW, TEAM
from services.portal.household import answered, filled, grouped, pointers
from services.portal.known_facts import known_facts
from services.portal.opening import opened
from services.portal.pages.programmes import VERDICTS, day_of
from shared.ids import uuid7
from shared.workdays import ATHENS

router = APIRouter(include_in_schema=False)

WHYS = ("wrong-person", "mistaken")


@dataclass(frozen=True, slots=True)
class Offered:
    """What is answered beforehand: from the file, or from the latest pre-check that was kept, on that day."""

    answers: Mapping[str, Answer]
    of_file: frozenset[str] = frozenset()
    kept_on: date | None = None


@router.get("/people/{person_id}/pre-checks")
async def listed(desk: PaperDesk, person_id: UUID, saved: str = "") -> Response:
    """What the person was told, newest first."""
    file = await opened(desk, person_id)
    person = await desk.registry.person(person_id)
    items = await desk.pre_checks.of(person_id)
    return await desk.page(
        "kept_checks/list.html",
        person=person,
        file=file,
        items=items,
        works=desk.may(TEAM) and not file.emergency,
        saved=bool(saved),
        me=desk.session.principal.subject,
        colleagues=await desk.colleagues(one.by for one in items),
    )


@router.get("/people/{person_id}/pre-checks/new")
async def ask(desk: TeamDesk, person_id: UUID) -> Response:
    """The questions, with what is known already; each may be left out."""
    file = await opened(desk, person_id)
    if file.emergency:
        return await desk.lead(f"/people/{person_id}/pre-checks")
    return await _ask(desk, person_id, await desk.form(), await _offered(desk, person_id))


@router.post("/people/{person_id}/pre-checks/new")
async def check(desk: TeamDesk, person_id: UUID) -> Response:
    """Shows what may be expected, and keeps it where that is wanted; what was typed stays."""
    await opened(desk, person_id)
    form = await desk.form()
    form.fill(id=str(uuid7()))
    facts = await desk.pre_checks.facts()
    answers = answered(form, facts)
    if form.errors or form.get("do") == "change":
        return await _ask(desk, person_id, form)
    fields, on = pointers(facts), day_of(form.get("on")) or desk.today
    if form.get("do") == "keep":
        check_id = form.id("id") or uuid7()
        if await form.attempt(desk.pre_checks.keep(person_id, check_id, answers, on), fields):
            return await desk.go(f"/people/{person_id}/pre-checks/{check_id}", saved="kept")
        if form.status == 503 or any(error.field for error in form.errors):
            return await _ask(desk, person_id, form)
    found = await form.attempt(desk.pre_checks.check(answers, on), fields)
    if found is None:
        return await _ask(desk, person_id, form)
    form.put("on", found.on.isoformat())
    return await _answer(desk, person_id, found, answers, "checked", form=form)


@router.get("/people/{person_id}/pre-checks/{check_id}")
async def show(desk: PaperDesk, person_id: UUID, check_id: UUID, saved: str = "") -> Response:
    """What was told then."""
    file = await opened(desk, person_id)
    found = await desk.pre_checks.one(person_id, check_id)
    return await _answer(
        desk,
        person_id,
        found,
        found.facts,
        "show",
        works=desk.may(TEAM) and not file.emergency,
        saved=bool(saved),
        me=desk.session.principal.subject,
        colleagues=await desk.colleagues([found.by]),
    )


@router.get("/people/{person_id}/pre-checks/{check_id}/withdrawal")
async def ask_why(desk: TeamDesk, person_id: UUID, check_id: UUID) -> Response:
    """Asks why, before it is taken out."""
    form = await desk.form()
    form.fill(key=str(uuid7()))
    return await _ask_why(desk, person_id, check_id, form)


@router.post("/people/{person_id}/pre-checks/{check_id}/withdrawal")
async def withdraw(desk: TeamDesk, person_id: UUID, check_id: UUID) -> Response:
    """Takes it out."""
    await opened(desk, person_id)
    form = await desk.form()
    why, key = form.chosen("why", WHYS, "kept_checks.error.why"), form.command
    if not form.errors and await form.attempt(desk.pre_checks.withdraw(person_id, check_id, why, key=key)):
        return await desk.go(f"/people/{person_id}/pre-checks", saved="withdrawn")
    return await _ask_why(desk, person_id, check_id, form)


async def _ask_why(desk: Desk, person_id: UUID, check_id: UUID, form: Form) -> Response:
    file = await opened(desk, person_id)
    person = await desk.registry.person(person_id)
    line = next((one for one in await desk.pre_checks.of(person_id) if one.id == check_id), None)
    if line is None:
        return await desk.lead(f"/people/{person_id}/pre-checks")
    return await desk.page(
        "kept_checks/withdrawal.html",
        status=form.status, form=form, person=person, file=file, line=line, whys=WHYS,
    )  # fmt: skip


async def _ask(desk: Desk, person_id: UUID, form: Form, offered: Offered | None = None) -> Response:
    file = await opened(desk, person_id)
    person = await desk.registry.person(person_id)
    facts = await desk.pre_checks.facts()
    form.fill(id=str(uuid7()))
    told: dict[str, str] = {}
    if offered:
        filled(form, facts, offered.answers)
        told = {code: _whence(desk, offered, code) for code in offered.answers}
    return await desk.page(
        "kept_checks/new.html",
        status=form.status,
        form=form,
        person=person,
        file=file,
        groups=grouped(facts),
        told=told,
        language=desk.language,
    )


async def _offered(desk: Desk, person_id: UUID) -> Offered:
    """What the file says now stands before what was declared once."""
    person = await desk.registry.person(person_id)
    home = (await desk.records.households(person_id)).current
    known = known_facts(person, home, desk.today)
    latest = next(iter(await desk.pre_checks.of(person_id)), None)
    if latest is None:
        return Offered(known, frozenset(known))
    declared = (await desk.pre_checks.one(person_id, latest.id)).facts
    kept_on = latest.kept_at.astimezone(ATHENS).date()
    return Offered({**declared, **known}, frozenset(known), kept_on)


def _whence(desk: Desk, offered: Offered, code: str) -> str:
    if code in offered.of_file or offered.kept_on is None:
        return desk.text("kept_checks.new.of_file")
    return desk.text("kept_checks.new.of_kept", day=desk.formats.day(offered.kept_on))


async def _answer(
    desk: Desk,
    person_id: UUID,
    found: PreCheck,
    answers: Mapping[str, Answer],
    page: str,
    *,
    form: Form | None = None,
    **more: object,
) -> Response:
    file = await opened(desk, person_id)
    person = await desk.registry.person(person_id)
    facts = await desk.pre_checks.facts()
    return await desk.page(
        f"kept_checks/{page}.html",
        status=form.status if form else 200,
        form=form,
        person=person,
        file=file,
        found=found,
        verdicts=VERDICTS,
        known=[fact for fact in facts if fact.code in answers],
        facts={fact.code: fact for fact in facts},
        answers=answers,
        links=desk.may(KNOW),
        language=desk.language,
        **more,
    )
