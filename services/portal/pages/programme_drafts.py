"""Versions of programmes in the making: written by one administrator of the region, published by another."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.clients.base import Problem
from services.portal.clients.pre_checks import Fact
from services.portal.clients.programmes import Content, Draft, NewProgramme
from services.portal.desk import Desk
from services.portal.door import KeeperDesk
from services.portal.forms import Form
from services.portal.household import field_of, grouped
from services.portal.versions import (
    CONFIDENCES,
    FIELDS,
    VERDICTS,
    basics_of,
    item_of,
    offer,
    offer_basics,
    with_item,
)
from shared.ids import uuid7

router = APIRouter(include_in_schema=False)

STEPS = ("submission", "publication", "withdrawal")
_BASICS = {"/valid_from": "valid_from-day", "/until": "until-day", "/source": "source", "/pays": "pays"}


@dataclass(frozen=True, slots=True)
class Standing:
    """What is written on: the draft, or, where there is none, what was published and may be corrected."""

    content: Content
    draft: Draft | None

    @property
    def seen(self) -> int | None:
        """The version that a change acts on."""
        return self.draft.version if self.draft else None


@router.get("/programmes/new")
async def introduce(desk: KeeperDesk) -> Response:
    """A programme that is not there yet."""
    return await _introduce(desk, await desk.form())


@router.post("/programmes/new")
async def take(desk: KeeperDesk) -> Response:
    """It joins the registry, and its first version is written next."""
    form = await desk.form()
    names = ("code", "name", "administered_by", "what_for")
    code, *facts = (form.required(name, "programmes.error.required") for name in names)
    if not form.errors and not _is_code(code):
        form.fail("code", "programmes.error.code")
    fields = {f"/{name}": name for name in names} | {"/path/programme": "code"}
    if not form.errors and await form.attempt(desk.programmes.introduce(code, NewProgramme(*facts)), fields):
        return await desk.go(f"/programmes/{code}/drafts/new")
    return await _introduce(desk, form)


@router.get("/programmes/{code}/drafts/new")
async def begin(desk: KeeperDesk, code: str) -> Response:
    """A new version begins as the one that holds today, with days of its own."""
    form = await desk.form()
    form.fill(id=str(uuid7()), key=str(uuid7()))
    return await _basics(desk, code, form, None)


@router.post("/programmes/{code}/drafts/new")
async def begun(desk: KeeperDesk, code: str) -> Response:
    """Writes it down as a draft."""
    form = await desk.form()
    version = form.id("id") or uuid7()
    before = (await desk.programmes.programme(code, desk.today)).content
    content = basics_of(form, before)
    if content and await _saved(desk, code, version, content, form, None, _BASICS):
        return await desk.go(f"/programmes/{code}/drafts/{version}")
    return await _basics(desk, code, form, None)


@router.get("/programmes/{code}/drafts/{version}")
async def show(desk: KeeperDesk, code: str, version: UUID) -> Response:
    """All of it, with its examples as they come out now."""
    return await _show(desk, code, version, await desk.form())


@router.post("/programmes/{code}/drafts/{version}")
async def step(desk: KeeperDesk, code: str, version: UUID) -> Response:
    """Handed on, published, or given up."""
    form = await desk.form()
    chosen = form.chosen("do", STEPS, "forms.refused")
    seen, key = form.get("version"), form.command
    if not form.errors:
        number = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else None
        if await form.attempt(desk.programmes.step(code, version, chosen, seen=number, key=key)):
            kept = chosen == "submission"
            return await desk.go(f"/programmes/{code}/drafts/{version}" if kept else f"/programmes/{code}")
    return await _show(desk, code, version, form)


@router.get("/programmes/{code}/drafts/{version}/basics")
async def basics(desk: KeeperDesk, code: str, version: UUID) -> Response:
    """Its days, and what it rests on."""
    form = await desk.form()
    form.fill(key=str(uuid7()))
    return await _basics(desk, code, form, version)


@router.post("/programmes/{code}/drafts/{version}/basics")
async def save_basics(desk: KeeperDesk, code: str, version: UUID) -> Response:
    """Writes them."""
    form, standing = await desk.form(), await _standing(desk, code, version)
    content = basics_of(form, standing.content)
    if content and await _saved(desk, code, version, content, form, standing.seen, _BASICS):
        return await desk.go(f"/programmes/{code}/drafts/{version}")
    return await _basics(desk, code, form, version)


@router.get("/programmes/{code}/drafts/{version}/{part}/{at}")
async def item(desk: KeeperDesk, code: str, version: UUID, part: str, at: str) -> Response:
    """One figure, sum, rule, paper or example, or a new one."""
    form, standing = await desk.form(), await _standing(desk, code, version)
    place, facts = _place(standing.content, part, at), await desk.pre_checks.facts()
    if place is not None:
        offer(form, part, getattr(standing.content, part)[place], facts)
    # `key` is a field of these forms: by it rules name a figure.
    form.fill(command=str(uuid7()), source=standing.content.source, confidence=standing.content.confidence)
    return await _item(desk, code, version, part, place, form, facts)


@router.post("/programmes/{code}/drafts/{version}/{part}/{at}")
async def save_item(desk: KeeperDesk, code: str, version: UUID, part: str, at: str) -> Response:
    """Writes it, or takes it away."""
    form, standing = await desk.form(), await _standing(desk, code, version)
    place = _place(standing.content, part, at)
    removing = form.get("do") == "remove" and place is not None
    facts = await desk.pre_checks.facts()
    made = None if removing else item_of(form, part, facts)
    if not form.errors:
        content = with_item(standing.content, part, place, made)
        number = len(getattr(standing.content, part)) if place is None else place
        fields = {f"/{part}/{number}/{name}": name for name, _ in FIELDS[part]}
        fields |= {f"/{part}/{number}/facts/{fact.code}": field_of(fact) for fact in facts}
        if await _saved(desk, code, version, content, form, standing.seen, fields):
            return await desk.go(f"/programmes/{code}/drafts/{version}")
    return await _item(desk, code, version, part, place, form, facts)


async def _saved(
    desk: Desk, code: str, version: UUID, content: Content, form: Form, seen: int | None, fields: dict[str, str]
) -> bool:
    saving = desk.programmes.save(code, version, content, seen=seen, key=form.id("command") or form.command)
    return await form.attempt(saving, fields) is not None


async def _standing(desk: Desk, code: str, version: UUID) -> Standing:
    """The draft, otherwise what is published and no application rests on. Raises `HTTPException` for neither."""
    try:
        draft = await desk.programmes.draft(code, version)
        return Standing(draft.content, draft)
    except Problem as problem:
        if problem.status != 404:
            raise
    published = await desk.programmes.version(code, version)
    if published.used or published.content is None:
        raise HTTPException(404)
    return Standing(published.content, None)


def _place(content: Content, part: str, at: str) -> int | None:
    """Which item it is, None for a new one. Raises `HTTPException` where there is none."""
    if part not in FIELDS:
        raise HTTPException(404)
    if at == "new":
        return None
    if not (at.isascii() and at.isdecimal() and len(at) < 4 and int(at) < len(getattr(content, part))):
        raise HTTPException(404)
    return int(at)


def _is_code(code: str) -> bool:
    return re.fullmatch(r"[a-z0-9][a-z0-9-]{1,39}", code) is not None


async def _introduce(desk: Desk, form: Form) -> Response:
    return await desk.page("programmes/new.html", status=form.status, form=form)


async def _basics(desk: Desk, code: str, form: Form, version: UUID | None) -> Response:
    programme = await desk.programmes.programme(code, desk.today)
    if version:
        offer_basics(form, (await _standing(desk, code, version)).content)
    elif programme.content:
        form.fill(confidence=programme.content.confidence, pays=programme.content.pays)
    return await desk.page(
        "programmes/basics.html", status=form.status, form=form, programme=programme, version=version,
        confidences=CONFIDENCES,
    )  # fmt: skip


async def _item(
    desk: Desk, code: str, version: UUID, part: str, place: int | None, form: Form, facts: Sequence[Fact]
) -> Response:
    return await desk.page(
        "programmes/item.html",
        status=form.status,
        form=form,
        code=code,
        version=version,
        part=part,
        place=place,
        fields=FIELDS[part],
        groups=grouped(facts) if part == "examples" else [],
        facts=facts,
        confidences=CONFIDENCES,
        verdicts=VERDICTS,
        language=desk.language,
    )


async def _show(desk: Desk, code: str, version: UUID, form: Form) -> Response:
    standing = await _standing(desk, code, version)
    programme = await desk.programmes.programme(code, standing.content.valid_from)
    draft, me = standing.draft, desk.session.principal.subject
    form.ready(standing.seen)
    return await desk.page(
        "programmes/draft.html",
        status=form.status,
        form=form,
        programme=programme,
        version=version,
        content=standing.content,
        draft=draft,
        mine=draft is not None and me in draft.writers,
        passes=draft is not None and bool(draft.came) and all(came.passes for came in draft.came),
        me=me,
        colleagues=await desk.colleagues(draft.writers if draft else []),
    )
