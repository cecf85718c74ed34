"""Which lines a Centre, a municipality or the region looks at: pure, from what stands and the rules of the day."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from services.registry.accounts.directory import Found
from services.registry.acts.domain import Act, Decided, in_force
from services.registry.attention.sources import Sources
from services.registry.attention.views import WorkingRow
from services.registry.bodies.aging import RunningOut, Unsaid
from services.registry.posts import staffing
from services.registry.posts.staffing import HORIZON, Counted, Term
from services.registry.posts.views import PostRow
from services.registry.regulations import overdue
from services.registry.regulations.domain import Regulation
from services.registry.told import Told
from shared.scope import DESK, municipality_of
from shared.workdays import ATHENS

Kind = Literal[
    "contract-ends",
    "contract-over",
    "staff-missing",
    "head-missing",
    "head-not-social-worker",
    "act-ends",
    "act-over",
    "act-overspent",
    "amendment-not-accepted",
    "regulation-missing",
    "submission-due",
    "feasts-missing",
    "agreement-ends",
    "agreement-over",
    "capacity-stale",
    "account-without-post",
]
_LACKS: Mapping[staffing.Lack, Kind] = {
    "staff": "staff-missing",
    "head": "head-missing",
    "head-specialty": "head-not-social-worker",
}
Rank = tuple[bool, date, str, str, str, str, str]
_BEHIND_ALL = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Line:
    """Something to look at. `day` is when it began, ends or is due; `late` whether that day is past.

    `of` names it: a post, an act's code, a decision's number, a year, a body, a service or an account; `have` and
    `need` count, people or cents.
    """

    kind: Kind
    scope: str
    day: date
    late: bool
    source: Told
    of: str = ""
    what: str = ""
    have: int | None = None
    need: int | None = None


@dataclass(frozen=True, slots=True)
class CentreFacts:
    """What a Centre's lines follow from."""

    scope: str
    since: date
    posts: tuple[PostRow, ...]
    counts: tuple[Counted, ...]
    regulation: Regulation


@lru_cache(maxsize=2_000)
def of_centre(centre: CentreFacts, today: date) -> tuple[Line, ...]:
    """The lines of one Centre; remembered by value, since a region asks for hundreds and few changed since."""
    return tuple(_of_centre(centre, today))


def _of_centre(centre: CentreFacts, today: date) -> Iterator[Line]:
    yield from _contracts(centre, today)
    for gap in staffing.gaps(_terms(centre.posts), centre.counts, STAFFING, since=centre.since, today=today):
        late = gap.since <= today
        yield Line(_LACKS[gap.lack], centre.scope, gap.since, late, gap.source, have=gap.have, need=gap.need)
    if not centre.regulation.decided:
        source = SOURCES.told("regulation", today)
        yield Line("regulation-missing", centre.scope, centre.since, late=True, source=source)
    for due in overdue.dues(centre.regulation, SUBMISSIONS, since=centre.since, today=today):
        if due.by <= today + HORIZON:
            yield Line("submission-due", centre.scope, due.by, due.by < today, due.source, of=due.of, what=due.what)


def of_act(code: str, scope: str, act: Act, today: date) -> Iterator[Line]:
    """The lines of one funding act."""
    standing = in_force(act, today)
    if standing is None:
        return
    source = _decision(standing.decision, today)
    if standing.ends_on < today:
        yield Line("act-over", scope, standing.ends_on, late=True, source=source, of=code)
    elif standing.ends_on <= today + HORIZON:
        yield Line("act-ends", scope, standing.ends_on, late=False, source=source, of=code)
    if standing.spent is not None and standing.spent > standing.budget:
        yield Line(
            "act-overspent", scope, today, late=True, source=source, of=code, have=standing.spent, need=standing.budget
        )
    for amendment in act.amended:
        if amendment.decision.on <= today and amendment.decision.number not in act.accepted:
            yield Line(
                "amendment-not-accepted",
                scope,
                amendment.decision.on,
                late=False,
                source=_decision(amendment.decision, today),
                of=code,
            )


