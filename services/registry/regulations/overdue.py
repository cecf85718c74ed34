"""What a Centre has to submit, by when, and what is overdue: a table with days and sources."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files

import msgspec

from services.registry.regulations.domain import Regulation, What
from services.registry.told import Told


class DecisionRule(msgspec.Struct, frozen=True, rename={"since": "from"}):
    """A decision is submitted within so many days."""

    since: date
    days: int
    source: Told


class ReportRule(msgspec.Struct, frozen=True, rename={"since": "from"}):
    """A year's report is submitted by that day of the year that follows."""

    since: date
    month: int
    day: int
    source: Told


class Rules(msgspec.Struct, frozen=True, rename={"annual_report": "annual-report"}):
    """The table."""

    regulation: tuple[DecisionRule, ...]
    annual_report: tuple[ReportRule, ...]

    @classmethod
    def read(cls) -> "Rules":
        """Ours, as it is packaged."""
        text = (files("services.registry.regulations") / "submissions.toml").read_text("utf-8")
        return msgspec.convert(tomllib.loads(text), cls)


@dataclass(frozen=True, slots=True)
class Due:
    """Something is to be submitted by that day, and was not. `of` is the decision's number or the report's year."""

    what: What
    of: str
    by: date
    source: Told


def dues(regulation: Regulation, rules: Rules, *, since: date, today: date) -> Iterator[Due]:
    """What a Centre that works `since` that day has not submitted, by the day on which it is due."""
    submitted = {(each.what, each.of) for each in regulation.submitted}
    for decision in regulation.decided:
        rule = max((each for each in rules.regulation if each.since <= decision.on), key=_since, default=None)
        if rule and ("regulation", decision.number) not in submitted:
            yield Due("regulation", decision.number, decision.on + timedelta(days=rule.days), rule.source)
    for year in range(since.year, today.year):
        ended = date(year, 12, 31)
        yearly = max((each for each in rules.annual_report if each.since <= ended), key=_since, default=None)
        if yearly and ("annual-report", str(year)) not in submitted:
            yield Due("annual-report", str(year), date(year + 1, yearly.month, yearly.day), yearly.source)


def _since(rule: DecisionRule | ReportRule) -> date:
    return rule.since
