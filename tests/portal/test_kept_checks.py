"""Pre-checks in a person's file: asked with what is known, kept where that is wanted, shown as they were told."""

import json
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.portal.clients.records import Household, Member
from services.portal.clients.registry import Person
from services.portal.known_facts import known_facts
from shared.ids import uuid7
from tests.portal import openings, samples
from tests.portal import samples_programmes as programmes
from tests.portal.checking import check
from tests.portal.pages import AUDITOR, COORDINATOR, RECEPTION, WORKER
from tests.portal.replies import problem, reply
from tests.portal.running import Forms, Running

PAGE = f"/people/{samples.NIKOLETA}/pre-checks"
NEW, KEPT = f"{PAGE}/new", f"{PAGE}/{programmes.KEPT}"
ANSWERS = {
    "fact-adults": "1",
    "fact-single_parent": "no",
    "fact-work_income": "1.234,50",
    "fact-disability_percent": "",
}
FACTS = {"adults": 1, "single_parent": False, "work_income": 123450}
DAY = str(programmes.CHECKED["on"])
TODAY = date(2026, 3, 12)


def sent(portal: Running, pattern: str) -> Any:
    return json.loads(portal.wire.sent(pattern)[-1].content)


async def decided(portal: Running, page: str, **changes: str) -> Any:
    """The answer that is shown in `page` is kept, or its questions asked again."""
    form = next(form for form in Forms.of(page) if form.action == NEW)
    return await portal.http.post(NEW, data={**form.fields, **changes})


async def test_an_answer_is_shown_first_and_kept_where_that_is_wanted(portal: Running) -> None:
    await portal.login(WORKER)
    shown = await portal.form(NEW, **ANSWERS)
    assert shown.status_code == 200
    assert sent(portal, "POST registry/pre-checks") == {"facts": FACTS, "on": DAY}
    assert portal.wire.sent("PUT registry/people/.+") == []
    for words in ("Δεν είναι απόφαση", "Δεν έχει κρατηθεί", "Πιθανόν ναι", "116,50", "1.234,50"):
        assert words in shown.text
    check(shown.text)

    kept = await decided(portal, shown.text, do="keep")
    (put,) = portal.wire.sent("PUT registry/people/.+")
    id_ = put.url.path.rpartition("/")[2]
    assert (kept.status_code, kept.headers["location"]) == (303, f"{PAGE}/{id_}?saved=kept")
    assert put.url.path == f"{PAGE}/{id_}"
    assert json.loads(put.content) == {"facts": FACTS, "on": DAY}
    assert put.headers["if-none-match"] == "*"
    assert put.headers["kentro-ticket"]
    await decided(portal, shown.text, do="keep")
    first, second = portal.wire.sent("PUT registry/people/.+")
    assert (first.url, first.content) == (second.url, second.content)


async def test_answers_are_changed_without_typing_them_again(portal: Running) -> None:
    await portal.login(WORKER)
    shown = await portal.form(NEW, **ANSWERS)
    changed = await decided(portal, shown.text, do="change")
    assert changed.status_code == 200
    assert 'name="fact-work_income" type="text" value="1.234,50"' in changed.text
    assert "Από τον προέλεγχο της" not in changed.text
    check(changed.text)


async def test_whose_keeping_was_not_answered_keeps_it_once_all_the_same(portal: Running) -> None:
    await portal.login(WORKER)
    shown = await portal.form(NEW, **ANSWERS)
    portal.wire.answer("PUT registry/people/.+", reply({}, 503))
    broken = await decided(portal, shown.text, do="keep")
    assert (broken.status_code, "Η υπηρεσία δεν απάντησε" in broken.text) == (503, True)
    check(broken.text)
    again = await decided(portal, broken.text)
    portal.wire.replies.clear()
    await decided(portal, again.text, do="keep")
    assert len({put.url for put in portal.wire.sent("PUT registry/people/.+")}) == 1


async def test_what_was_kept_already_with_other_answers_is_opened_or_kept_anew(portal: Running) -> None:
    await portal.login(WORKER)
    shown = await portal.form(NEW, **ANSWERS)
    portal.wire.answer("PUT registry/people/.+", problem(422, "command-reused", detail="Έχει σταλεί με άλλα στοιχεία."))
    reused = await decided(portal, shown.text, do="keep")
    (put,) = portal.wire.sent("PUT registry/people/.+")
    assert (reused.status_code, f'href="{put.url.path}"' in reused.text) == (422, True)
    check(reused.text)
    portal.wire.replies.clear()
    await decided(portal, reused.text, do="keep")
    assert len({put.url for put in portal.wire.sent("PUT registry/people/.+")}) == 2


