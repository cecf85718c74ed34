"""A request for rectification: answered within a month, extended once, never twice."""

from datetime import date
from uuid import UUID

from services.registry.rectification.domain import (
    RectificationDeclined,
    RectificationDone,
    RectificationExtended,
    RectificationRequested,
    ask,
    decline,
    extend,
    put_right,
)
from shared.domain import months_after
from shared.testing.scenario import given

PERSON = UUID("01920000-0000-7000-8000-00000000000a")
RECEIVED = date(2026, 1, 31)
asked = RectificationRequested(PERSON, "λάθος όνομα")
done = RectificationDone(recipients_told=True)
declined = RectificationDeclined("accurate")


def test_a_request_is_taken_down_once() -> None:
    given().when(ask, person=PERSON, text="λάθος όνομα").then(asked).and_again_nothing()
    given(asked).when(ask, person=PERSON, text="άλλο").refused("rectification-exists")


def test_it_is_answered_once() -> None:
    given(asked).when(put_right, recipients_told=True).then(done).and_again_nothing()
    given(asked).when(decline, why="accurate").then(declined).and_again_nothing()
    given(asked, done).when(decline, why="accurate").refused("rectification-answered")
    given(asked, declined).when(put_right, recipients_told=True).refused("rectification-answered")
    given().when(decline, why="accurate").refused("rectification-unknown")


def test_two_months_more_are_said_within_the_first() -> None:
    until = RectificationExtended(PERSON, date(2026, 4, 30), "περιμένουμε")
    saying = {"received": RECEIVED, "why": "περιμένουμε"}
    given(asked).when(extend, on=date(2026, 2, 28), **saying).then(until).and_again_nothing()
    given(asked).when(extend, on=date(2026, 3, 1), **saying).refused("rectification-late", until=date(2026, 2, 28))
    given(asked, done).when(extend, on=RECEIVED, **saying).refused("rectification-answered")
    given(asked, until).when(extend, on=RECEIVED, received=RECEIVED, why="άλλο").refused("rectification-extended")


def test_a_month_ends_on_its_last_day_where_it_has_no_such_day() -> None:
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2027, 12, 30), 2) == date(2028, 2, 29)
    assert months_after(date(2026, 12, 15), 1) == date(2027, 1, 15)
