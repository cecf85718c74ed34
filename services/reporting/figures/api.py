"""Figures over HTTP."""

from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AfterValidator, StringConstraints

from services.reporting.figures import queries
from services.reporting.figures.answers import (
    ComparedRow,
    Comparison,
    EventBehind,
    EventsBehind,
    FigureRow,
    Figures,
    Part,
    SeriesPoint,
)
from services.reporting.figures.indicators import BREAKDOWNS, INDICATORS, Indicator, suppressed
from shared.callers import allow
from shared.fields import refuse
from shared.paging import PAGE, Cursor, key_of, paged
from shared.problems import FieldError, Problem
from shared.scope import ADMINISTRATION, Principal, Reach, Role, scoped
from shared.service import Serving

router = APIRouter(tags=["figures"])
Reader = Annotated[Principal, allow(Role.COORDINATOR, *ADMINISTRATION, Role.ANALYST)]


EARLIEST = 2000
"""The first year that can be asked for; there were no Centres before 2016 (Law 4368/2016), and imports reach back."""


def _month(text: str) -> str:
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise refuse("not-a-date") from None
    if first.year < EARLIEST:
        raise refuse("out-of-range")
    return text


Month = Annotated[
    str,
    StringConstraints(max_length=7),
    AfterValidator(_month),
    Query(description="Year and month, as 2026-03", examples=["2026-03"]),
]
Counted = Annotated[Indicator, Query(description="What is counted")]
ScopeQuery = Annotated[
    str,
    StringConstraints(pattern=r"^(/[a-z0-9-]+){1,3}$", max_length=100),
    Query(description="A region's, municipality's or Centre's path", examples=["/el63/3905/zacharo"]),
]


@router.get("/figures", summary="One Centre's, municipality's or region's month")
async def figures(scope: ScopeQuery, month: Month, caller: Reader, service: Serving) -> Figures:
    """Every indicator of one month, with what it can be compared to and what it is made of."""
    _must_see(caller, scope)
    first = _first_day(month)
    months = [_back(first, n) for n in range(13)]
    async with scoped(service.pool, caller) as connection:
        counts = await queries.of_months(connection, scope, months)
        topics = await queries.breakdown(connection, scope, first, "visits")
        channels = await queries.breakdown(connection, scope, first, "visits-by-channel")
        units = await queries.by_unit(connection, scope, first)
        kinds = await queries.by_service_kind(connection, scope, first)
    small = _hidden_below(caller, scope)
    shown = [name for name in INDICATORS if name not in BREAKDOWNS]
    return Figures(
        scope=scope,
        month=month,
        as_of=datetime.now(UTC),
        rows=[
            FigureRow(
                indicator=name,
                value=_published(counts.get((first, name), 0), small),
                suppressed=_published(counts.get((first, name), 0), small) is None,
                previous=_published(counts.get((months[1], name), 0), small),
                year_ago=_published(counts.get((months[12], name), 0), small),
            )
            for name in shown
        ],
        series={
            name: [
                SeriesPoint(month=f"{each:%Y-%m}", value=_published(counts.get((each, name), 0), small))
                for each in reversed(months)
            ]
            for name in shown
        },
        breakdown={
            "topics": _parts(topics, small),
            "channels": _parts(channels, small),
            "units": _parts(
                [(code, value) for code, _, value in units], small, {code: name for code, name, _ in units}
            ),
            "service-kinds": _parts(kinds, small),
        },
    )


@router.get("/comparison", summary="The municipalities side by side")
async def comparison(
    month: Month,
    indicator: Counted,
    caller: Annotated[Principal, allow(*ADMINISTRATION, Role.ANALYST)],
    service: Serving,
) -> Comparison:
    """One indicator of one month in every municipality, by a thousand residents, beside the year before."""
    first = _first_day(month)
    before = _back(first, 12)
    async with scoped(service.pool, caller) as connection:
        places = await queries.municipalities(connection)
        counts = await queries.compared(connection, [first, before], indicator)
    places = [place for place in places if caller.reaches(Reach.FIGURES, place.scope)]
    hidden = suppressed({place.code: counts.get((place.code, first), 0) for place in places})
    hidden_before = suppressed({place.code: counts.get((place.code, before), 0) for place in places})
    rows = [
        ComparedRow(
            municipality=place.code,
            name=place.name,
            short_name=place.short_name,
            regional_unit=place.regional_unit,
            residents=place.residents,
            value=None if place.code in hidden else counts.get((place.code, first), 0),
            per_1000=None if place.code in hidden else _rate(counts.get((place.code, first), 0), place.residents),
            year_ago=None
            if place.code in hidden_before
            else _rate(counts.get((place.code, before), 0), place.residents),
            suppressed=place.code in hidden,
        )
        for place in places
    ]
    rows.sort(key=lambda row: (row.per_1000 is None, -(row.per_1000 or 0), row.name))
    published = [row for row in rows if row.value is not None]
    residents = sum(row.residents for row in published)
    mean = _rate(sum(row.value or 0 for row in published), residents) if residents else None
    return Comparison(indicator=indicator, month=month, as_of=datetime.now(UTC), mean=mean, rows=rows)


@router.get("/events", summary="What is behind a figure")
async def events(
    scope: ScopeQuery,
    month: Month,
    indicator: Counted,
    caller: Annotated[Principal, allow(Role.COORDINATOR)],
    service: Serving,
    cursor: Cursor = None,
) -> EventsBehind:
    """The events that a figure counts, for who works with the files; others see counts alone."""
    _must_see(caller, scope, reach=Reach.FILE)
    after = key_of(cursor, tuple[date, str, int]) if cursor else None
    async with scoped(service.pool, caller) as connection:
        rows = await queries.behind(connection, scope, _first_day(month), indicator, after, PAGE + 1)
    rows, following = paged(rows, lambda row: (row.day, row.source, row.position))
    return EventsBehind(
        items=[
            EventBehind(
                id=row.stream.partition("-")[2],
                source=row.source,
                stream=row.stream,
                day=row.day,
                unit=UUID(row.unit) if row.unit else None,
                code=row.code,
            )
            for row in rows
        ],
        next=following,
    )


def _must_see(caller: Principal, scope: str, reach: Reach = Reach.FIGURES) -> None:
    if not caller.reaches(reach, scope):
        raise Problem("invalid", errors=[FieldError("/query/scope", "outside-scope")])


def _hidden_below(caller: Principal, scope: str) -> bool:
    """Who keeps the files of a scope sees its small counts; to everybody else they are not published."""
    return not caller.reaches(Reach.FILE, scope)


def _published(value: int, small: bool) -> int | None:
    return None if small and suppressed({"": value}) else value


def _parts(counts: list[tuple[str, int]], small: bool, names: dict[str, str] | None = None) -> list[Part]:
    hidden = suppressed(dict(counts)) if small else set[str]()
    return [
        Part(code=code, value=None if code in hidden else value, name=(names or {}).get(code)) for code, value in counts
    ]


def _first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _back(month: date, by: int) -> date:
    months = month.year * 12 + month.month - 1 - by
    return date(months // 12, months % 12 + 1, 1)


def _rate(count: int, residents: int) -> float:
    return round(count * 1000 / residents, 2) if residents else 0.0
