"""What people can apply for, by day; and what a household may expect, which nobody keeps."""

import json

from services.portal.money import cents_of, typed_of
from tests.portal import samples_programmes as samples
from tests.portal.checking import check
from tests.portal.pages import RECEPTION, WORKER
from tests.portal.replies import problem
from tests.portal.running import Running


def sent(portal: Running, pattern: str) -> object:
    return json.loads(portal.wire.sent(pattern)[-1].content)


async def test_a_programme_is_shown_by_day_with_its_history(portal: Running) -> None:
    await portal.login(RECEPTION)
    page = (await portal.get(f"/programmes/{samples.CODE}?on-day=30&on-month=11&on-year=2023")).text
    (asked,) = portal.wire.sent(f"GET registry/programmes/{samples.CODE}")
    assert asked.url.params["on"] == "2023-11-30"
    assert "200,00\u00a0€" in page.replace(" €", "\u00a0€")
    assert "Κοινωνικό Εισόδημα Αλληλεγγύης (ΚΕΑ)" in page
    assert "Κανείς στην Περιφέρεια δεν την έχει εγκρίνει" in page
    check(page)


async def test_a_day_that_is_none_is_told(portal: Running) -> None:
    await portal.login(RECEPTION)
    page = await portal.get("/programmes?on-day=31&on-month=2&on-year=2026")
    assert "Γράψτε ημέρα που υπάρχει στον μήνα" in page.text
    check(page.text)


async def test_a_household_is_checked_and_nothing_is_kept(portal: Running) -> None:
    await portal.login(WORKER)
    answers = {
        "fact-adults": "1",
        "fact-single_parent": "no",
        "fact-work_income": "1.234,50",
        "fact-disability_percent": "",
    }
    page = await portal.form("/pre-check", **answers)
    assert page.status_code == 200
    assert sent(portal, "POST registry/pre-checks") == {
        "facts": {"adults": 1, "single_parent": False, "work_income": 123450},
        "on": str(samples.CHECKED["on"]),
    }
    for words in ("Δεν είναι απόφαση", "Πιθανόν ναι", "Μάλλον όχι", "116,50", "Άδεια διαμονής σε ισχύ", "1.234,50"):
        assert words in page.text
    check(page.text)
    assert not [request for request in portal.wire.asked if request.method == "PUT" and "staff" not in request.url.path]


async def test_answers_are_changed_without_typing_them_again(portal: Running) -> None:
    await portal.login(WORKER)
    page = await portal.form("/pre-check", **{"fact-adults": "3", "do": "change"})
    assert 'name="fact-adults" type="text" value="3"' in page.text
    check(page.text)


async def test_what_cannot_be_read_is_said_at_its_field(portal: Running) -> None:
    await portal.login(WORKER)
    page = await portal.form("/pre-check", **{"fact-adults": "δύο", "fact-work_income": "πολλά"})
    assert page.status_code == 422
    for words in ("Γράψτε ακέραιο αριθμό", "Γράψτε ποσό σε ευρώ", 'href="#fact-adults"'):
        assert words in page.text
    check(page.text)
    empty = await portal.form("/pre-check")
    assert (empty.status_code, "Συμπληρώστε ένα τουλάχιστον στοιχείο" in empty.text) == (422, True)
    wrong = [{"pointer": "/facts/adults", "code": "out-of-range", "detail": "Εκτός ορίων."}]
    portal.wire.answer("POST registry/pre-checks", problem(422, "invalid", errors=wrong))
    refused = await portal.form("/pre-check", **{"fact-adults": "99"})
    assert (refused.status_code, 'id="fact-adults-error"' in refused.text) == (422, True)


async def test_roles_that_do_not_need_it_do_not_see_it(portal: Running) -> None:
    await portal.login("analyst@/el63")
    assert (await portal.get("/programmes")).status_code == 200
    assert (await portal.get("/pre-check")).status_code == 404
    await portal.login("partner@/el63/3905/zacharo")
    assert (await portal.get("/programmes")).status_code == 404


def test_money_is_read_as_people_write_it() -> None:
    read = {text: cents_of(text) for text in ("1.234,50", "1234.5", "216", "0", "1.000", "12,345", "-1", "1,2,3", "ε")}
    assert read == {
        "1.234,50": 123450, "1234.5": 123450, "216": 21600, "0": 0, "1.000": 100000, "12,345": None, "-1": None,
        "1,2,3": None, "ε": None,
    }  # fmt: skip
    assert [typed_of(cents) for cents in (21600, 123450, 5)] == ["216", "1234,50", "0,05"]
