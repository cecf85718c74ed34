"""How figures are asked for: the month and the scope, by whom, and what is too small to be published."""

from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator, StringConstraints

from services.reporting.figures.answers import Part
from services.reporting.figures.indicators import suppressed
from shared.callers import allow
from shared.fields import AnyScopePath, refuse
from shared.problems import FieldError, Problem
from shared.scope import ADMINISTRATION, Principal, Reach, Role

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
ScopeQuery = Annotated[
    AnyScopePath,
    Query(description="A region's, municipality's or Centre's path", examples=["/el63/3905/zacharo"]),
]


def must_see(caller: Principal, scope: str, reach: Reach = Reach.FIGURES) -> None:
    """Raises `Problem` for a scope that is not the caller's."""
    if not caller.reaches(reach, scope):
        raise Problem("invalid", errors=[FieldError("/query/scope", "outside-scope")])


def hidden_below(caller: Principal, scope: str) -> bool:
    """Who keeps the files of a scope sees its small counts; to everybody else they are not published."""
    return not caller.reaches(Reach.FILE, scope)


def published(value: int, *, small: bool) -> int | None:
    """The value, or None where it is too small for who asks (`small`: small ones are kept back)."""
    return None if small and suppressed({"": value}) else value


def parts(counts: list[tuple[str, int]], *, small: bool, names: dict[str, str] | None = None) -> list[Part]:
    """The parts of a figure by code; `small` keeps back those that are too small, `names` says what codes mean."""
    hidden = suppressed(dict(counts)) if small else set[str]()
    return [
        Part(code=code, value=None if code in hidden else value, name=(names or {}).get(code)) for code, value in counts
    ]


def first_day(month: str) -> date:
    """Of a month as it was asked for."""
    return date.fromisoformat(f"{month}-01")
