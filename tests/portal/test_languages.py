"""Switching the language in the middle of a form: what was typed is there in the other language, and was not sent."""

import pytest

from tests.portal import samples
from tests.portal.checking import check
from tests.portal.pages import PAGES, RECEPTION, WORKER
from tests.portal.running import Forms, Running

WORDS = f"/referrals/new?person={samples.NIKOLETA}&kind=tutoring&service={samples.SERVICE}"
FORMS: list[tuple[str, str, dict[str, str | list[str]]]] = [
    (RECEPTION, "/people/new", {"surname": "Σελίμι", "telephone": "69000 00000"}),
    (RECEPTION, f"/visits/new?person={samples.NIKOLETA}", {"topic": "housing", "channel": "telephone"}),
    (RECEPTION, f"/visits/{samples.VISIT}/closing", {"outcome": "referred"}),
    (RECEPTION, "/search", {"q": "Παναγιωτοπούλου"}),
    (WORKER, WORDS, {"need": "Μαθηματικά", "reason": "Έλειψε τέσσερις μήνες.", "share_age": []}),
    (WORKER, f"/referrals/{samples.OVERDUE}/answer", {"answer": "decline", "reason": "full", "text": "Το φθινόπωρο."}),
    (WORKER, f"/referrals/{samples.ACCEPTED}/closing", {"outcome": "completed", "told": "yes"}),
    (WORKER, f"/referrals/{samples.SENT}/revocation", {"why": "Βρέθηκε άλλη λύση."}),
]


def typed(html: str) -> dict[str, str | list[str]]:
    """The fields of the page's own form."""
    return next(form.fields for form in reversed(Forms.of(html)) if "token" in form.fields)


@pytest.mark.parametrize(("grant", "path", "changes"), FORMS, ids=lambda value: value if isinstance(value, str) else "")
async def test_form_is_filled_in_the_other_language(
    portal: Running, grant: str, path: str, changes: dict[str, str | list[str]]
) -> None:
    await portal.login(grant)
    page = await portal.get(path)
    before = {name: value for name, value in (typed(page.text) | changes).items() if value != []}
    answer = await portal.http.post("/language", data=before | {"to-language": "en"})
    assert answer.status_code == 303
    back = await portal.get(answer.headers["Location"])
    assert back.status_code == 200, back.text
    assert '<html lang="en">' in back.text
    assert typed(back.text) == before
    assert "has not been sent yet" not in back.text
    check(back.text)
    assert portal.wire.sent(r"(PUT (?!registry/(staff|openings))|POST (intake|referral)).*") == []


@pytest.mark.parametrize(("grant", "path"), PAGES)
async def test_switch_belongs_to_a_form_that_is_there(portal: Running, grant: str, path: str) -> None:
    await portal.login(grant)
    page = (await portal.get(path)).text
    assert page.count('name="to-language"') == 1
    assert ('form="form"' in page) == ('id="form"' in page)


@pytest.mark.parametrize("path", [f"/visits/{samples.uuid(23)}/closing", f"/referrals/{samples.DECLINED}/answer"])
async def test_page_whose_form_is_not_asked_any_more_has_the_plain_switch(portal: Running, path: str) -> None:
    await portal.login(WORKER)
    page = (await portal.get(path)).text
    assert 'form="form"' not in page
    assert 'action="/language"' in page


async def test_preview_leads_back_to_the_words(portal: Running) -> None:
    await portal.login(WORKER)
    preview = await portal.form(WORDS, need="Μαθηματικά", reason="Έλειψε.", do="preview")
    answer = await portal.http.post("/language", data=typed(preview.text) | {"to-language": "en"})
    back = await portal.get(answer.headers["Location"])
    assert 'value="Μαθηματικά"' in back.text
    assert "Έλειψε." in back.text


async def test_fields_are_kept_for_nobody_without_the_forms_token(portal: Running) -> None:
    await portal.login(RECEPTION)
    answer = await portal.http.post(
        "/language", data={"token": "0" * 64, "to-language": "en", "back": "/people/new", "surname": "Σελίμι"}
    )
    assert answer.headers["Location"] == "/people/new"


@pytest.mark.parametrize("sent", [{"to-language": "fr"}, {}, {"language": "en"}])
async def test_language_that_is_not_there_is_refused(portal: Running, sent: dict[str, str]) -> None:
    await portal.login(RECEPTION)
    assert (await portal.http.post("/language", data={"back": "/", **sent})).status_code == 422


async def test_partners_answer_is_filled_in_the_other_language(portal: Running) -> None:
    address = f"/r/{samples.TOKEN}"
    await portal.http.post(f"{address}/code", data={"code": "483920"})
    page = await portal.get(address)
    assert f'formaction="{address}/language"' in page.text
    given = {"answer": "decline", "reason": "full", "text": "Μόλις ελευθερωθεί θέση."}
    answer = await portal.http.post(f"{address}/language", data=given | {"to-language": "en", "back": "/elsewhere"})
    assert answer.headers["Location"].startswith(f"{address}?kept=")
    back = await portal.get(answer.headers["Location"])
    assert '<html lang="en">' in back.text
    assert "Μόλις ελευθερωθεί θέση." in back.text
    assert '<option value="full" selected>' in back.text
    check(back.text)
    assert portal.wire.sent(r"POST referral/links/[^/]+/answer") == []


async def test_link_that_was_not_opened_keeps_nothing(portal: Running) -> None:
    answer = await portal.http.post(f"/r/{samples.TOKEN}/language", data={"to-language": "en", "text": "Α"})
    assert answer.headers["Location"] == f"/r/{samples.TOKEN}"
