"""Σήμερα: what waits, by the day on which it is due."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.clients.access import Opening
from services.portal.clients.base import card
from services.portal.clients.duplicates import Duplicate
from services.portal.clients.intake import VisitTask
from services.portal.clients.referral import ReferralTask
from services.portal.clients.registry import Label
from services.portal.desk import Desk
from services.portal.door import AnyDesk
from services.portal.grants import FRONT, REGION, TEAM, WATCH
from shared.scope import Role
from shared.workdays import ATHENS, GREECE

router = APIRouter(include_in_schema=False)

SOON = 5
"""Working days that the page looks ahead."""

SHOWN = 20
"""Rows of a group; the rest is a link."""


@dataclass(frozen=True, slots=True)
class Task:
    """One row: who, what, by when, and the one thing to do about it."""

    due: date
    kind: str
    code: str
    what: str
    href: str
    person: UUID | None
    of: str = ""
    """The work item, as what the person's file is opened for."""
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """The rows in the groups of the page; what is due later than the shown days is only counted by its first day."""

    overdue: list[Task]
    today: list[Task]
    soon: list[tuple[date, list[Task]]]
    until: date
    later: date | None

    @property
    def soon_count(self) -> int:
        """Rows of all coming days."""
        return sum(len(tasks) for _, tasks in self.soon)

    @property
    def nothing(self) -> bool:
        """True when no group has a row."""
        return not (self.overdue or self.today or self.soon)


@router.get("/")
async def show(desk: AnyDesk) -> Response:
    """The work of the day; who sees figures alone starts at the comparison."""
    if not desk.may(FRONT):
        start = "/region" if desk.may(REGION) else "/openings" if desk.may(WATCH) else ""
        return await desk.lead(start) if start else await desk.page("no_pages.html")
    visits, referrals, emergencies, duplicates = await asyncio.gather(
        card(desk.intake.worklist()), card(_referral_tasks(desk)), card(_emergencies(desk)), card(_unsure(desk))
    )
    tasks = sorted(
        [
            *map(_of_visit, visits.value or ()),
            *map(_of_referral, referrals.value or ()),
            *map(_of_emergency, emergencies.value or ()),
            *map(_of_duplicate, duplicates.value or ()),
        ],
        key=_order,
    )
    people = {task.person for task in tasks if task.person}
    labels = await card(desk.registry.labels(people))
    named = [_named(task, labels.value or {}) for task in tasks]
    parts = {
        "visits": visits,
        "referrals": referrals,
        "openings": emergencies,
        "duplicates": duplicates,
        "names": labels,
    }
    missing = [name for name, part in parts.items() if part.missing]
    return await desk.page("today.html", work=arrange(named, desk.today), missing=missing, shown=SHOWN)


async def _referral_tasks(desk: Desk) -> tuple[ReferralTask, ...]:
    return await desk.referrals.worklist() if desk.may(TEAM) else ()


async def _emergencies(desk: Desk) -> tuple[Opening, ...]:
    return (await desk.access.openings(state="unreviewed")).items if desk.may(WATCH) else ()


async def _unsure(desk: Desk) -> tuple[Duplicate, ...]:
    """The pairs that the desk left to whoever coordinates it."""
    return (await desk.duplicates.list("unsure")).items if desk.may(frozenset({Role.COORDINATOR})) else ()


def arrange(tasks: list[Task], today: date) -> Work:
    """Sorts rows into overdue, today and the next five working days."""
    until = GREECE.add(today, SOON)
    soon: dict[date, list[Task]] = {}
    for task in tasks:
        if today < task.due <= until:
            soon.setdefault(task.due, []).append(task)
    return Work(
        overdue=[task for task in tasks if task.due < today],
        today=[task for task in tasks if task.due == today],
        soon=sorted(soon.items()),
        until=until,
        later=min((task.due for task in tasks if task.due > until), default=None),
    )


def _of_visit(task: VisitTask) -> Task:
    return Task(
        task.due,
        "visit",
        task.kind,
        task.topic or "other",
        f"/visits/{task.id}/person",
        task.person,
        f"visit-{task.id}",
    )


def _of_referral(task: ReferralTask) -> Task:
    ends = "/closing" if task.kind in {"referral-answered", "referral-outcome"} else ""
    return Task(
        task.due,
        "referral",
        task.kind,
        task.service_name,
        f"/referrals/{task.id}{ends}",
        task.person,
        f"referral-{task.id}",
    )


def _of_emergency(opening: Opening) -> Task:
    day = opening.at.astimezone(ATHENS).date()
    return Task(day, "opening", "emergency-unreviewed", opening.reason or "", f"/openings/{opening.id}", opening.person)


def _of_duplicate(pair: Duplicate) -> Task:
    day = pair.since.astimezone(ATHENS).date()
    return Task(day, "duplicate", "duplicate-unsure", "", f"/duplicates/{pair.id}", pair.left, f"duplicate-{pair.id}")


def _named(task: Task, labels: dict[UUID, Label]) -> Task:
    label = labels.get(task.person) if task.person else None
    return replace(task, label=label)


def _order(task: Task) -> tuple[date, str]:
    return task.due, task.kind
