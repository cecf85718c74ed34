"""The menu: which pages a role has, and how much waits behind them."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.portal.clients.access import Opening
from services.portal.clients.base import Page
from services.portal.clients.intake import Visit
from services.portal.clients.referral import ReferralTask
from services.portal.grants import ADMIN, CHECK, FRONT, HELP, KNOW, MONTH, PLACES, REGION, RIGHTS, TEAM, UPKEEP, WATCH
from shared.paging import PAGE
from shared.scope import Role

LINES: tuple[tuple[str, str, frozenset[Role], bool], ...] = (
    ("nav.today", "/", FRONT, False),
    ("nav.search", "/search", FRONT, False),
    ("nav.visit", "/visits/new", FRONT, False),
    ("nav.visits", "/visits", FRONT, False),
    ("nav.duplicates", "/duplicates", FRONT, False),
    ("nav.referrals", "/referrals", TEAM, True),
    ("nav.services", "/services", HELP, False),
    ("nav.transfers", "/transfers", TEAM, False),
    ("nav.openings", "/openings", WATCH, True),
    ("nav.erasures", "/erasures", RIGHTS, False),
    ("nav.rectifications", "/rectifications", RIGHTS, False),
    ("nav.programmes", "/programmes", KNOW, True),
    ("nav.pre_check", "/pre-check", CHECK, False),
    ("nav.region", "/region", REGION, False),
    ("nav.reports", "/reports", MONTH, False),
    ("nav.organisation", "/organisation", PLACES, True),
    ("nav.attention", "/attention", UPKEEP, False),
    ("nav.posts", "/posts", UPKEEP, False),
    ("nav.acts", "/acts", UPKEEP, False),
    ("nav.imports", "/imports", ADMIN, False),
    ("nav.users", "/users", ADMIN, False),
)
"""Key of the word, address, roles, and whether a gap stands before it."""

KEPT_SECONDS = 20.0
"""How long a person's badges are remembered; what the person writes makes them be counted again."""

PATIENCE = 0.05
"""Seconds that a page which is ready waits for its badges; they are counted while the page itself is made."""

_MOST = 1000


@dataclass(frozen=True, slots=True)
class Badge:
    """How many things of a kind wait; `more` where that is only the least, `late` where it is too late for them."""

    count: int
    code: str
    more: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class NavItem:
    """One line of the menu."""

    key: str
    href: str
    current: bool
    gap: bool
    badge: Badge | None = None


Found = Mapping[str, Badge]
"""The badges by their lines' keys; a line whose service did not answer has none."""


class Badges:
    """The badges of each person, counted beside the pages and never in their way."""

    def __init__(self) -> None:
        self._asked: OrderedDict[str, tuple[float, asyncio.Task[Found]]] = OrderedDict()

    def begin(self, person: str, count: Callable[[], Coroutine[Any, Any, Found]]) -> None:
        """Starts counting, unless that was done a moment ago. `count` must not raise."""
        known = self._asked.get(person)
        if known and time.monotonic() - known[0] < KEPT_SECONDS:
            return
        self._asked[person] = (time.monotonic(), asyncio.create_task(count()))
        self._asked.move_to_end(person)
        while len(self._asked) > _MOST:
            self._asked.popitem(last=False)

    async def found(self, person: str) -> Found:
        """What is known by now, or in a moment."""
        known = self._asked.get(person)
        if known is None:
            return {}
        done, _ = await asyncio.wait([known[1]], timeout=PATIENCE)
        return known[1].result() if done else {}

    def forget(self, person: str) -> None:
        """The person wrote something: what was counted before is no longer so."""
        self._asked.pop(person, None)


def of_referrals(tasks: Sequence[ReferralTask]) -> Badge | None:
    """The referrals that got no answer in time; where there are none, those that came back and wait for the team."""
    full = len(tasks) >= PAGE
    late = sum(task.kind == "referral-overdue" for task in tasks)
    back = sum(task.kind in {"referral-answered", "referral-outcome"} for task in tasks)
    if late:
        return Badge(late, "overdue", more=full, late=True)
    return Badge(back, "back", more=full) if back else None


def of_visits(unlinked: Page[Visit]) -> Badge | None:
    """A day's visits of which nobody said yet who came."""
    return Badge(len(unlinked.items), "unlinked", more=unlinked.next is not None) if unlinked.items else None


def of_openings(unreviewed: Page[Opening]) -> Badge | None:
    """Emergencies that nobody looked at yet."""
    count = len(unreviewed.items)
    return Badge(count, "unreviewed", more=unreviewed.next is not None, late=True) if count else None


def lines(path: str, may: Callable[[frozenset[Role]], bool], badges: Found) -> tuple[NavItem, ...]:
    """The menu as it stands beside a page."""
    shown = [(key, href, gap) for key, href, roles, gap in LINES if may(roles)]
    current = max((href for _, href, _ in shown if path == href or path.startswith(f"{href}/")), key=len, default="")
    return tuple(
        NavItem(key, href, href == current, gap and at > 0, badges.get(key))
        for at, (key, href, gap) in enumerate(shown)
    )
