"""Files are brought in by hand: chosen, looked at row by row, confirmed or dropped; and taken out."""

import httpx2
import pytest

from tests.portal import samples_imports as samples
from tests.portal.checking import check
from tests.portal.pages import REGIONAL
from tests.portal.replies import problem, reply
from tests.portal.running import Forms, Running

CSV = b"code\r\n3905"


async def bring(portal: Running, content: bytes, name: str = "units.csv", kind: str = "units") -> httpx2.Response:
    path = f"/imports/new/{kind}"
    page = await portal.get(path)
    form = next(form for form in Forms.of(page.text) if form.action == path)
    fields = {name: str(form.fields[name]) for name in ("token", "id")}
    return await portal.http.post(path, data=fields, files={"content": (name, content)})


async def decide(portal: Running, do: str) -> httpx2.Response:
    path = f"/imports/{samples.READY}"
    page = await portal.get(path)
    form = next(form for form in Forms.of(page.text) if form.action == path)
    return await portal.http.post(path, data={**form.fields, "do": do})


async def test_what_is_chosen_is_handed_on_and_leads_to_what_its_rows_would_do(portal: Running) -> None:
    await portal.login(REGIONAL)

    answer = await bring(portal, CSV)

    [sent] = portal.wire.sent(r"PUT registry/imports/.+")
    assert (sent.url.params["kind"], sent.content) == ("units", CSV)
    assert answer.headers["Location"] == f"/imports/{sent.url.path.rpartition('/')[2]}"


async def test_a_file_that_cannot_be_read_is_told_at_its_field(portal: Running) -> None:
    await portal.login(REGIONAL)
    wrong = {"pointer": "/content", "code": "old-workbook", "detail": "Αποθηκεύστε το ως .xlsx."}
    portal.wire.answer(r"PUT registry/imports/.+", problem(422, "invalid", errors=[wrong]))

    answer = await bring(portal, b"x", "units.xls")

    assert answer.status_code == 422
    check(answer.text)
    assert 'href="#content">Αποθηκεύστε το ως .xlsx.' in answer.text


async def test_no_file_and_one_that_is_too_large_are_told_before_anything_is_sent_on(portal: Running) -> None:
    await portal.login(REGIONAL)

    none = await bring(portal, b"", "")
    large = await bring(portal, b"x" * 11_000_000)

    assert "Διαλέξτε αρχείο" in none.text
    assert "Το αρχείο περνά τα 10 MB" in large.text
    assert not portal.wire.sent(r"PUT registry/imports/.+")


async def test_while_rows_are_looked_at_the_page_says_how_far_it_is(portal: Running) -> None:
    await portal.login(REGIONAL)

    page = (await portal.get(f"/imports/{samples.CHECKING}")).text

    assert 'max="1312" value="640"' in page
    assert "640 από 1.312" in page
    assert f'href="/imports/{samples.CHECKING}">Ανανέωση' in page


async def test_a_file_with_errors_shows_them_first_and_cannot_be_confirmed(portal: Running) -> None:
    await portal.login(REGIONAL)

    page = (await portal.get(f"/imports/{samples.WRONG}")).text

    assert portal.wire.sent(r"GET registry/imports/.+/rows")[0].url.params["only"] == "wrong"
    assert "Λόγος επέκτασης:</b> Γράψτε ένα από τα" in page
    assert 'value="confirm"' not in page


@pytest.mark.parametrize(("do", "path"), [("confirm", "confirmation"), ("drop", "dropping")])
async def test_what_was_shown_is_confirmed_or_dropped(portal: Running, do: str, path: str) -> None:
    await portal.login(REGIONAL)
    assert "Γράψε 2 γραμμές" in (await portal.get(f"/imports/{samples.READY}")).text

    answer = await decide(portal, do)

    [sent] = portal.wire.sent(rf"POST registry/imports/.+/{path}")
    assert sent.headers.get("If-Match") == ('"2"' if do == "confirm" else None)
    assert answer.headers["Location"] == f"/imports/{samples.READY}"


async def test_what_changed_meanwhile_is_told_and_nothing_is_lost(portal: Running) -> None:
    await portal.login(REGIONAL)
    portal.wire.answer(
        r"POST registry/imports/.+/confirmation", problem(409, "import-dropped", "Η εισαγωγή ακυρώθηκε.")
    )

    answer = await decide(portal, "confirm")

    assert answer.status_code == 409
    assert "Η εισαγωγή ακυρώθηκε." in answer.text


async def test_what_was_refused_is_shown_first_at_the_end(portal: Running) -> None:
    await portal.login(REGIONAL)

    page = (await portal.get(f"/imports/{samples.ENDED}")).text

    assert portal.wire.sent(r"GET registry/imports/.+/rows")[0].url.params["only"] == "refused"
    assert "Γράφτηκαν 1.311 γραμμές." in page
    assert "1 δεν γράφτηκε." in page


async def test_a_file_is_handed_on_to_be_saved(portal: Running) -> None:
    await portal.login(REGIONAL)
    named = {"Content_Disposition": 'attachment; filename="units.csv"', "Content_Type": "text/csv; charset=utf-8"}
    portal.wire.answer(r"GET registry/exports/units", reply({}, 200, **named))

    answer = await portal.get("/exports/units?format=csv&empty=true")

    assert answer.headers["Content-Disposition"] == named["Content_Disposition"]
    assert portal.wire.sent(r"GET registry/exports/units")[0].url.params["empty"] == "true"


async def test_nobody_else_has_these_pages(portal: Running) -> None:
    await portal.login("coordinator@/el63/3905/zacharo")

    assert [(await portal.get(path)).status_code for path in ("/imports", "/exports/units")] == [404, 404]
