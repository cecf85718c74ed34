"""What a body's keepers and the body itself both tell of a service: each command once, whoever sends it.

Whether the sender may is asked before, by the door that they came through: `changing.py` or `links/own.py`.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from fastapi.responses import JSONResponse

from services.registry.bodies.bodies import CapacityBody, PauseBody, WeekBody
from services.registry.bodies.domain import Service, pause_service, report_capacity, resume_service, set_hours
from services.registry.bodies.keeping import service_of
from shared.scope import Principal
from shared.workdays import today
from shared.writing import Writing


async def tell_hours(writing: Writing, service: UUID, given: WeekBody, *, by: Principal) -> JSONResponse:
    """When it is open every week, from a day on."""
    return await change_service(
        writing, service, lambda state: set_hours(state, since=given.since, hours=given.week()), by=by
    )


async def tell_capacity(writing: Writing, service: UUID, given: CapacityBody, *, by: Principal) -> JSONResponse:
    """How many places are free and how many people wait, on the day that is told."""
    on = writing.as_command(by=by, occurred_on=given.occurred_on).occurred_on
    return await change_service(
        writing,
        service,
        lambda state: report_capacity(state, places=given.places, waiting=given.waiting, on=on),
        by=by,
        occurred_on=given.occurred_on,
    )


async def tell_pause(writing: Writing, service: UUID, given: PauseBody, *, by: Principal) -> JSONResponse:
    """It takes nobody for now."""
    on = today(datetime.now(UTC))
    return await change_service(
        writing, service, lambda state: pause_service(state, until=given.until, why=given.why, on=on), by=by
    )


async def tell_resumption(writing: Writing, service: UUID, *, by: Principal) -> JSONResponse:
    """It takes people again."""
    return await change_service(writing, service, resume_service, by=by)


async def change_service(
    writing: Writing,
    service: UUID,
    decide: Callable[[Service], Sequence[object]],
    *,
    by: Principal,
    occurred_on: date | None = None,
) -> JSONResponse:
    """Decides on the service as it stands."""
    return await writing.commit(
        f"service-{service}", lambda loaded: decide(service_of(loaded)), by=by, occurred_on=occurred_on
    )
