"""A Centre as everybody finds it: no account, nothing that leads inside. Its calendar for programs beside it."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response

from services.portal.catalogue import Text
from services.portal.clients.centres import Day, PublicCentre, PublicCentres, PublicPlace
from services.portal.icalendar import Event, calendar
from services.portal.portal import language_of, portal_of
from services.portal.rendering import Shell
from shared.workdays import ATHENS

router = APIRouter(include_in_schema=False)

AHEAD = 91
"""Days that are looked ahead, a quarter of a year."""

SHOWN_CLOSED = 8
"""Closed days that the page names ahead."""

_TOLD = ("closure", "holiday", "feast")
_FRESH = {"Cache-Control": "public, max-age=900"}
Name = Annotated[str, Path(pattern=r"^[0-9a-z-]{4,60}$")]


@router.get("/centres/{name}/calendar.ics")
async def feed(request: Request, name: Name) -> Response:
    """Open hours, days on which it is closed, and where its mobile unit stands, from a week ago to a quarter ahead."""
    portal = portal_of(request)
    centre = await _found(request, name, portal.pages.today() - timedelta(days=7))
    text = portal.pages.text(language_of(request))
    told = calendar(centre.name, _events(text, centre), stamp=portal.pages.now())
    return Response(told, media_type="text/calendar; charset=utf-8", headers=_FRESH)


@router.get("/centres/{name}")
async def show(request: Request, name: Name) -> Response:
    """Where it is, whom to ask, when it is open this week, when it is closed, where its mobile unit stands."""
    portal = portal_of(request)
    today = portal.pages.today()
    centre = await _found(request, name, today - timedelta(days=today.weekday()))
    shell = Shell(request.url.path, portal.pages.now(), portal.settings.demo)
    html = portal.pages.render(
        language_of(request),
        "pages/centres/show.html",
        shell,
        {
            "centre": centre,
            "today": today,
            "closed": {place.id: closed_ahead(place, today) for place in centre.places},
            "stops": {place.id: stops_ahead(place, today) for place in centre.places},
        },
    )
    return HTMLResponse(html, headers=_FRESH | {"Vary": "Cookie"})


async def _found(request: Request, name: str, first: date) -> PublicCentre:
    portal = portal_of(request)
    api = portal.api(portal.settings.registry_url, portal.caller(request, None, language_of(request)))
    return await PublicCentres(api).centre(name, first, portal.pages.today() + timedelta(days=AHEAD))


def closed_ahead(place: PublicPlace, today: date) -> list[Day]:
    """The next weekdays on which it is closed for a reason that people should hear of."""
    found = (day for day in place.days if day.day >= today and day.why in _TOLD and day.day.weekday() < 5)
    return list(islice(found, SHOWN_CLOSED))


def stops_ahead(place: PublicPlace, today: date) -> list[Day]:
    """The days on which a mobile unit stands somewhere from today on."""
    return [day for day in place.days if day.day >= today and any(each.place for each in day.hours)]


def why_closed(text: Text, day: Day) -> str:
    """The reason in words: «Τοπική εορτή: Αγίου Σπυρίδωνος»."""
    said = text.plain(f"places.why.{day.why}")
    reason = text.code("places.reason", day.reason).unescape() if day.reason else ""
    rest = ", ".join(part for part in (reason, day.name) if part)
    return f"{said}: {rest}" if rest else said


def _events(text: Text, centre: PublicCentre) -> Iterator[Event]:
    for place in centre.places:
        where = place.premises.address if place.premises else ""
        for day in place.days:
            if day.why in _TOLD and day.day.weekday() < 5:
                uid = f"{place.id}-{day.day:%Y%m%d}@kentro.gr"
                yield Event(uid, day.day, day.day, f"{place.name}: {why_closed(text, day)}", where)
            for hours in day.hours:
                begins, ends = (_at(day.day, clock) for clock in (hours.opens, hours.closes))
                stop = f"{hours.place}, {hours.municipal_unit}" if hours.place else where
                uid = f"{place.id}-{begins:%Y%m%dT%H%M}@kentro.gr"
                yield Event(uid, begins, ends, text.plain("places.open_event", name=place.name), stop)


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), ATHENS)
