"""Who keeps the places of Centres current: what is shown of them, and what each form sends."""

import json
from typing import Any

import httpx2
import pytest

from services.portal.clients.places import Hour
from services.portal.place_forms import forms_for, week_line
from tests.portal import samples, samples_places
from tests.portal.checking import check
from tests.portal.pages import COORDINATOR, MUNICIPAL, RECEPTION, REGIONAL
from tests.portal.replies import problem, reply
from tests.portal.running import Forms, Running

CENTRE = f"/organisation/centres/{samples.UNIT}"
OWN, VAN = f"{CENTRE}/{samples.UNIT}", f"{CENTRE}/{samples.VAN}"


def sent(portal: Running, path: str) -> tuple[Any, httpx2.Request]:
    (one,) = portal.wire.sent(f"POST registry/{path}")
    return json.loads(one.content or b"null"), one


async def test_overview_says_where_there_is_a_centre_and_what_of_it_is_missing(portal: Running) -> None:
    await portal.login(REGIONAL)
    page = (await portal.get("/organisation")).text
    check(page)
    assert page.count("<g><rect x=") == 19
    assert "Κέντρο Κοινότητας Ζαχάρως: διεύθυνση, στοιχεία επικοινωνίας, ωράριο" in page
    units = [dict(unit, premises=True, contacts=True, hours=True) for unit in samples.UNITS["items"]]  # type: ignore[arg-type]
    portal.wire.answer("GET registry/units", reply({"items": units, "next": None}))
    assert 'class="t-4"' in (await portal.get("/organisation")).text


async def test_centre_says_who_supervises_it_and_why(portal: Running) -> None:
    await portal.login(COORDINATOR)
    page = (await portal.get(CENTRE)).text
    assert "Δήμος Πύργου" in page
    assert "εποπτεύει ο Δήμος της έδρας της Περιφερειακής Ενότητας" in page
    assert f"/centres/{samples_places.PUBLIC}" in page


@pytest.mark.parametrize("grant", [RECEPTION, "coordinator@/el63/3901/pyrgos", "municipal_administrator@/el63/3901"])
async def test_another_centre_is_not_there(portal: Running, grant: str) -> None:
    await portal.login(grant)
    for path in (CENTRE, f"{OWN}/hours"):
        assert (await portal.http.get(path)).status_code == 404


async def test_coordinator_neither_moves_nor_closes_the_centre(portal: Running) -> None:
    await portal.login(COORDINATOR)
    for what in ("premises", "closing", "itinerary", "nothing"):
        assert (await portal.http.get(f"{OWN}/{what}")).status_code == 404
    assert forms_for("mobile-unit", administrator=True) == ("hours", "closures", "contacts", "itinerary", "closing")


async def test_a_week_is_typed_a_line_a_day(portal: Running) -> None:
    await portal.login(COORDINATOR)
    page = await portal.get(f"{OWN}/hours")
    assert 'value="08:00-14:30, 17:00-20:00"' in page.text
    days = {f"day__{n}": "" for n in range(1, 8)}
    done = await portal.form(f"{OWN}/hours", **days | {"day__1": "8.00 – 14.30,17:00-20:00"})
    assert done.status_code == 303
    body, request = sent(portal, "units/.+/hours")
    assert body == {
        "from_day": "2026-03-12",
        "week": [
            {"weekday": 1, "opens": "08:00", "closes": "14:30"}, {"weekday": 1, "opens": "17:00", "closes": "20:00"}
        ],
    }  # fmt: skip
    assert request.headers["If-Match"] == '"9"'


async def test_what_is_wrong_with_a_week_stands_at_its_day(portal: Running) -> None:
    await portal.login(COORDINATOR)
    unread = await portal.form(f"{OWN}/hours", day__2="από τις 8")
    assert unread.status_code == 422
    assert 'id="day-2-error"' in unread.text
    check(unread.text)
    wrong = problem(422, "invalid", errors=[{"pointer": "/week/1/closes", "code": "x", "detail": "Η λήξη είναι πριν."}])
    portal.wire.answer("POST registry/units/.+/hours", wrong)
    refused = await portal.form(f"{OWN}/hours", day__2="14:00-08:00")
    assert 'id="day-2-error"' in refused.text
    assert "14:00-08:00" in refused.text


