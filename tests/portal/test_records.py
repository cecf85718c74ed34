"""Changing a record: nothing typed is lost, a refusal is not silence, and two changes at once are chosen between."""

import json
from typing import Any

import httpx2
import pytest

from services.portal.catalogue import load
from services.portal.clients.records import Changed, FieldChange, History
from services.portal.merging import merge
from services.portal.sections import SECTIONS
from tests.portal import samples
from tests.portal.checking import check
from tests.portal.pages import RECEPTION, WORKER
from tests.portal.replies import problem, reply
from tests.portal.running import Running

PERSON = samples.NIKOLETA
EL = load("el")
CONTACTS = samples.RECORD["contacts"]["contacts"]


def sent(portal: Running, section: str) -> list[dict[str, Any]]:
    return [json.loads(one.content) for one in portal.wire.sent(f"POST registry/people/[^/]+/{section}")]


async def test_a_section_is_sent_as_it_was_shown_with_what_was_changed(portal: Running) -> None:
    await portal.login(WORKER)
    answer = await portal.form(f"/people/{PERSON}/edit/contacts", contacts__1__value="2625000009")
    assert answer.status_code == 303, answer.text
    (request,) = portal.wire.sent("POST registry/people/[^/]+/contacts")
    assert request.headers["If-Match"] == '"7"'
    assert [one["value"] for one in json.loads(request.content)["contacts"]] == [
        "2625000009",
        CONTACTS[1]["value"],
        CONTACTS[2]["value"],
    ]


async def test_silence_a_refusal_and_an_answer_are_three_things(portal: Running) -> None:
    await portal.login(WORKER)
    await portal.form(f"/people/{PERSON}/edit/circumstances", marital="refused", education="", lone_parent="no")
    (body,) = sent(portal, "circumstances")
    assert (body["marital"], body["education"], body["lone_parent"]) == ("refused", None, False)
    card = await portal.get(f"/people/{PERSON}")
    assert EL("record.refusals", n=1) in card.text
    assert EL.plain("record.missing", n=2) in card.text


async def test_what_was_typed_stays_beside_the_error_at_its_field(portal: Running) -> None:
    await portal.login(WORKER)
    wrong = {"pointer": "/contacts/1/value", "code": "telephone-format", "detail": "Γράψτε δεκαψήφιο."}
    portal.wire.answer("POST registry/people/[^/]+/contacts", problem(422, "invalid", errors=[wrong]))
    answer = await portal.form(f"/people/{PERSON}/edit/contacts", contacts__1__value="", contacts__3__value="12")
    assert answer.status_code == 422
    check(answer.text)
    assert 'href="#contacts-3-value"' in answer.text
    assert 'value="12"' in answer.text


async def test_a_correction_says_how_the_error_came_about(portal: Running) -> None:
    await portal.login(RECEPTION)
    path = f"/people/{PERSON}/edit/birth"
    asked = await portal.form(path, change="correction", born_on__year="2012")
    assert asked.status_code == 422
    assert EL.plain("record.error.why_wrong") in asked.text
    assert 'value="2012"' in asked.text
    await portal.form(path, change="correction", why_wrong="misheard", found_by="document", born_on__year="2012")
    (body,) = sent(portal, "birth")
    assert body["correction"] == {"why": "misheard", "source": "document"}
    assert body["born_on"] == "2012-02-14"


async def test_the_desk_changes_what_it_is_shown_and_nothing_of_the_file(portal: Running) -> None:
    await portal.login(RECEPTION)
    card = (await portal.get(f"/people/{samples.FATIMA}")).text
    assert f"/people/{samples.FATIMA}/edit/contacts" in card
    assert "edit/circumstances" not in card
    assert (await portal.get(f"/people/{samples.FATIMA}/edit/circumstances")).status_code == 404
    assert (await portal.get(f"/people/{samples.FATIMA}/edit/nothing")).status_code == 404


def changed(version: int, field: str, before: Any, after: Any) -> dict[str, Any]:
    change = {"field": field, "before": before, "after": after}
    item = {"version": version, "at": "2026-03-12T08:42:00Z", "on": "2026-03-12", "by": samples.COLLEAGUE}
    return item | {"correction": None, "changes": [change]}


def meanwhile(portal: Running, field: str, after: Any) -> None:
    """A colleague saves another value while the form is open."""
    record = {**samples.RECORD, "names": {**samples.RECORD["names"], field: after}}
    portal.wire.answer(f"GET registry/people/{PERSON}", reply(samples.person(PERSON, version=8, record=record)))
    item = changed(8, field, samples.RECORD["names"][field], after)
    portal.wire.answer("GET registry/people/[^/]+/history/names", reply({"items": [item], "version": 8}))


async def test_another_field_that_a_colleague_changed_merges_by_itself(portal: Running) -> None:
    await portal.login(WORKER)
    page = await portal.get(f"/people/{PERSON}/edit/names")
    meanwhile(portal, "mother_name", "Ευαγγελία")
    answer = await portal.resend(page, surname="Χατζηγεωργίου")
    assert answer.status_code == 303, answer.text
    (request,) = portal.wire.sent("POST registry/people/[^/]+/names")
    body = json.loads(request.content)
    assert request.headers["If-Match"] == '"8"'
    assert (body["surname"], body["mother_name"]) == ("Χατζηγεωργίου", "Ευαγγελία")


