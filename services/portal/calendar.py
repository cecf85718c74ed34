"""Working days of Greece, for the words «σε 3 εργάσιμες»."""

from datetime import date, timedelta
from functools import lru_cache

import holidays


@lru_cache(maxsize=8)
def _closed(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GR", years=year))


def is_working_day(day: date) -> bool:
    """Monday to Friday and no holiday of the state; municipal feasts are known to the services that promise days."""
    return day.weekday() < 5 and day not in _closed(day.year)


def working_days_between(first: date, last: date) -> int:
    """Working days after `first` up to and with `last`; 0 when `last` is not later."""
    return sum(is_working_day(first + timedelta(n)) for n in range(1, (last - first).days + 1))


def next_working_days(after: date, count: int) -> list[date]:
    """The `count` working days that follow `after`."""
    found: list[date] = []
    day = after
    while len(found) < count:
        day += timedelta(1)
        if is_working_day(day):
            found.append(day)
    return found
