"""The organisation's places and time over HTTP, on real parts: who may say what, and what is answered then."""

from collections.abc import AsyncGenerator

import pytest

from shared.ids import uuid7
from shared.testing.services import Stage
from shared.testing.tokens import TestProvider
from tests.integration.places import (
    COORDINATOR,
    FACTS,
    MUNICIPAL,
    RECEPTION,
    REGIONAL,
    WEEK,
    Json,
    Office,
    an_office,
    errors,
)


@pytest.fixture
async def office(stage: Stage, provider: TestProvider) -> AsyncGenerator[Office]:
    async with an_office(stage, provider) as office:
        yield office


async def test_all_of_greece_is_known_and_what_was_entered_is_marked(office: Office) -> None:
    items = (await office.get("/reference/municipalities"))["items"]
    assert len(items) == 332
    assert [each["code"] for each in items if each["entered"]] == ["3905"]
    zacharo = next(each for each in items if each["code"] == "3905")
    assert (zacharo["regional_unit"], zacharo["seat"], zacharo["region"]) == ("Ηλείας", "3901", "el63")


async def test_a_municipality_is_corrected_and_keeps_its_history(office: Office) -> None:
    corrected = await office.post("/municipalities/3905/correction", {**FACTS, "residents": 8607}, REGIONAL)
    assert corrected.status_code == 200, corrected.text
    stale = await office.served.http.post(
        "/municipalities/3905/correction",
        json={**FACTS, "residents": 9000},
        headers={**office.provider.bearer(REGIONAL), "Idempotency-Key": str(uuid7()), "If-Match": '"1"'},
    )
    assert stale.status_code == 412
    for count, on in ((11400, "2025-01-01"), (11500, "2026-01-01"), (11300, "2024-01-01")):
        body = {"count": count, "on": on, "source": "Μητρώο Πολιτών"}
        await office.done("/municipalities/3905/registered-citizens", body, MUNICIPAL)
    ahead = {"count": 1, "on": "2999-01-01", "source": "Μητρώο"}
    told = await office.post("/municipalities/3905/registered-citizens", ahead, MUNICIPAL)
    assert errors(told) == [("/on", "in-the-future")]
    await office.done("/municipalities/3905/municipal-units", {"name": "Φιγαλείας"}, MUNICIPAL)
    await office.done("/municipalities/3905/municipal-units", {"name": "Φιγαλίας"}, MUNICIPAL)
    await office.done("/municipalities/3905/municipal-units/withdrawal", {"name": "Φιγαλίας"}, MUNICIPAL)
    shown = await office.get("/municipalities/3905")
    assert (shown["residents"], shown["units"]) == (8607, ["Φιγαλείας"])
    assert [each["count"] for each in shown["registered_citizens"]] == [11500, 11400, 11300]
    (listed,) = (await office.get("/municipalities"))["items"]
    assert (listed["residents"], listed["registered_citizens"]) == (8607, 11500)


async def test_who_supervises_follows_from_what_the_municipality_declared(office: Office) -> None:
    path = f"/centres/{office.centre}?on="
    assert (await office.get(f"{path}2026-01-01"))["supervision"]["why"] == "not-declared"
    await office.done("/municipalities/3905/social-service", {"exists": False, "since": "2026-01-01"}, MUNICIPAL)
    assert (await office.get(f"{path}2025-12-31"))["supervision"]["municipality"] == "3905"
    assert (await office.get(f"{path}2026-01-01"))["supervision"] == {
        "municipality": "3901", "name": "Πύργου", "why": "seat-of-regional-unit", "since": "2026-01-01"
    }  # fmt: skip


