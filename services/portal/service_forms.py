"""What is typed about a service, as registry takes it: its facts, its week."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from itertools import pairwise
from typing import Any, Final

from services.portal.catalogue import Text
from services.portal.clients.registry import Municipality, Service, Week
from services.portal.codes import AUDIENCES, LANGUAGES, SERVICE_KINDS
from services.portal.desk import Desk
from services.portal.forms import Form
from services.portal.place_forms import fill_day, fill_week, read_week
from services.portal.stale import stands_now
from shared.greek import sort_key

OLDEST: Final = 130
LONGEST_ANSWER: Final = 60
MOST_PLACES: Final = 10_000

_LINES: Final = ("name", "for_whom", "how_to_refer", "email")
_OPTIONAL: Final = ("description", "telephone", "website", "cost")
_PLACE: Final = ("street", "town", "postal_code", "latitude", "longitude")
_TICKED: Final = ("audience", "languages", "municipalities", "regional_units")
FACTS: Final[Mapping[str, str]] = {
    "kind": "services.kind",
    "name": "services.form.name",
    "description": "services.head.what",
    "for_whom": "services.for_whom",
    "audience": "services.head.audience",
    "minimum_age": "services.form.minimum_age",
    "maximum_age": "services.form.maximum_age",
    "municipality": "services.form.municipality",
    "municipalities": "services.form.municipalities",
    "regional_units": "services.form.regional_units",
    "street": "services.form.street",
    "town": "services.form.town",
    "postal_code": "services.form.postal_code",
    "latitude": "services.form.latitude",
    "longitude": "services.form.longitude",
    "accessible": "services.without_steps",
    "telephone": "services.head.telephone",
    "website": "services.head.website",
    "languages": "services.head.languages",
    "cost": "services.head.cost",
    "how_to_refer": "services.head.how",
    "answers_within": "services.form.answers_within",
    "email": "services.form.email",
}
"""The fields of the form in their order, each with its label's key in the catalogue."""

POINTERS: Final = {f"/{name}": name for name in FACTS} | {f"/place/{name}": name for name in _PLACE}
HOURS_POINTERS: Final = {"/since": "since-day"}
CAPACITY_POINTERS: Final = {"/places": "places", "/waiting": "waiting"}
PAUSE_POINTERS: Final = {"/until": "until-day", "/why": "why"}


def fill(desk: Desk, form: Form, service: Service) -> None:
    """What is known; a box that was left empty stays so when the form comes back."""
    if "name" in form.names:
        return
    place = service.place
    for name in (*_LINES, *_OPTIONAL, "kind", "municipality", "minimum_age", "maximum_age", "answers_within"):
        form.fill(**{name: _typed(getattr(service, name))})
    form.put("telephone", desk.formats.phone(service.telephone or ""))
    for name in _PLACE:
        form.fill(**{name: _typed(getattr(place, name)) if place else ""})
    for name in _TICKED:
        form.fill_all(name, getattr(service, name))
    if service.accessible:
        form.fill(accessible="yes")


def read(form: Form, municipalities: Mapping[str, Municipality]) -> dict[str, Any]:
    """The facts; meaningless where the form has errors."""
    facts: dict[str, Any] = {"kind": form.chosen("kind", SERVICE_KINDS, "services.error.kind")}
    facts |= {name: form.required(name, f"services.error.{name}") for name in _LINES}
    facts |= {name: form.optional(name) for name in _OPTIONAL}
    facts |= {name: [value for value in form.all(name) if value] for name in _TICKED}
    facts["accessible"] = form.get("accessible") == "yes"
    facts["municipality"] = form.get("municipality") or None
    if facts["municipality"] and facts["municipality"] not in municipalities:
        form.fail("municipality", "services.error.municipality")
    if not facts["languages"]:
        form.fail("languages", "services.error.languages")
    for name in ("minimum_age", "maximum_age"):
        facts[name] = _number(form, name, 0, OLDEST) if form.get(name) else None
    if None not in (facts["minimum_age"], facts["maximum_age"]) and facts["minimum_age"] > facts["maximum_age"]:
        form.fail("maximum_age", "services.error.ages")
    facts["answers_within"] = _number(form, "answers_within", 1, LONGEST_ANSWER)
    facts["place"] = _place(form)
    return facts


def choices(municipalities: Mapping[str, Municipality], service: Service | None) -> dict[str, Any]:
    """What the form offers to choose from; what stands there already is among it."""
    units = sorted({each.regional_unit for each in municipalities.values()}, key=sort_key)
    return {
        "kinds": SERVICE_KINDS,
        "audiences": _with(AUDIENCES, service.audience if service else ()),
        "spoken": _with(LANGUAGES, service.languages if service else ()),
        "municipalities": sorted(municipalities.values(), key=lambda each: sort_key(each.name)),
        "units": _with(units, service.regional_units if service else ()),
        "labels": FACTS,
        "oldest": OLDEST,
        "longest_answer": LONGEST_ANSWER,
    }


