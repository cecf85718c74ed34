"""From the worklist of possible duplicates to a merge, and back again."""

from typing import Any

import msgspec

from tests.portal import samples
from tests.portal.checking import check
from tests.portal.pages import COORDINATOR, RECEPTION, WORKER
from tests.portal.replies import problem, reply
from tests.portal.running import Running

PAIR = f"/duplicates/{samples.PAIR}"
UNDO = f"/merges/{samples.MERGE}/undo"


def sent(portal: Running, pattern: str) -> Any:
    return msgspec.json.decode(portal.wire.sent(pattern)[-1].content)


async def test_pair_is_compared_with_the_differences_first_and_the_file_opened_for_it(portal: Running) -> None:
    await portal.login(WORKER)
    page = await portal.http.get(PAIR)
    check(page.text)
    assert "Μοιάζει πολύ</b>: όμοιο όνομα, ημέρα και μήνας ανάποδα, ίδιο όνομα πατέρα" in page.text
    assert page.text.index("02/11/2011") < page.text.index("Ίδια και στις δύο:")
    opened = sent(portal, r"PUT registry/openings/.*")
    assert (opened["purpose"], opened["reference"]) == ("correction", f"duplicate-{samples.PAIR}")


async def test_merge_shows_its_effects_first_and_takes_what_was_chosen(portal: Running) -> None:
    await portal.login(WORKER)
    page = await portal.http.get(PAIR)
    confirm = await portal.resend(page, **{"decision": "same", "keep": "left", "take:telephone": "right"})
    assert confirm.status_code == 200
    check(confirm.text)
    assert "4 επισκέψεις, 1 παραπομπή μεταφέρονται" in confirm.text
    assert "69000 00010" in confirm.text
    assert portal.wire.sent(r"PUT registry/merges/.*") == []

    fields = {"do": "merge", "take": ["telephone", "address"]}
    done = await portal.resend(confirm, **fields)
    assert done.headers["Location"] == f"/people/{samples.NIKOLETA}?merged=1"
    assert sent(portal, r"PUT registry/merges/.*") == {
        "kept": str(samples.NIKOLETA),
        "merged": str(samples.MARIA),
        "kept_version": 7,
        "merged_version": 4,
        "take": ["telephone", "address"],
    }
    card = await portal.http.get(done.headers["Location"])
    assert "διαβάζονται πλέον ως μία" in card.text


async def test_other_record_may_go_on(portal: Running) -> None:
    await portal.login(WORKER)
    page = await portal.http.get(PAIR)
    confirm = await portal.resend(page, decision="same", keep="right")
    await portal.resend(confirm, do="merge")
    asked = sent(portal, r"PUT registry/merges/.*")
    assert (asked["kept"], asked["kept_version"]) == (str(samples.MARIA), 4)


async def test_choices_come_back_when_they_are_to_be_changed_or_the_merge_is_refused(portal: Running) -> None:
    await portal.login(WORKER)
    page = await portal.http.get(PAIR)
    confirm = await portal.resend(page, **{"decision": "same", "keep": "right", "take:surname": "right"})
    again = await portal.resend(confirm, do="edit")
    check(again.text)
    assert 'value="right" id="take-surname-right" checked' in again.text
    assert 'value="right" id="keep-right" checked' in again.text
    portal.wire.answer(r"PUT registry/merges/.*", problem(409, "merged-already", "Έχει ήδη συγχωνευθεί."))
    refused = await portal.resend(confirm, do="merge")
    assert refused.status_code == 409
    check(refused.text)
    assert "Έχει ήδη συγχωνευθεί." in refused.text
    assert 'value="right" id="take-surname-right" checked' in refused.text


async def test_two_people_need_a_reason_and_who_is_not_sure_leaves_it(portal: Running) -> None:
    await portal.login(RECEPTION)
    page = await portal.http.get(PAIR)
    assert 'value="same"' not in page.text
    wrong = await portal.resend(page)
    assert wrong.status_code == 422
    assert 'href="#decision"' in wrong.text
    check(wrong.text)
    without = await portal.resend(page, decision="different")
    assert 'href="#why"' in without.text
    said = await portal.resend(page, decision="different", why="family")
    assert said.headers["Location"] == "/duplicates"
    assert sent(portal, r"POST registry/duplicates/.*/dismissal") == {"why": "family"}
    handed = await portal.resend(page, decision="unsure")
    assert handed.headers["Location"] == "/duplicates"
    assert len(portal.wire.sent(r"POST registry/duplicates/.*/handing-on")) == 1
    forged = await portal.resend(page, decision="same")
    assert forged.status_code == 422
    assert (await portal.http.get(UNDO)).status_code == 404


