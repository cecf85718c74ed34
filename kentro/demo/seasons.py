"""When people come to a Centre, and for what: working days, fuller in autumn, empty in August.

The proportions follow what Centres publish of themselves; none of it is a figure of a real Centre.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Final

from kentro.demo.people import Situation
from shared.workdays import Workdays

_MONTHS: Final = (1.15, 1.05, 1.1, 0.85, 1.0, 0.95, 0.8, 0.45, 1.15, 1.25, 1.15, 0.95)
_WEEKDAYS: Final = (1.2, 1.1, 1.0, 1.0, 0.8)

_TOPICS: Final[Mapping[str, int]] = {
    "minimum-income": 24,
    "housing": 12,
    "child-benefit": 12,
    "disability": 13,
    "elderly": 6,
    "goods": 8,
    "employment": 7,
    "psychosocial": 7,
    "legal": 2,
    "health": 3,
    "education": 2,
    "documents": 5,
    "other": 3,
}
"""Of a hundred visits (R19 to R30)."""

_SEASON: Final[Mapping[str, tuple[int, ...]]] = {
    "child-benefit": (1, 10, 11, 12),
    "education": (8, 9),
    "goods": (4, 12),
    "housing": (1, 2, 9),
}
"""The months in which a topic is asked for three times as often: the child benefit's application, school, feasts."""

_ASKED_BY: Final[Mapping[Situation, tuple[str, ...]]] = {
    "family": ("minimum-income", "child-benefit", "housing", "goods", "psychosocial"),
    "senior": ("elderly", "disability", "health", "goods", "documents"),
    "worker": ("minimum-income", "employment", "housing", "disability", "psychosocial"),
    "student": ("education", "employment", "psychosocial"),
    "migrant": ("documents", "legal", "employment", "education", "housing"),
}

REFERRED_TO: Final[Mapping[str, tuple[str, ...]]] = {
    "minimum-income": ("employment", "training", "social-grocery"),
    "housing": ("homeless-hostel", "night-shelter", "social-grocery"),
    "child-benefit": ("nursery", "child-centre"),
    "disability": ("disability", "elderly-care"),
    "elderly": ("elderly-care",),
    "goods": ("social-grocery",),
    "employment": ("employment", "training", "business-association", "union", "chamber"),
    "psychosocial": ("mental-health", "mental-health", "mental-health", "abuse-shelter"),
    "legal": ("migrant", "asylum", "union", "trafficking-shelter"),
    "health": ("mental-health", "elderly-care"),
    "education": ("tutoring", "tutoring", "lifelong-learning"),
    "documents": ("migrant", "asylum", "roma"),
    "other": ("training", "lifelong-learning", "roma"),
}
"""The kinds of service that a visit for a topic leads to."""


@dataclass(frozen=True, slots=True)
class Year:
    """The days of one municipality's Centre from a first to a last, each as full as its season makes it."""

    first: date
    last: date
    workdays: Workdays
    days: Sequence[date]
    fullness: Sequence[float]

    @classmethod
    def until(cls, last: date, workdays: Workdays) -> "Year":
        """From the first of the same month of the year before, so that a month can be held against the one then."""
        first = last.replace(year=last.year - 1, day=1)
        every = (first + timedelta(days=n) for n in range((last - first).days + 1))
        days = [day for day in every if workdays.is_working(day)]
        weights = (_MONTHS[day.month - 1] * _WEEKDAYS[day.weekday()] for day in days)
        return cls(first, last, workdays, days, list(accumulate(weights)))

    def day(self, draw: Random) -> date:
        """A working day by chance."""
        return self.days[bisect_right(self.fullness, draw.random() * self.fullness[-1], hi=len(self.days) - 1)]

    def after(self, day: date, working_days: int) -> date | None:
        """So many working days later; None where that is still to come."""
        later = self.workdays.add(day, working_days)
        return later if later <= self.last else None


def topic(draw: Random, day: date, situation: Situation | None = None) -> str:
    """What somebody comes for on that day."""
    if situation and draw.random() < 0.7:
        return draw.choice(_ASKED_BY[situation])
    weights = [share * (3 if day.month in _SEASON.get(name, ()) else 1) for name, share in _TOPICS.items()]
    return draw.choices(list(_TOPICS), weights)[0]
