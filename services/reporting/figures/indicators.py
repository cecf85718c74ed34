"""Which events count, and as what.

The names follow what Centres publish of themselves: persons and acts apart, referrals by what became of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from services.reporting import consumes

Indicator = Literal[
    "people-registered",
    "visits",
    "visits-by-channel",
    "referrals-sent",
    "referrals-answered",
    "referrals-answered-late",
    "referrals-overdue",
    "referrals-accepted",
    "referrals-declined",
    "referrals-closed",
]
INDICATORS: Sequence[str] = get_args(Indicator)

BREAKDOWNS = frozenset({"visits-by-channel"})
"""Counted beside an indicator to break it down, and no figure of their own."""

PUBLISHED_FROM = 5
"""Counts below it, but for zero, are not published, since few people can be recognised (small cells, R35)."""


@dataclass(frozen=True, slots=True)
class Counted:
    """An event counts for one indicator, under a code that breaks it down; empty where nothing does."""

    indicator: Indicator
    code: str = ""


def counted(event: Any) -> list[Counted]:  # noqa: ANN401 - any class that reporting reads
    """What an event counts as; nothing for one that only describes."""
    match event:
        case consumes.PersonMet():
            return [Counted("people-registered")]
        case consumes.VisitReceived():
            return [Counted("visits", event.topic), Counted("visits-by-channel", event.channel)]
        case consumes.ReferralSent():
            return [Counted("referrals-sent", str(event.service))]
        case consumes.ReferralAccepted() | consumes.ReferralWaitlisted():
            return [Counted("referrals-accepted"), *_answered(late=event.late)]
        case consumes.ReferralDeclined():
            return [Counted("referrals-declined", event.reason), *_answered(late=event.late)]
        case consumes.AnswerOverdue():
            return [Counted("referrals-overdue")]
        case consumes.ReferralClosed():
            return [Counted("referrals-closed", event.outcome)]
        case _:
            return []


def _answered(*, late: bool) -> list[Counted]:
    answered = [Counted("referrals-answered")]
    return [*answered, Counted("referrals-answered-late")] if late else answered


def suppressed(values: dict[str, int]) -> set[str]:
    """Which of these cells are not published: those that are small, and where there is only one, the next as well.

    With a single gap the small value would follow from the total by subtraction (secondary suppression).
    """
    small = {name for name, value in values.items() if 0 < value < PUBLISHED_FROM}
    others = sorted((value, name) for name, value in values.items() if value >= PUBLISHED_FROM)
    if len(small) == 1 and others:
        small.add(others[0][1])
    return small