def stands(
    desk: Desk, form: Form, service: Service, municipalities: Mapping[str, Municipality]
) -> list[tuple[str, str]]:
    """What somebody else wrote meanwhile."""
    now = Form(desk.text)
    fill(desk, now, service)

    def named(code: str) -> str:
        return municipalities[code].name if code in municipalities else code

    def coded(group: str) -> Callable[[str], str]:
        return lambda code: desk.text.code(group, code).unescape()

    words: dict[str, Callable[[str], str]] = {
        "kind": coded("codes.service_kind"),
        "audience": coded("services.audience"),
        "languages": coded("codes.language"),
        "municipality": named,
        "municipalities": named,
        "accessible": lambda _: desk.text.plain("forms.yes"),
    }
    return stands_now(desk.text, form, now, FACTS, words)


def fill_hours(form: Form, service: Service, today: date) -> None:
    """The week that is in force, to be changed from today on."""
    known = next((week for week in reversed(service.hours) if week.since <= today), None)
    fill_week(form, known.hours if known else ())
    fill_day(form, "since", today)


def read_hours(form: Form) -> tuple[date | None, list[dict[str, Any]], dict[str, str]]:
    """From when, the week, and which line each pointer is of. A day's times follow each other."""
    week, fields = read_week(form, "/hours")
    for one in week:
        if one["closes"] <= one["opens"] and one["closes"] != "00:00" and not form.error(f"day-{one['weekday']}"):
            form.fail(f"day-{one['weekday']}", "services.error.closes")
    ordered = sorted(week, key=lambda one: (one["weekday"], one["opens"]))
    for one, following in pairwise(ordered):
        overlaps = one["closes"] == "00:00" or one["closes"] > following["opens"]
        if one["weekday"] == following["weekday"] and overlaps and not form.error(f"day-{one['weekday']}"):
            form.fail(f"day-{one['weekday']}", "services.error.overlap")
    return form.day("since", required_key="organisation.error.day"), week, HOURS_POINTERS | fields


def weeks_in_words(text: Text, service: Service) -> list[tuple[date, list[tuple[str, str]]]]:
    """The weeks that are in force and to come: since when, and each open day with its times."""
    return [(week.since, _days(text, week)) for week in service.hours]


def _days(text: Text, week: Week) -> list[tuple[str, str]]:
    days: dict[int, list[str]] = {}
    for each in week.hours:
        closes = "24:00" if each.closes == "00:00" else each.closes
        days.setdefault(each.weekday, []).append(f"{each.opens}–{closes}")
    return [(text.plain(f"services.day.{day}"), ", ".join(hours)) for day, hours in sorted(days.items())]


def read_capacity(form: Form) -> dict[str, Any] | None:
    """How many places are free and how many wait; None where the form has errors."""
    told = {name: _number(form, name, 0, MOST_PLACES) for name in ("places", "waiting")}
    return None if form.errors else told


def read_pause(form: Form, today: date) -> dict[str, Any] | None:
    """Until when it takes nobody, and why; None where the form has errors."""
    until = form.day("until")
    if until is not None and until <= today:
        form.fail("until-day", "services.error.until")
    return None if form.errors else {"until": until, "why": form.optional("why")}


def _typed(value: object) -> str:
    return "" if value is None else str(value)


def _with(known: Collection[str], stands: Collection[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *stands)))


def _number(form: Form, name: str, least: int, most: int) -> int | None:
    value = form.get(name)
    if value.isascii() and value.isdecimal() and len(value) <= 5 and least <= int(value) <= most:
        return int(value)
    form.fail(name, f"services.error.{name}", most=most)
    return None


def _place(form: Form) -> dict[str, Any] | None:
    """Where it is given; nothing where nothing was typed."""
    if not any(form.get(name) for name in _PLACE):
        return None
    place: dict[str, Any] = {name: form.required(name, f"services.error.{name}") for name in ("street", "town")}
    place["postal_code"] = form.get("postal_code").replace(" ", "")
    if len(place["postal_code"]) != 5 or not (place["postal_code"].isascii() and place["postal_code"].isdecimal()):
        form.fail("postal_code", "services.error.postal_code")
    degrees = {name: _degrees(form, name, most) for name, most in (("latitude", 90), ("longitude", 180))}
    if (degrees["latitude"] is None) != (degrees["longitude"] is None) and not form.errors:
        lacking = next(name for name, value in degrees.items() if value is None)
        form.fail(lacking, f"services.error.{lacking}")
    return place | degrees


def _degrees(form: Form, name: str, most: int) -> float | None:
    typed = form.get(name).replace(",", ".")
    if not typed:
        return None
    try:
        found = float(typed)
    except ValueError:
        found = float("nan")
    if not -most <= found <= most:
        form.fail(name, f"services.error.{name}")
        return None
    return found