@pytest.mark.parametrize(("whose", "kept"), [("mine", "Δική μου"), ("theirs", "Δική του")])
async def test_a_field_that_both_changed_is_chosen(portal: Running, whose: str, kept: str) -> None:
    await portal.login(WORKER)
    page = await portal.get(f"/people/{PERSON}/edit/names")
    meanwhile(portal, "surname", "Δική του")
    compared = await portal.resend(page, surname="Δική μου", father_name="Νίκος")
    assert compared.status_code == 412
    check(compared.text)
    assert portal.wire.sent("POST registry/people/[^/]+/names") == []
    for shown in ("Δική μου", "Δική του", samples.RECORD["names"]["surname"], samples.COLLEAGUES[samples.COLLEAGUE]):
        assert shown in compared.text
    unchosen = await portal.resend(compared)
    assert (unchosen.status_code, EL.plain("record.compare.choose") in unchosen.text) == (422, True)
    saved = await portal.resend(unchosen, **{"choice-surname": whose})
    assert saved.status_code == 303, saved.text
    (body,) = sent(portal, "names")
    assert (body["surname"], body["father_name"]) == (kept, "Νίκος")


def test_what_a_form_was_shown_is_told_by_the_first_change_after_it() -> None:
    section = SECTIONS["names"]
    at = samples.NOW
    items = (
        Changed(9, at, at.date(), "b", (FieldChange("surname", "Β", "Γ"),)),
        Changed(8, at, at.date(), "a", (FieldChange("surname", "Α", "Β"),)),
    )
    typed = {"surname": "Δ", "given_name": "Ε"}
    merged = merge(section, typed, {"surname": "Γ", "given_name": "Ε"}, History(items, 9), 7)
    assert [(clash.before, clash.mine, clash.theirs) for clash in merged.clashes] == [("Α", "Δ", "Γ")]
    merged = merge(section, typed, {"surname": "Γ", "given_name": "Ε"}, History(items, 9), 8)
    assert [clash.before for clash in merged.clashes] == ["Β"]
    same = merge(section, {**typed, "surname": "Γ"}, {"surname": "Γ", "given_name": "Ε"}, History(items, 9), 7)
    assert (same.clashes, same.mine, same.theirs) == ((), (), ())


async def test_a_concealed_address_is_marked_and_shown_by_a_request_of_its_own(portal: Running) -> None:
    await portal.login(WORKER)
    hidden = {"asked_by": "person", "why": "violence", "since": "2026-03-02"}
    record = {**samples.RECORD, "concealment": hidden, "address": {"address": None, "municipal_unit": None}}
    concealed = samples.person(PERSON, concealed=True, address=None, record=record)
    portal.wire.answer(f"GET registry/people/{PERSON}", reply(concealed))
    card = await portal.get(f"/people/{PERSON}")
    check(card.text)
    assert EL.plain("record.concealed.tag") in card.text
    address = card.text.split(f"/people/{PERSON}/edit/address")[1].split("</li>")[0]
    assert EL("record.missing", n=1) not in address
    assert EL.plain("record.concealed.stays") in (await portal.get(f"/people/{PERSON}/edit/address")).text
    assert "Κρυφή" not in card.text
    token = card.text.split('name="token" value="')[1].split('"')[0]
    told: httpx2.Response = await portal.http.post(f"/people/{PERSON}/address", data={"token": token})
    assert "Οδός Κρυφή 7" in told.text
    check(told.text)
    again = await portal.http.get(f"/people/{PERSON}/address")
    assert again.status_code == 303


async def test_a_number_is_recorded_and_withdrawn_by_its_place_on_the_page(portal: Running) -> None:
    await portal.login(WORKER)
    path = f"/people/{PERSON}/identifiers"
    page = await portal.get(path)
    assert EL.plain("record.code.ended.replaced") in page.text
    saved = await portal.resend(page, kind="passport", value="AB1234567", expires_on__year="2030",
                                expires_on__month="1", expires_on__day="31")  # fmt: skip
    assert saved.status_code == 303, saved.text
    (body,) = sent(portal, "identifiers")
    assert body == {"kind": "passport", "value": "AB1234567", "expires_on": "2030-01-31"}
    token = page.text.split('name="token" value="')[1].split('"')[0]
    usual = {"token": token, "version": "7", "which": "afm-5678", "why": "lost"}
    gone = await portal.http.post(f"{path}/withdrawal", data=usual)
    assert gone.status_code == 303, gone.text
    (body,) = sent(portal, "identifiers/withdrawal")
    assert body == {"kind": "afm", "value": "012345678", "why": "lost"}


async def test_a_guardian_who_is_in_the_registry_is_found_by_number(portal: Running) -> None:
    await portal.login(WORKER)
    page = f"/people/{samples.NIKOLETA}/edit/guardian"
    portal.wire.answer("POST registry/people/search", reply({"items": [], "next": None}))
    unknown = await portal.form(page, kind="guardian", guardian="ΖΑΧ-2026-99999", name="")
    assert unknown.status_code == 422
    assert "Δεν βρέθηκε ένα πρόσωπο με αυτόν τον αριθμό" in unknown.text
    hit = {"id": str(samples.FATIMA), "label": "Αλ Χουσεΐν Φάτιμα"}
    portal.wire.answer("POST registry/people/search", reply({"items": [hit], "next": None}))
    saved = await portal.resend(unknown, kind="guardian", guardian="ΖΑΧ-2026-00118", name="")
    assert saved.status_code == 303, saved.text
    (post,) = portal.wire.sent("POST registry/people/[^/]+/guardian")
    sent = json.loads(post.content)
    assert (sent["guardian"], sent["name"]) == (str(samples.FATIMA), None)
