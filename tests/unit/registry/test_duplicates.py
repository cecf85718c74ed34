from dataclasses import replace
from uuid import UUID

from hypothesis import given as example_of
from hypothesis import strategies as st

from services.registry.duplicates.domain import (
    DuplicateSuspected,
    SuspicionDismissed,
    SuspicionHandedOn,
    dismiss,
    hand_on,
    suspect,
)
from services.registry.duplicates.views import pair_id
from shared.testing.scenario import given

LEFT, RIGHT = UUID(int=1), UUID(int=2)
alike = DuplicateSuspected(LEFT, RIGHT, 75, ("near-name", "same-birth-date"), "aa")
changed = replace(alike, facts="bb", score=85)
dismissed = SuspicionDismissed("family")


def test_two_who_are_alike_are_suspected_once() -> None:
    given().when(suspect, suspected=alike).then(alike).and_again_nothing()
    given(alike).when(suspect, suspected=changed).then()


def test_what_was_dismissed_is_suspected_again_only_when_something_changed() -> None:
    given(alike, dismissed).when(suspect, suspected=alike).then()
    given(alike, dismissed).when(suspect, suspected=changed).then(changed).and_again_nothing()
    given(alike, dismissed, changed, dismissed).when(suspect, suspected=changed).then()


def test_a_colleague_says_that_they_are_two() -> None:
    given(alike).when(dismiss, why="family").then(dismissed).and_again_nothing()
    given().when(dismiss, why="family").refused("suspicion-unknown")


def test_who_cannot_tell_leaves_it_to_the_coordinator() -> None:
    given(alike).when(hand_on).then(SuspicionHandedOn()).and_again_nothing()
    given(alike, SuspicionHandedOn()).when(dismiss, why="papers-differ").then(SuspicionDismissed("papers-differ"))
    given(alike, dismissed).when(hand_on).refused("suspicion-dismissed")
    given().when(hand_on).refused("suspicion-unknown")


@example_of(st.uuids(), st.uuids())
def test_a_pair_is_the_same_from_either_side(one: UUID, other: UUID) -> None:
    assert pair_id(one, other) == pair_id(other, one)
