"""A region set up by hand: from nothing to municipalities, a Centre, and what is attached to it."""

import json
from typing import Any

import httpx2
import pytest

from services.portal.pages.founding import prefix_of, slug_of
from services.portal.remembered import Remembered
from tests.portal import samples, samples_places
from tests.portal.checking import check
from tests.portal.pages import COORDINATOR, MUNICIPAL, REGIONAL
from tests.portal.replies import problem, reply
from tests.portal.running import Running

ENTER, FOUND = "/organisation/municipalities", "/organisation/centres/new"
ATTACH = f"/organisation/centres/{samples.UNIT}/units/new"
NOTHING = reply({"items": [], "next": None})


def sent(portal: Running, path: str) -> dict[str, Any]:
    return {
        request.url.path.rpartition("/")[2]: json.loads(request.content)
        for request in portal.wire.sent(f"PUT registry/{path}")
    }


def empty(portal: Running) -> None:
    for path in ("units", "municipalities"):
        portal.wire.answer(f"GET registry/{path}", NOTHING)


async def test_where_nothing_is_entered_the_page_says_what_comes_first(portal: Running) -> None:
    empty(portal)
    await portal.login(REGIONAL)
    page = (await portal.get("/organisation")).text
    check(page)
    assert "Η Περιφέρεια στήνεται με τη σειρά:" in page
    assert f'href="{ENTER}"' in page
    first = (await portal.get(FOUND)).text
    check(first)
    assert "Κανένας Δήμος δεν έχει καταχωριστεί ακόμη." in first


async def test_who_cannot_enter_municipalities_hears_who_can(portal: Running) -> None:
    empty(portal)
    await portal.login(MUNICIPAL)
    page = (await portal.get("/organisation")).text
    assert "Οι Δήμοι καταχωρίζονται από τον διαχειριστή της Περιφέρειας." in page
    assert ENTER not in page


async def test_the_comparison_of_nothing_leads_to_the_organisation(portal: Running) -> None:
    none: dict[str, Any] = {"indicator": "visits", "month": "2026-02", "as_of": samples.NOW, "mean": None, "rows": []}
    portal.wire.answer("GET reporting/.+", reply(none))
    await portal.login(REGIONAL)
    page = (await portal.get("/region")).text
    check(page)
    assert 'href="/organisation"' in page
    assert "<table" not in page


@pytest.mark.parametrize("grant", [COORDINATOR, MUNICIPAL])
async def test_only_the_region_founds(portal: Running, grant: str) -> None:
    await portal.login(grant)
    for path in (ENTER, FOUND, ATTACH):
        assert (await portal.http.get(path)).status_code == 404


async def test_municipalities_of_the_own_region_are_offered_and_narrowed(portal: Running) -> None:
    await portal.login(REGIONAL)
    page = (await portal.get(ENTER)).text
    assert "Δήμος Κομοτηνής" not in page
    assert 'id="code-3905"' not in page  # it was entered
    narrowed = (await portal.get(f"{ENTER}?query=βονιτ")).text
    assert "Δήμος Άκτιου - Βόνιτσας" in narrowed
    assert "Δήμος Πύργου" not in narrowed
    assert "Δήμος Πύργου" not in (await portal.get(f"{ENTER}?unit=Αιτωλοακαρνανίας")).text
    assert "Κανένας Δήμος του καταλόγου δεν ταιριάζει." in (await portal.get(f"{ENTER}?query=αθην")).text


async def test_several_are_entered_at_once_under_the_name_for_the_map(portal: Running) -> None:
    await portal.login(REGIONAL)
    done = await portal.form(ENTER, code=["3803", "3901", "3905", "0101"], **{"short-3803": "Βόνιτσα"})
    assert (done.status_code, done.headers["Location"]) == (303, f"{ENTER}?unit=&query=&done=2")
    bodies = sent(portal, "municipalities/[^/]+")
    assert sorted(bodies) == ["3803", "3901"]
    assert bodies["3803"] == {
        "edition": "census-2021", "name": "Άκτιου - Βόνιτσας", "short_name": "Βόνιτσα",
        "regional_unit": "Αιτωλοακαρνανίας", "region": "el63", "residents": 14656,
    }  # fmt: skip
    assert bodies["3901"]["short_name"] == "Πύργου"
    assert "Καταχωρίστηκαν 2 Δήμοι." in (await portal.get(done.headers["Location"])).text


async def test_what_failed_is_said_at_its_row_and_stays_ticked(portal: Running) -> None:
    await portal.login(REGIONAL)
    portal.wire.answer("PUT registry/municipalities/3901", problem(409, "municipality-already-entered", "Με άλλα."))
    page = await portal.form(ENTER, code=["3803", "3901"])
    assert page.status_code == 409
    check(page.text)
    assert 'id="code-3901-error">Δήμος Πύργου: Με άλλα.' in page.text
    assert "Καταχωρίστηκε ένας Δήμος." in page.text
    assert 'value="3901" checked' in page.text
    portal.wire.answer("PUT registry/municipalities/3901", lambda _: reply({"id": samples.UNIT, "version": 1}))
    again = await portal.resend(page, code=["3901"])
    assert again.status_code == 303


