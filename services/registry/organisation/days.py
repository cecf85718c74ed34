"""The span of days that may be asked for."""

from datetime import date
from typing import Annotated, Final

from fastapi import Query

from shared.problems import FieldError, Problem

MOST_DAYS: Final = 400
"""Days that may be asked for at once."""

_EARLIEST, _LATEST = date(2016, 1, 1), date(2099, 12, 31)
"""Centres are since Law 4368/2016; the calendar of holidays is not foreseen further."""

First = Annotated[date, Query(alias="from", description="The first day", examples=["2026-03-02"])]
Last = Annotated[date, Query(alias="to", description="The last day, at most 399 days later", examples=["2026-03-08"])]


def checked(first: date, last: date) -> None:
    """Raises `Problem` at the field where the span is none, or too long."""
    if not _EARLIEST <= first <= _LATEST:
        raise Problem("invalid", errors=[FieldError("/query/from", "out-of-range")])
    if not first <= last <= _LATEST:
        raise Problem("invalid", errors=[FieldError("/query/to", "days-reversed")])
    if (last - first).days >= MOST_DAYS:
        raise Problem("invalid", errors=[FieldError("/query/to", "too-many", {"limit": MOST_DAYS})])
