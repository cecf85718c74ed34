"""Figures over HTTP."""

from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.reporting.figures import queries
from services.reporting.figures.answers import (
    ComparedRow,
    Comparison,
    EventBehind,
    EventsBehind,
    FigureRow,
    Figures,
    SeriesPoint,
)
from services.reporting.figures.asking import (
    Month,
    Reader,
    ScopeQuery,
    first_day,
    hidden_below,
    must_see,
    parts,
    published,
)
from services.reporting.figures.indicators import BREAKDOWNS, INDICATORS, Indicator, suppressed
from shared.callers import allow
from shared.greek import sort_key
from shared.paging import PAGE, Cursor, key_of, paged
from shared.scope import ADMINISTRATION, Principal, Reach, Role, scoped
from shared.service import Serving

Counted = Annotated[Indicator, Query(description="What is counted")]
router = APIRouter(tags=["figures"])


@router.get("/figures", summary="One Centre's, municipality's or region's month")
async def figures(scope: ScopeQuery, month: Month, caller: Reader, service: Serving) -> Figures:
    """Every indicator of one month, with what it can be compared to and what it is made of."""
    must_see(caller, scope)
    first = first_day(month)
    months = [_back(first, n) for n in range(13)]
    async with scoped(service.pool, caller) as connection:
        counts = await queries.of_months(connection, scope, months)
        topics = await queries.breakdown(connection, scope, first, "visits")
        channels = await queries.breakdown(connection, scope, first, "visits-by-channel")
        units = await queries.by_unit(connection, scope, first)
        kinds = await queries.by_service_kind(connection, scope, first)
    small = hidden_below(caller, scope)
    shown = [name for name in INDICATORS if name not in BREAKDOWNS]
    return Figures(
        scope=scope,
        month=month,
        as_of=datetime.now(UTC),
        rows=[
            FigureRow(
                indicator=name,
                value=published(counts.get((first, name), 0), small=small),
                suppressed=published(counts.get((first, name), 0), small=small) is None,
                previous=published(counts.get((months[1], name), 0), small=small),
                year_ago=published(counts.get((months[12], name), 0), small=small),
            )
            for name in shown
        ],
        series={
            name: [
                SeriesPoint(month=f"{each:%Y-%m}", value=published(counts.get((each, name), 0), small=small))
                for each in reversed(months)
            ]
            for name in shown
        },
        breakdown={
            "topics": parts(topics, small=small),
            "channels": parts(channels, small=small),
            "units": parts(
                [(code, value) for code, _, value in units],
                small=small,
                names={code: name for code, name, _ in units},
            ),
            "service-kinds": parts(kinds, small=small),
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
    first = first_day(month)
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
    rows.sort(key=lambda row: (row.per_1000 is None, -(row.per_1000 or 0), sort_key(row.name)))
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
    must_see(caller, scope, reach=Reach.FILE)
    after = key_of(cursor, tuple[date, str, int]) if cursor else None
    async with scoped(service.pool, caller) as connection:
        rows = await queries.behind(connection, scope, first_day(month), indicator, after, PAGE + 1)
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


def _back(month: date, by: int) -> date:
    months = month.year * 12 + month.month - 1 - by
    return date(months // 12, months % 12 + 1, 1)


def _rate(count: int, residents: int) -> float:
    return round(count * 1000 / residents, 2) if residents else 0.0
