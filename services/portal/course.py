"""A person's course: what every service recorded, merged by day."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from services.portal.clients.base import TimelineItem
from services.portal.clients.referral import Referral


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
    # Ids of things are made in the order of time, and tell what came last on one day.
    shown.sort(key=lambda item: (item.at, item.id), reverse=True)
    years = [(year, list(items)) for year, items in groupby(shown, key=lambda item: item.at.year)]
    return Course(years, dict(counts), len(lines), chosen)


@dataclass(frozen=True, slots=True)
class NextStep:
    """What comes next for a person: `code` is answer, meeting or close."""

    code: str
    day: date
    referral: Referral


def next_step(referrals: Sequence[Referral], today: date) -> NextStep | None:
    """The nearest of what lies ahead; what is overdue stands elsewhere, in red."""
    steps = [step for referral in referrals if (step := _step(referral, today)) and step.day >= today]
    return min(steps, key=lambda step: step.day, default=None)


def _step(referral: Referral, today: date) -> NextStep | None:
    match referral.state:
        case "declined" | "delivered":
            return NextStep("close", today, referral)
        case "accepted" if referral.first_meeting:
            return NextStep("meeting", referral.first_meeting, referral)
        case "sent" | "seen" | "waitlisted":
            return NextStep("answer", referral.answer_by, referral)
        case _:
            return None