def of_feasts(centres: Iterable[WorkingRow], keeping: Collection[str], today: date) -> Iterator[Line]:
    """The municipalities with a Centre at work that keep no local feast: its calendar takes one for a day of work.

    A feast that was set closes the Centres by itself: what is missing is never a closure (ADR 0092).
    """
    first: dict[str, WorkingRow] = {}
    for centre in sorted(centres, key=lambda centre: centre.since):
        first.setdefault(centre.municipality, centre)
    for code, centre in first.items():
        if code not in keeping:
            source = SOURCES.told("feasts", today)
            yield Line("feasts-missing", municipality_of(centre.scope), centre.since, late=True, source=source)


def of_agreements(agreements: Iterable[RunningOut], today: date) -> Iterator[Line]:
    """The agreements with bodies that end, or did and nobody said what holds since."""
    source = SOURCES.told("agreement", today)
    for one in agreements:
        over = one.until < today
        kind: Kind = "agreement-over" if over else "agreement-ends"
        yield Line(kind, one.scope, one.until, over, source, of=str(one.body), what=one.name)


def of_capacity(services: Iterable[Unsaid], today: date) -> Iterator[Line]:
    """The services whose room nobody asked about for too long."""
    source = SOURCES.told("capacity", today)
    for one in services:
        day, of = one.believed_until, str(one.service)
        yield Line("capacity-stale", one.scope, day, late=True, source=source, of=of, what=one.name)


def of_accounts(
    accounts: Iterable[Found], posts: Iterable[PostRow], working: Collection[str], today: date
) -> Iterator[Line]:
    """The accounts that may be logged in with, work at one of these Centres, and hold no post in its municipality."""
    held = {
        (term.account, municipality_of(post.scope))
        for post in posts
        for term in post.held
        if Term(post.specialty, term.since, term.until).holds(today)
    }
    source = SOURCES.told("account", today)
    for account in accounts:
        since = account.since.astimezone(ATHENS).date()
        for centre in sorted({grant.path for grant in account.grants if grant.role in DESK and grant.path in working}):
            if account.open and (account.id, municipality_of(centre)) not in held:
                yield Line("account-without-post", centre, since, since <= today, source, of=account.id)


def ordered(lines: Iterable[Line]) -> list[Line]:
    """The late ones first, the oldest of them before the others; then by day."""
    return sorted(lines, key=rank)


def rank(line: Line) -> Rank:
    """Where it stands among all lines; no two differ and share it."""
    return not line.late, line.day, line.scope, line.kind, line.of, line.what, line.source.el


def late_after(rank: Rank, kind: Kind) -> tuple[date, str, str]:
    """The day, the scope and the `of` behind which the late lines of that kind stand that come after that rank."""
    timely, day, scope, stands, of, *_ = rank
    if timely:
        return date.max, "", ""
    return day, scope, of if stands == kind else "" if stands < kind else _BEHIND_ALL


def _contracts(centre: CentreFacts, today: date) -> Iterator[Line]:
    source = SOURCES.told("contract", today)
    for post in centre.posts:
        last = post.held[-1] if post.held else None
        if last is None or last.until is None or last.left or post.abolished_on:
            continue
        over = last.until < today
        if over or last.until <= today + HORIZON:
            kind: Kind = "contract-over" if over else "contract-ends"
            yield Line(kind, centre.scope, last.until, over, source, of=str(post.id), what=post.specialty)


def _terms(posts: Iterable[PostRow]) -> list[Term]:
    return [
        Term(post.specialty, held.since, held.until, held.head_from, held.head_to)
        for post in posts
        for held in post.held
    ]


def _decision(decision: Decided, today: date) -> Told:
    return SOURCES.told("decision", today).filled(number=decision.number, day=decision.on)


SOURCES = Sources.read()
STAFFING = staffing.Rules.read()
SUBMISSIONS = overdue.Rules.read()
