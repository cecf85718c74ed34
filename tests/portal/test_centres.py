"""A Centre's page for everybody, and its calendar for programs."""

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.portal.icalendar import OCTETS, Event, calendar, escaped, folded
from tests.portal import samples, samples_places
from tests.portal.checking import check
from tests.portal.running import Running

PATH = f"/centres/{samples_places.PUBLIC}"


@pytest.mark.parametrize("language", ["el", "en"])
@pytest.mark.parametrize("name", [samples_places.PUBLIC, str(samples.UNIT)])
async def test_page_is_there_without_a_login(portal: Running, name: str, language: str) -> None:
    portal.http.cookies.set("kentro_language", language)
    page = await portal.http.get(f"/centres/{name}")
    assert page.status_code == 200, page.text
    check(page.text)
    for shown in ("26250 00000", samples_places.PREMISES["address"], "17:00–20:00", "Αντικατάσταση κουφωμάτων"):
        assert str(shown) in page.text
    assert "Set-Cookie" not in page.headers
    (asked,) = portal.wire.sent("GET registry/public/centres/.+")
    assert "Authorization" not in asked.headers
    assert (asked.url.params["from"], asked.url.params["to"]) == ("2026-03-09", "2026-06-11")


async def test_page_says_what_is_closed_ahead_and_where_the_van_stands(portal: Running) -> None:
    text = (await portal.http.get(PATH)).text
    assert "Τοπική εορτή: Αγίου Σπυρίδωνος" in text
    assert "Τρίτη 17 Μαρτίου" in text
    assert "Λειτουργεί ως και 31/12/2026" in text


@pytest.mark.parametrize("path", ["/centres/3905-other", "/centres/Α", "/centres/3905-other/calendar.ics"])
async def test_a_centre_that_is_not_there_is_not_found(portal: Running, path: str) -> None:
    assert (await portal.http.get(path)).status_code == 404


def parsed(feed: str) -> list[dict[str, str]]:
    """The events of a feed, read as RFC 5545 has them: unfolded, then name and value of each line."""
    assert feed.endswith("\r\n")
    assert "\n" not in feed.replace("\r\n", "")
    assert all(len(line.encode()) <= OCTETS for line in feed.split("\r\n"))
    lines = feed.replace("\r\n ", "").split("\r\n")[:-1]
    assert (lines[0], lines[1], lines[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    events: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events and name not in {"BEGIN", "END"}:
            assert name not in events[-1]
            events[-1][name] = value
    return events


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


async def test_feed_is_a_calendar_with_stable_names(portal: Running) -> None:
    answer = await portal.http.get(f"{PATH}/calendar.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    events = parsed(answer.text)
    uids = [each["UID"] for each in events]
    assert len(set(uids)) == len(uids)
    assert uids == [each["UID"] for each in parsed((await portal.http.get(f"{PATH}/calendar.ics")).text)]
    of_day = {each["UID"]: each for each in events}
    works = of_day[f"{samples.UNIT}-20260313@kentro.gr"]
    assert works["DTSTART;VALUE=DATE"] == "20260313"
    assert works["DTEND;VALUE=DATE"] == "20260314"
    assert unescaped(works["SUMMARY"]).endswith("Κλειστό: εργασίες στον χώρο, Αντικατάσταση κουφωμάτων")
    stop = of_day[f"{samples.VAN}-20260317T0900@kentro.gr"]
    assert (stop["DTSTART"], stop["DTEND"]) == ("20260317T070000Z", "20260317T100000Z")
    assert unescaped(stop["LOCATION"]) == f"{samples_places.STOP['place']}, Φιγαλείας"
    summer = of_day[f"{samples.UNIT}-20260401T0800@kentro.gr"]
    assert summer["DTSTART"] == "20260401T050000Z"


@given(st.text(max_size=300))
def test_any_text_comes_back_from_a_feed(text: str) -> None:
    day, stamp = date(2026, 3, 12), datetime(2026, 3, 12, tzinfo=UTC)
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if any(letter in plain for letter in "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\x00"):
        return
    (event,) = parsed(calendar("Όνομα", [Event("1@kentro.gr", day, day, text)], stamp=stamp))
    assert unescaped(event["SUMMARY"]) == plain


def test_folding_cuts_no_letter() -> None:
    line = "SUMMARY:" + "ώ" * 100
    assert all(len(piece.encode()) <= OCTETS for piece in folded(line).split("\r\n"))
    assert folded(line).replace("\r\n ", "") == line
    assert escaped("α,β;γ\\δ\nε") == "α\\,β\\;γ\\\\δ\\nε"
