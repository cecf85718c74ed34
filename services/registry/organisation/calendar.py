"""The one answer to "is this unit open on this day, and when, and if not, why".

Pure: it is given what is known of the unit and asks nobody. A closure is named before a holiday, a holiday before a
feast, and any of them before the week, so that whoever reads it learns the reason that would have held anyway.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal
from uuid import UUID

from services.registry.organisation.domain import (
    Centre,
    ClosureDeclared,
    Feast,
    FeastSet,
    HoursSet,
    ItineraryPublished,
    Municipality,
)
from shared.feasts import LocalFeast, feast_days
from shared.workdays import GREECE, Language

WhyClosed = Literal["not-yet", "ended", "closure", "holiday", "feast", "week", "hours-unknown"]
"""Why a unit is closed on a day: it has not begun, it was given up, a closure was declared, a state holiday, a local
feast, its week has no hours on that day, or nobody said yet when it is open."""


@dataclass(frozen=True, slots=True)
class Open:
    """Open from one time to another; a mobile unit at a place of a municipal unit."""

    opens: time
    closes: time
    place: str | None = None
    municipal_unit: str | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One day: when it is open, or why not. `name` is the holiday's, the feast's, or the closure's note."""

    day: date
    hours: tuple[Open, ...] = ()
    why: WhyClosed | None = None
    reason: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Timetable:
    """All that says when one unit is open."""

    begins: date
    last_day: date | None = None
    hours: Sequence[HoursSet] = ()
    closures: Sequence[ClosureDeclared] = ()
    itineraries: Mapping[str, ItineraryPublished] | None = None
    feasts: Sequence[LocalFeast] = ()

    def days(self, first: date, last: date, language: Language = "el") -> Iterator[Day]:
        """Each day from the first to the last, both included."""
        feasts = feast_days(self.feasts, first, last)
        for n in range((last - first).days + 1):
            day = first + timedelta(days=n)
            yield self._closed(day, feasts, language) or self._week(day)

    def _closed(self, day: date, feasts: Mapping[date, str], language: Language) -> Day | None:
        if day < self.begins:
            return Day(day, why="not-yet")
        if self.last_day and day > self.last_day:
            return Day(day, why="ended")
        for closure in reversed(self.closures):
            if closure.first <= day <= closure.last:
                return Day(day, why="closure", reason=closure.reason, name=closure.note)
        holiday = GREECE.closed(day, language)
        if holiday and holiday.why == "holiday":
            return Day(day, why="holiday", name=holiday.name)
        return Day(day, why="feast", name=feasts[day]) if day in feasts else None

    def _week(self, day: date) -> Day:
        itinerary = (self.itineraries or {}).get(day.isoformat()[:7])
        if itinerary:
            stops = (stop for stop in itinerary.stops if stop.day == day)
            hours = tuple(Open(stop.opens, stop.closes, stop.place, stop.municipal_unit) for stop in stops)
            return Day(day, hours) if hours else Day(day, why="week")
        sets = [each for each in self.hours if each.from_day <= day]
        if not sets:
            return Day(day, why="hours-unknown")
        week = max(sets, key=lambda each: each.from_day).week
        hours = tuple(Open(one.opens, one.closes) for one in week if one.weekday == day.isoweekday())
        return Day(day, hours) if hours else Day(day, why="week")


def timetable_of(centre: Centre, unit: UUID | None, municipality: Municipality) -> Timetable:
    """What says when that unit of the Centre is open; None is the Centre itself."""
    place = centre.place(unit)
    return Timetable(
        begins=centre.founded.operating_since if centre.founded else date.max,
        last_day=centre.last_day(unit),
        hours=place.hours,
        closures=place.closures,
        itineraries=place.itineraries,
        feasts=[local_feast(each) for each in municipality.feasts],
    )


def local_feast(feast: Feast) -> LocalFeast:
    """The feast as its days are counted from it."""
    if isinstance(feast.set, FeastSet):
        return LocalFeast(feast.set.name, feast.set.month, feast.set.day, ended_on=feast.ended_on)
    return LocalFeast(feast.set.name, days_from_easter=feast.set.days_from_easter, ended_on=feast.ended_on)
