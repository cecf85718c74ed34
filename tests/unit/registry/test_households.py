"""Who may join, leave, part and move, and on which days."""

from datetime import date
from uuid import UUID

import pytest

from services.registry.households.domain import (
    HouseholdDissolved,
    HouseholdFormed,
    HouseholdMoved,
    Joining,
    MemberJoined,
    MemberLeft,
    dissolve,
    form,
    join,
    leave,
    move,
)
from shared.testing.scenario import given

ANNA, NIKOS, MARIA = (UUID(int=n) for n in (1, 2, 3))
MARCH, APRIL, MAY = date(2026, 3, 2), date(2026, 4, 2), date(2026, 5, 2)
formed = HouseholdFormed(MARCH)
anna = MemberJoined(ANNA, "reference", MARCH)
nikos = MemberJoined(NIKOS, "spouse", MARCH)
anna_left = MemberLeft(ANNA, APRIL, "separated")


def test_people_who_live_together_are_a_household() -> None:
    members = [Joining(ANNA, "reference"), Joining(NIKOS, "spouse")]
    given().when(form, since=MARCH, members=members, on=MAY).then(formed, anna, nikos).and_again_nothing()
    given(formed, anna).when(form, since=MARCH, members=members, on=MAY).refused("household-already-formed")


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ([], "household-without-members"),
        ([Joining(ANNA, "child"), Joining(ANNA, "child")], "member-already-there"),
        ([Joining(ANNA, "reference"), Joining(NIKOS, "reference")], "two-reference-persons"),
    ],
)
def test_a_household_that_cannot_be(members: list[Joining], code: str) -> None:
    given().when(form, since=MARCH, members=members, on=MAY).refused(code)


def test_nobody_joins_twice_or_before_there_was_a_household() -> None:
    given(formed, anna).when(join, person=NIKOS, role="spouse", since=MARCH, on=MAY).then(nikos)
    given(formed, anna).when(join, person=ANNA, role="child", since=MAY, on=MAY).refused("member-already-there")
    early = date(2026, 1, 1)
    given(formed, anna).when(join, person=NIKOS, role="child", since=early, on=MAY).refused(
        "joined-before-forming", formed=MARCH
    )
    given(formed, anna).when(join, person=NIKOS, role="child", since=MAY, on=APRIL).refused("household-day-ahead")
    given(formed, anna).when(join, person=NIKOS, role="reference", since=MAY, on=MAY).refused("two-reference-persons")
    given().when(join, person=NIKOS, role="child", since=MAY, on=MAY).refused("household-unknown")


def test_who_left_may_come_back_but_not_before_leaving() -> None:
    given(formed, anna, anna_left).when(join, person=ANNA, role="reference", since=APRIL, on=MAY).then(
        MemberJoined(ANNA, "reference", APRIL)
    )
    given(formed, anna, anna_left).when(join, person=ANNA, role="child", since=MARCH, on=MAY).refused(
        "joined-before-leaving", left=APRIL
    )


def test_only_a_member_leaves_and_not_before_joining() -> None:
    given(formed, anna).when(leave, people=[ANNA], left_on=APRIL, why="separated", on=MAY).then(anna_left)
    given(formed, anna).when(leave, people=[NIKOS], left_on=APRIL, why="other", on=MAY).refused("not-a-member")
    given(formed, anna, anna_left).when(leave, people=[ANNA], left_on=MAY, why="other", on=MAY).refused("not-a-member")
    early = date(2026, 1, 1)
    given(formed, anna).when(leave, people=[ANNA], left_on=early, why="other", on=MAY).refused(
        "left-before-joining", joined=MARCH
    )


def test_a_household_with_members_is_not_dissolved() -> None:
    given(formed, anna).when(dissolve, dissolved_on=MAY, on=MAY).refused("household-has-members", count=1)
    given(formed, anna).when(dissolve, dissolved_on=MAY, on=MAY, why="separated").then(
        MemberLeft(ANNA, MAY, "separated"), HouseholdDissolved(MAY)
    )
    given(formed, anna).when(dissolve, dissolved_on=MAY, on=APRIL, why="separated").refused("household-day-ahead")
    given(formed, anna, anna_left).when(dissolve, dissolved_on=MAY, on=MAY).then(
        HouseholdDissolved(MAY)
    ).and_again_nothing()
    given(formed, anna, anna_left).when(dissolve, dissolved_on=MARCH, on=MAY).refused(
        "dissolved-before-leaving", left=APRIL
    )
    gone = [formed, anna, anna_left, HouseholdDissolved(MAY)]
    given(*gone).when(join, person=NIKOS, role="child", since=MAY, on=MAY).refused("household-dissolved")


def test_a_household_moves_on_a_day_of_its_own() -> None:
    given(formed, anna).when(move, moved_on=APRIL, on=MAY).then(HouseholdMoved(APRIL))
    given(formed, anna).when(move, moved_on=date(2026, 1, 1), on=MAY).refused("joined-before-forming", formed=MARCH)
