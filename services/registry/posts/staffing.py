"""Is the team what the law asks for, since when not, and when not any more? Rules are a table with days and sources."""

import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from itertools import pairwise
from typing import Literal

import msgspec

from services.registry.told import Told

Lack = Literal["staff", "head", "head-specialty"]
"""What a team may lack: people, a head, or a head who is a social worker."""

HORIZON = timedelta(days=90)
"""So far ahead ends of contracts are foreseen."""


class Band(msgspec.Struct, frozen=True):
    """The least staff of a municipality with more citizens than `above`, and at most `to`."""

    above: int
    staff: int
    to: int | None = None


class Minimum(msgspec.Struct, frozen=True, rename={"since": "from"}):
    """The least staff from a day on."""

    since: date
    source: Told
    bands: tuple[Band, ...]


class Head(msgspec.Struct, frozen=True, rename={"since": "from"}):
    """What the head must be from a day on."""

    since: date
    source: Told
    specialty: str


class Rules(msgspec.Struct, frozen=True):
    """The table."""

    minimum: tuple[Minimum, ...]
    head: tuple[Head, ...]

    @classmethod
    def read(cls) -> "Rules":
        """Ours, as it is packaged."""
        text = (files("services.registry.posts") / "staffing.toml").read_text("utf-8")
        return msgspec.convert(tomllib.loads(text), cls)

    def least(self, citizens: int | None, on: date) -> tuple[int, Told] | None:
        """How many are asked for on that day, and by what; None where the text says nothing, or nobody was counted."""
        standing = max((rule for rule in self.minimum if rule.since <= on), key=lambda rule: rule.since, default=None)
        if standing is None or citizens is None:
            return None
        for band in standing.bands:
            if band.above < citizens and (band.to is None or citizens <= band.to):
                return band.staff, standing.source
        return None

    def heads(self, on: date) -> Head | None:
        """What the head must be on that day."""
        return max((rule for rule in self.head if rule.since <= on), key=lambda rule: rule.since, default=None)


@dataclass(frozen=True, slots=True)
class Term:
    """Somebody held a post of that kind from `since` through `until`; `head_from` and `head_to` where they headed."""

    specialty: str
    since: date
    until: date | None
    head_from: date | None = None
    head_to: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the post was held on that day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def heads(self, day: date) -> bool:
        """Whether the holder headed the team on that day."""
        return (
            self.head_from is not None
            and self.holds(day)
            and self.head_from <= day
            and (self.head_to is None or day <= self.head_to)
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """So many registered citizens, from that day on."""

    on: date
    citizens: int


@dataclass(frozen=True, slots=True)
class Gap:
    """The team lacks something from `since` through `until`, None where no end is in sight.

    `have` and `need` count people where staff lacks; `source` says where it is asked for.
    """

    lack: Lack
    since: date
    until: date | None
    have: int
    need: int
    source: Told


def gaps(terms: Sequence[Term], counts: Sequence[Counted], rules: Rules, *, since: date, today: date) -> list[Gap]:
    """What the team of a Centre that works `since` that day lacks today, or will within the horizon, oldest first."""
    days = sorted(_turns(terms, counts, rules, since, today + HORIZON))
    found: list[Gap] = []
    for lack in ("staff", "head", "head-specialty"):
        standing: Gap | None = None
        for first, following in pairwise([*days, None]):
            assert first is not None
            now = _lacking(lack, terms, counts, rules, first)
            last = following - timedelta(days=1) if following else None
            if now is None:
                standing = None
            elif standing is None or standing.need != now.need or standing.have != now.have:
                standing = Gap(now.lack, first, last, now.have, now.need, now.source)
                found.append(standing)
            else:
                standing = found[-1] = Gap(now.lack, standing.since, last, now.have, now.need, now.source)
    return sorted((gap for gap in found if gap.until is None or gap.until >= today), key=lambda gap: gap.since)


def _turns(terms: Iterable[Term], counts: Iterable[Counted], rules: Rules, since: date, until: date) -> set[date]:
    """The days from which something may be otherwise."""
    days = {since, *(count.on for count in counts), *(rule.since for rule in (*rules.minimum, *rules.head))}
    for term in terms:
        days |= {term.since, *([term.head_from] if term.head_from else [])}
        days |= {last + timedelta(days=1) for last in (term.until, term.head_to) if last}
    return {day for day in days if since <= day <= until}


def _lacking(lack: Lack, terms: Sequence[Term], counts: Sequence[Counted], rules: Rules, day: date) -> Gap | None:
    working = [term for term in terms if term.holds(day)]
    heads = [term for term in working if term.heads(day)]
    rule = rules.heads(day)
    match lack:
        case "staff":
            asked = rules.least(_citizens(counts, day), day)
            lacks = asked is not None and len(working) < asked[0]
            return Gap(lack, day, None, len(working), asked[0], asked[1]) if asked and lacks else None
        case "head":
            return Gap(lack, day, None, 0, 1, rule.source) if rule and not heads else None
        case "head-specialty":
            other = rule and heads and all(term.specialty != rule.specialty for term in heads)
            return Gap(lack, day, None, 0, 1, rule.source) if rule and other else None


def _citizens(counts: Sequence[Counted], day: date) -> int | None:
    """As was counted last before that day; before the first count, as that one says."""
    ordered = sorted(counts, key=lambda count: count.on)
    if not ordered:
        return None
    place = bisect_right([count.on for count in ordered], day)
    return ordered[max(place - 1, 0)].citizens
