"""A referral from its preview to the closed loop, as a browser without JavaScript does it."""

import re
from uuid import UUID

import pytest

from tests.portal import samples
from tests.portal.checking import check
from tests.portal.pages import WORKER
from tests.portal.replies import problem, reply
from tests.portal.running import Running, body


async def test_referral_is_previewed_sent_and_its_code_shown_once(portal: Running) -> None:
    await portal.login(WORKER)
    path = f"/referrals/new?person={samples.NIKOLETA}&kind=tutoring&service={samples.SERVICE}"
    preview = await portal.form(
        path, need="Μαθηματικά", reason="Έλειψε τέσσερις μήνες.", call_whom="Θεόδωρος, πατέρας", do="preview"
    )
    assert preview.status_code == 200
    check(preview.text)
    assert "Πέμπτη 19 Μαρτίου, σε 5 εργάσιμες" in preview.text
    assert portal.wire.sent(r"PUT referral/.*") == []
    changed = await portal.resend(preview, do="edit")
    assert 'value="Μαθηματικά"' in changed.text
    sent = await portal.resend(await portal.resend(changed, do="preview"), do="send")
    assert sent.status_code == 303
    assert body(portal.wire.sent(r"PUT referral/.*")[0])["disclosed"] == {
        "name": "Παναγιωτοπούλου-Χατζηγεωργίου Νικολέτα-Αικατερίνη",
        "age": 15,
        "telephone": "26250 00000",
        "call_whom": "Θεόδωρος, πατέρας",
    }
    portal.wire.answer(r"GET referral/referrals/[^/]+", reply(samples.REFERRALS[str(samples.SENT)]))
    shown = await portal.get(sent.headers["Location"])
    check(shown.text)
    assert "483 920" in shown.text
    assert "483 920" not in (await portal.get(sent.headers["Location"])).text


async def test_referral_without_words_is_not_previewed(portal: Running) -> None:
    await portal.login(WORKER)
    path = f"/referrals/new?person={samples.NIKOLETA}&kind=tutoring&service={samples.SERVICE}"
    answer = await portal.form(path, do="preview", reason="α" * 501)
    assert answer.status_code == 422
    assert {"#need", "#reason"} <= set(re.findall(r'href="(#[a-z]+)"', answer.text))
    check(answer.text)


async def test_loop_is_closed_on_the_version_that_was_shown(portal: Running) -> None:
    await portal.login(WORKER)
    answer = await portal.form(f"/referrals/{samples.ACCEPTED}/closing", outcome="completed", told="yes")
    assert answer.headers["Location"] == f"/referrals/{samples.ACCEPTED}"
    [sent] = portal.wire.sent(r"POST referral/.*/closing")
    assert sent.headers["If-Match"] == '"3"'
    assert body(sent) == {"outcome": "completed", "told": True}


async def test_stale_form_comes_back_with_the_new_state_and_the_typed_words(portal: Running) -> None:
    await portal.login(WORKER)
    portal.wire.answer(r"POST referral/.*/revocation", problem(412, "stale", "Άλλαξε στο μεταξύ."))
    page = await portal.get(f"/referrals/{samples.SENT}/revocation")
    portal.wire.answer(
        r"GET referral/referrals/[^/]+",
        reply(samples.REFERRALS[str(samples.ACCEPTED)] | {"id": str(samples.SENT), "version": 8}),
    )
    answer = await portal.resend(page, why="Βρέθηκε άλλη λύση.")
    assert answer.status_code == 412
    check(answer.text)
    assert "Τώρα είναι:" in answer.text
    assert "Βρέθηκε άλλη λύση." in answer.text
    await portal.resend(answer)
    assert portal.wire.sent(r"POST referral/.*/revocation")[-1].headers["If-Match"] == '"8"'


@pytest.mark.parametrize(
    ("referral", "typed", "step", "sent"),
    [
        (samples.OVERDUE, {"answer": "accept"}, "acceptance", {}),
        (samples.SENT, {"answer": "waitlist"}, "waitlisting", {}),
        (samples.SENT, {"answer": "decline", "reason": "full"}, "declination", {"reason": "full"}),
        (
            samples.ACCEPTED,
            {"outcome": "helped", "text": "Τελείωσε."},
            "delivery",
            {"outcome": "helped", "text": "Τελείωσε."},
        ),
    ],
)
async def test_answer_by_telephone_is_written_down(
    portal: Running, referral: UUID, typed: dict[str, str], step: str, sent: dict[str, str]
) -> None:
    await portal.login(WORKER)
    answer = await portal.form(f"/referrals/{referral}/answer", **typed)
    assert answer.headers["Location"] == f"/referrals/{referral}"
    assert body(portal.wire.sent(rf"POST referral/referrals/.*/{step}")[0]) == sent


async def test_new_link_shows_its_code(portal: Running) -> None:
    await portal.login(WORKER)
    answer = await portal.form(f"/referrals/{samples.SENT}/link")
    assert "483 920" in (await portal.get(answer.headers["Location"])).text