async def test_coordinator_finds_what_was_left_to_her_on_the_first_page(portal: Running) -> None:
    await portal.login(COORDINATOR)
    today = await portal.http.get("/")
    assert f'href="/duplicates/{samples.UNSURE_PAIR}"' in today.text
    assert portal.wire.sent(r"GET registry/duplicates")[-1].url.params["state"] == "unsure"
    await portal.login(WORKER)
    portal.wire.asked.clear()
    await portal.http.get("/")
    assert portal.wire.sent(r"GET registry/duplicates") == []


async def test_undoing_asks_whose_each_thing_is_and_offers_where_it_was_written(portal: Running) -> None:
    await portal.login(WORKER)
    page = await portal.http.get(UNDO)
    check(page.text)
    assert "4 γράφτηκαν από τότε" in page.text
    assert "Γράφτηκαν στοιχεία επικοινωνίας, 12/03/2026" in page.text
    assert f'value="merged" id="item-{samples.uuid(62)}-2" checked' in page.text
    done = await portal.resend(page, **{f"item-{samples.uuid(63)}": "merged"})
    assert done.headers["Location"] == f"/people/{samples.NIKOLETA}?parted=1"
    assert sent(portal, r"POST registry/merges/.*/undoing") == {
        "assigned": [
            {"kind": "fact", "item": str(samples.uuid(65)), "side": "kept"},
            {"kind": "referral", "item": str(samples.uuid(63)), "side": "merged"},
            {"kind": "visit", "item": str(samples.uuid(61)), "side": "kept"},
            {"kind": "visit", "item": str(samples.uuid(62)), "side": "merged"},
        ]
    }


async def test_what_was_written_while_the_page_was_open_is_asked_for_too(portal: Running) -> None:
    await portal.login(WORKER)
    page = await portal.http.get(UNDO)
    newer = [samples.WRITTEN["intake"][0] | {"id": samples.uuid(64)}, *samples.WRITTEN["intake"]]
    portal.wire.answer(r"GET intake/merges/[^/]+/written", reply({"items": newer}))
    again = await portal.resend(page)
    assert again.status_code == 422
    check(again.text)
    assert f'href="#item-{samples.uuid(64)}"' in again.text
    assert portal.wire.sent(r"POST registry/merges/.*") == []


async def test_record_that_was_merged_leads_to_the_one_that_goes_on(portal: Running) -> None:
    await portal.login(WORKER)
    kept = samples.person(samples.NIKOLETA, merged=[str(samples.MARIA)])
    portal.wire.answer(rf"GET registry/people/{samples.MARIA}", reply(kept))
    answer = await portal.get(f"/people/{samples.MARIA}")
    assert answer.headers["Location"] == f"/people/{samples.NIKOLETA}?merged=1"
    assert (await portal.http.get(answer.headers["Location"])).status_code == 200


async def test_course_leads_to_undoing(portal: Running) -> None:
    await portal.login(WORKER)
    item = {
        "id": samples.MERGE, "at": "2026-03-09", "kind": "person", "code": "persons-merged", "key": True,
        "facts": {"merge": str(samples.MERGE)}, "by": samples.COLLEAGUE,
    }  # fmt: skip
    portal.wire.answer(r"GET registry/people/[^/]+/timeline", reply({"items": [item]}))
    page = await portal.get(f"/people/{samples.NIKOLETA}")
    check(page.text)
    assert f'href="{UNDO}">Αναίρεση</a>' in page.text


async def test_who_is_known_elsewhere_is_told_with_the_municipality_to_ask(portal: Running) -> None:
    await portal.login(RECEPTION)
    portal.wire.answer(r"POST registry/people/[^/]+/elsewhere", reply({"centres": ["/el63/3901/pyrgos"]}))
    typed = {"surname": "Παππά", "given_name": "Άννα", "identifier": "14021105328", "informed": "yes"}
    saved = await portal.form("/people/new", **typed)
    assert saved.status_code == 303
    assert saved.headers["Location"].endswith("?saved=1&elsewhere=3901")
    page = await portal.get(f"/people/{samples.NIKOLETA}?saved=1&elsewhere=3901")
    check(page.text)
    assert "Ο Δήμος Πύργου έχει πρόσωπο με τον ίδιο αριθμό: ρωτήστε το Κέντρο εκεί." in page.text
    portal.wire.answer(r"POST registry/people/[^/]+/elsewhere", problem(503, "busy"))
    assert (await portal.form("/people/new", **typed)).headers["Location"].endswith("?saved=1")


async def test_without_a_number_nobody_is_asked_elsewhere(portal: Running) -> None:
    await portal.login(RECEPTION)
    await portal.form("/people/new", surname="Παππά", given_name="Άννα", identifier_kind="none")
    assert portal.wire.sent(r"POST registry/people/[^/]+/elsewhere") == []
