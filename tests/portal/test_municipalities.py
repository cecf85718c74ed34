"""A municipality's page, and who is named for a Centre: what each form sends, and to whom it is not there."""

import json
from typing import Any

import httpx2
import pytest

from tests.portal import samples, samples_places
from tests.portal.checking import check
from tests.portal.pages import COORDINATOR, MUNICIPAL, REGIONAL
from tests.portal.replies import problem
from tests.portal.running import Forms, Running

PAGE = "/organisation/municipalities/3905"
PEOPLE = f"/organisation/centres/{samples.UNIT}/people"


async def send(portal: Running, path: str, do: str, **fields: str) -> httpx2.Response:
    page = await portal.get(path)
    form = next(form for form in Forms.of(page.text) if form.fields.get("do") == do)
    return await portal.http.post(path, data={**form.fields, **fields})


def sent(portal: Running, path: str) -> Any:
    (one,) = portal.wire.sent(f"POST registry/{path}")
    return json.loads(one.content or b"null")


DAY = {"on-day": "1", "on-month": "1", "on-year": "2026"}
SINCE = {"since-day": "1", "since-month": "1", "since-year": "2026"}


@pytest.mark.parametrize(
    ("do", "fields", "path", "body"),
    [
        ("count", {"count": "11.500", "source": "Μητρώο", **DAY}, "registered-citizens",
         {"count": 11500, "on": "2026-01-01", "source": "Μητρώο"}),
        ("social-service", {"exists": "no", **SINCE}, "social-service", {"exists": False, "since": "2026-01-01"}),
        ("unit", {"unit": "Φιγαλείας"}, "municipal-units", {"name": "Φιγαλείας"}),
        ("unit-withdrawn", {}, "municipal-units/withdrawal", {"name": "Ζαχάρως"}),
        ("feast", {"feast": "Άγιος", "feast-day": "12", "feast-month": "12"}, "feasts",
         {"name": "Άγιος", "month": 12, "day": 12}),
        ("movable", {"moving": "Λαζάρου", "distance": "-8"}, "movable-feasts",
         {"name": "Λαζάρου", "days_from_easter": -8}),
        ("ended", {}, "feasts/ending", {"name": "Ζωοδόχου Πηγής", "on": "2026-03-12", "month": None, "day": None,
                                        "days_from_easter": 5}),
        ("correction", {"residents": "8607"}, "correction",
         {"edition": "kallikratis-2021", "name": "Ζαχάρως", "short_name": "Ζαχάρω", "regional_unit": "Ηλείας",
          "residents": 8607}),
    ],
)  # fmt: skip
async def test_each_form_sends_what_it_says(
    portal: Running, do: str, fields: dict[str, str], path: str, body: object
) -> None:
    await portal.login(REGIONAL)
    done = await send(portal, PAGE, do, **fields)
    assert done.status_code == 303, done.text
    assert sent(portal, f"municipalities/3905/{path}") == body
    assert portal.wire.sent("POST registry/.+")[0].headers["If-Match"] == '"7"'


@pytest.mark.parametrize(
    ("do", "fields", "error"),
    [
        ("count", {"count": "πολλοί", "source": "", **DAY}, "Γράψτε έναν αριθμό"),
        ("social-service", {}, "Διαλέξτε αν υπάρχει Κοινωνική Υπηρεσία"),
        ("unit", {"unit": ""}, "Γράψτε το όνομα της Δημοτικής Ενότητας"),
        ("feast", {"feast": "Άγιος", "feast-day": "", "feast-month": "12"}, "Γράψτε την ημέρα, από 1 ως 31"),
        ("movable", {"moving": "", "distance": "5"}, "Γράψτε το όνομα της εορτής"),
        ("correction", {"name": ""}, "Συμπληρώστε το πεδίο"),
    ],
)
async def test_what_is_missing_is_told_and_nothing_is_sent(
    portal: Running, do: str, fields: dict[str, str], error: str
) -> None:
    await portal.login(REGIONAL)
    page = await send(portal, PAGE, do, **fields)
    assert (page.status_code, error in page.text) == (422, True)
    check(page.text)
    assert portal.wire.sent("POST registry/.+") == []


async def test_what_registry_refuses_stands_at_the_field_and_the_form_is_open(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    wrong = problem(422, "invalid", errors=[{"pointer": "/day", "code": "no-such-day", "detail": "Δεν υπάρχει."}])
    portal.wire.answer("POST registry/municipalities/3905/feasts", wrong)
    page = await send(portal, PAGE, "feast", **{"feast": "Άγιος", "feast-day": "30", "feast-month": "2"})
    assert 'id="feast-day-error"' in page.text
    assert '<details class="k-fold" open><summary>Προσθήκη εορτής σταθερής' in page.text


async def test_only_the_region_corrects_facts(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    page = await portal.get(PAGE)
    assert "Διόρθωση στοιχείων" not in page.text
    form = next(form for form in Forms.of(page.text) if form.fields.get("do") == "unit")
    forged = await portal.http.post(PAGE, data={**form.fields, "do": "correction"})
    assert forged.status_code == 404


@pytest.mark.parametrize("grant", [COORDINATOR, "municipal_administrator@/el63/3901"])
async def test_for_others_it_is_not_there(portal: Running, grant: str) -> None:
    await portal.login(grant)
    for path in (PAGE, PEOPLE):
        assert (await portal.http.get(path)).status_code == 404


async def test_people_and_the_body_are_named(portal: Running) -> None:
    await portal.login(MUNICIPAL)
    without = await send(portal, PEOPLE, "officer", name="")
    assert "Γράψτε το όνομα" in without.text
    check(without.text)
    done = await send(portal, PEOPLE, "officer", name="Νίκη Δήμου", duty="team-head", office="Διευθύντρια")
    assert done.status_code == 303
    body = sent(portal, "centres/.+/officers")
    assert (body["name"], body["duty"], body["office"]) == ("Νίκη Δήμου", "team-head", "Διευθύντρια")
    assert (await send(portal, PEOPLE, "body", **{"kind": "other", "body-name": "Σύνδεσμος"})).status_code == 303
    assert sent(portal, "centres/.+/body") == {"kind": "other", "name": "Σύνδεσμος"}
    assert (await send(portal, PEOPLE, "leaving")).status_code == 303
    assert portal.wire.sent(f"POST registry/centres/.+/officers/{samples_places.HEAD}/leaving")
