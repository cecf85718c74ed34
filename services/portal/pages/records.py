"""A person's record section by section: change one, see what changed, be told an address that is concealed."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.clients.base import Problem
from services.portal.clients.registry import Person
from services.portal.desk import Desk
from services.portal.door import FileDesk, FrontDesk, TeamDesk
from services.portal.forms import Form
from services.portal.grants import FRONT, TEAM
from services.portal.merging import Merged, merge
from services.portal.opening import opened
from services.portal.section_forms import fill, missing, read, words
from services.portal.sections import CORRECTIONS, COUNTED, SECTIONS, SOURCES, Field, Section
from shared.ids import uuid7

router = APIRouter(include_in_schema=False)


@router.get("/people/{person_id}/edit/{name}")
async def edit(desk: FrontDesk, person_id: UUID, name: str) -> Response:
    """One section, with what is recorded."""
    section, person = await _section(desk, person_id, name)
    form = await desk.form()
    form.fill(key=str(uuid7()), version=str(person.version), change="fact")
    stands = dict(person.record.get(name) or {})
    if name == "guardian" and (guardian := stands.get("guardian")):
        label = (await desk.registry.labels({UUID(guardian)})).get(UUID(guardian))
        stands["guardian"] = label.number if label and label.number else guardian
    fill(form, section, stands)
    return await _edit(desk, person, section, form)


@router.post("/people/{person_id}/edit/{name}")
async def save(desk: FrontDesk, person_id: UUID, name: str) -> Response:
    """Saves the section; what somebody else changed meanwhile is merged, or shown beside it to choose from."""
    section, person = await _section(desk, person_id, name)
    form = await desk.form()
    if name == "guardian":
        await _find_guardian(desk, form)
    typed, pointers = read(form, section)
    if form.errors:
        return await _edit(desk, person, section, form)
    version = _version(form)
    if version != person.version:
        merged = await _merged(desk, person, section, typed, version)
        chosen = {clash.field.name: form.get(f"choice-{clash.field.name}") for clash in merged.clashes}
        seen = form.get("compared") == str(person.version)
        if any(whose not in {"mine", "theirs"} for whose in chosen.values()):
            return await _compare(desk, person, section, form, merged, again=seen)
        typed |= merged.values(typed, person.record.get(name) or {}, chosen)
    try:
        saved = await form.attempt(_save(desk, person, section, typed, form), pointers)
    except _Again:
        return await save(desk, person_id, name)
    if saved is None:
        return await _edit(desk, person, section, form)
    return await desk.go(f"/people/{person_id}", saved=1)


async def _find_guardian(desk: Desk, form: Form) -> None:
    """Whom the typed number names; who is in the registry needs no name beside it."""
    typed = form.get("guardian")
    if not typed:
        if not form.get("name"):
            form.fail("name", "record.error.name")
        return
    if form.id("guardian") is None:
        found = await desk.registry.search(typed)
        if len(found) != 1:
            form.fail("guardian", "record.error.guardian")
            return
        form.put("guardian", str(found[0].id))
    form.put("name", "")


class _Again(Exception):
    """Somebody was faster once more."""


async def _save(desk: Desk, person: Person, section: Section, values: dict[str, Any], form: Form) -> object:
    key = form.command
    try:
        return await desk.records.change(person.id, section.name, values, key, person.version)
    except Problem as problem:
        if problem.status == 412:
            raise _Again from problem
        raise


@router.post("/people/{person_id}/end/{name}")
async def end(desk: TeamDesk, person_id: UUID, name: str) -> Response:
    """Ends what stands in a section: a guardianship, a concealment."""
    section, person = await _section(desk, person_id, name)
    if not section.ends:
        raise HTTPException(404)
    form = await desk.form()
    key, version = form.command, _version(form)
    if await form.attempt(desk.records.change(person_id, f"{name}/end", {}, key, version)):
        return await desk.go(f"/people/{person_id}", saved=1)
    fill(form, section, person.record.get(name) or {})
    return await _edit(desk, person, section, form)


@router.get("/people/{person_id}/edit/{name}/history")
async def history(desk: FileDesk, person_id: UUID, name: str) -> Response:
    """Who changed what when."""
    file = await opened(desk, person_id)
    person = await desk.registry.person(person_id)
    section = SECTIONS.get(name)
    if section is None or (section.whole and person.reach != "file"):
        raise HTTPException(404)
    found = await desk.records.history(person_id, name)
    fields = {field.name: field for field in section.fields}

    def said(field: str, value: object) -> str:
        return words(desk.text, desk.formats, fields[field], value) if field in fields else str(value or "")

    return await desk.page(
        "people/history.html",
        person=person,
        file=file,
        section=section,
        items=found.items,
        said=said,
        me=desk.session.principal.subject,
        colleagues=await desk.colleagues(item.by for item in found.items),
    )


@router.post("/people/{person_id}/address")
async def disclose(desk: TeamDesk, person_id: UUID) -> Response:
    """The address that is concealed, once, on a page of its own; the log says that it was asked for."""
    file = await opened(desk, person_id)
    person = await desk.registry.person(person_id)
    return await desk.page("people/address.html", person=person, file=file, told=await desk.records.disclose(person_id))


@router.get("/people/{person_id}/address")
async def disclosed_before(desk: TeamDesk, person_id: UUID) -> Response:
    """A page that was shown once and is asked for again leads back."""
    return await desk.lead(f"/people/{person_id}")


def sections_of(desk: Desk, person: Person) -> list[dict[str, Any]]:
    """The sections that the desk is shown, each with what it says and what is missing."""
    whole = person.reach == "file" and desk.may(TEAM)
    found: list[dict[str, Any]] = []
    for name, section in SECTIONS.items():
        if section.whole and person.reach != "file":
            continue
        values = person.record.get(name)
        said = [(field.name, words(desk.text, desk.formats, field, (values or {}).get(field.name)))
                for field in section.fields]  # fmt: skip
        lost, refused = missing(section, values)
        if name == "address" and person.concealed:
            lost = 0
        found.append(
            {
                "name": name,
                "said": [(field, text) for field, text in said if text],
                "missing": lost,
                "refused": refused,
                "counted": name in COUNTED,
                "edits": desk.may(FRONT) and (whole or not section.whole),
            }
        )
    return found


async def _section(desk: Desk, person_id: UUID, name: str) -> tuple[Section, Person]:
    section = SECTIONS.get(name)
    if section is None or (section.whole and not desk.may(TEAM)):
        raise HTTPException(404)
    await opened(desk, person_id)
    person = await desk.registry.person(person_id)
    if section.whole and person.reach != "file":
        raise HTTPException(404)
    return section, person


async def _edit(desk: Desk, person: Person, section: Section, form: Form) -> Response:
    return await desk.page(
        "people/edit.html",
        status=form.status,
        person=person,
        file=desk.file,
        section=section,
        stands=bool(person.record.get(section.name)),
        form=form,
        corrections=CORRECTIONS,
        sources=SOURCES,
    )


async def _merged(desk: Desk, person: Person, section: Section, typed: dict[str, Any], shown: int) -> Merged:
    history = await desk.records.history(person.id, section.name)
    return merge(section, typed, person.record.get(section.name) or {}, history, shown)


async def _compare(
    desk: Desk, person: Person, section: Section, form: Form, merged: Merged, *, again: bool
) -> Response:
    if again:
        for clash in merged.clashes:
            if not form.get(f"choice-{clash.field.name}"):
                form.fail(f"choice-{clash.field.name}", "record.compare.choose")
    form.put("compared", str(person.version))

    def said(field: Field, value: object) -> str:
        return words(desk.text, desk.formats, field, value) or desk.text("people.not_given")

    by = merged.last.by if merged.last else ""
    names = await desk.colleagues([by])
    return await desk.page(
        "people/compare.html",
        status=form.status if form.errors else 412,
        person=person,
        file=desk.file,
        section=section,
        form=form,
        merged=merged,
        carried=[
            name for name in form.names if not name.startswith("choice-") and name not in {"token", "to-language"}
        ],
        said=said,
        other=names.get(by) or (desk.text("people.you") if by == desk.session.principal.subject else ""),
    )


def _version(form: Form) -> int:
    shown = form.get("version")
    return int(shown) if shown.isascii() and shown.isdecimal() and len(shown) < 10 else 0