async def test_what_is_known_is_offered_with_where_it_is_from(portal: Running) -> None:
    await portal.login(WORKER)
    members = [
        samples.member(samples.MARIA, "reference", born_on="1984-05-01"),
        samples.member(samples.NIKOLETA, "child", born_on="2011-02-14"),
    ]
    home = {**samples.HOUSEHOLD, "current": {**samples.HOUSEHOLD["current"], "members": members}}
    portal.wire.answer(r"GET registry/people/[^/]+/household", reply(home))
    page = (await portal.get(NEW)).text
    # One adult by the file, two by what was declared once: the file is of today.
    assert 'name="fact-adults" type="text" value="1"' in page
    assert "Μαζί με το πρόσωπο που ρωτά. Από τον φάκελο." in page
    assert 'name="fact-work_income" type="text" value="1234,50"' in page
    assert page.count("Από τον προέλεγχο της 10/03/2026.") == 2
    assert page.count("Από τον φάκελο.") == 1
    check(page)


async def test_without_anything_known_nothing_is_offered(portal: Running) -> None:
    await portal.login(WORKER)
    portal.wire.answer(r"GET registry/people/[^/]+/pre-checks", reply({"items": []}))
    nobody = samples.person(age=None, born_on=None, record={})
    portal.wire.answer(r"GET registry/people/[^/]+", reply(nobody))
    page = (await portal.get(NEW)).text
    assert "Όσα ήταν ήδη γνωστά" not in page
    assert 'name="fact-adults" type="text" value=""' in page
    listed = (await portal.get(PAGE)).text
    assert "Κανένας προέλεγχος δεν έχει κρατηθεί" in listed
    assert f'href="{NEW}"' in listed
    check(listed)


async def test_what_cannot_be_read_or_kept_is_said(portal: Running) -> None:
    await portal.login(WORKER)
    wrong = await portal.form(NEW, **{"fact-adults": "δύο"})
    assert (wrong.status_code, 'href="#fact-adults"' in wrong.text) == (422, True)
    check(wrong.text)
    nothing = {"fact-adults": "", "fact-single_parent": "", "fact-work_income": ""}
    assert "Συμπληρώστε ένα τουλάχιστον στοιχείο" in (await portal.form(NEW, **nothing)).text
    shown = await portal.form(NEW, **ANSWERS)
    told = problem(409, "processing-restricted", detail="Η επεξεργασία έχει περιοριστεί.")
    portal.wire.answer("PUT registry/people/.+", told)
    refused = await decided(portal, shown.text, do="keep")
    assert refused.status_code == 409
    assert "Η επεξεργασία έχει περιοριστεί." in refused.text
    assert "Πιθανόν ναι" in refused.text
    check(refused.text)
    errors = [{"pointer": "/facts/adults", "code": "out-of-range", "detail": "Εκτός ορίων."}]
    portal.wire.answer("PUT registry/people/.+", problem(422, "invalid", errors=errors))
    refused = await decided(portal, shown.text, do="keep")
    assert (refused.status_code, 'id="fact-adults-error"' in refused.text) == (422, True)
    assert refused.text.count("Εκτός ορίων.") == 2
    check(refused.text)


async def test_a_kept_one_says_who_when_and_that_it_was_no_decision(portal: Running) -> None:
    await portal.login(WORKER)
    page = (await portal.get(f"{KEPT}?saved=kept")).text
    colleague = samples.COLLEAGUES[samples.COLLEAGUE]
    for words in ("Δεν ήταν απόφαση", "10/03/2026 00:30", colleague, "Άδεια διαμονής σε ισχύ", "1.234,50",
                  "12 Μαρτίου 2026", "Ο προέλεγχος κρατήθηκε στον φάκελο"):  # fmt: skip
        assert words in page, words
    assert f'href="{KEPT}/withdrawal"' in page
    assert f'href="/programmes/{programmes.CODE}"' in page
    # It may be printed for the person, to whom the reader is no "you".
    portal.wire.answer(
        r"GET registry/people/[^/]+/pre-checks/[^/]+", reply({**programmes.KEPT_CHECK, "by": "somebody"})
    )
    assert "00:30 · Ελένη Αντωνοπούλου" in (await portal.get(KEPT)).text
    listed = (await portal.get(PAGE)).text
    assert f'href="{KEPT}"' in listed
    assert f'href="{PAGE}"' in (await portal.get(f"/people/{samples.NIKOLETA}")).text


