"""A person's course: what every service recorded, merged by day."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from services.portal.clients.base import TimelineItem


@dataclass(frozen=True, slots=True)
class Course:
    """The shown lines by year, newest first, and how many there are of each kind."""

    years: list[tuple[int, list[TimelineItem]]]
    counts: dict[str, int]
    total: int
    kind: str


def course_of(parts: Mapping[str, Sequence[TimelineItem] | None], kind: str) -> Course:
    """Merges what the services said under their kinds; `kind` filters, an unknown one shows all."""
    lines = [(name, item) for name, items in parts.items() for item in items or ()]
    counts = Counter(name for name, _ in lines)
    chosen = kind if kind in counts else ""
    shown = [item for name, item in lines if not chosen or name == chosen]
    shown.sort(key=lambda item: item.at, reverse=True)
    years = [(year, list(items)) for year, items in groupby(shown, key=lambda item: item.at.year)]
    return Course(years, dict(counts), len(lines), chosen)
