"""Posts: filled, renewed, headed and vacated; and what a team lacks, since when and until when."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import hypothesis
import pytest
from hypothesis import strategies

from services.registry.posts.domain import (
    ContractRenewed,
    HeadNamed,
    HeadReleased,
    PostAbolished,
    PostFilled,
    PostOpened,
    PostVacated,
    abolish,
    fill,
    name_head,
    open_post,
    release_head,
    renew,
    vacate,
)
from services.registry.posts.staffing import HORIZON, Counted, Gap, Rules, Term, gaps
from shared.testing.scenario import given

CENTRE = UUID("01920000-0000-7000-8000-00000000000c")
OPENING: dict[str, Any] = {"centre": CENTRE, "specialty": "social-worker", "act": "5003039", "on": date(2017, 9, 18)}
FILLING: dict[str, Any] = {
    "account": "anna", "contract": "fixed-term", "since": date(2026, 1, 1), "until": date(2026, 12, 31)
}  # fmt: skip
opened = PostOpened(**OPENING)
filled = PostFilled(**FILLING)


def test_a_post_is_opened_once() -> None:
    given().when(open_post, **OPENING).then(opened).and_again_nothing()
    given(opened).when(open_post, **{**OPENING, "specialty": "nurse"}).refused("post-exists")


def test_it_is_filled_where_it_is_free() -> None:
    given(opened).when(fill, **FILLING).then(filled).and_again_nothing()
    given().when(fill, **FILLING).refused("post-unknown")
    other = {**FILLING, "account": "eleni"}
    given(opened, filled).when(fill, **{**other, "since": date(2026, 12, 31)}).refused("post-occupied")
    left = PostVacated(date(2026, 6, 30), "resigned")
    given(opened, filled, left).when(fill, **{**other, "since": date(2026, 6, 30)}).refused("post-occupied")
    after: dict[str, Any] = {**other, "since": date(2026, 7, 1)}
    given(opened, filled, left).when(fill, **after).then(PostFilled(**after)).and_again_nothing()


def test_a_contract_that_ran_out_leaves_the_post_free_the_day_after() -> None:
    following: dict[str, Any] = {**FILLING, "account": "eleni", "since": date(2027, 1, 1), "until": date(2027, 12, 31)}
    over = PostVacated(date(2026, 12, 31), "contract-ended")
    given(opened, filled).when(fill, **following).then(over, PostFilled(**following)).and_again_nothing()


@pytest.mark.parametrize(
    ("changes", "code", "facts"),
    [
        ({"until": date(2025, 12, 31)}, "contract-ends-before-it-starts", {}),
        ({"until": None}, "contract-without-end", {}),
        ({"since": date(2017, 9, 17)}, "post-not-open-yet", {"on": date(2017, 9, 18)}),
    ],
)
def test_a_contract_has_its_days_in_order(changes: dict[str, Any], code: str, facts: dict[str, Any]) -> None:
    given(opened).when(fill, **{**FILLING, **changes}).refused(code, **facts)


def test_one_day_is_a_contract() -> None:
    one: dict[str, Any] = {**FILLING, "until": FILLING["since"]}
    given(opened).when(fill, **one).then(PostFilled(**one))


def test_it_is_renewed_to_a_later_day() -> None:
    later = date(2027, 12, 31)
    given(opened, filled).when(renew, until=later).then(ContractRenewed(later)).and_again_nothing()
    given(opened, filled).when(renew, until=date(2026, 6, 1)).refused("renewal-not-later", until=date(2026, 12, 31))
    given(opened).when(renew, until=later).refused("post-vacant")
    endless = PostFilled("anna", "indefinite", date(2026, 1, 1), None)
    given(opened, endless).when(renew, until=later).refused("contract-has-no-end")


def test_the_holder_heads_the_team_within_the_contract() -> None:
    since, named = date(2026, 2, 1), HeadNamed(date(2026, 2, 1))
    given(opened, filled).when(name_head, since=since).then(named).and_again_nothing()
    given(opened, filled, named).when(name_head, since=date(2026, 3, 1)).refused("already-head", since=since)
    given(opened, filled).when(name_head, since=date(2025, 12, 31)).refused("outside-contract")
    given(opened).when(name_head, since=since).refused("post-vacant")
    over = HeadReleased(date(2026, 5, 1))
    given(opened, filled, named).when(release_head, on=date(2026, 5, 1)).then(over).and_again_nothing()
    given(opened, filled, named).when(release_head, on=date(2026, 1, 1)).refused("ends-before-it-starts", since=since)


def test_whoever_leaves_heads_nothing_any_more() -> None:
    named, left = HeadNamed(date(2026, 2, 1)), PostVacated(date(2026, 6, 30), "resigned")
    leaving: dict[str, Any] = {"on": date(2026, 6, 30), "why": "resigned"}
    given(opened, filled, named).when(vacate, **leaving).then(HeadReleased(left.on), left).and_again_nothing()
    given(opened).when(vacate, **leaving).refused("post-vacant")
    early = {**leaving, "on": date(2025, 1, 1)}
    given(opened, filled).when(vacate, **early).refused("ends-before-it-starts", since=date(2026, 1, 1))


def test_a_post_that_somebody_holds_beyond_the_day_is_not_abolished() -> None:
    given(opened, filled).when(abolish, on=date(2026, 6, 1)).refused("post-occupied")
    given(opened, filled).when(abolish, on=date(2026, 12, 31)).then(PostAbolished(date(2026, 12, 31)))
    given(opened).when(abolish, on=date(2020, 1, 1)).then(PostAbolished(date(2020, 1, 1))).and_again_nothing()
    given(opened, PostAbolished(date(2020, 1, 1))).when(fill, **FILLING).refused("post-abolished")


RULES = Rules.read()
TODAY = date(2026, 3, 12)
LAW = date(2016, 3, 30)


@pytest.mark.parametrize(
    ("citizens", "least"),
    [
        (None, None), (8_606, None), (9_999, None), (10_000, 2), (40_000, 2), (40_001, 3), (100_000, 3), (100_001, 4),
        (600_000, 4),
    ],
)  # fmt: skip
def test_the_least_staff_follows_from_the_citizens(citizens: int | None, least: int | None) -> None:
    asked = RULES.least(citizens, LAW)
    assert (asked and asked[0]) == least


def test_no_rule_holds_before_its_day() -> None:
    assert RULES.least(50_000, LAW - timedelta(days=1)) is None
    assert RULES.heads(LAW - timedelta(days=1)) is None
    assert RULES.heads(LAW)


def lacks(*terms: Term, citizens: int | None = 20_000) -> list[Gap]:
    counts = [Counted(date(2020, 1, 1), citizens)] if citizens else []
    return gaps(list(terms), counts, RULES, since=date(2017, 9, 18), today=TODAY)


def shape(found: list[Gap]) -> list[tuple[str, date, date | None, int, int]]:
    return [(gap.lack, gap.since, gap.until, gap.have, gap.need) for gap in found]


HEAD = Term("social-worker", date(2017, 9, 18), None, head_from=date(2017, 9, 18))


def test_a_team_that_is_whole_lacks_nothing() -> None:
    assert lacks(HEAD, Term("psychologist", date(2017, 9, 18), None)) == []
    assert lacks(HEAD, citizens=8_606) == []


def test_what_is_missing_is_said_since_when_and_until_when() -> None:
    left = Term("psychologist", date(2017, 9, 18), date(2026, 1, 31))
    comes = Term("nurse", date(2026, 4, 1), None)
    assert shape(lacks(HEAD, left)) == [("staff", date(2026, 2, 1), None, 1, 2)]
    assert shape(lacks(HEAD, left, comes)) == [("staff", date(2026, 2, 1), date(2026, 3, 31), 1, 2)]


def test_what_will_be_missing_is_foreseen_ninety_days_ahead() -> None:
    last = TODAY + HORIZON - timedelta(days=1)
    soon = Term("psychologist", date(2017, 9, 18), last)
    assert shape(lacks(HEAD, soon)) == [("staff", last + timedelta(days=1), None, 1, 2)]
    later = Term("psychologist", date(2017, 9, 18), last + timedelta(days=1))
    assert lacks(HEAD, later) == []


def test_a_head_is_asked_for_and_is_a_social_worker() -> None:
    two = [Term("nurse", date(2017, 9, 18), None), Term("nurse", date(2017, 9, 18), None)]
    assert shape(lacks(*two)) == [("head", date(2017, 9, 18), None, 0, 1)]
    other = Term("nurse", date(2017, 9, 18), None, head_from=date(2026, 3, 1))
    assert shape(lacks(other, two[0])) == [("head-specialty", date(2026, 3, 1), None, 0, 1)]


def test_a_gap_that_is_over_is_not_told() -> None:
    early = Term("psychologist", date(2017, 9, 18), date(2020, 1, 1))
    since = Term("psychologist", date(2021, 1, 1), None)
    assert lacks(HEAD, early, since) == []


@hypothesis.given(
    terms=strategies.lists(
        strategies.tuples(
            strategies.integers(-400, 400), strategies.one_of(strategies.none(), strategies.integers(0, 400))
        ),
        max_size=5,
    )
)
def test_a_day_is_in_a_gap_of_staff_exactly_when_too_few_work(terms: list[tuple[int, int | None]]) -> None:
    made = [
        Term(
            "nurse", first := TODAY + timedelta(days=start), None if length is None else first + timedelta(days=length)
        )
        for start, length in terms
    ]
    found = [gap for gap in lacks(*made) if gap.lack == "staff"]
    for n in range((HORIZON).days + 1):
        day = TODAY + timedelta(days=n)
        inside = any(gap.since <= day and (gap.until is None or day <= gap.until) for gap in found)
        assert inside == (sum(term.holds(day) for term in made) < 2)
