"""Local feasts: of a fixed day each year, or so many days from Orthodox Easter, until they are given up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class LocalFeast:
    """A municipal feast: of `month` and `day`, or `days_from_easter`; not kept any more from `ended_on` on."""

    name: str
    month: int | None = None
    day: int | None = None
    days_from_easter: int | None = None
    ended_on: date | None = None

    def falls_on(self, year: int) -> date | None:
        """Its day in that year; None where the year has none: 29 February, or because it was given up."""
        if self.days_from_easter is not None:
            found = orthodox_easter(year) + timedelta(days=self.days_from_easter)
        elif self.month and self.day and (self.month, self.day) != (2, 29):
            found = date(year, self.month, self.day)
        elif self.month and _is_leap(year):
            found = date(year, 2, 29)
        else:
            return None
        return None if self.ended_on and found >= self.ended_on else found


def feast_days(feasts: Iterable[LocalFeast], first: date, last: date) -> dict[date, str]:
    """The days between the two, both included, on which one of the feasts falls; two on one day are both named."""
    found: dict[date, list[str]] = {}
    for feast in feasts:
        for year in range(first.year, last.year + 1):
            day = feast.falls_on(year)
            if day and first <= day <= last:
                found.setdefault(day, []).append(feast.name)
    return {day: ", ".join(sorted(names)) for day, names in sorted(found.items())}


def orthodox_easter(year: int) -> date:
    """Orthodox Easter in the Gregorian calendar, by Meeus's Julian algorithm and the distance of the two calendars."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + timedelta(days=year // 100 - year // 400 - 2)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