async def test_one_calendar_knows_hours_closures_feasts_and_holidays(office: Office) -> None:
    units = f"/units/{office.centre}"
    await office.done(f"{units}/hours", {"from_day": "2026-01-01", "week": WEEK})
    closure = str(uuid7())
    declared = {"closure": closure, "first": "2026-04-14", "last": "2026-04-15", "reason": "works", "note": "Βάψιμο"}
    await office.done(f"{units}/closures", declared)
    await office.done("/municipalities/3905/feasts", {"name": "Άγιος", "month": 4, "day": 16}, MUNICIPAL)
    moving = {"name": "Ζωοδόχου Πηγής", "days_from_easter": 5}
    await office.done("/municipalities/3905/movable-feasts", moving, MUNICIPAL)
    whys = {each["day"]: each["why"] for each in await office.days(office.centre, "2026-04-10", "2026-04-20")}
    assert whys == {
        "2026-04-10": "holiday", "2026-04-11": "week", "2026-04-12": "week", "2026-04-13": "holiday",
        "2026-04-14": "closure", "2026-04-15": "closure", "2026-04-16": "feast", "2026-04-17": "feast",
        "2026-04-18": "week", "2026-04-19": "week", "2026-04-20": None,
    }  # fmt: skip
    await office.done(f"{units}/closures/{closure}/withdrawal")
    await office.done("/municipalities/3905/feasts/ending", {**moving, "on": "2026-01-01"}, MUNICIPAL)
    assert [each["why"] for each in await office.days(office.centre, "2026-04-14", "2026-04-17")] == [
        None, None, "feast", None
    ]  # fmt: skip
    unknown = {"name": "Άλλη", "month": 4, "day": 16, "on": "2026-01-01"}
    answer = await office.post("/municipalities/3905/feasts/ending", unknown, MUNICIPAL)
    assert answer.json()["type"].endswith("/feast-unknown")


@pytest.mark.parametrize(
    ("path", "body", "wrong"),
    [
        ("/units/{centre}/hours", {"from_day": "2026-01-01", "week": [*WEEK, WEEK[0]]},
         ("/week/5/opens", "hours-overlap")),
        ("/units/{centre}/hours", {"from_day": "2026-01-01", "week": [{**WEEK[0], "closes": "08:00"}]},
         ("/week/0/closes", "hours-reversed")),
        ("/units/{branch}/closures", {"closure": str(uuid7()), "first": "2026-02-02", "last": "2026-02-01",
                                      "reason": "works"}, ("/last", "closure-reversed")),
        ("/units/{van}/itineraries", {"month": "2026-04", "stops": [
            {"day": "2026-05-01", "municipal_unit": "Α", "place": "Β", "opens": "09:00", "closes": "10:00"}]},
         ("/stops/0/day", "stop-in-another-month")),
        ("/units/{centre}/contacts", {"telephones": [], "emails": [], "pages": ["javascript:x"]},
         ("/pages/0", "web-page-format")),
        ("/units/{centre}/contacts", {"telephones": ["12"], "emails": [], "pages": []},
         ("/telephones/0", "telephone-format")),
    ],
)  # fmt: skip
async def test_bad_input_is_told_at_its_field(office: Office, path: str, body: Json, wrong: tuple[str, str]) -> None:
    place = path.format(centre=office.centre, branch=office.branch, van=office.van)
    assert errors(await office.post(place, body)) == [wrong]
    assert (await office.get(f"/centres/{office.centre}"))["version"] == 3


async def test_a_branch_of_a_branch_and_a_feast_on_no_day_are_told_at_their_field(office: Office) -> None:
    body = {"centre": str(office.branch), "kind": "branch", "name": "Α", "reason": "access"}
    assert errors(await office.put(f"/units/{uuid7()}", body)) == [("/centre", "branch-of-a-branch")]
    feast = {"name": "Α", "month": 2, "day": 30}
    assert errors(await office.post("/municipalities/3905/feasts", feast, MUNICIPAL)) == [("/day", "no-such-day")]
    for span, wrong in (
        ("from=2026-02-02&to=2026-02-01", ("/query/to", "days-reversed")),
        ("from=2026-01-01&to=2027-02-05", ("/query/to", "too-many")),
        ("from=1900-01-01&to=1900-01-02", ("/query/from", "out-of-range")),
    ):
        answer = await office.served.http.get(
            f"/units/{office.centre}/days?{span}", headers=office.provider.bearer(RECEPTION)
        )
        assert errors(answer) == [wrong]
    assert len(await office.days(office.centre, "2026-01-01", "2027-02-04")) == 400


@pytest.mark.parametrize(
    ("slug", "prefix", "wrong"),
    [("zacharo", "ΑΛΛ", ("/slug", "slug-taken")), ("allo", "ΖΑΧ", ("/prefix", "prefix-taken"))],
)
async def test_what_another_centre_has_is_told_at_its_field(
    office: Office, slug: str, prefix: str, wrong: tuple[str, str]
) -> None:
    centre = {
        "municipality": "3905", "slug": slug, "name": "Κέντρο Κοινότητας", "implementing_body": "Δήμος Ζαχάρως",
        "operating_since": "2026-01-01", "prefix": prefix,
    }  # fmt: skip
    assert errors(await office.put(f"/centres/{uuid7()}", centre)) == [wrong]


