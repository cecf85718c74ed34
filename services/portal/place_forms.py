"""What is typed about a place, as registry takes it: a week a line a day, stops a line each."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.portal.clients.places import Hour, Place, Stop
from services.portal.clients.registry import Hours
from services.portal.forms import Form
from shared.ids import uuid7

REASONS = ("works", "absence", "training", "weather", "strike", "council", "moving", "other")
ROOMS = ("reception", "waiting", "processing", "public-sanitary", "staff-sanitary")
WEEKDAYS = range(1, 8)
_SPAN = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})")
_STOP = re.compile(r"(\d{1,2})/(\d{1,2})\s+(\S+\s*[-–]\s*\S+)\s+([^:]+):\s*(.+)")


@dataclass(frozen=True, slots=True)
class Said:
    """What goes to registry: the last part of the address, the body, and which field each pointer is of."""

    path: str
    body: dict[str, Any]
    fields: Mapping[str, str] = field(default_factory=dict[str, str])


def fill_hours(form: Form, place: Place, today: date) -> None:
    """The week that holds today, to be changed from today on."""
    known = next((each for each in place.hours if each.from_day <= today), None)
    fill_week(form, known.week if known else ())
    fill_day(form, "from", today)


def fill_week(form: Form, week: Sequence[Hour | Hours]) -> None:
    """A line for each day of the week."""
    for weekday in WEEKDAYS:
        form.fill(**{f"day-{weekday}": week_line(week, weekday)})


def week_line(week: Sequence[Hour | Hours], weekday: int) -> str:
    """08:00-14:30, 17:00-20:00; midnight at a day's end is 24:00."""
    return ", ".join(
        f"{one.opens}-{'24:00' if one.closes == '00:00' else one.closes}" for one in week if one.weekday == weekday
    )


def read_hours(form: Form) -> Said:
    """A line for each day of the week; an empty one is a day on which it is closed."""
    week, fields = read_week(form, "/week")
    from_day = form.day("from", required_key="organisation.error.day")
    return Said("hours", {"from_day": from_day, "week": week}, {"/from_day": "from-day"} | fields)


def read_week(form: Form, at: str) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The week as registry takes it, and which line each of its pointers below `at` is of."""
    week: list[dict[str, Any]] = []
    fields: dict[str, str] = {}
    for weekday in WEEKDAYS:
        name = f"day-{weekday}"
        for part in filter(None, (part.strip() for part in form.get(name).split(","))):
            span = _span(part)
            if span is None:
                form.fail(name, "organisation.error.hours")
                break
            fields |= {f"{at}/{len(week)}/{end}": name for end in ("opens", "closes")}
            week.append({"weekday": weekday, "opens": span[0], "closes": span[1]})
    return week, fields


def fill_closures(form: Form, place: Place, today: date) -> None:
    """Nothing is known of a closure that is to come."""
    form.fill(closure=str(uuid7()))


def read_closures(form: Form) -> Said:
    """A day, or from one to another."""
    first = form.day("first", required_key="organisation.error.day")
    last = form.day("last") or first
    reason = form.chosen("reason", REASONS, "organisation.error.reason")
    body = {"closure": form.id("closure") or uuid7(), "first": first, "last": last, "reason": reason}
    fields = {"/first": "first-day", "/last": "last-day", "/reason": "reason", "/note": "note"}
    return Said("closures", body | {"note": form.optional("note")}, fields)


def fill_contacts(form: Form, place: Place, today: date) -> None:
    """What is published, a line each."""
    contacts = place.contacts
    form.fill(
        telephones="\n".join(contacts.telephones), emails="\n".join(contacts.emails), pages="\n".join(contacts.pages)
    )


def read_contacts(form: Form) -> Said:
    """Telephones, e-mails and pages, a line each."""
    body = {name: _lines(form, name) for name in ("telephones", "emails", "pages")}
    fields = {f"/{name}/{at}": name for name, lines in body.items() for at in range(len(lines))}
    return Said("contacts", body, fields | {f"/{name}": name for name in body})


def fill_premises(form: Form, place: Place, today: date) -> None:
    """What is known; a box that was left empty stays so when the form comes back."""
    known = place.premises
    if known is None or "address-sent" in form.names:
        return
    form.fill_all("rooms", known.rooms)
    form.fill(address=known.address, near=known.near or "")
    form.fill(accessible="yes" if known.accessible else "", owned="yes" if known.owned else "")


def read_premises(form: Form) -> Said:
    """Where it is."""
    body = {
        "address": form.required("address", "organisation.error.address"),
        "near": form.optional("near"),
        "rooms": [room for room in form.all("rooms") if room in ROOMS],
        "accessible": form.get("accessible") == "yes",
        "owned": form.get("owned") == "yes",
    }
    return Said("premises", body, {"/address": "address", "/near": "near"})


def stop_line(stop: Stop) -> str:
    """17/03 09:00-12:00 Φιγαλείας: Πλατεία."""
    return f"{stop.day:%d/%m} {stop.opens}-{stop.closes} {stop.municipal_unit}: {stop.place}"


def fill_itinerary(form: Form, place: Place, today: date) -> None:
    """The month's stops as they are published."""
    form.fill(month=f"{today:%Y-%m}")
    known = next((each for each in place.itineraries if each.month == form.get("month")), None)
    form.fill(stops="\n".join(stop_line(stop) for stop in known.stops) if known else "")


