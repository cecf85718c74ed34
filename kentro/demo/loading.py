"""Carries the plan out: many commands at once, in the order of their days, each thing's own one after the other."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from kentro._client import Services
from kentro._steps import Course, Step
from kentro.demo.plan import Plan
from kentro.demo.record import Progress
from kentro.demo.region import HOME


@dataclass(slots=True)
class _Begun:
    """A course under way: the versions that its commands left, and the last of them to wait for."""

    versions: dict[str, int] = field(default_factory=dict[str, int])
    last: asyncio.Future[None] | None = None


async def load(plan: Plan, services: Services, progress: Progress, callers: int) -> None:
    """Brings the region to what the plan says; what is there already stays as it is. Raises `NotDone`."""
    organisation, around = plan.organisation(), [*plan.bodies(), *plan.upkeep()]
    life = await asyncio.to_thread(plan.life)
    progress.total = sum(len(course.steps) for course in (*organisation, *around, *life))
    progress.begin()
    await _carry_out(organisation, services, progress, callers)
    await _carry_out(around, services, progress, callers)
    await services.heard_by("referral")
    for courses in (
        [course for course in life if course.municipality == HOME],
        [course for course in life if course.municipality != HOME],
    ):
        await _carry_out(courses, services, progress, callers)
    await services.end_import()


async def _carry_out(courses: Sequence[Course], services: Services, progress: Progress, callers: int) -> None:
    steps = [(step, _begun) for course in courses for _begun in [_Begun()] for step in course.steps]
    # By day, so that the log, and the numbers that are given in its order, look like the year they tell of.
    steps.sort(key=lambda pair: pair[0].day)
    waiting = iter(steps)

    async def call() -> None:
        for step, course in waiting:
            await _in_turn(step, course, services)
            progress.step()

    first: Exception | None = None
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(callers):
                group.create_task(call())
    except* Exception as failures:  # noqa: BLE001 - passed on below, out of its group
        first = failures.exceptions[0]
    if first is not None:
        raise first


async def _in_turn(step: Step, course: _Begun, services: Services) -> None:
    """After the course's command before it, which was begun earlier and so does not wait for this one."""
    before, mine = course.last, asyncio.get_running_loop().create_future()
    course.last = mine
    if before is not None:
        await before
    course.versions[step.thing] = await services.do(step, course.versions.get(step.thing))
    mine.set_result(None)
