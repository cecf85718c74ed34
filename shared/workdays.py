"""Days in Greece: today, and which days are worked in a municipality.

The state's holidays, Orthodox Easter and the moves of 1 May with it, come from the `holidays` package; the feasts of a
municipality are its own data.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Final, Literal
from zoneinfo import ZoneInfo

import holidays

ATHENS: Final = ZoneInfo("Europe/Athens")
LONGEST: Final = 1000
"""The most working days that may be counted at once, about four years."""

_DAY: Final = timedelta(days=1)
_OBSERVED: Final = {"el": " (παρατηρήθηκε)", "en_US": " (observed)"}
_LOCALES: Final[dict["Language", str]] = {"el": "el", "en": "en_US"}

Language = Literal["el", "en"]


@dataclass(frozen=True, slots=True)
class Feast:
    """A local feast, every year on the same day; 29 February in leap years."""

    month: int
    day: int
    name: str


@dataclass(frozen=True, slots=True)
class Closed:
    """Why a day is not worked. `name` is the holiday's or the feast's; a weekend's is empty."""

    day: date
    why: Literal["weekend", "holiday", "feast"]
    name: str


@dataclass(frozen=True, slots=True)
class NextWorkingDay:
    """The first day that is worked, and the days that were passed over to come to it."""

    day: date
    passed_over: tuple[Closed, ...]


@dataclass(frozen=True, slots=True)
class Workdays:
    """The days on which a municipality's offices work: Monday to Friday, but for holidays and its own feasts.

    `yearly` are feasts of a fixed day; `once` those of one date, such as the ones that move with Easter.
    """

    yearly: tuple[Feast, ...] = ()
    once: Mapping[date, str] = field(default_factory=lambda: dict[date, str]())

    def closed(self, day: date, language: Language = "el") -> Closed | None:
        """Why the day is not worked; None where it is. The feast is named before the weekend that it falls on."""
        if name := _holiday(day, language):
            return Closed(day, "holiday", name)
        if name := self.once.get(day):
            return Closed(day, "feast", name)
        for feast in self.yearly:
            if (feast.month, feast.day) == (day.month, day.day):
                return Closed(day, "feast", feast.name)
        return Closed(day, "weekend", "") if day.weekday() >= 5 else None

    def is_working(self, day: date) -> bool:
        """Whether the municipality's offices work on that day."""
        return self.closed(day) is None

    def add(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which itself is not counted (Civil Code, articles 241 and 242).

        Raises `ValueError` unless 1 <= count <= `LONGEST`.
        """
        if not 1 <= count <= LONGEST:
            raise ValueError(f"count must be from 1 to {LONGEST}")
        for counted, found in enumerate(self._after(day), start=1):
            if counted == count:
                return found
        raise AssertionError("working days never end")

    def between(self, first: date, last: date) -> int:
        """Working days after `first`, up to and with `last`; negative where `last` comes before `first`.

        `between(day, add(day, n)) == n`. Takes time in proportion to the distance.
        """
        if last < first:
            return -self.between(last, first)
        return sum(self.is_working(first + _DAY * n) for n in range(1, (last - first).days + 1))

    def next_working(self, day: date, language: Language = "el") -> NextWorkingDay:
        """`day` itself where it is worked, else the first day after it that is, with the reasons."""
        passed: list[Closed] = []
        while reason := self.closed(day, language):
            passed.append(reason)
            day += _DAY
        return NextWorkingDay(day, tuple(passed))

    def _after(self, day: date) -> Iterator[date]:
        while True:
            day += _DAY
            if self.is_working(day):
                yield day


GREECE: Final = Workdays()
"""The state's holidays alone, where no municipality is meant."""


def today(now: datetime) -> date:
    """The day that it is in Greece at that moment. Raises `ValueError` for a time without a zone."""
    if now.tzinfo is None:
        raise ValueError("a time without a zone is no moment")
    return now.astimezone(ATHENS).date()


def _holiday(day: date, language: Language) -> str | None:
    locale = _LOCALES[language]
    name = _calendar(locale).get(day)
    return name.removesuffix(_OBSERVED[locale]) if name else None


@cache
def _calendar(locale: str) -> holidays.HolidayBase:
    return holidays.country_holidays("GR", language=locale)
