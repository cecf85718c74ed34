"""Links by which bodies keep their own record: opened once, ended by time, by a keeper, by the next one."""

from datetime import UTC, date, datetime, timedelta
from functools import reduce

import pytest

from services.registry.bodies.links.domain import (
    LINK_DAYS,
    BodyLink,
    BodyLinkMade,
    BodyLinkOpened,
    BodyLinkRevoked,
    LinkEvent,
    evolve_link,
    make_link,
    open_link,
    revoke_link,
)
from shared.testing.scenario import given

DAY = date(2026, 3, 12)
NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
UNTIL = NOW + timedelta(hours=1)
LAST = DAY + timedelta(days=LINK_DAYS)
MADE, AGAIN = BodyLinkMade("a", 0, LAST), BodyLinkMade("b", 1, LAST)
OPENED = BodyLinkOpened(0, UNTIL)


def test_links_are_counted() -> None:
    given().when(make_link, token_hash="a", on=DAY).then(MADE)
    given(MADE, OPENED).when(make_link, token_hash="b", on=DAY).then(AGAIN)


def test_a_link_is_opened_once() -> None:
    given(MADE).when(open_link, token_hash="a", on=LAST, until=UNTIL).then(OPENED)
    given(MADE, OPENED).when(open_link, token_hash="a", on=DAY, until=UNTIL).refused("link-used")


@pytest.mark.parametrize(
    ("history", "secret", "on", "code"),
    [
        ((MADE,), "a", LAST + timedelta(days=1), "link-expired"),
        ((MADE, BodyLinkRevoked(0)), "a", DAY, "link-revoked"),
        ((MADE, AGAIN), "a", DAY, "link-revoked"),
        ((MADE,), "b", DAY, "link-revoked"),
        ((), "a", DAY, "link-revoked"),
    ],
)
def test_what_ended_is_not_opened(history: tuple[LinkEvent, ...], secret: str, on: date, code: str) -> None:
    given(*history).when(open_link, token_hash=secret, on=on, until=UNTIL).refused(code)


def test_a_link_is_revoked_once_and_without_one_there_is_nothing_to_revoke() -> None:
    given(MADE, OPENED).when(revoke_link).then(BodyLinkRevoked(0)).and_again_nothing()
    given().when(revoke_link).then()


@pytest.mark.parametrize(
    ("history", "serial", "now", "lasts"),
    [
        ((MADE, OPENED), 0, UNTIL, True),
        ((MADE, OPENED), 0, UNTIL + timedelta(seconds=1), False),
        ((MADE, OPENED), 1, NOW, False),
        ((MADE,), 0, NOW, False),
        ((MADE, OPENED, BodyLinkRevoked(0)), 0, NOW, False),
        ((MADE, OPENED, AGAIN), 0, NOW, False),
        ((MADE, OPENED, AGAIN), 1, NOW, False),
    ],
)
def test_somebody_works_by_a_link_for_an_hour_unless_it_is_ended(
    history: tuple[LinkEvent, ...], serial: int, now: datetime, *, lasts: bool
) -> None:
    assert reduce(evolve_link, history, BodyLink()).lasts(serial, now) is lasts


@pytest.mark.parametrize(
    ("history", "on", "state"),
    [
        ((), DAY, "none"),
        ((MADE,), LAST, "open"),
        ((MADE,), LAST + timedelta(days=1), "expired"),
        ((MADE, OPENED), DAY, "used"),
        ((MADE, OPENED, BodyLinkRevoked(0)), DAY, "revoked"),
        ((MADE, OPENED, AGAIN), DAY, "open"),
    ],
)
def test_what_is_told_of_a_link(history: tuple[LinkEvent, ...], on: date, state: str) -> None:
    assert reduce(evolve_link, history, BodyLink()).state(on) == state
