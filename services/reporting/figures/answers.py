"""What reporting answers with."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.fields import Next, Out, example

MonthOut = Annotated[str, Field(description="Year and month.", examples=["2026-03"])]


class FigureRow(Out):
    """One indicator."""

    model_config = example(indicator="visits", value=214, suppressed=False, previous=198, year_ago=171)

    indicator: str
    """What is counted."""
    value: int | None
    """How many; absent where too few are counted to publish it."""
    suppressed: bool
    """Whether the value is absent for that reason."""
    previous: int | None
    """The month before."""
    year_ago: int | None
    """The same month of the year before."""


class SeriesPoint(Out):
    """One month of a series."""

    model_config = example(value=214)

    month: MonthOut
    value: int | None
    """How many; absent where too few are counted to publish it."""


class Part(Out):
    """One part of a figure."""

    model_config = example(code="housing", value=31, name=None)

    code: str
    """What it is the part of: a topic, a channel, a unit's id, a kind of service."""
    value: int | None
    """How many; absent where too few are counted to publish it."""
    name: str | None = None
    """The unit's, where the part is a unit."""


class Figures(Out):
    """One scope's month, beside the month before, the year before, and thirteen months in a row."""

    model_config = example(
        scope="/el63/3905/zacharo",
        series={"visits": [{"month": "2026-02", "value": 198}, {"month": "2026-03", "value": 214}]},
        breakdown={"topics": [{"code": "housing", "value": 31, "name": None}]},
    )

    scope: str
    """The path that was asked for."""
    month: MonthOut
    as_of: datetime
    """When it was counted."""
    rows: list[FigureRow]
    """Every indicator."""
    series: dict[str, list[SeriesPoint]]
    """By indicator: thirteen months, the oldest first."""
    breakdown: dict[str, list[Part]]
    """Visits by `topics`, `channels` and `units`, and referrals by `service-kinds`."""


class ComparedRow(Out):
    """One municipality among the others."""

    model_config = example(
        municipality="3905",
        name="Ζαχάρως",
        short_name="Ζαχάρω",
        regional_unit="Ηλείας",
        residents=8606,
        value=214,
        per_1000=24.87,
        year_ago=19.87,
        suppressed=False,
    )

    municipality: str
    """Its code."""
    name: str
    """In the genitive, as it follows «Δήμος»."""
    short_name: str
    """As it stands on a map."""
    regional_unit: str
    """In the genitive, as it follows «Περιφερειακή Ενότητα»."""
    residents: int
    """By the last census."""
    value: int | None
    """How many; absent where too few are counted to publish it."""
    per_1000: float | None
    """By a thousand residents."""
    year_ago: float | None
    """By a thousand residents, the same month of the year before."""
    suppressed: bool
    """Whether the value is absent because too few are counted."""


class Comparison(Out):
    """All municipalities of the region, by rate."""

    model_config = example(indicator="visits", mean=21.4)

    indicator: str
    """What is counted."""
    month: MonthOut
    as_of: datetime
    """When it was counted."""
    unit: Annotated[str, Field(examples=["per-1000"])] = "per-1000"
    """What the rates are of."""
    mean: float | None
    """The region's rate over the municipalities that are published."""
    rows: list[ComparedRow]
    """The highest rate first, those without one last."""


class EventBehind(Out):
    """One event behind a figure."""

    model_config = example(source="intake", stream="visit-0199a3c0-7a1e-7c3b-9d52-4f1b6a2e8c07", code="housing")

    id: Annotated[str, Field(examples=["0199a3c0-7a1e-7c3b-9d52-4f1b6a2e8c07"])]
    """Of the visit, the referral or the person."""
    source: str
    """The service that recorded it."""
    stream: str
    """Where it stands in that service's log."""
    day: date
    """When it happened."""
    unit: UUID | None
    """The Centre, branch or mobile unit."""
    code: str
    """What breaks the figure down."""


class EventsBehind(Out):
    """A page of them."""

    items: list[EventBehind]
    """At most fifty, the oldest first."""
    next: Next
