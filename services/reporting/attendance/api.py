"""Who came, over HTTP."""

from datetime import UTC, datetime

from fastapi import APIRouter

from services.reporting.attendance import views
from services.reporting.figures.answers import MonthOut, Part
from services.reporting.figures.asking import Month, Reader, ScopeQuery, first_day, hidden_below, must_see, parts
from shared.fields import Out, example
from shared.scope import scoped
from shared.service import Serving

router = APIRouter(tags=["figures"])


class Attendance(Out):
    """Those who came to a scope in a month, by what they said of themselves."""

    model_config = example(
        scope="/el63/3905/zacharo",
        persons=112,
        traits={"sex": [{"code": "female", "value": 70, "name": None}, {"code": "", "value": 42, "name": None}]},
    )

    scope: str
    """The path that was asked for."""
    month: MonthOut
    as_of: datetime
    """When it was counted."""
    persons: int | None
    """How many came; absent where too few did to publish it."""
    traits: dict[str, list[Part]]
    """By trait and code, largest first; an empty code is those who said nothing."""


@router.get("/attendance", summary="Who came in a month")
async def attendance(scope: ScopeQuery, month: Month, caller: Reader, service: Serving) -> Attendance:
    """Persons with a visit, each once, by sex, age, schooling, work, dwelling, origin, disability and Roma origin."""
    must_see(caller, scope)
    async with scoped(service.pool, caller) as connection:
        found = await views.attendance(connection, scope, first_day(month))
    small = hidden_below(caller, scope)
    (whole,) = parts([("", sum(count for _, count in found["sex"]))], small=small)
    return Attendance(
        scope=scope,
        month=month,
        as_of=datetime.now(UTC),
        persons=whole.value,
        traits={trait: parts(counts, small=small) for trait, counts in found.items()},
    )