async def test_a_registry_that_is_away_is_not_asked_once_for_each(portal: Running) -> None:
    await portal.login(REGIONAL)
    portal.wire.answer("PUT registry/municipalities/.+", problem(503, "busy"))
    page = await portal.form(ENTER, code=["3801", "3803", "3901"])
    assert page.status_code == 503
    assert len(portal.wire.sent("PUT registry/municipalities/.+")) == 1
    none = await portal.form(ENTER)
    assert "Διαλέξτε τουλάχιστον έναν Δήμο" in none.text


async def test_a_name_is_not_remembered_past_what_was_entered_or_corrected(portal: Running) -> None:
    await portal.login(REGIONAL)

    def asked() -> int:
        return len(portal.wire.sent("GET registry/municipalities"))

    await portal.get("/organisation")
    await portal.get("/organisation")
    assert asked() == 1
    await portal.form(ENTER, code=["3803"])
    await portal.get("/organisation")
    assert asked() == 2


async def test_an_answer_that_was_on_its_way_is_not_remembered() -> None:
    known = Remembered[str](60)

    async def meanwhile() -> str:
        known.forget()
        return "before"

    async def after() -> str:
        return "after"

    assert await known.get("", meanwhile) == "before"
    assert await known.get("", after) == "after"


async def test_a_centre_is_founded_with_what_was_offered(portal: Running) -> None:
    await portal.login(REGIONAL)
    path = f"{FOUND}?municipality=3803"
    without = await portal.form(path)
    assert "Γράψτε την ημέρα" in without.text
    check(without.text)
    since = {"since__day": "1", "since__month": "3", "since__year": "2026"}
    done = await portal.form(path, **since, prefix="ακτ")
    assert done.status_code == 303, done.text
    ((centre, body),) = sent(portal, "centres/[^/]+").items()
    assert done.headers["Location"] == f"/organisation/centres/{centre}?saved=1"
    assert body == {
        "municipality": "3803", "name": "Κέντρο Κοινότητας Άκτιου - Βόνιτσας",
        "implementing_body": "Δήμος Άκτιου - Βόνιτσας", "operating_since": "2026-03-01", "slug": "vonitsa",
        "prefix": "ΑΚΤ",
    }  # fmt: skip


async def test_what_another_centre_has_stands_at_its_field(portal: Running) -> None:
    await portal.login(REGIONAL)
    held = [{"pointer": "/prefix", "code": "prefix-taken", "detail": "Άλλο Κέντρο."}]
    portal.wire.answer("PUT registry/centres/.+", problem(422, "invalid", errors=held))
    since = {"since__day": "1", "since__month": "3", "since__year": "2026"}
    page = await portal.form(f"{FOUND}?municipality=3803", **since)
    assert 'id="prefix-error"' in page.text
    assert 'value="vonitsa"' in page.text


async def test_a_second_centre_is_warned_of_and_a_municipality_elsewhere_is_not_there(portal: Running) -> None:
    await portal.login(REGIONAL)
    assert "Ο Δήμος έχει ήδη Κέντρο σε λειτουργία." in (await portal.get(f"{FOUND}?municipality=3905")).text
    assert "Ποιου Δήμου" in (await portal.get(f"{FOUND}?municipality=0101")).text
    page = await portal.get(f"{FOUND}?municipality=3803")
    forged = await portal.resend(page, municipality="0101")
    assert (forged.status_code, sent(portal, "centres/.+")) == (422, {})


async def test_a_mobile_unit_is_attached(portal: Running) -> None:
    await portal.login(REGIONAL)
    without = await portal.form(ATTACH)
    for error in ("Διαλέξτε τι προστίθεται", "Γράψτε την ονομασία", "Διαλέξτε γιατί"):
        assert error in without.text
    check(without.text)
    done = await portal.form(ATTACH, kind="mobile-unit", name="Κινητή Μονάδα", reason="access")
    assert done.headers["Location"] == f"/organisation/centres/{samples.UNIT}?saved=1"
    (body,) = sent(portal, "units/[^/]+").values()
    assert body == {
        "centre": str(samples.UNIT), "kind": "mobile-unit", "name": "Κινητή Μονάδα", "reason": "access"
    }  # fmt: skip
    elsewhere = samples_places.WHOLE | {"scope": "/el51/0101/komotini"}
    portal.wire.answer("GET registry/centres/[^/]+", reply(elsewhere))
    assert (await portal.http.get(ATTACH)).status_code == 404


@pytest.mark.parametrize(
    ("name", "slug", "prefix"),
    [
        ("Ζαχάρω", "zacharo", "ΖΑΧ"),
        ("Άκτιου - Βόνιτσας", "aktiou-vonitsas", "ΑΚΤ"),
        ("Δ. Αχαΐα", "d-achaia", "ΔΑΧ"),
        ("Αγίων Αναργύρων - Καματερού του Λεκανοπεδίου", "agion-anargyron-kamaterou-tou-lekanopedi", "ΑΓΙ"),
    ],
)
def test_a_name_is_offered_for_addresses_and_numbers(name: str, slug: str, prefix: str) -> None:
    assert (slug_of(name), prefix_of(name)) == (slug, prefix)


def answered(page: httpx2.Response) -> bool:
    return page.status_code < 500


async def test_hostile_words_take_no_harm(portal: Running) -> None:
    await portal.login(REGIONAL)
    for query in ("%00", "%25", "a" * 300, "<script>"):
        assert answered(await portal.get(f"{ENTER}?query={query}"))
    assert answered(await portal.get(f"{ENTER}?done=x"))
    assert answered(await portal.form(ENTER, code=["", "x", "3901'"]))