def read_itinerary(form: Form) -> Said:
    """A line a stop: day, times, municipal unit, place."""
    month, stops = form.get("month"), list[dict[str, object]]()
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", month):
        form.fail("", "organisation.error.month")
        return Said("itineraries", {})
    lines = _lines(form, "stops")
    for at, line in enumerate(lines, 1):
        stop = _stop(line, int(month[:4]))
        if stop is None:
            form.fail("stops", "organisation.error.stop", at=at, line=line)
        else:
            stops.append(stop)
    names = ("day", "opens", "closes", "municipal_unit", "place")
    fields = {f"/stops/{at}/{name}": "stops" for at in range(len(stops)) for name in names}
    return Said("itineraries", {"month": month, "stops": stops}, fields | {"/stops": "stops"})


def fill_closing(form: Form, place: Place, today: date) -> None:
    """The last day, where one was said."""
    if place.last_day:
        fill_day(form, "last", place.last_day)


def read_closing(form: Form) -> Said:
    """The last day, and why."""
    last = form.day("last", required_key="organisation.error.day")
    fields = {"/last_day": "last-day", "/reason": "reason"}
    return Said("closing", {"last_day": last, "reason": form.optional("reason")}, fields)


Fill = Callable[[Form, Place, date], None]
WHAT: Mapping[str, tuple[Fill, Callable[[Form], Said]]] = {
    "hours": (fill_hours, read_hours),
    "closures": (fill_closures, read_closures),
    "contacts": (fill_contacts, read_contacts),
    "itinerary": (fill_itinerary, read_itinerary),
    "premises": (fill_premises, read_premises),
    "closing": (fill_closing, read_closing),
}
"""The forms about a unit: how each begins, and how it is read."""

ADMINISTRATORS_ALONE = frozenset({"premises", "closing"})


def forms_for(kind: str, *, administrator: bool) -> tuple[str, ...]:
    """The forms that a unit of that kind has for whoever asks."""
    without = "premises" if kind == "mobile-unit" else "itinerary"
    return tuple(each for each in WHAT if each != without and (administrator or each not in ADMINISTRATORS_ALONE))


def fill_day(form: Form, name: str, day: date) -> None:
    """A day in its three fields."""
    form.fill(**{f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)})


def _lines(form: Form, name: str) -> list[str]:
    return [line.strip() for line in form.get(name).splitlines() if line.strip()]


def _span(text: str) -> tuple[str, str] | None:
    found = _SPAN.fullmatch(text)
    if found is None:
        return None
    hours = [int(part) for part in found.groups()]
    if hours[2:] == [24, 0]:
        hours[2] = 0
    if any(hour > 23 for hour in hours[::2]) or any(minute > 59 for minute in hours[1::2]):
        return None
    return f"{hours[0]:02}:{hours[1]:02}", f"{hours[2]:02}:{hours[3]:02}"


def _stop(line: str, year: int) -> dict[str, object] | None:
    found = _STOP.fullmatch(line)
    span = _span(found[3]) if found else None
    if found is None or span is None:
        return None
    try:
        day = date(year, int(found[2]), int(found[1]))
    except ValueError:
        return None
    return {
        "day": day, "municipal_unit": found[4].strip(), "place": found[5].strip(), "opens": span[0], "closes": span[1]
    }  # fmt: skip
