from uuid import UUID

from services.intake.domain import VisitClosed, VisitLinked, VisitReceived, close, link, receive
from shared.testing.scenario import given

MARIA = UUID("01920000-0000-7000-8000-00000000000a")
ELENI = UUID("01920000-0000-7000-8000-00000000000b")

received = VisitReceived("housing", "in-person", None)


def test_two_fields_are_a_visit() -> None:
    given().when(receive, topic="housing", channel="in-person").then(received).and_again_nothing()


def test_another_visit_under_the_same_id_is_refused() -> None:
    given(received).when(receive, topic="legal", channel="in-person").refused("visit-already-received")


def test_who_came_may_be_said_later() -> None:
    given(received).when(link, person=MARIA).then(VisitLinked(MARIA)).and_again_nothing()
    given(received, VisitClosed("informed")).when(link, person=MARIA).then(VisitLinked(MARIA))


def test_a_visit_is_of_one_person() -> None:
    known = VisitReceived("housing", "in-person", MARIA)
    given(known).when(link, person=MARIA).then()
    given(known).when(link, person=ELENI).refused("visit-linked-to-another")
    given(received, VisitLinked(MARIA)).when(link, person=ELENI).refused("visit-linked-to-another")


def test_receiving_again_after_linking_changes_nothing() -> None:
    given(received, VisitLinked(MARIA)).when(receive, topic="housing", channel="in-person").then()


def test_a_visit_ends_once() -> None:
    given(received).when(close, outcome="referred").then(VisitClosed("referred")).and_again_nothing()
    given(received, VisitClosed("referred")).when(close, outcome="none").refused("visit-already-closed")


def test_nothing_happens_to_a_visit_that_was_not_received() -> None:
    given().when(link, person=MARIA).refused("visit-unknown")
    given().when(close, outcome="none").refused("visit-unknown")
