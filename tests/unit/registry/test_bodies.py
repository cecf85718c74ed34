from typing import Any
from uuid import UUID

import pytest

from services.registry.bodies.domain import LONGEST_ANSWER, BodyEntered, ServiceOffered, enter_body, offer_service
from shared.testing.scenario import given

BODY = UUID("01920000-0000-7000-8000-00000000000b")
SERVICE: dict[str, Any] = {
    "body": BODY,
    "kind": "tutoring",
    "name": "Κοινωνικό Φροντιστήριο",
    "municipality": "3905",
    "for_whom": "Μαθητές Γυμνασίου και Λυκείου",
    "how_to_refer": "Με παραπομπή",
    "answers_within": 5,
    "email": "tutoring@example.org",
    "languages": ("el",),
    "cost": None,
    "accessible": True,
}


def test_a_body_is_entered_once() -> None:
    body: dict[str, Any] = {
        "kind": "municipal",
        "name": "Δομή",
        "municipality": "3905",
        "telephone": None,
        "email": None,
    }
    given().when(enter_body, **body).then(BodyEntered(**body)).and_again_nothing()


def test_another_body_under_the_same_id_is_refused() -> None:
    entered = BodyEntered("municipal", "Δομή", None, None, None)
    given(entered).when(enter_body, kind="public", name="Δομή").refused("body-already-entered")


def test_a_service_is_offered_once() -> None:
    given().when(offer_service, **SERVICE).then(ServiceOffered(**SERVICE)).and_again_nothing()


def test_another_service_under_the_same_id_is_refused() -> None:
    given(ServiceOffered(**SERVICE)).when(offer_service, **{**SERVICE, "cost": "10 €"}).refused(
        "service-already-offered"
    )


@pytest.mark.parametrize("days", [0, -1, LONGEST_ANSWER + 1])
def test_an_answer_takes_a_day_at_least_and_sixty_at_most(days: int) -> None:
    given().when(offer_service, **{**SERVICE, "answers_within": days}).refused(
        "answers-within-out-of-range", least=1, most=LONGEST_ANSWER
    )
