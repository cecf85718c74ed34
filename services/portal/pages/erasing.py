"""Erasing a person: asked for, approved by a second person on its own page, certified; and the person's own copy."""

import asyncio
from uuid import UUID

import msgspec
from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.clients.base import card
from services.portal.clients.privacy import Erasure, Hold, NewErasure
from services.portal.desk import Desk
from services.portal.door import RightsDesk
from services.portal.forms import Form
from services.portal.opening import opened
from services.portal.paper import paper
from shared.ids import uuid7

router = APIRouter(include_in_schema=False)

BASES = ("no-longer-needed", "consent-withdrawn", "objection", "unlawful", "legal-obligation", "retention-over")
IDENTITIES = ("papers", "known", "state-login", "representative")
HOLDS = ("legal-hold", "esf-evidence", "open-obligation")
GROUNDS = ("accuracy-contested", "unlawful", "legal-claims", "objection")
CALENDAR = "retention"
"""Who enters a file whose time is over."""

SERVICES = ("registry", "intake", "referral", "reporting")
"""Who must say that nothing is left."""

_FIELDS = {
    "/number": "number",
    "/basis": "basis",
    "/identity": "identity",
    "/last_payment_year": "payment",
    "/legal_hold_until": "hold-day",
}
_YEARS = range(2014, 2101)
_PRINTING = asyncio.Semaphore(1)
"""One paper at a time: each takes a core for a moment."""


@router.get("/people/{person_id}/erase")
async def ask(desk: RightsDesk, person_id: UUID) -> Response:
    """Says what goes and what stays, and asks; where an erasure is open already, leads to it."""
    pending = (await desk.privacy.erasures(person=person_id)).items
    if pending:
        return await desk.lead(f"/erasures/{pending[0].id}")
    form = await desk.form()
    form.fill(id=str(uuid7()))
    return await _ask(desk, person_id, form)


@router.post("/people/{person_id}/erase")
async def take(desk: RightsDesk, person_id: UUID) -> Response:
    """Takes the request down, and leads to what follows from it: held until a day, or to be approved."""
    form = await desk.form()
    asked = NewErasure(
        person_id,
        form.chosen("basis", BASES, "erasing.error.basis"),
        form.chosen("identity", IDENTITIES, "erasing.error.identity"),
        form.optional("number"),
        _year(form),
        form.day("hold"),
    )
    erasure = form.id("id") or uuid7()
    if not form.errors and await form.attempt(desk.privacy.ask(erasure, asked), _FIELDS):
        return await desk.go(f"/erasures/{erasure}")
    return await _ask(desk, person_id, form)


@router.get("/erasures")
async def pending(desk: RightsDesk, cursor: str | None = None) -> Response:
    """Those that have not ended."""
    found = await desk.privacy.erasures(cursor=cursor)
    labels = await card(desk.registry.labels({each.person for each in found.items}))
    return await desk.page("erasures/list.html", found=found, cursor=cursor, labels=labels.value or {})


@router.get("/erasures/{erasure_id}")
async def show(desk: RightsDesk, erasure_id: UUID) -> Response:
    """How far it is: held, to be approved, under way, or certified."""
    return await _show(desk, erasure_id, await desk.form())


@router.post("/erasures/{erasure_id}")
async def approve(desk: RightsDesk, erasure_id: UUID) -> Response:
    """The second person approves, the law holds it longer, or it is taken back."""
    form = await desk.form()
    key, done = form.command, None
    if form.get("do") == "withdraw":
        done = await form.attempt(desk.privacy.withdraw(erasure_id, key=key))
    elif form.get("do") == "hold":
        done = await _hold(desk, erasure_id, form, key)
    elif form.get("do") == "payment":
        paid = form.chosen("paid", ("never", "year"), "erasing.error.paid")
        year = _year(form, required=True) if paid == "year" else None
        if not form.errors:
            done = await form.attempt(desk.privacy.say_payment(erasure_id, year, key=key), {"/year": "payment"})
    elif form.get("sure") == "yes":
        done = await form.attempt(desk.privacy.approve(erasure_id, version=form.get("version"), key=key))
    else:
        form.fail("sure", "erasing.error.sure")
    return await desk.go(f"/erasures/{erasure_id}") if done else await _show(desk, erasure_id, form)


