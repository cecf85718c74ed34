"""Which lines a Centre, a municipality or the region looks at: pure, from what stands and the rules of the day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.registry.acts.domain import Act, in_force
from services.registry.posts import staffing
from services.registry.posts.staffing import HORIZON, Counted, Term
from services.registry.posts.views import PostRow
from services.registry.regulations import overdue
from services.registry.regulations.domain import Regulation

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
]
_LACKS: Mapping[staffing.Lack, Kind] = {
    "staff": "staff-missing",
    "head": "head-missing",
    "head-specialty": "head-not-social-worker",
}
Rank = tuple[bool, date, str, str, str, str, str]
OURS = "Προειδοποίηση του Kentro: ενενήντα ημέρες πριν"


@dataclass(frozen=True, slots=True)
class Line:
    """Something to look at. `day` is when it began, ends or is due; `late` whether that day is past.

    `of` names it: a post, an act's code, a decision's number or a year; `have` and `need` count, people or cents.
    """

    kind: Kind
    scope: str
    day: date
    late: bool
    source: str
    of: str = ""
    what: str = ""
    have: int | None = None
    need: int | None = None


@dataclass(frozen=True, slots=True)
class CentreFacts:
    """What a Centre's lines follow from."""

    scope: str
    since: date
    posts: Sequence[PostRow]
    counts: Sequence[Counted]
    regulation: Regulation


def of_centre(centre: CentreFacts, today: date) -> Iterator[Line]:
    """The lines of one Centre."""
    yield from _contracts(centre, today)
    for gap in staffing.gaps(_terms(centre.posts), centre.counts, STAFFING, since=centre.since, today=today):
        late = gap.since <= today
        yield Line(_LACKS[gap.lack], centre.scope, gap.since, late, gap.source, have=gap.have, need=gap.need)
    if not centre.regulation.decided:
        source = "Ν. 4368/2016, άρθρο 4· κανονισμός λειτουργίας με απόφαση δημοτικού συμβουλίου"
        yield Line("regulation-missing", centre.scope, centre.since, late=True, source=source)
    for due in overdue.dues(centre.regulation, SUBMISSIONS, since=centre.since, today=today):
        if due.by <= today + HORIZON:
            yield Line("submission-due", centre.scope, due.by, due.by < today, due.source, of=due.of, what=due.what)


def of_act(code: str, scope: str, act: Act, today: date) -> Iterator[Line]:
    """The lines of one funding act."""
    standing = in_force(act, today)
    if standing is None:
        return
    source = f"Απόφαση {standing.decision.number}/{standing.decision.on:%d.%m.%Y}"
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
                source=f"Απόφαση {amendment.decision.number}/{amendment.decision.on:%d.%m.%Y}",
                of=code,
            )


def ordered(lines: Iterable[Line]) -> list[Line]:
    """The late ones first, the oldest of them before the others; then by day."""
    return sorted(lines, key=rank)


def rank(line: Line) -> Rank:
    """Where it stands among all lines; no two differ and share it."""
    return not line.late, line.day, line.scope, line.kind, line.of, line.what, line.source


def _contracts(centre: CentreFacts, today: date) -> Iterator[Line]:
    for post in centre.posts:
        last = post.held[-1] if post.held else None
        if last is None or last.until is None or last.left or post.abolished_on:
            continue
        if last.until < today:
            yield Line(
                "contract-over", centre.scope, last.until, late=True, source=OURS, of=str(post.id), what=post.specialty
            )
        elif last.until <= today + HORIZON:
            yield Line(
                "contract-ends", centre.scope, last.until, late=False, source=OURS, of=str(post.id), what=post.specialty
            )


def _terms(posts: Iterable[PostRow]) -> list[Term]:
    return [
        Term(post.specialty, held.since, held.until, held.head_from, held.head_to)
        for post in posts
        for held in post.held
    ]


STAFFING = staffing.Rules.read()
SUBMISSIONS = overdue.Rules.read()
