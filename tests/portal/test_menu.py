"""What waits behind the menu, told by a number and never at the cost of the page."""

import asyncio
import re
import time

import httpx2
import pytest

from services.portal.clients.base import Page
from services.portal.clients.intake import Visit
from services.portal.clients.referral import ReferralTask
from services.portal.menu import Badge, Badges, Found, of_referrals, of_visits
from tests.portal import samples
from tests.portal.checking import check
from tests.portal.pages import MUNICIPAL, RECEPTION, WORKER
from tests.portal.replies import problem, reply
from tests.portal.running import Running


def shown(html: str) -> list[tuple[str, str]]:
    """The badges of the page's menu: how they look, and what they say."""
    found = re.findall(r'<span class="(k-badge[^"]*)">([^<]+)<span class="govgr-visually-hidden">([^<]+)', html)
    return [(look, number + words) for look, number, words in found]


async def test_menu_counts_what_waits_and_is_red_only_where_it_is_late(portal: Running) -> None:
    await portal.login(WORKER)
    page = await portal.get("/preferences")
    assert shown(page.text) == [("k-badge", "5+ σήμερα χωρίς πρόσωπο"), ("k-badge k-badge--late", "1 ληξιπρόθεσμη")]
    check(page.text)
    [asked] = portal.wire.sent(r"GET intake/visits")
    assert dict(asked.url.params) == {"day": str(samples.TODAY), "state": "unlinked"}


async def test_reception_is_told_nothing_of_referrals(portal: Running) -> None:
    await portal.login(RECEPTION)
    page = await portal.get("/preferences")
    assert [words for _, words in shown(page.text)] == ["5+ σήμερα χωρίς πρόσωπο"]
    assert portal.wire.sent(r"GET referral/.*") == []


async def test_who_has_no_such_pages_asks_for_no_counts(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    assert shown((await portal.get("/preferences")).text) == []
    assert portal.wire.sent(r"GET (intake|referral)/.*") == []


async def test_counts_are_remembered_until_something_is_written(portal: Running) -> None:
    await portal.login(WORKER)
    for _ in range(3):
        await portal.get("/preferences")
    assert len(portal.wire.sent(r"GET referral/worklist")) == 1
    await portal.form(f"/referrals/{samples.ACCEPTED}/closing", outcome="completed", told="yes")
    portal.wire.answer(r"GET referral/worklist", reply({"items": []}))
    page = await portal.get("/preferences")
    assert [words for _, words in shown(page.text)] == ["5+ σήμερα χωρίς πρόσωπο"]


async def test_a_search_writes_nothing_and_has_nothing_counted_again(portal: Running) -> None:
    await portal.login(WORKER)
    await portal.get("/preferences")
    await portal.form("/search", q="παπαδοπουλου")
    await portal.get("/preferences")
    assert len(portal.wire.sent(r"GET referral/worklist")) == 1


@pytest.mark.parametrize("answer", [problem(503, "busy"), problem(404, "not-found")])
async def test_service_that_does_not_answer_has_no_number(portal: Running, answer: httpx2.Response) -> None:
    await portal.login(WORKER)
    portal.wire.answer(r"GET referral/worklist", answer)
    page = await portal.get("/preferences")
    assert page.status_code == 200
    assert [words for _, words in shown(page.text)] == ["5+ σήμερα χωρίς πρόσωπο"]


async def test_page_does_not_wait_for_slow_counts_and_the_next_one_has_them() -> None:
    badges, answered = Badges(), asyncio.Event()
    counted: Found = {"nav.visits": Badge(2, "unlinked")}

    async def count() -> Found:
        await answered.wait()
        return counted

    badges.begin("somebody", count)
    before = time.monotonic()
    assert await badges.found("somebody") == {}
    assert time.monotonic() - before < 0.5
    answered.set()
    badges.begin("somebody", count)
    assert await badges.found("somebody") == counted
    assert await badges.found("another") == {}


def tasks(*kinds: str) -> list[ReferralTask]:
    return [ReferralTask(samples.uuid(n), kind, samples.TODAY) for n, kind in enumerate(kinds)]


@pytest.mark.parametrize(
    ("kinds", "badge"),
    [
        ((), None),
        (("referral-due",), None),
        (("referral-answered", "referral-outcome", "referral-due"), Badge(2, "back")),
        (("referral-overdue", "referral-answered"), Badge(1, "overdue", late=True)),
        (("referral-overdue",) * 50, Badge(50, "overdue", more=True, late=True)),
    ],
)
def test_referrals_are_counted_by_what_is_most_urgent(kinds: tuple[str, ...], badge: Badge | None) -> None:
    assert of_referrals(tasks(*kinds)) == badge


def test_no_visit_is_no_badge() -> None:
    assert of_visits(Page[Visit](())) is None