async def test_what_somebody_else_changed_is_told_and_what_was_typed_stays(portal: Running) -> None:
    await portal.login(COORDINATOR)
    portal.wire.answer("POST registry/units/.+/contacts", problem(412, "stale", "Άλλαξε στο μεταξύ."))
    page = await portal.form(f"{OWN}/contacts", telephones="26250 11111")
    assert page.status_code == 412
    assert "Άλλαξε στο μεταξύ." in page.text
    assert "26250 11111" in page.text


@pytest.mark.parametrize(
    ("grant", "path", "fields", "command", "body"),
    [
        (COORDINATOR, f"{OWN}/contacts", {"telephones": "26250 00000\n\n 26250 00001", "emails": "", "pages": ""},
         "contacts", {"telephones": ["26250 00000", "26250 00001"], "emails": [], "pages": []}),
        (COORDINATOR, f"{VAN}/itinerary", {"stops": "7/3 9:00-12:00 Φιγαλείας: Πλατεία: δίπλα"}, "itineraries",
         {"month": "2026-03", "stops": [{"day": "2026-03-07", "municipal_unit": "Φιγαλείας",
                                         "place": "Πλατεία: δίπλα", "opens": "09:00", "closes": "12:00"}]}),
        (MUNICIPAL, f"{OWN}/premises", {"address": "Οδός 1", "near": "", "rooms": ["waiting"], "owned": ""}, "premises",
         {"address": "Οδός 1", "near": None, "rooms": ["waiting"], "accessible": False, "owned": False}),
        (MUNICIPAL, f"{OWN}/closing", {"last__day": "31", "last__month": "12", "last__year": "2026", "reason": "Λήξη"},
         "closing", {"last_day": "2026-12-31", "reason": "Λήξη"}),
    ],
)  # fmt: skip
async def test_each_form_sends_what_it_says(
    portal: Running, grant: str, path: str, fields: dict[str, Any], command: str, body: object
) -> None:
    await portal.login(grant)
    done = await portal.form(path, **fields)
    assert done.status_code == 303, done.text
    assert sent(portal, f"units/.+/{command}")[0] == body


async def test_a_closure_of_one_day_is_declared_and_withdrawn(portal: Running) -> None:
    await portal.login(COORDINATOR)
    first = {"first__day": "1", "first__month": "4", "first__year": "2026"}
    without = await portal.form(f"{OWN}/closures", **first)
    assert "Διαλέξτε γιατί θα είναι κλειστό" in without.text
    check(without.text)
    assert (await portal.form(f"{OWN}/closures", **first, reason="works")).status_code == 303
    body, _ = sent(portal, "units/.+/closures")
    assert (body["first"], body["last"], body["note"]) == ("2026-04-01", "2026-04-01", None)
    page = await portal.get(f"{OWN}/closures")
    form = next(form for form in Forms.of(page.text) if "withdraw" in form.fields)
    assert (await portal.http.post(f"{OWN}/closures", data=form.fields)).status_code == 303
    assert portal.wire.sent(f"POST registry/units/.+/closures/{samples_places.CLOSURE}/withdrawal")


async def test_a_line_that_is_no_stop_is_named(portal: Running) -> None:
    await portal.login(COORDINATOR)
    for line in ("κάπου", "31/02 09:00-12:00 Α: Β", "01/03 25:00-26:00 Α: Β"):
        page = await portal.form(f"{VAN}/itinerary", stops=f"07/03 09:00-12:00 Α: Β\n{line}")
        assert page.status_code == 422
        assert f"Γραμμή 2, «{line}»" in page.text
    assert portal.wire.sent("POST registry/.+") == []


def test_a_week_comes_back_as_it_was_typed() -> None:
    week = (Hour(1, "08:00", "14:30"), Hour(2, "09:00", "10:00"), Hour(1, "17:00", "20:00"))
    assert (week_line(week, 1), week_line(week, 3)) == ("08:00-14:30, 17:00-20:00", "")
