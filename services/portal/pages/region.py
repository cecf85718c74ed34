"""Σύγκριση Δήμων: all municipalities of a region side by side, per thousand residents."""

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.charts import axis, quartile_breaks
from services.portal.clients.base import card
from services.portal.clients.reporting import Compared, Comparison
from services.portal.codes import INDICATORS
from services.portal.door import RegionDesk
from services.portal.grants import FOUND, REGION, municipality_of
from services.portal.months import MonthQuery, code_of, first_of, last_whole, shifted
from services.portal.regions import TileMap, map_for, on_tile

router = APIRouter(include_in_schema=False)

_STEP = 86
_GULF = 22
_HIGH_CONTRAST = 3
"""From this step on a tile is dark and its text white."""


LEAST_COMPARED = 2
"""Municipalities with figures above zero, before one of them is called the highest."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One municipality on the dot plot: places in percent of the axis; none where nothing is published."""

    row: Compared
    now: float | None
    was: float | None
    own: bool


@dataclass(frozen=True, slots=True)
class Tile:
    """One municipality on the tile map."""

    row: Compared
    name: str
    x: int
    y: int
    step: int
    dark: bool
    own: bool


@router.get("/region")
async def compare(desk: RegionDesk, indicator: str = "visits", month: MonthQuery = None, focus: str = "") -> Response:
    """Dots, tiles and the table, with a sentence that says what to see."""
    if indicator not in INDICATORS:
        raise HTTPException(404)
    shown = month or last_whole(desk.today)
    comparison = await desk.reporting.comparison(indicator, shown)
    own = focus or next((code for grant in desk.scopes(REGION) if (code := municipality_of(grant.path))), "")
    rows = sorted(comparison.rows, key=lambda row: (row.per_1000 is None, -(row.per_1000 or 0), row.name))
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
        tiles=_tiles(tiles, comparison, breaks, own),
        map=tiles,
        size=_size(tiles),
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
        by_name=sorted(rows, key=lambda row: row.name),
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """What to see first: the farthest from the mean, and how the own municipality moved."""

    highest: Compared
    times_mean: float
    own: Compared | None


def finding(rows: list[Compared], mean: float | None, own: str) -> Finding | None:
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


def _tiles(tiles: TileMap | None, comparison: Comparison, breaks: tuple[float, ...], own: str) -> list[Tile]:
    if tiles is None:
        return []
    made: list[Tile] = []
    for row in comparison.rows:
        if row.municipality not in tiles.places:
            continue
        column, line = tiles.places[row.municipality]
        gulf = _GULF if tiles.gap_after is not None and line > tiles.gap_after else 0
        step = 0 if row.per_1000 is None else 1 + sum(round(row.per_1000, 1) >= limit for limit in breaks)
        dark = step >= _HIGH_CONTRAST
        made.append(
            Tile(
                row,
                on_tile(row.short_name or row.name),
                column * _STEP + 1,
                line * _STEP + gulf + 1,
                step,
                dark,
                row.municipality == own,
            )
        )
    return sorted(made, key=lambda tile: (tile.y, tile.x))


def _size(tiles: TileMap | None) -> tuple[int, int]:
    if tiles is None:
        return 0, 0
    return tiles.columns * _STEP, tiles.rows * _STEP + (_GULF if tiles.gap_after is not None else 0) + 4
