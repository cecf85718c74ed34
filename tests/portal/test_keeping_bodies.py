"""Bodies and services as their keepers change them: passed on as typed, kept on error, shown beside what changed."""

import json
from typing import Any

import httpx2
import pytest

from tests.portal import samples, samples_bodies
from tests.portal.checking import check
from tests.portal.pages import MUNICIPAL, RECEPTION, REGIONAL, WORKER
from tests.portal.replies import problem, reply
from tests.portal.running import Forms, Running
from tests.portal.test_organising import day

BODY = f"/bodies/{samples_bodies.BODY}"
SERVICE = f"/services/{samples.SERVICE}"
CHANGES = [
    *(f"{SERVICE}/{what}" for what in ("edit", "hours", "ending")),
    *(f"{BODY}/{what}" for what in ("contacts", "agreements/new", "services/new", "closing", "link")),
    f"{BODY}/agreements/{samples_bodies.AGREEMENT}/ending",
]
OTHERS = "municipal_administrator@/el63/3901"


def sent(portal: Running, pattern: str) -> Any:
    (one,) = portal.wire.sent(pattern)
    return json.loads(one.content)


def refused(page: httpx2.Response, *fields: str, status: int = 422) -> None:
    assert page.status_code == status, page.text
    check(page.text)
    assert [field for field in fields if f'href="#{field}"' not in page.text] == []


@pytest.mark.parametrize("path", CHANGES)
async def test_only_who_keeps_a_body_is_offered_to_change_it(portal: Running, path: str) -> None:
    shown = SERVICE if path.startswith(SERVICE) else BODY
    for grant in (WORKER, RECEPTION, OTHERS):
        await portal.login(grant)
        assert f'href="{path}"' not in (await portal.get(shown)).text
        assert (await portal.get(path)).status_code == 404
    await portal.login(MUNICIPAL)
    assert f'href="{path}"' in (await portal.get(shown)).text
    assert (await portal.get(path)).status_code == 200


async def test_a_service_is_offered_with_what_most_have_in_common(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    wrong = await portal.form(f"{BODY}/services/new")
    refused(wrong, "kind", "name", "for_whom", "how_to_refer")
    assert portal.wire.sent("PUT registry/services/.*") == []
    made = await portal.resend(
        wrong, kind="tutoring", name="Φροντιστήριο", for_whom="Μαθητές", how_to_refer="Με παραπομπή",
        audience=["children", "roma"], maximum_age="18", accessible="yes", regional_units=["Ηλείας"],
    )  # fmt: skip
    assert made.status_code == 303
    assert sent(portal, "PUT registry/services/.*") == {
        "body": str(samples_bodies.BODY), "kind": "tutoring", "name": "Φροντιστήριο", "for_whom": "Μαθητές",
        "how_to_refer": "Με παραπομπή", "email": "grammateia@alfeios.example", "description": None, "telephone": None,
        "website": None, "cost": None, "audience": ["children", "roma"], "languages": ["el"], "municipalities": [],
        "regional_units": ["Ηλείας"], "accessible": True, "municipality": "3905", "minimum_age": None,
        "maximum_age": 18, "answers_within": 5, "place": None,
    }  # fmt: skip


async def test_a_service_that_nobody_touched_is_sent_as_it_stands(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    page = await portal.get(f"{SERVICE}/edit")
    form = next(form for form in Forms.of(page.text) if form.action == f"{SERVICE}/edit")
    # A browser sends every ticked box; the parser of the tests knows one of a name.
    ticked = {name: samples_bodies.SERVICES[str(samples.SERVICE)][name] for name in
              ("audience", "languages", "municipalities", "regional_units")}  # fmt: skip
    assert (await portal.http.post(form.action, data={**form.fields, **ticked})).status_code == 303
    was = samples_bodies.SERVICES[str(samples.SERVICE)]
    facts = sent(portal, "POST registry/services/.*/correction")
    told = {name: was.get(name) for name in facts} | {"telephone": "26250 00000"}
    told["place"] = was["place"] | {"latitude": None, "longitude": None}
    # A line break of a text area is sent as a browser sends it.
    assert {**facts, "description": facts["description"].replace("\r\n", "\n")} == told


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("minimum_age", "δώδεκα"), ("maximum_age", "200"), ("answers_within", "0"), ("answers_within", "61"),
        ("postal_code", "2705"), ("latitude", "150"), ("longitude", "21,6"), ("municipality", "9999"),
    ],
)  # fmt: skip
async def test_what_is_wrong_of_a_service_stands_at_its_field_and_is_kept(
    portal: Running, field: str, typed: str
) -> None:
    await portal.login(MUNICIPAL)
    wrong = await portal.form(f"{SERVICE}/edit", **{field: typed})
    at = "latitude" if field == "longitude" else field
    refused(wrong, at)
    if field != "municipality":
        assert f'value="{typed}"' in wrong.text


