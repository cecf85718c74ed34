"""reporting: what happened, in figures."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from services.portal.clients.base import Api, Page


class Figure(msgspec.Struct, frozen=True):
    """One indicator of a month; no value where it is too small to be published."""

    indicator: str
    value: int | None = None
    suppressed: bool = False
    previous: int | None = None
    year_ago: int | None = None


class Point(msgspec.Struct, frozen=True):
    """One month of a series."""

    month: str
    value: int | None = None


class Share(msgspec.Struct, frozen=True):
    """One line of a breakdown."""

    code: str
    value: int | None = None
    name: str | None = None


class Figures(msgspec.Struct, frozen=True):
    """A month of one scope."""

    scope: str
    month: str
    as_of: datetime
    rows: tuple[Figure, ...]
    series: dict[str, tuple[Point, ...]] = {}
    breakdown: dict[str, tuple[Share, ...]] = {}


class Attendance(msgspec.Struct, frozen=True):
    """Who came to a scope in a month, by trait; no number of persons where too few did to be published."""

    persons: int | None = None
    traits: dict[str, tuple[Share, ...]] = {}


class Compared(msgspec.Struct, frozen=True):
    """One municipality of a comparison."""

    municipality: str
    name: str
    residents: int
    short_name: str = ""
    value: int | None = None
    per_1000: float | None = None
    year_ago: float | None = None
    suppressed: bool = False


class Comparison(msgspec.Struct, frozen=True):
    """All municipalities of a region side by side, per thousand residents."""

    indicator: str
    month: str
    as_of: datetime
    rows: tuple[Compared, ...]
    unit: str = "per-1000"
    mean: float | None = None


class Counted(msgspec.Struct, frozen=True):
    """One event behind a figure: the id of what it happened to, and the code by which the figure is broken down."""

    id: str
    source: str
    day: date
    unit: UUID | None = None
    code: str = ""


class Reporting:
    """The calls that the portal makes to reporting."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def figures(self, scope: str, month: str) -> Figures:
        """A month, `2026-03`, of a scope path."""
        return await self._api.get("/figures", Figures, scope=scope, month=month)

    async def attendance(self, scope: str, month: str) -> Attendance:
        """Who came in a month, `2026-03`, to a scope path."""
        return await self._api.get("/attendance", Attendance, scope=scope, month=month)

    async def comparison(self, indicator: str, month: str) -> Comparison:
        """The region's municipalities in a month."""
        return await self._api.get("/comparison", Comparison, indicator=indicator, month=month)

    async def events(self, scope: str, month: str, indicator: str, cursor: str | None = None) -> Page[Counted]:
        """The events behind a figure."""
        return await self._api.get(
            "/events", Page[Counted], scope=scope, month=month, indicator=indicator, cursor=cursor
        )