async def test_an_auditor_reads_and_is_offered_nothing(portal: Running) -> None:
    await portal.login(AUDITOR)
    page, listed = (await portal.get(KEPT)).text, (await portal.get(PAGE)).text
    assert "Δεν ήταν απόφαση" in page
    for one in (page, listed):
        assert f'href="{NEW}"' not in one
        assert "/withdrawal" not in one
        assert 'href="/programmes/' not in one
    for path in (NEW, f"{KEPT}/withdrawal"):
        assert (await portal.get(path)).status_code == 404


async def test_in_an_emergency_it_is_read_alone(portal: Running) -> None:
    await portal.login(WORKER)
    opened = await portal.form(f"/people/{samples.NIKOLETA}/emergency", reason=openings.WHY)
    assert opened.status_code == 303
    assert f'href="{NEW}"' not in (await portal.http.get(PAGE)).text
    assert f'href="{KEPT}/withdrawal"' not in (await portal.http.get(KEPT)).text
    away = await portal.http.get(NEW)
    assert (away.status_code, away.headers["location"]) == (303, PAGE)


async def test_one_is_taken_out_for_a_reason(portal: Running) -> None:
    await portal.login(COORDINATOR)
    without = await portal.form(f"{KEPT}/withdrawal")
    assert (without.status_code, "Διαλέξτε γιατί αφαιρείται" in without.text) == (422, True)
    check(without.text)
    taken = await portal.form(f"{KEPT}/withdrawal", why="mistaken")
    assert (taken.status_code, taken.headers["location"]) == (303, f"{PAGE}?saved=withdrawn")
    assert sent(portal, "POST registry/people/.+/withdrawal") == {"why": "mistaken"}
    assert "αφαιρέθηκε από τον φάκελο" in (await portal.get(f"{PAGE}?saved=withdrawn")).text
    gone = await portal.get(f"{PAGE}/{samples.uuid(404)}/withdrawal")
    assert (gone.status_code, gone.headers["location"]) == (303, PAGE)


async def test_the_desk_that_receives_sees_none(portal: Running) -> None:
    await portal.login(RECEPTION)
    for path in (PAGE, NEW, KEPT):
        assert (await portal.get(path)).status_code == 404
    assert "/pre-checks" not in (await portal.get(f"/people/{samples.NIKOLETA}")).text


ME = uuid7()


def person(**changes: Any) -> Person:
    return Person(ME, "Κάποια", "Κάποια", "Μαρία", samples.CENTRE, "3905", 1, "file", **changes)


def home(*members: tuple[UUID, str, date | None]) -> Household:
    lives = tuple(Member(id_, "", role, TODAY, born) for id_, role, born in members)
    return Household(uuid7(), TODAY, lives, (), 1)


@pytest.mark.parametrize(
    ("who", "lives", "known"),
    [
        (person(), None, {}),
        (person(age=34), None, {"age": 34}),
        (person(record={"circumstances": {"lone_parent": True}}), None, {"single_parent": True}),
        (person(record={"circumstances": {"lone_parent": False}}), None, {}),
        (person(record={"circumstances": {"lone_parent": "refused"}}), None, {}),
        (person(), home((ME, "reference", date(2008, 3, 12))), {"adults": 1, "minors": 0}),
        (person(), home((ME, "reference", date(2008, 3, 13))), {"adults": 0, "minors": 1}),
        (person(), home((ME, "reference", date(1980, 1, 1)), (uuid7(), "child", None)), {}),
        (
            person(),
            home((ME, "spouse", date(1980, 1, 1)), (uuid7(), "reference", date(1970, 1, 1))),
            {"adults": 2, "minors": 0, "couple": True},
        ),
        (person(), home((ME, "reference", None), (uuid7(), "partner", None)), {"couple": True}),
        (person(), home((ME, "child", None), (uuid7(), "reference", None), (uuid7(), "spouse", None)), {}),
        (person(merged=(UUID(int=5),)), home((UUID(int=5), "partner", None)), {"couple": True}),
    ],
)  # fmt: skip
def test_only_what_the_file_surely_says_is_known(
    who: Person, lives: Household | None, known: dict[str, object]
) -> None:
    assert known_facts(who, lives, TODAY) == known
