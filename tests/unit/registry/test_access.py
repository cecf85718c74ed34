from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.registry.access.domain import (
    FileOpened,
    OpenedFrom,
    OpeningReviewed,
    ReasonGiven,
    ReviewExplained,
    open_file,
    review,
)
from shared.testing.scenario import given

PERSON = UUID("0195a000-0000-7000-8000-000000000001")
UNTIL = datetime(2026, 3, 5, 10, 30, tzinfo=UTC)
ordinary = FileOpened(PERSON, "service", "file", UNTIL, emergency=False, reference=None)
emergency = replace(ordinary, emergency=True)
WHY = "Προσήλθε στο Παράρτημα χωρίς έγγραφα."
because = ReasonGiven(PERSON, WHY)


def test_a_file_is_opened_for_a_purpose_and_again_changes_nothing() -> None:
    given().when(open_file, opened=ordinary).then(ordinary).and_again_nothing()


def test_asking_again_later_does_not_make_it_longer() -> None:
    later = replace(ordinary, until=UNTIL + timedelta(minutes=5))
    given(ordinary).when(open_file, opened=later).then()


def test_another_purpose_is_another_opening() -> None:
    other = replace(ordinary, purpose="correction")
    given(ordinary).when(open_file, opened=other).refused("opening-exists")


def test_reason_and_address_are_told_apart_from_the_opening() -> None:
    given().when(open_file, opened=ordinary, reason=WHY, address="192.0.2.7").then(
        ordinary, because, OpenedFrom(PERSON, "192.0.2.7")
    )


@pytest.mark.parametrize("reason", [None, "Επείγον", "!" * 60, "1234567890 " * 9])
def test_an_emergency_says_why_in_a_sentence(reason: str | None) -> None:
    given().when(open_file, opened=emergency, reason=reason).refused("emergency-without-reason", least=20)


def test_somebody_else_reviews_an_emergency_once() -> None:
    given(emergency, because).when(review, own=False, justified=True, text="Σωστά.").then(
        OpeningReviewed(True), ReviewExplained(PERSON, "Σωστά.")
    ).and_again_nothing()
    given(emergency, because, OpeningReviewed(True)).when(review, own=False, justified=False).refused(
        "already-reviewed"
    )


def test_nobody_reviews_their_own_or_what_was_none() -> None:
    given(emergency, because).when(review, own=True, justified=True).refused("own-opening")
    given(ordinary).when(review, own=False, justified=True).refused("not-an-emergency")
    given().when(review, own=False, justified=True).refused("opening-unknown")