async def _hold(desk: Desk, erasure_id: UUID, form: Form, key: UUID) -> object:
    why = form.chosen("why", HOLDS, "erasing.error.why")
    until = form.day("until", required_key="erasing.error.until")
    source = form.required("source", "erasing.error.source")
    if form.errors or until is None:
        return None
    pointers = {"/until": "until-day", "/source": "source", "/why": "why"}
    return await form.attempt(desk.privacy.hold(erasure_id, Hold(why, until, source), key=key), pointers)


@router.get("/people/{person_id}/restriction")
async def restriction(desk: RightsDesk, person_id: UUID) -> Response:
    """What restricts the processing, and the form that restricts it or ends that."""
    form = await desk.form()
    form.fill(id=str(uuid7()), key=str(uuid7()))
    return await _restriction(desk, person_id, form)


@router.post("/people/{person_id}/restriction")
async def restrict(desk: RightsDesk, person_id: UUID) -> Response:
    """Restricts the processing, or ends a restriction once the person was told."""
    await opened(desk, person_id)
    form = await desk.form()
    ends = form.id("ends")
    if ends:
        if form.get("informed") != "yes":
            form.fail("informed", "erasing.restriction.untold")
        else:
            key = form.command
            if await form.attempt(desk.privacy.lift(ends, key=key)):
                return await desk.go(f"/people/{person_id}", saved=1)
    else:
        ground = form.chosen("ground", GROUNDS, "erasing.restriction.choose")
        asked = desk.privacy.restrict
        if not form.errors and await form.attempt(asked(form.id("id") or uuid7(), person_id, ground)):
            return await desk.go(f"/people/{person_id}", saved=1)
    return await _restriction(desk, person_id, form)


async def _restriction(desk: Desk, person_id: UUID, form: Form) -> Response:
    file = await opened(desk, person_id)
    person = await desk.registry.person(person_id)
    return await desk.page(
        "erasures/restriction.html", status=form.status, form=form, person=person, file=file, grounds=GROUNDS
    )


@router.get("/people/{person_id}/export")
async def copy(desk: RightsDesk, person_id: UUID) -> Response:
    """What the copy holds, and the button that makes it."""
    await opened(desk, person_id)
    person = await desk.registry.person(person_id)
    return await desk.page("people/export.html", person=person, form=await desk.form())


@router.post("/people/{person_id}/export")
async def take_copy(desk: RightsDesk, person_id: UUID) -> Response:
    """The copy as a file; every service notes that it was made."""
    await opened(desk, person_id)
    form = await desk.form()
    made = await form.attempt(desk.privacy.copy(person_id))
    if made is None:
        person = await desk.registry.person(person_id)
        return await desk.page("people/export.html", status=form.status, person=person, form=form)
    if form.get("as") == "json":
        kind, content = "json", msgspec.json.format(msgspec.json.encode(made), indent=1)
    else:
        async with _PRINTING:
            kind, content = "pdf", await asyncio.to_thread(paper, person_id, made["parts"])
    # Named by the id: a name would stay in the browser's history.
    headers = {"Content-Disposition": f'attachment; filename="{person_id}.{kind}"', "Cache-Control": "no-store"}
    return Response(content, media_type=f"application/{kind}", headers=headers)


def _year(form: Form, *, required: bool = False) -> int | None:
    typed = form.get("payment")
    if not typed and not required:
        return None
    if not (typed.isascii() and typed.isdecimal() and int(typed[:5]) in _YEARS):
        form.fail("payment", "erasing.error.payment")
        return None
    return int(typed)


async def _ask(desk: Desk, person_id: UUID, form: Form) -> Response:
    label = (await desk.registry.labels({person_id})).get(person_id)
    if label is None:
        raise HTTPException(404)
    return await desk.page(
        "erasures/new.html",
        status=form.status,
        form=form,
        person=person_id,
        label=label,
        bases=BASES,
        identities=IDENTITIES,
    )


async def _show(desk: Desk, erasure_id: UUID, form: Form) -> Response:
    erasure: Erasure = await desk.privacy.erasure(erasure_id)
    labels = await card(desk.registry.labels({erasure.person}))
    form.ready(erasure.version)
    return await desk.page(
        "erasures/show.html",
        status=form.status,
        form=form,
        erasure=erasure,
        label=(labels.value or {}).get(erasure.person),
        services=SERVICES,
        holds=HOLDS,
        calendar=CALENDAR,
        me=desk.session.principal.subject,
        colleagues=await desk.colleagues([erasure.requested_by, erasure.approved_by]),
    )
