"""With whom a person lives: who joins, leaves or parts, where they move, that it ends; looked at before it is saved."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.clients.records import Household, Households, Member
from services.portal.clients.registry import Hit
from services.portal.desk import Desk
from services.portal.door import TeamDesk
from services.portal.forms import Form
from services.portal.opening import opened
from shared.ids import uuid7

router = APIRouter(include_in_schema=False)

STEPS = ("join", "leave", "split", "move", "dissolve")
ROLES = (
    "reference", "spouse", "partner", "child", "parent", "sibling", "grandparent", "grandchild", "other-relative",
    "not-related",
)  # fmt: skip
REASONS = ("moved-out", "separated", "own-household", "institution", "died", "error", "other")
_POINTERS = {
    "/since": "day-day", "/on": "day-day", "/person": "member", "/role": "role", "/why": "why", "/address": "address",
    "/municipal_unit": "municipal_unit",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Preview:
    """Who lives together before and after; `apart` are those who live elsewhere afterwards, `place` where all move."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    apart: tuple[str, ...] = ()
    place: str = ""


@router.get("/people/{person_id}/household")
async def show(desk: TeamDesk, person_id: UUID, step: str = "", saved: str = "") -> Response:
    """Who lives with the person, and what may be changed."""
    form = await desk.form()
    form.fill(step=step if step in STEPS else "", key=str(uuid7()), new=str(uuid7()))
    return await _page(desk, person_id, form, saved=bool(saved))


@router.post("/people/{person_id}/household")
async def change(desk: TeamDesk, person_id: UUID) -> Response:
    """Finds a member, shows what a change would lead to, or makes it; what was typed stays."""
    form = await desk.form()
    if form.get("do") == "find" or form.get("step") not in STEPS:
        return await _page(desk, person_id, form)
    await opened(desk, person_id)
    lives = await desk.records.households(person_id)
    labels = await _labels(desk, form)
    preview = _preview(form, lives.current, person_id, labels)
    if form.errors or preview is None:
        return await _page(desk, person_id, form)
    if form.get("do") == "save":
        version = lives.current.version if lives.current else 0
        if form.get("version") != str(version):
            form.fail("", "household.changed")
        elif await form.attempt(_save(desk, person_id, form, lives.current), _POINTERS):
            return await desk.go(f"/people/{person_id}/household", saved=1)
        else:
            return await _page(desk, person_id, form)
    return await _page(desk, person_id, form, preview)


async def _save(desk: Desk, viewer: UUID, form: Form, home: Household | None) -> object:
    key, day = form.command, form.day("day")
    match form.get("step"):
        case "join" if home is None:
            members = [(viewer, form.get("own_role")), (UUID(form.get("member")), form.get("role"))]
            return await desk.records.form(form.id("new") or uuid7(), members, day or desk.today)
        case "join":
            body: dict[str, Any] = {"person": form.get("member"), "role": form.get("role"), "since": day}
            step = "members"
        case "leave":
            body = {"person": form.get("member"), "on": day, "why": form.get("why")}
            step = "members/departure"
        case "move":
            body = {"address": form.optional("address"), "municipal_unit": form.optional("municipal_unit"), "on": day}
            step = "move"
        case "dissolve":
            body, step = {"on": day, "why": form.get("why")}, "dissolution"
        case _:
            chosen = _ticked(form, home)
            members_out = [{"person": str(one.person), "role": one.role} for one in chosen]
            body = {"members": members_out, "into": form.get("new"), "on": day, "why": form.get("why")}
            step = "split"
    if home is None:
        raise HTTPException(404)
    return await desk.records.household_step(home.id, step, body, key, home.version)


def _preview(form: Form, home: Household | None, viewer: UUID, labels: dict[UUID, str]) -> Preview | None:
    """What the step would lead to; errors are noted in the form."""
    day = form.day("day", required_key="record.error.day")
    before = tuple(one.label for one in home.members) if home else (labels.get(viewer, ""),)
    member = form.id("member")
    match form.get("step"):
        case "join":
            form.chosen("role", ROLES, "household.error.role")
            if home is None:
                form.chosen("own_role", ROLES, "household.error.role")
            if member is None or member not in labels:
                form.fail("member", "household.error.member")
                return None
            return Preview(before, (*before, labels[member]))
        case "leave":
            form.chosen("why", REASONS, "household.error.why")
            gone = [one.label for one in home.members if one.person == member] if home else []
            if not gone:
                form.fail("member", "household.error.who_leaves")
            return Preview(before, tuple(one for one in before if one not in gone))
        case "move":
            place = [part for part in (form.get("address"), form.get("municipal_unit")) if part]
            if not place:
                form.fail("address", "household.error.address")
            return Preview(before, before, place=", ".join(place))
        case "dissolve":
            form.chosen("why", REASONS, "household.error.why")
            return Preview(before, ())
        case _:
            form.chosen("why", REASONS, "household.error.why")
            chosen = _ticked(form, home)
            if not chosen or (home and len(chosen) == len(home.members)):
                form.fail("members", "household.error.some")
            apart = tuple(one.label for one in chosen)
            return Preview(before, tuple(one for one in before if one not in apart), apart if day else ())


def _ticked(form: Form, home: Household | None) -> list[Member]:
    return [one for one in home.members if str(one.person) in form.all("members")] if home else []


async def _labels(desk: Desk, form: Form) -> dict[UUID, str]:
    """How the chosen member is named, and the person whose page it is."""
    people = {one for one in (form.id("member"), form.id("viewer")) if one}
    found = await desk.registry.labels(people)
    return {id_: label.label for id_, label in found.items()}


async def _hits(desk: Desk, form: Form, lives: Households, viewer: UUID) -> tuple[Hit, ...]:
    """People whom the search found, without those who live there already."""
    if form.get("step") != "join" or not form.get("q"):
        return ()
    there = {one.person for one in lives.current.members} if lives.current else {viewer}
    return tuple(hit for hit in await desk.registry.search(form.get("q")) if hit.id not in there)


async def _page(
    desk: Desk, person_id: UUID, form: Form, preview: Preview | None = None, *, saved: bool = False
) -> Response:
    file = await opened(desk, person_id)
    person = await desk.registry.person(person_id)
    lives = await desk.records.households(person_id)
    home = lives.current
    form.fill(key=str(uuid7()), new=str(uuid7()), own_role="reference")
    form.put("viewer", str(person_id))
    form.put("version", str(home.version if home else 0))
    today: date = desk.today
    form.fill(**{"day-day": str(today.day), "day-month": str(today.month), "day-year": str(today.year)})
    return await desk.page(
        "people/household.html",
        status=form.status,
        person=person,
        file=file,
        form=form,
        home=home,
        past=lives.past,
        hits=await _hits(desk, form, lives, person_id),
        searched=form.get("step") == "join" and bool(form.get("q")),
        preview=preview,
        works=not file.emergency,
        steps=STEPS if home else ("join",),
        roles=ROLES,
        reasons=REASONS,
        saved=saved,
    )
