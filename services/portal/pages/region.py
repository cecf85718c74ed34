"""Σύγκριση Δήμων: all municipalities of a region side by side, per thousand residents."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.charts import axis, quartile_breaks
from services.portal.clients.base import card
from services.portal.clients.reporting import Compared
from services.portal.codes import INDICATORS
from services.portal.desk import Desk
from services.portal.door import RegionDesk
from services.portal.grants import FOUND, REGION, municipality_of
from services.portal.months import MonthQuery, code_of, first_of, last_whole, shifted
from services.portal.regions import Tile, TileMap, map_for
from shared.greek import sort_key

router = APIRouter(include_in_schema=False)

LEAST_COMPARED = 2
"""Municipalities with figures above zero, before one of them is called the highest."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One municipality on the dot plot: places in percent of the axis; none where nothing is published."""

    row: Compared
    now: float | None
    was: float | None
    own: bool


@router.get("/region")
async def compare(desk: RegionDesk, indicator: str = "visits", month: MonthQuery = None, focus: str = "") -> Response:
    """Dots, tiles and the table, with a sentence that says what to see."""
    if indicator not in INDICATORS:
        raise HTTPException(404)
    shown = month or last_whole(desk.today)
    comparison = await desk.reporting.comparison(indicator, shown)
    own = focus or next((code for grant in desk.scopes(REGION) if (code := municipality_of(grant.path))), "")
    rows = comparison.rows
    region = desk.scopes(REGION)[0].path.strip("/").split("/")[0]
    known = (await card(desk.municipalities())).value or {}
    tiles = map_for(region, (known[row.municipality] for row in rows if row.municipality in known))
    published = [row.per_1000 for row in rows if row.per_1000 is not None]
    breaks = quartile_breaks(published)
    end, marks = axis(max([*published, *(row.year_ago or 0 for row in rows)], default=0))
    return await desk.page(
        "region/compare.html",
        comparison=comparison,
        founder=desk.may(FOUND),
        rows=rows,
        dots=[_dot(row, end, own) for row in rows],
        tiles=[_tile(row, tiles, breaks, own, desk) for row in rows if row.municipality in tiles.places]
        if tiles
        else [],
        map=tiles,
        breaks=breaks,
        marks=[(mark, mark / end * 100) for mark in marks],
        mean=(comparison.mean, comparison.mean / end * 100) if comparison.mean is not None else None,
        finding=finding(rows, comparison.mean, own),
        indicators=INDICATORS,
        indicator=indicator,
        month=first_of(shown),
        year_ago=first_of(shifted(shown, -12)),
        months=[first_of(shifted(code_of(desk.today), -n)) for n in range(13)],
        own=own,
        by_name=sorted(rows, key=lambda row: sort_key(row.name)),
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """What to see first: the farthest from the mean, and how the own municipality moved."""

    highest: Compared
    times_mean: float
    own: Compared | None


def finding(rows: Sequence[Compared], mean: float | None, own: str) -> Finding | None:
    """The highest municipality against the mean; nothing until two have something to compare."""
    published = [row for row in rows if row.per_1000 is not None]
    if sum(row.per_1000 != 0 for row in published) < LEAST_COMPARED or not mean:
        return None
    highest = max(published, key=lambda row: row.per_1000 or 0)
    mine = next((row for row in published if row.municipality == own), None)
    return Finding(highest, (highest.per_1000 or 0) / mean, mine)


def _dot(row: Compared, end: float, own: str) -> Dot:
    def place(value: float | None) -> float | None:
        return None if value is None else round(value / end * 100, 2)

    return Dot(row, place(row.per_1000), place(row.year_ago), row.municipality == own)


def _tile(row: Compared, tiles: TileMap, breaks: tuple[float, ...], own: str, desk: Desk) -> Tile:
    rate = row.per_1000
    return Tile(
        *tiles.corner(row.municipality),
        whole=row.short_name or row.name,
        value=desk.text("reports.few") if rate is None else desk.formats.number(rate, 1),
        step=0 if rate is None else 1 + sum(round(rate, 1) >= limit for limit in breaks),
        own=row.municipality == own,
    )