async def test_ages_that_cross_are_said_before_they_are_sent(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    refused(await portal.form(f"{SERVICE}/edit", minimum_age="18", maximum_age="12"), "maximum_age")


async def test_a_field_that_registry_refuses_is_marked(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    error = {"pointer": "/website", "code": "pattern", "detail": "Δεν είναι διεύθυνση."}
    portal.wire.answer(r"POST registry/services/.*", problem(422, "invalid", errors=[error]))
    wrong = await portal.form(f"{SERVICE}/edit", website="alfeios")
    refused(wrong, "website")
    assert "Δεν είναι διεύθυνση." in wrong.text


async def test_a_service_that_changed_meanwhile_shows_what_stands_there_now(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    page = await portal.get(f"{SERVICE}/edit")
    changed = {**samples_bodies.SERVICES[str(samples.SERVICE)], "version": 5, "cost": "Πέντε ευρώ", "kind": "training"}
    portal.wire.answer(r"GET registry/services/[^/]+", reply(changed))
    portal.wire.answer(r"POST registry/services/.*", problem(412, "stale", "Άλλαξε στο μεταξύ."))
    stale = await portal.resend(page, name="Νέο όνομα")
    refused(stale, status=412)
    assert '<dd class="k-any">Πέντε ευρώ</dd>' in stale.text
    assert '<dd class="k-any">Κατάρτιση</dd>' in stale.text
    assert 'value="Νέο όνομα"' in stale.text
    portal.wire.replies.clear()
    assert (await portal.resend(stale)).status_code == 303
    assert [one.headers["If-Match"] for one in portal.wire.sent("POST registry/services/.*")] == ['"4"', '"5"']


async def test_a_body_that_changed_meanwhile_shows_what_stands_there_now(portal: Running) -> None:
    await portal.login(REGIONAL)
    page = await portal.get(f"{BODY}/edit")
    changed = {**samples_bodies.BODIES[str(samples_bodies.BODY)], "version": 9, "email": None}
    portal.wire.answer(r"GET registry/bodies/[^/]+", reply(changed))
    portal.wire.answer(r"POST registry/bodies/.*", problem(412, "stale", "Άλλαξε στο μεταξύ."))
    stale = await portal.resend(page)
    refused(stale, status=412)
    assert '<dt>Email</dt><dd class="k-any">τίποτα</dd>' in stale.text
    assert 'value="grammateia@alfeios.example"' in stale.text


async def test_hours_are_a_line_a_day_from_a_day_on(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    page = await portal.get(f"{SERVICE}/hours")
    assert 'value="09:00-14:00, 17:00-20:00"' in page.text
    assert 'value="17:00-24:00"' in page.text
    wrong = await portal.resend(page, day__1="9 με 5", day__2="14:00-09:00", day__3="09:00-12:00, 11:00-13:00")
    refused(wrong, "day-1", "day-2", "day-3")
    assert 'value="9 με 5"' in wrong.text
    fields = {"day-1": "09:00-14:00", "day-2": "", "day-3": "17:00-24:00", **day("since", "2026-09-01")}
    assert (await portal.resend(page, **fields)).status_code == 303
    assert sent(portal, "POST registry/services/.*/hours") == {
        "since": "2026-09-01",
        "hours": [
            {"weekday": 1, "opens": "09:00", "closes": "14:00"},
            {"weekday": 3, "opens": "17:00", "closes": "00:00"},
        ],
    }


@pytest.mark.parametrize(
    ("path", "asked", "body"),
    [
        (f"{SERVICE}/ending", "POST registry/services/.*/ending", {"why": "Έληξε."}),
        (f"{BODY}/closing", "POST registry/bodies/.*/closing", {"why": "Έληξε."}),
    ],
)
async def test_what_cannot_be_undone_is_asked_once_more(
    portal: Running, path: str, asked: str, body: dict[str, Any]
) -> None:
    await portal.login(MUNICIPAL)
    page = await portal.get(path)
    assert "Δεν αναιρείται" in page.text
    assert portal.wire.sent(asked) == []
    portal.wire.answer(asked, problem(412, "stale", "Άλλαξε στο μεταξύ."))
    stale = await portal.resend(page, why="Έληξε.")
    refused(stale, status=412)
    assert "Έληξε.</textarea>" in stale.text
    portal.wire.replies.clear()
    assert (await portal.resend(stale)).status_code == 303
    last = portal.wire.sent(asked)[-1]
    assert json.loads(last.content) == body
    assert last.headers["If-Match"] in {'"4"', '"3"'}


async def test_a_body_is_not_closed_without_a_reason(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    refused(await portal.form(f"{BODY}/closing"), "why")
    assert portal.wire.sent("POST registry/bodies/.*/closing") == []


async def test_offices_are_sent_all_together_without_those_that_were_emptied(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    page = await portal.get(f"{BODY}/contacts")
    wrong = await portal.resend(page, office__3="Λογιστήριο", office__4="", telephone__4="26250 00009")
    refused(wrong, "telephone-3", "office-4")
    assert 'value="Λογιστήριο"' in wrong.text
    gone = {"office-1": "", "telephone-1": "", "email-1": "", "office-3": "Λογιστήριο", "email-3": "l@alfeios.example"}
    error = {"pointer": "/contacts/1/email", "code": "email", "detail": "Δεν είναι email."}
    portal.wire.answer(r"POST registry/bodies/.*/contacts", problem(422, "invalid", errors=[error]))
    refused(await portal.resend(page, **gone), "email-3")
    portal.wire.replies.clear()
    assert (await portal.resend(page, **gone)).status_code == 303
    last = portal.wire.sent("POST registry/bodies/.*/contacts")[-1]
    assert last.headers["If-Match"] == '"3"'
    assert json.loads(last.content) == {
        "contacts": [
            {"office": "Εθελοντές", "telephone": None, "email": "ethelontes@alfeios.example"},
            {"office": "Λογιστήριο", "telephone": None, "email": "l@alfeios.example"},
        ]
    }


async def test_an_agreement_is_entered_and_ended(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    refused(await portal.form(f"{BODY}/agreements/new"), "subject", "starts-day")
    days = {**day("starts", "2026-01-01"), **day("until", "2025-12-31")}
    wrong = await portal.form(f"{BODY}/agreements/new", subject="Παραπομπές", **days)
    refused(wrong, "until-day")
    assert (await portal.resend(wrong, **day("until", "2027-12-31"))).status_code == 303
    assert sent(portal, "PUT registry/agreements/.*") == {
        "body": str(samples_bodies.BODY), "subject": "Παραπομπές", "starts": "2026-01-01", "until": "2027-12-31",
    }  # fmt: skip
    path = f"{BODY}/agreements/{samples_bodies.AGREEMENT}/ending"
    refused(await portal.form(path), "on-day")
    assert (await portal.form(path, **day("on", "2026-06-30"))).status_code == 303
    assert sent(portal, "POST registry/bodies/.*/ending") == {"on": "2026-06-30"}


async def test_an_agreement_that_is_not_of_this_body_is_not_there(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    assert (await portal.get(f"{BODY}/agreements/{samples.uuid(9)}/ending")).status_code == 404


async def test_what_is_over_is_not_offered_to_be_changed(portal: Running) -> None:
    await portal.login(REGIONAL)
    assert "/edit" not in (await portal.get(f"/services/{samples_bodies.ENDED}")).text
    assert "/closing" not in (await portal.get(f"/bodies/{samples_bodies.CLOSED}")).text
