"""Scanned papers in the portal: handed on as they arrive, saved as files, taken out; refusals at their field."""

import httpx2
import pytest

from tests.portal import samples
from tests.portal.checking import check
from tests.portal.pages import AUDITOR, RECEPTION, WORKER
from tests.portal.replies import problem
from tests.portal.running import Forms, Running

PAGE = f"/people/{samples.NIKOLETA}/documents"
PDF = b"%PDF-1.7\n" + b"x" * 300_000 + b"\n%%EOF\n"


async def send(
    portal: Running, content: bytes | None = PDF, name: str = "σάρωση.pdf", **changes: str
) -> httpx2.Response:
    page = await portal.get(PAGE)
    form = next(form for form in Forms.of(page.text) if form.action == PAGE)
    fields = {"token": form.fields["token"], "id": form.fields["id"], "kind": "residence", **changes}
    file = (name, content, "application/pdf") if content is not None else ("", b"", "application/octet-stream")
    return await portal.http.post(PAGE, data=fields, files={"content": file})


async def test_a_paper_is_handed_on_under_the_id_of_the_form(portal: Running) -> None:
    await portal.login(WORKER)
    sent = await send(portal, id=str(samples.uuid(77)))
    assert (sent.status_code, sent.headers["location"]) == (303, f"{PAGE}?saved=filed")
    (put,) = portal.wire.sent("PUT registry/people/.+")
    assert put.url.path.endswith(f"/documents/{samples.uuid(77)}")
    assert put.url.params["kind"] == "residence"
    assert put.content == PDF
    assert "kentro-file-name" not in put.headers
    assert put.headers["kentro-ticket"]


async def test_its_name_goes_along_where_that_is_wanted(portal: Running) -> None:
    await portal.login(WORKER)
    await send(portal, named="yes")
    (put,) = portal.wire.sent("PUT registry/people/.+")
    assert put.headers["kentro-file-name"] == "%CF%83%CE%AC%CF%81%CF%89%CF%83%CE%B7.pdf"


@pytest.mark.parametrize(
    ("content", "changes", "text"),
    [
        (None, {}, "Διαλέξτε αρχείο"),
        (PDF, {"kind": ""}, "Διαλέξτε τι είναι το έγγραφο"),
        (b"x" * 25_200_000, {}, "Το αρχείο περνά τα 25 MB"),
    ],
)
async def test_what_cannot_be_filed_is_said_at_its_field(
    portal: Running, content: bytes | None, changes: dict[str, str], text: str
) -> None:
    await portal.login(WORKER)
    sent = await send(portal, content, **changes)
    assert sent.status_code == 422
    assert text in sent.text
    assert portal.wire.sent("PUT registry/people/.+") == []
    check(sent.text)


async def test_what_registry_finds_in_the_content_stands_at_the_file(portal: Running) -> None:
    await portal.login(WORKER)
    told = {"pointer": "/content", "code": "file-type", "detail": "Το αρχείο δεν είναι PDF."}
    portal.wire.answer("PUT registry/people/.+", problem(422, "invalid", errors=[told]))
    sent = await send(portal, b"MZ")
    assert sent.status_code == 422
    assert '<p class="govgr-error-message" id="content-error">' in sent.text
    assert "Το αρχείο δεν είναι PDF." in sent.text
    check(sent.text)


async def test_a_form_from_elsewhere_files_nothing(portal: Running) -> None:
    await portal.login(WORKER)
    assert (await send(portal, token="forged")).status_code == 403
    bare = await portal.http.post(PAGE, data={"kind": "tax"})
    assert bare.status_code == 422
    torn = await portal.http.post(
        PAGE, content=b"--x\r\nbroken", headers={"Content-Type": "multipart/form-data; boundary=x"}
    )
    assert torn.status_code in (403, 422)
    assert portal.wire.sent("PUT registry/people/.+") == []


async def test_a_paper_is_saved_as_a_file_and_never_shown(portal: Running) -> None:
    await portal.login(AUDITOR)
    await portal.get(PAGE)
    saved = await portal.http.get(f"{PAGE}/{samples.PAPER}")
    assert (saved.status_code, saved.content) == (200, b"%PDF-1.7")
    assert saved.headers["content-disposition"].startswith("attachment")
    assert saved.headers["content-type"] == "application/octet-stream"
    assert saved.headers["cache-control"] == "no-store"


async def test_a_paper_is_taken_out_for_a_reason(portal: Running) -> None:
    await portal.login(WORKER)
    page = f"{PAGE}/{samples.SCAN}/withdrawal"
    without = await portal.form(page)
    assert without.status_code == 422
    assert "Διαλέξτε γιατί αφαιρείται" in without.text
    sent = await portal.form(page, why="wrong-person")
    assert (sent.status_code, sent.headers["location"]) == (303, f"{PAGE}?saved=withdrawn")
    gone = await portal.get(f"{PAGE}/{samples.uuid(404)}/withdrawal")
    assert (gone.status_code, gone.headers["location"]) == (303, PAGE)


async def test_the_desk_that_receives_sees_no_papers(portal: Running) -> None:
    await portal.login(RECEPTION)
    assert (await portal.get(PAGE)).status_code == 404
    assert "/documents" not in (await portal.get(f"/people/{samples.NIKOLETA}")).text
