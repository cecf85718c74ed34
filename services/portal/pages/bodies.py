"""Bodies: who helps, what they offer, what was agreed with them."""

from collections.abc import Callable
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.clients.base import card
from services.portal.clients.bodies import Body, BodyFacts
from services.portal.codes import BODY_KINDS
from services.portal.desk import Desk
from services.portal.door import AdminDesk, HelpDesk
from services.portal.forms import Form
from services.portal.grants import ADMIN
from services.portal.keeping import keeps, keeps_region, seats
from services.portal.stale import stands_now
from shared.ids import uuid7

router = APIRouter(include_in_schema=False)

_FACTS = ("kind", "name", "municipality", "telephone", "email", "website", "description")
_FIELDS = {f"/{name}": name for name in _FACTS}
NAME_LENGTH = 100
NOTE_LENGTH = 500


@router.get("/bodies")
async def listed(desk: HelpDesk, query: str = "", cursor: str | None = None) -> Response:
    """Bodies by name, in Greek order."""
    words = query.strip()[:200]
    found = await desk.bodies.bodies(words, cursor)
    return await desk.page(
        "bodies/list.html",
        found=found,
        query=words,
        cursor=cursor,
        municipalities=await desk.municipalities(),
        may_enter=desk.may(ADMIN),
    )


@router.get("/bodies/new")
async def new(desk: AdminDesk) -> Response:
    """An empty form."""
    form = await desk.form()
    form.fill(id=str(uuid7()), municipality=next(iter(await seats(desk)), ""))
    return await _edit(desk, form, None)


@router.post("/bodies/new")
async def enter(desk: AdminDesk) -> Response:
    """Takes it down."""
    form = await desk.form()
    facts = await _facts(desk, form)
    body = form.id("id") or uuid7()
    if facts and await form.attempt(desk.bodies.enter(body, facts), _FIELDS):
        return await desk.go(f"/bodies/{body}", saved=1)
    return await _edit(desk, form, None)


@router.get("/bodies/{body_id}")
async def show(desk: HelpDesk, body_id: UUID, saved: str = "") -> Response:
    """Everything that the registry says of one body."""
    return await _show(desk, body_id, await desk.form(), saved=bool(saved))


@router.post("/bodies/{body_id}")
async def suspend(desk: AdminDesk, body_id: UUID) -> Response:
    """Nobody is referred to it for now, or again."""
    form = await desk.form()
    key, done = form.command, None
    if form.get("do") == "resume":
        done = await form.attempt(desk.bodies.resume(body_id, key=key))
    elif why := form.required("why", "bodies.error.why"):
        done = await form.attempt(desk.bodies.suspend(body_id, why, key=key), {"/why": "why"})
    if done:
        return await desk.go(f"/bodies/{body_id}", saved=1)
    return await _show(desk, body_id, form)


@router.get("/bodies/{body_id}/edit")
async def edit(desk: AdminDesk, body_id: UUID) -> Response:
    """The facts as they stand, to be corrected."""
    body = await desk.bodies.body(body_id)
    form = await desk.form()
    form.ready(body.version)
    _fill(desk, form, body)
    return await _edit(desk, form, body)


@router.post("/bodies/{body_id}/edit")
async def correct(desk: AdminDesk, body_id: UUID) -> Response:
    """Corrects what was shown; where somebody else did so meanwhile, says what stands there now."""
    form = await desk.form()
    facts = await _facts(desk, form)
    key = form.command
    asked = facts and desk.bodies.correct(body_id, facts, version=form.get("version"), key=key)
    if asked and await form.attempt(asked, _FIELDS):
        return await desk.go(f"/bodies/{body_id}", saved=1)
    body = await desk.bodies.body(body_id)
    form.ready(body.version)
    return await _edit(desk, form, body)


async def _facts(desk: Desk, form: Form) -> BodyFacts | None:
    kind = form.chosen("kind", BODY_KINDS, "bodies.error.kind")
    name = form.required("name", "bodies.error.name")
    if form.get("municipality") not in {"", *await desk.municipalities()}:
        form.put("municipality", "")
    if form.errors:
        return None
    return BodyFacts(kind, name, *(form.optional(each) for each in _FACTS[2:]))


async def _show(desk: Desk, body_id: UUID, form: Form, *, saved: bool = False) -> Response:
    body = await desk.bodies.body(body_id)
    form.ready()
    return await desk.page(
        "bodies/show.html",
        status=form.status,
        form=form,
        body=body,
        services=await card(desk.bodies.services(body=body_id, gone_too=True)),
        municipalities=await desk.municipalities(),
        may_change=keeps(desk, body.municipality) and body.state != "closed",
        saved=saved,
    )


async def _edit(desk: Desk, form: Form, body: Body | None) -> Response:
    return await desk.page(
        "bodies/edit.html",
        status=form.status,
        form=form,
        body=body,
        kinds=BODY_KINDS,
        seats=await seats(desk),
        name_length=NAME_LENGTH,
        note_length=NOTE_LENGTH,
        whole_region=keeps_region(desk),
        now=await _stands_now(desk, form, body) if form.status == 412 and body else [],
    )


def _fill(desk: Desk, form: Form, body: Body) -> None:
    form.fill(
        kind=body.kind,
        name=body.name,
        municipality=body.municipality or "",
        telephone=desk.formats.phone(body.telephone or ""),
        email=body.email or "",
        website=body.website or "",
        description=body.description or "",
    )


async def _stands_now(desk: Desk, form: Form, body: Body) -> list[tuple[str, str]]:
    now = Form(desk.text)
    _fill(desk, now, body)
    names = {code: each.name for code, each in (await desk.municipalities()).items()}
    words: dict[str, Callable[[str], str]] = {
        "kind": lambda code: desk.text.code("bodies.kind", code).unescape(),
        "municipality": lambda code: names.get(code, code),
    }
    labels = {name: f"bodies.head.{'seat' if name == 'municipality' else name}" for name in _FACTS}
    return stands_now(desk.text, form, now, labels, words)
