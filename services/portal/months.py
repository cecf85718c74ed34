"""Months as addresses and services write them: 2026-03."""

from datetime import date
from typing import Annotated

from fastapi import Query

MonthQuery = Annotated[str | None, Query(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]
"""A month in an address."""


def first_of(month: str) -> date:
    """The first day of `2026-03`."""
    return date.fromisoformat(f"{month}-01")


def code_of(day: date) -> str:
    """The month in which a day lies."""
    return f"{day:%Y-%m}"


def shifted(month: str, by: int) -> str:
    """The month so many months later, or earlier when negative."""
    year, number = divmod(first_of(month).year * 12 + first_of(month).month - 1 + by, 12)
    return f"{year:04}-{number + 1:02}"


def last_whole(today: date) -> str:
    """The month before this one: the last whose figures are whole."""
    return shifted(code_of(today), -1)
