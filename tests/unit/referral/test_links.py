from datetime import timedelta
from functools import reduce
from typing import Any

import pytest

from services.referral.domain import (
    Referral,
    ReferralDelivered,
    ReferralSeen,
    accept,
    deliver,
    evolve,
    issue_link,
    open_link,
    waitlist,
)
from services.referral.links.domain import TRIES, Link, LinkIssued, LinkOpened, LinkState, WrongCodeTried, find
from shared.testing.scenario import given
from tests.unit.referral.moves import (
    LATE,
    ON_TIME,
    PERSON,
    accepted,
    closed,
    declined,
    delivered,
    link,
    next_link,
    opened,
    outcome_link,
    overdue,
    revoked,
    seen,
    sent,
    waitlisted,
)

NEW: dict[str, Any] = {"token_hash": "hash-3", "code_mac": "mac-3", "expires_on": link.expires_on}
OPENING: dict[str, Any] = {"token_hash": "hash-1", "code_mac": "mac-1", "on": ON_TIME}
wrong = WrongCodeTried("hash-1")
AFTER_EXPIRY = link.expires_on + timedelta(days=1)


def link_of(*history: Any) -> Link:
    found = find(reduce(evolve, history, Referral()).links, "hash-1")
    assert found is not None
    return found


@pytest.mark.parametrize("history", [[sent], [sent, seen], [sent, overdue], [sent, waitlisted]])
def test_a_link_asks_for_the_answer_first(history: list[object]) -> None:
    first = LinkIssued("hash-3", "mac-3", "answer", link.expires_on, serial=0, person=PERSON)
    given(*history).when(issue_link, **NEW).then(first).and_again_nothing()


def test_links_are_counted() -> None:
    second = LinkIssued("hash-3", "mac-3", "answer", link.expires_on, serial=1, person=PERSON)
    given(sent, link).when(issue_link, **NEW).then(second)


def test_after_acceptance_a_link_asks_for_the_outcome() -> None:
    given(sent, accepted).when(issue_link, **NEW).then(
        LinkIssued("hash-3", "mac-3", "outcome", link.expires_on, serial=0, person=PERSON)
    )


@pytest.mark.parametrize("history", [[sent, declined], [sent, accepted, delivered]])
def test_when_all_is_said_there_is_nothing_to_ask(history: list[object]) -> None:
    given(*history).when(issue_link, **NEW).refused("nothing-to-ask")


def test_the_right_code_opens_and_the_referral_is_seen() -> None:
    given(sent, link).when(open_link, **OPENING).then(LinkOpened("hash-1"), ReferralSeen())


def test_each_opening_is_kept_and_seen_is_told_once() -> None:
    given(sent, link, opened, seen).when(open_link, **OPENING).then(opened)
    given(sent, link, waitlisted, next_link).when(open_link, token_hash="hash-2", code_mac="mac-2", on=ON_TIME).then(
        LinkOpened("hash-2")
    )


def test_a_wrong_code_is_counted() -> None:
    given(sent, link).when(open_link, **{**OPENING, "code_mac": "mac-9"}).then(wrong)
    assert link_of(sent, link, wrong, wrong).tries_left == TRIES - 2


def test_five_wrong_codes_close_the_link_for_the_right_one_too() -> None:
    given(sent, link, *[wrong] * (TRIES - 1)).when(open_link, **OPENING).then(opened, seen)
    given(sent, link, *[wrong] * TRIES).when(open_link, **OPENING).refused("link-revoked")
    assert link_of(sent, link, *[wrong] * TRIES).tries_left == 0


@pytest.mark.parametrize(
    ("history", "state"),
    [
        ([sent, link], "open"),
        ([sent, link, opened, seen, wrong], "open"),
        ([sent, link, opened, seen, accepted], "used"),
        ([sent, link, accepted], "used"),
        ([sent, link, waitlisted], "used"),
        ([sent, link, declined, closed], "used"),
        ([sent, link, next_link], "revoked"),
        ([sent, link, next_link, accepted], "revoked"),
        ([sent, link, *[wrong] * TRIES], "revoked"),
        ([sent, link, revoked], "revoked"),
        ([sent, link, closed], "revoked"),
    ],
)
def test_what_becomes_of_a_link(history: list[Any], state: LinkState) -> None:
    assert link_of(*history).state(ON_TIME) == state
    assert link_of(*history).state(AFTER_EXPIRY) == ("expired" if state == "open" else state)


def test_an_expired_link_opens_nothing() -> None:
    given(sent, link).when(open_link, **{**OPENING, "on": link.expires_on}).then(opened, seen)
    given(sent, link).when(open_link, **{**OPENING, "on": AFTER_EXPIRY}).refused("link-expired")


def test_a_used_an_old_and_an_unknown_link_open_nothing() -> None:
    given(sent, link, accepted).when(open_link, **OPENING).refused("link-used")
    given(sent, link, next_link).when(open_link, **OPENING).refused("link-revoked")
    given(sent, link).when(open_link, **{**OPENING, "token_hash": "hash-9"}).refused("link-unknown")


def test_links_of_a_referral_that_was_taken_back_show_nothing() -> None:
    given(sent, link, revoked).when(open_link, **OPENING).refused("referral-revoked")
    given(sent, link, closed).when(open_link, **OPENING).refused("referral-closed")


def test_an_opened_link_carries_one_answer() -> None:
    given(sent, link, opened, seen).when(accept, on=ON_TIME, token_hash="hash-1").then(accepted).and_again_nothing()
    given(sent, link, opened, seen, waitlisted).when(accept, on=ON_TIME, token_hash="hash-1").refused("link-used")


def test_a_link_carries_no_answer_unopened_expired_or_unknown() -> None:
    given(sent, link).when(accept, on=ON_TIME, token_hash="hash-1").refused("link-not-opened")
    given(sent, link, opened, seen).when(waitlist, on=AFTER_EXPIRY, token_hash="hash-1").refused("link-expired")
    given(sent, link, opened, seen).when(accept, on=ON_TIME, token_hash="hash-9").refused("link-unknown")


def test_a_link_for_the_outcome_carries_the_outcome_alone() -> None:
    history = [sent, accepted, outcome_link, LinkOpened("hash-2")]
    given(*history).when(deliver, on=LATE, outcome="helped", token_hash="hash-2").then(
        ReferralDelivered(PERSON, "helped", None)
    ).and_again_nothing()
    waiting = [sent, waitlisted, outcome_link, LinkOpened("hash-2")]
    given(*waiting).when(accept, on=LATE, token_hash="hash-2").refused("link-for-another-step")
