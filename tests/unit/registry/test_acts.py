"""Funding acts: what was in force on any day follows from the decisions that had been taken by then."""

from dataclasses import replace
from datetime import date, timedelta
from functools import reduce
from typing import Any

import hypothesis
from hypothesis import strategies

from services.registry.acts.domain import (
    Act,
    ActAmended,
    ActEnded,
    ActIncluded,
    AmendmentAccepted,
    Decided,
    SpendingStated,
    accept,
    amend,
    end,
    evolve,
    in_force,
    include,
    state_spending,
)
from shared.testing.scenario import given

INCLUDING: dict[str, Any] = {
    "title": "Κέντρο Κοινότητας", "programme": "ΕΠ Δυτική Ελλάδα 2014-2020", "objective": "Θεματικός Στόχος 9",
    "decision": Decided("5736", date(2016, 12, 21)), "budget": 14_400_000, "ends_on": date(2020, 9, 17),
    "beneficiary": "Δήμος Ζαχάρως", "centres": (),
}  # fmt: skip
included = ActIncluded(**INCLUDING)


def test_an_act_is_included_once() -> None:
    given().when(include, **INCLUDING).then(included).and_again_nothing()
    given(included).when(include, **{**INCLUDING, "budget": 1}).refused("act-exists")
    early = {**INCLUDING, "ends_on": date(2016, 12, 20)}
    given().when(include, **early).refused("ends-before-it-starts", since=date(2016, 12, 21))


def test_an_amendment_changes_what_it_names() -> None:
    decision = Decided("609", date(2020, 2, 12))
    amended = ActAmended(decision, None, date(2023, 9, 30))
    given(included).when(amend, decision=decision, budget=None, ends_on=date(2023, 9, 30)).then(
        amended
    ).and_again_nothing()
    given(included).when(amend, decision=decision, budget=None, ends_on=None).refused("amends-nothing")
    given(included, amended).when(amend, decision=decision, budget=5, ends_on=None).refused("decision-known")
    early = Decided("1", date(2016, 1, 1))
    given(included).when(amend, decision=early, budget=5, ends_on=None).refused(
        "before-inclusion", on=date(2016, 12, 21)
    )


def test_the_council_accepts_an_amendment_that_was_made() -> None:
    amended = ActAmended(Decided("609", date(2020, 2, 12)), 5, None)
    council = Decided("31", date(2020, 3, 4))
    given(included, amended).when(accept, amendment="609", decision=council).then(
        AmendmentAccepted("609", council)
    ).and_again_nothing()
    given(included).when(accept, amendment="609", decision=council).refused("amendment-unknown")
    before = Decided("30", date(2020, 2, 11))
    given(included, amended).when(accept, amendment="609", decision=before).refused(
        "before-amendment", on=date(2020, 2, 12)
    )


def test_it_ends_once_and_is_then_not_amended() -> None:
    over = ActEnded(date(2023, 9, 30))
    given(included).when(end, on=date(2023, 9, 30)).then(over).and_again_nothing()
    given(included, over).when(amend, decision=Decided("9", date(2024, 1, 1)), budget=1, ends_on=None).refused(
        "act-ended", on=date(2023, 9, 30)
    )
    given(included, over).when(state_spending, on=date(2024, 1, 1), spent=7).then(SpendingStated(date(2024, 1, 1), 7))


def test_zacharo_two_decisions_of_one_act() -> None:
    """MIS 5003039: included by 5736/21.12.2016, amended by 609/12.02.2020 (R7)."""
    act = reduce(evolve, [included, ActAmended(Decided("609", date(2020, 2, 12)), None, date(2023, 9, 30))], Act())
    assert in_force(act, date(2016, 12, 20)) is None
    first, last, after = (in_force(act, date(2020, 2, day)) for day in (11, 12, 13))
    assert first
    assert last
    assert (first.decision.number, first.ends_on) == ("5736", date(2020, 9, 17))
    assert (last.decision.number, last.ends_on, last.budget) == ("609", date(2023, 9, 30), 14_400_000)
    assert after == last


def test_zakynthos_a_budget_that_more_than_doubled() -> None:
    """From EUR 289,440.00 to EUR 653,121.41, until 30 September 2023, accepted by the council (R7)."""
    start = replace(included, budget=28_944_000, beneficiary="Δήμος Ζακύνθου")
    raised = ActAmended(Decided("1185", date(2020, 5, 6)), 65_312_141, date(2023, 9, 30))
    act = reduce(evolve, [start, raised, AmendmentAccepted("1185", Decided("12/204", date(2020, 6, 1)))], Act())
    before, since = in_force(act, date(2020, 5, 5)), in_force(act, date(2020, 5, 6))
    assert before
    assert since
    assert (before.budget, since.budget, since.ends_on) == (28_944_000, 65_312_141, date(2023, 9, 30))
    assert act.accepted == {"1185"}


def test_what_was_spent_is_what_was_stated_last_by_that_day() -> None:
    stated = [SpendingStated(date(2018, 1, 1), 100), SpendingStated(date(2019, 1, 1), 300)]
    stated += [SpendingStated(date(2019, 1, 1), 250), SpendingStated(date(2018, 6, 1), 200)]
    act = reduce(evolve, [included, *stated], Act())
    spent = {
        day: state.spent
        for day in (date(2017, 1, 1), date(2018, 7, 1), date(2020, 1, 1))
        if (state := in_force(act, day))
    }
    assert list(spent.values()) == [None, 200, 250]


@hypothesis.given(
    days=strategies.lists(strategies.integers(0, 2_000), unique=True, min_size=1, max_size=6),
    order=strategies.randoms(),
)
def test_the_order_in_which_decisions_were_entered_changes_nothing(days: list[int], order: Any) -> None:
    made = [
        ActAmended(Decided(str(n), date(2016, 12, 21) + timedelta(days=day)), 1_000 * day, None)
        for n, day in enumerate(days)
    ]
    mixed = list(made)
    order.shuffle(mixed)
    one, other = (reduce(evolve, [included, *events], Act()) for events in (made, mixed))
    for day in (date(2016, 12, 21) + timedelta(days=n) for n in range(0, 2_001, 50)):
        assert in_force(one, day) == in_force(other, day)
