"""What needs attention beside posts and acts: feasts, agreements, room, accounts; each with its day and its reason."""

from datetime import UTC, date, datetime
from typing import get_args
from uuid import UUID

import msgspec
import pytest

from services.portal.catalogue import LANGUAGES, load
from services.registry.accounts.directory import Found
from services.registry.attention.finding import (
    SOURCES,
    STAFFING,
    SUBMISSIONS,
    Kind,
    Line,
    of_accounts,
    of_agreements,
    of_capacity,
    of_feasts,
)
from services.registry.attention.views import WorkingRow
from services.registry.bodies.aging import RunningOut, Unsaid
from services.registry.posts.views import Held, PostRow
from shared.scope import Grant, Role

TODAY = date(2026, 3, 12)
ZACHARO, PYRGOS = "/el63/3905/zacharo", "/el63/3901/pyrgos"
ID = UUID("01920000-0000-7000-8000-00000000000c")


def centre(scope: str, since: date) -> WorkingRow:
    return WorkingRow(ID, scope, scope.split("/")[2], "Κέντρο", since)


def told(lines: list[Line]) -> list[tuple[str, str, date, bool]]:
    return [(line.kind, line.scope, line.day, line.late) for line in lines]


def test_a_municipality_without_a_feast_is_told_once_from_its_first_centre_on() -> None:
    centres = [
        centre("/el63/3905/neo", date(2024, 1, 1)),
        centre(ZACHARO, date(2017, 9, 18)),
        centre(PYRGOS, date(2018, 1, 1)),
    ]
    found = [*of_feasts(centres, {"3901"}, TODAY)]
    assert told(found) == [("feasts-missing", "/el63/3905", date(2017, 9, 18), True)]
    assert [*of_feasts(centres, {"3901", "3905"}, TODAY)] == []


@pytest.mark.parametrize(
    ("until", "kind", "late"),
    [(date(2026, 3, 11), "agreement-over", True), (TODAY, "agreement-ends", False)],
)
def test_an_agreement_is_over_the_day_after_its_last(until: date, kind: str, late: bool) -> None:
    (line,) = of_agreements([RunningOut(ID, "Σύλλογος", "/el63/3905", until)], TODAY)
    assert (line.kind, line.late, line.of, line.what) == (kind, late, str(ID), "Σύλλογος")


def test_a_service_is_told_of_from_the_last_day_on_which_it_was_believed() -> None:
    (line,) = of_capacity([Unsaid(ID, "Φροντιστήριο", "/el63", date(2026, 1, 31))], TODAY)
    assert told([line]) == [("capacity-stale", "/el63", date(2026, 1, 31), True)]


def account(id_: str, *grants: Grant, is_open: bool = True) -> Found:
    return Found(id_, id_, id_, is_open, datetime(2026, 1, 31, 22, 30, tzinfo=UTC), grants)


def post(scope: str, account: str, until: date | None) -> PostRow:
    terms = msgspec.json.encode([Held(account, "fixed-term", date(2025, 1, 1), until)]).decode()
    return PostRow(ID, ID, scope, "nurse", None, date(2020, 1, 1), terms=terms)


def test_who_works_at_a_centre_and_holds_no_post_in_its_municipality_is_told() -> None:
    worker, auditor = Grant(Role.SOCIAL_WORKER, ZACHARO), Grant(Role.AUDITOR, ZACHARO)
    accounts = [
        account("holds", worker),
        account("held", worker),
        account("never", worker, Grant(Role.RECEPTIONIST, ZACHARO)),
        account("elsewhere", worker),
        account("auditor", auditor, Grant(Role.MUNICIPAL_ADMINISTRATOR, "/el63/3905")),
        account("closed", worker, is_open=False),
        account("away", Grant(Role.COORDINATOR, "/el63/3902/other")),
    ]
    posts = [
        post("/el63/3905/neo", "holds", None),
        post(ZACHARO, "held", date(2026, 3, 11)),
        post(PYRGOS, "elsewhere", None),
    ]
    found = [*of_accounts(accounts, posts, {ZACHARO, PYRGOS}, TODAY)]
    assert [line.of for line in found] == ["held", "never", "elsewhere"]
    assert told(found[:1]) == [("account-without-post", ZACHARO, date(2026, 2, 1), True)]


def test_every_reason_is_told_in_both_languages() -> None:
    for of in ("contract", "regulation", "decision", "feasts", "agreement", "capacity", "account"):
        reason = SOURCES.told(of, TODAY).filled(number="609", day=date(2020, 2, 12))
        assert reason.said("el") != reason.said("en")
        assert "{" not in reason.el + reason.en
    assert SOURCES.told("decision", TODAY).filled(number="609", day=date(2020, 2, 12)).el == "Απόφαση 609/12.02.2020"
    rules = (*STAFFING.minimum, *STAFFING.head, *SUBMISSIONS.regulation, *SUBMISSIONS.annual_report)
    assert all(rule.source.el and rule.source.en and rule.source.el != rule.source.en for rule in rules)
    with pytest.raises(KeyError):
        SOURCES.told("contract", date(2016, 1, 1))


def test_pages_have_words_for_every_kind() -> None:
    for language in LANGUAGES:
        words = load(language)
        assert [kind for kind in get_args(Kind) if not words.has(f"organising.line.{kind}")] == []
