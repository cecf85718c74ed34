"""The programmes that come with Kentro: their rules are read, their examples pass, their figures are those known."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from uuid import UUID

import msgspec
import pytest

from kentro.demo.programmes import Programme, shipped
from services.registry.programmes.bodies import NewProgramme, NewVersion
from services.registry.programmes.domain import Content, Span
from services.registry.programmes.domain.calendar import clash, in_force
from services.registry.programmes.rules.assessing import as_expected, compiled
from shared.ids import made_at

PROGRAMMES = {programme.code: programme for programme in shipped()}


def contents(programme: Programme) -> Sequence[Content]:
    return [NewVersion.model_validate_json(msgspec.json.encode(version)).content for version in programme.versions]


def on(code: str, day: date) -> Content:
    found = contents(PROGRAMMES[code])
    spans = [Span(UUID(int=at), each.valid_from, each.until) for at, each in enumerate(found)]
    span = in_force(spans, day)
    assert span
    return found[span.version.int]


@pytest.mark.parametrize("code", PROGRAMMES)
def test_every_version_can_be_published_as_it_is(code: str) -> None:
    programme = PROGRAMMES[code]
    NewProgramme(name=programme.name, administered_by=programme.administered_by, what_for=programme.what_for)
    before: list[Span] = []
    for at, content in enumerate(contents(programme)):
        made, errors = compiled(content)
        assert made, errors
        assert content.rules
        assert content.examples
        wrong = [(e.name, came.verdict, came.pays) for e, came in made.examples() if not as_expected(e, came)]
        assert wrong == []
        span = Span(UUID(int=at), content.valid_from, content.until)
        assert clash(before, span) is None
        before.append(span)
    assert all(one.valid_from < other.valid_from for one, other in pairwise(before))


@pytest.mark.parametrize("code", PROGRAMMES)
def test_repeating_asks_for_the_same_commands(code: str) -> None:
    first, second = list(PROGRAMMES[code].steps()), list(PROGRAMMES[code].steps())
    assert first == second
    keys = [step.key for step in first if step.key]
    assert len(set(keys)) == len(keys)
    assert all(made_at(key) for key in keys)


@pytest.mark.parametrize(
    ("day", "first"),
    [(date(2014, 11, 15), 20000), (date(2023, 11, 30), 20000), (date(2023, 12, 1), 21600), (date(2030, 1, 1), 21600)],
)
def test_the_minimum_income_of_a_day_is_that_days(day: date, first: int) -> None:
    assert {each.key: each.cents for each in on("minimum-income", day).amounts}["first"] == first


@pytest.mark.parametrize(
    ("day", "month"),
    [(date(2022, 12, 31), 36000), (date(2023, 1, 1), 38790), (date(2024, 1, 1), 39954), (date(2025, 12, 31), 40913)],
)
def test_the_benefit_of_the_uninsured_elderly_of_a_day_is_that_days(day: date, month: int) -> None:
    assert {each.key: each.cents for each in on("uninsured-elderly", day).amounts}["month"] == month


@pytest.mark.parametrize(
    ("code", "key", "cents"),
    [
        ("minimum-income", "adult", 10800),
        ("minimum-income", "minor", 5400),
        ("minimum-income", "cap", 97200),
        ("minimum-income", "property_cap", 15000000),
        ("minimum-income", "deposits_first", 480000),
        ("housing-benefit", "first", 7000),
        ("housing-benefit", "more", 3500),
        ("housing-benefit", "cap", 21000),
        ("housing-benefit", "income_cap", 2100000),
        ("housing-benefit", "property_cap", 18000000),
        ("child-benefit", "first", 7000),
        ("child-benefit", "second", 4200),
        ("child-benefit", "third", 2800),
        ("child-benefit", "third_limit", 1500000),
        ("uninsured-elderly", "month", 41895),
        ("elderly-housing", "rent", 36200),
        ("elderly-housing", "couple", 864000),
    ],
)
def test_the_figures_are_those_of_the_notes(code: str, key: str, cents: int) -> None:
    assert {each.key: each.cents for each in on(code, date(2026, 6, 1)).amounts}[key] == cents
