"""A Centre's or a municipality's month, and the events behind each figure."""

from asyncio import gather
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.portal.charts import Bars, Part, bars, shares
from services.portal.clients.base import card
from services.portal.clients.reporting import Attendance, Figures, Share
from services.portal.codes import INDICATORS
from services.portal.desk import Desk
from services.portal.door import MonthDesk
from services.portal.grants import MONTH, municipality_of
from services.portal.months import MonthQuery, code_of, first_of, shifted
from shared.scope import Role, covers

router = APIRouter(include_in_schema=False)

Scope = Annotated[str | None, Query(max_length=200)]

GROUPS = (
    ("reception", ("visits", "people-registered")),
    (
        "referrals",
        (
            "referrals-sent", "referrals-answered", "referrals-answered-late", "referrals-overdue",
            "referrals-accepted", "referrals-declined", "referrals-closed",
        ),
    ),
)  # fmt: skip
NOTABLE = 20
"""A change above so many percent stands out."""


@router.get("/reports")
async def month(desk: MonthDesk, month: MonthQuery = None, scope: Scope = None) -> Response:
    """The figures of a month beside the month before and the same month last year."""
    shown = month or code_of(desk.today)
    if shown > code_of(desk.today):
        raise HTTPException(404)
    path = _scope(desk, scope)
    figures, came = await gather(desk.reporting.figures(path, shown), card(desk.reporting.attendance(path, shown)))
    return await desk.page(
        "reports/month.html",
        figures=figures,
        rows={row.indicator: row for row in figures.rows},
        groups=GROUPS,
        notable=NOTABLE,
        month=first_of(shown),
        code=shown,
        scope=path,
        scopes=await _scopes(desk),
        before=shifted(shown, -1),
        after=shifted(shown, 1) if shown < code_of(desk.today) else None,
        running=shown == code_of(desk.today),
        bars=_bars(figures),
        breakdown=_breakdown(desk, figures),
        persons=came.value.persons if came.value else None,
        traits=_traits(desk, came.value) if came.value else None,
        opens=_opens(desk, path),
    )


@router.get("/reports/{indicator}")
async def events(
    desk: MonthDesk, indicator: str, month: MonthQuery = None, scope: Scope = None, cursor: str | None = None
) -> Response:
    """The events behind one figure: what, when and where, and nobody's name."""
    if indicator not in INDICATORS:
        raise HTTPException(404)
    shown = month or code_of(desk.today)
    path = _scope(desk, scope)
    if not _opens(desk, path):
        raise HTTPException(404)
    found = await desk.reporting.events(path, shown, indicator, cursor)
    units = {unit.id: unit for unit in (await card(desk.units())).value or ()}
    return await desk.page(
        "reports/events.html",
        indicator=indicator, month=first_of(shown), code=shown, scope=path, found=found, units=units, cursor=cursor,
    )  # fmt: skip


def _opens(desk: Desk, path: str) -> bool:
    """True when the rows behind the figures may be seen: they lead to files."""
    return any(covers(grant.path, path) for grant in desk.scopes(frozenset({Role.COORDINATOR})))


def _scope(desk: Desk, wish: str | None) -> str:
    paths = [grant.path for grant in desk.scopes(MONTH)]
    if wish is None:
        return paths[0]
    if wish not in paths:
        raise HTTPException(404)
    return wish


async def _scopes(desk: Desk) -> list[tuple[str, str]]:
    """The scope paths of this person with their names."""
    centres = {unit.scope: unit.name for unit in (await card(desk.units())).value or () if unit.kind == "centre"}
    known = (await card(desk.municipalities())).value or {}
    named: list[tuple[str, str]] = []
    for grant in desk.scopes(MONTH):
        municipality = known.get(municipality_of(grant.path) or "")
        fallback = desk.text("shell.municipality", name=municipality.name) if municipality else grant.path
        named.append((grant.path, centres.get(grant.path, fallback)))
    return list(dict.fromkeys(named))


def _bars(figures: Figures) -> Bars:
    points = figures.series.get("visits", ())[-12:]
    return bars([(first_of(point.month), point.value) for point in points])


def _traits(desk: Desk, came: Attendance) -> list[tuple[str, list[Part]]]:
    """Each trait with its parts, ages from young to old; those who said nothing stand last."""

    def name(trait: str, code: str) -> str:
        if code in ("", "refused"):
            return desk.text("reports.who.refused" if code else "reports.who.unsaid")
        return str(desk.text.code(f"reports.said.{trait}", code))

    def place(trait: str, share: Share) -> tuple[bool, object]:
        return share.code in ("", "refused"), share.code if trait == "age" else -(share.value or 0)

    shown: list[tuple[str, list[Part]]] = []
    for trait, parts in came.traits.items():
        ordered = sorted(parts, key=lambda share, trait=trait: place(trait, share))
        if ordered:
            shown.append((trait, shares([(name(trait, share.code), share.value) for share in ordered], as_given=True)))
    return shown


_PARTS = {"topics": "codes.topic", "channels": "codes.channel", "units": "", "service-kinds": "codes.service_kind"}
"""Breakdowns in the order in which they stand, and where their words are; units have names of their own."""


def _breakdown(desk: Desk, figures: Figures) -> list[tuple[str, list[Part]]]:
    shown: list[tuple[str, list[Part]]] = []
    for name, group in _PARTS.items():
        parts = [
            (str(share.name or (desk.text.code(group, share.code) if group else share.code)), share.value)
            for share in figures.breakdown.get(name, ())
        ]
        if parts:
            shown.append((name, shares(parts)))
    return shown
