"""Visits: record one, see a day's, say whose it was and what came of it."""

import asyncio
from collections import Counter
from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from services.portal.clients.base import Card, Page, card
from services.portal.clients.intake import NewVisit, Visit
from services.portal.codes import CHANNELS, TOPICS, VISIT_OUTCOMES
from services.portal.desk import Desk
from services.portal.door import FrontDesk
from services.portal.forms import Form
from shared.ids import uuid7

router = APIRouter(include_in_schema=False)

_COMMON = 6


@router.get("/visits/new")
async def new(desk: FrontDesk, person: UUID | None = None, saved: UUID | None = None) -> Response:
    """An empty form; focus stands on the first topic."""
    form = await desk.form()
    form.fill(id=str(uuid7()), person=str(person or ""), unit=desk.session.choices.get("unit", ""))
    form.fill(channel=desk.session.choices.get("channel", CHANNELS[0]))
    return await _form(desk, form, saved)


@router.post("/visits/new")
async def receive(desk: FrontDesk) -> Response:
    """Records the visit and offers the next form, or returns to the person that it was for."""
    form = await desk.form()
    units = {str(unit.id): unit for unit in await desk.units()}
    topic = form.get("more") if form.get("topic") == "more" else form.get("topic")
    if topic not in TOPICS:
        form.fail("topic" if form.get("topic") != "more" else "more", "visits.error.topic")
    channel = form.chosen("channel", CHANNELS, "visits.error.channel")
    unit = units.get(form.get("unit"))
    if unit is None:
        form.fail("unit", "forms.unit")
    happened = form.day("occurred")
    if form.errors or unit is None:
        return await _form(desk, form)
    person = form.id("person")
    given = NewVisit(unit.id, unit.scope, topic, channel, person, happened)
    visit = await form.attempt(desk.intake.receive(form.id("id") or uuid7(), given), _FIELDS)
    if visit is None:
        return await _form(desk, form)
    await desk.portal.sessions.chose(desk.session.handle, unit=str(unit.id), channel=channel)
    if person:
        return await desk.go(f"/people/{person}", of=f"visit-{visit.id}")
    return await desk.go("/visits/new", saved=visit.id)


_FIELDS = {"/topic": "topic", "/channel": "channel", "/unit": "unit", "/occurred_on": "occurred-day"}


async def _form(desk: Desk, form: Form, saved: UUID | None = None) -> Response:
    units = await desk.units()
    recent = await card(desk.intake.visits(state="all"))
    banner: Card[Visit] = await card(desk.intake.visit(saved)) if saved else Card(None)
    person = form.id("person")
    linked = {visit.person for visit in (recent.value.items[:5] if recent.value else ()) if visit.person}
    labels = (await card(desk.registry.labels(linked | ({person} if person else set())))).value or {}
    return await desk.page(
        "visits/new.html",
        status=form.status,
        form=form,
        units=units,
        common=common_topics(recent.value),
        topics=TOPICS,
        channels=CHANNELS,
        recent=recent,
        labels=labels,
        saved=banner.value,
        person=person,
        label=labels.get(person) if person else None,
    )


def common_topics(recent: Page[Visit] | None) -> list[str]:
    """The topics that came most often of late, filled up in the list's own order."""
    counted = Counter(visit.topic for visit in recent.items) if recent else Counter[str]()
    often = [topic for topic, _ in counted.most_common() if topic in TOPICS]
    return sorted([*often, *(topic for topic in TOPICS if topic not in often)][:_COMMON], key=TOPICS.index)


@router.get("/visits")
async def of_day(
    desk: FrontDesk,
    day: date | None = None,
    state: Annotated[str, Query(pattern="^(all|open|unlinked)$")] = "all",
    cursor: str | None = None,
) -> Response:
    """A day's visits; without a day those of all days, where a state asks for them."""
    shown = day or (desk.today if state == "all" else None)
    found = await desk.intake.visits(day=shown, state=state, cursor=cursor)
    labels, colleagues = await asyncio.gather(
        card(desk.registry.labels({visit.person for visit in found.items if visit.person})),
        desk.colleagues(visit.by for visit in found.items),
    )
    units = {unit.id: unit for unit in (await card(desk.units())).value or ()}
    return await desk.page(
        "visits/list.html",
        found=found,
        day=shown,
        state=state,
        cursor=cursor,
        labels=labels,
        me=desk.session.principal.subject,
        colleagues=colleagues,
        units=units,
        before=shown and shown - timedelta(1),
        after=shown + timedelta(1) if shown and shown < desk.today else None,
    )


@router.get("/visits/{visit_id}/person")
async def whose(desk: FrontDesk, visit_id: UUID) -> Response:
    """Asks whose visit it was; the search leads back here by its handle."""
    return await desk.page("visits/person.html", visit=await desk.intake.visit(visit_id))


@router.post("/visits/{visit_id}/person")
async def link(desk: FrontDesk, visit_id: UUID) -> Response:
    """Links the visit to the chosen person."""
    form = await desk.form()
    person = form.id("person")
    if person is None:
        return await desk.go(f"/visits/{visit_id}/person")
    linked = await form.attempt(desk.intake.link(visit_id, person, form.command))
    if linked is None:
        visit = await desk.intake.visit(visit_id)
        return await desk.page("visits/person.html", status=form.status, visit=visit, form=form)
    return await desk.go(f"/people/{person}", of=f"visit-{visit_id}")


@router.get("/visits/{visit_id}/closing")
async def closing(desk: FrontDesk, visit_id: UUID) -> Response:
    """Asks what came of the visit."""
    form = await desk.form()
    form.fill(key=str(uuid7()))
    return await _closing(desk, visit_id, form)


@router.post("/visits/{visit_id}/closing")
async def close(desk: FrontDesk, visit_id: UUID) -> Response:
    """Closes the visit."""
    form = await desk.form()
    outcome = form.chosen("outcome", VISIT_OUTCOMES, "visits.error.outcome")
    if not form.errors:
        closed = await form.attempt(desk.intake.close(visit_id, outcome, form.command))
        if closed is not None:
            return await desk.go("/visits", day=form.optional("on"))
    return await _closing(desk, visit_id, form)


async def _closing(desk: Desk, visit_id: UUID, form: Form) -> Response:
    visit = await desk.intake.visit(visit_id)
    return await desk.page("visits/closing.html", status=form.status, visit=visit, form=form, outcomes=VISIT_OUTCOMES)