async def test_everybody_finds_the_centre_and_nobody_finds_more(office: Office) -> None:
    centre, van = f"/units/{office.centre}", f"/units/{office.van}"
    premises = {"address": "Πλατεία 1", "near": None, "rooms": ["waiting"], "accessible": True, "owned": True}
    await office.done(f"{centre}/premises", premises, MUNICIPAL)
    await office.done(f"{centre}/contacts", {"telephones": ["26250 00000"], "emails": ["k@a.gr"], "pages": []})
    stop = {"day": "2026-04-07", "municipal_unit": "Φιγαλείας", "place": "Πλατεία", "opens": "09:00", "closes": "12:00"}
    await office.done(f"{van}/itineraries", {"month": "2026-04", "stops": [stop]})
    for name, duty in (("Ελένη Αντωνοπούλου", "contact"), ("Νίκη Δήμου", "team-head")):
        officer = {"officer": str(uuid7()), "name": name, "duty": duty, "office": None}
        await office.done(f"/centres/{office.centre}/officers", officer, MUNICIPAL)
    for name in ("3905-zacharo", str(office.centre)):
        shown = await office.get(f"/public/centres/{name}?from=2026-04-06&to=2026-04-12", None)
        assert (shown["path"], shown["municipality_name"]) == ("3905-zacharo", "Ζαχάρως")
        assert [each["name"] for each in shown["officers"]] == ["Ελένη Αντωνοπούλου"]
        own, _, mobile = shown["places"]
        assert own["premises"]["address"] == "Πλατεία 1"
        assert own["contacts"]["telephones"] == ["+302625000000"]
        assert mobile["days"][1]["hours"] == [
            {"opens": "09:00", "closes": "12:00", "place": "Πλατεία", "municipal_unit": "Φιγαλείας"}
        ]
        assert "Δήμου" not in str(shown)
    english = "/public/centres/3905-zacharo?from=2026-04-10&to=2026-04-10"
    named = await office.get(english, None, **{"Accept-Language": "en"})
    assert named["places"][0]["days"][0]["name"] == "Good Friday"
    for unknown in ("3905-other", str(uuid7())):
        path = f"/public/centres/{unknown}?from=2026-04-06&to=2026-04-12"
        assert (await office.served.http.get(path)).status_code == 404


async def test_a_coordinator_keeps_the_own_centre_current_and_nobody_elses(office: Office) -> None:
    contacts = {"telephones": [], "emails": ["k@a.gr"], "pages": []}
    unit = f"/units/{office.branch}"
    assert (await office.post(f"{unit}/contacts", contacts, "coordinator@/el63/3901/pyrgos")).status_code == 404
    assert (await office.post(f"{unit}/contacts", contacts, RECEPTION)).status_code == 404
    assert (await office.post(f"{unit}/closing", {"last_day": "2026-12-31"}, COORDINATOR)).status_code == 404
    await office.done(f"{unit}/contacts", contacts)
    elsewhere = "municipal_administrator@/el63/3901"
    body = {"kind": "municipality", "name": "Δήμος Ζαχάρως"}
    assert (await office.post(f"/centres/{office.centre}/body", body, elsewhere)).status_code == 404
    await office.done(f"/centres/{office.centre}/body", body, MUNICIPAL)
    shown = await office.get(f"/centres/{office.centre}")
    assert (shown["body_kind"], shown["places"][1]["contacts"]["emails"]) == ("municipality", ["k@a.gr"])


async def test_what_is_attached_ends_with_the_centre(office: Office) -> None:
    for unit, last in ((office.branch, "2026-06-30"), (office.centre, "2026-12-31")):
        await office.done(f"/units/{unit}/closing", {"last_day": last, "reason": "Λήξη"}, MUNICIPAL)
    units = (await office.get("/units"))["items"]
    assert {each["kind"]: each["last_day"] for each in units} == {
        "centre": "2026-12-31", "branch": "2026-06-30", "mobile-unit": "2026-12-31"
    }  # fmt: skip
    unsaid = await office.post(f"/units/{office.centre}/closing", {"last_day": "2026-12-31"}, MUNICIPAL)
    assert errors(unsaid) == [("/reason", "missing")]
    early = await office.post(f"/units/{office.centre}/closing", {"last_day": "2017-01-01", "reason": "Α"}, MUNICIPAL)
    assert early.json()["type"].endswith("/closed-before-it-began")
    body = {"centre": str(office.centre), "kind": "branch", "name": "Α", "reason": "access"}
    assert (await office.put(f"/units/{uuid7()}", body)).json()["type"].endswith("/centre-closed")
