"""What is answered about units as places, and about their days."""

from collections.abc import Iterable
from datetime import date, time
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.registry.organisation.calendar import Day, Open, WhyClosed
from services.registry.organisation.domain import (
    ClosureDeclared,
    ClosureReason,
    ContactsPublished,
    HoursSet,
    ItineraryPublished,
    Place,
    PremisesDescribed,
    Room,
)
from shared.fields import Out, example

Clock = Annotated[str, Field(examples=["08:00"])]
"""A time of the day, in Greece."""


def clock(at: time) -> str:
    """08:00."""
    return f"{at:%H:%M}"


class PremisesOut(Out):
    """Where a unit is."""

    model_config = example(address="Πλατεία Ηρώων 1, 270 54 Ζαχάρω", near="Κοινωνική Υπηρεσία", rooms=["reception"])

    address: str
    """On one line."""
    near: str | None
    """The service in or beside which it is."""
    rooms: list[Room]
    """The rooms that it has."""
    accessible: bool
    """All of it, to people with a disability."""
    owned: bool
    """By the municipality."""

    @classmethod
    def of(cls, premises: PremisesDescribed) -> "PremisesOut":
        """As they are shown."""
        return cls(
            address=premises.address, near=premises.near, rooms=list(premises.rooms),
            accessible=premises.accessible, owned=premises.owned,
        )  # fmt: skip


class ContactsOut(Out):
    """How anybody reaches a unit."""

    model_config = example(telephones=["+302625000000"], emails=["kentro@zacharo.gr"], pages=[])

    telephones: list[str]
    """The first is the one to call."""
    emails: list[str]
    """The office's."""
    pages: list[str]
    """On the web."""

    @classmethod
    def of(cls, contacts: ContactsPublished | None) -> "ContactsOut":
        """As they are shown; none where nobody published any."""
        if contacts is None:
            return cls(telephones=[], emails=[], pages=[])
        return cls(telephones=list(contacts.telephones), emails=list(contacts.emails), pages=list(contacts.pages))


class HourOut(Out):
    """Open on one day of the week."""

    weekday: int
    """From 1 (Monday) to 7."""
    opens: Clock
    """From then."""
    closes: Clock
    """Until then."""


class HoursOut(Out):
    """A unit's week from a day on."""

    from_day: date
    """Until the first day of the next."""
    week: list[HourOut]
    """By day and time."""

    @classmethod
    def of(cls, hours: HoursSet) -> "HoursOut":
        """As they are shown."""
        week = [HourOut(weekday=one.weekday, opens=clock(one.opens), closes=clock(one.closes)) for one in hours.week]
        return cls(from_day=hours.from_day, week=week)


class ClosureOut(Out):
    """Days on which a unit is closed."""

    model_config = example(note=None)

    closure: UUID
    """The closure's id."""
    first: date
    """The first day."""
    last: date
    """The last day."""
    reason: ClosureReason
    """Why."""
    note: str | None
    """What everybody is told beside the reason."""

    @classmethod
    def of(cls, closure: ClosureDeclared) -> "ClosureOut":
        """As it is shown."""
        return cls(
            closure=closure.closure, first=closure.first, last=closure.last, reason=closure.reason, note=closure.note
        )


class StopOut(Out):
    """Where a mobile unit stands on a day."""

    model_config = example(municipal_unit="Φιγαλείας", place="Πλατεία Νέας Φιγαλείας")

    day: date
    """The day."""
    municipal_unit: str
    """In the genitive."""
    place: str
    """Where people find it."""
    opens: Clock
    """From then."""
    closes: Clock
    """Until then."""


class ItineraryOut(Out):
    """A mobile unit's stops in a month."""

    model_config = example(month="2026-04")

    month: str
    """The month, `2026-04`."""
    stops: list[StopOut]
    """By day and time."""

    @classmethod
    def of(cls, itinerary: ItineraryPublished) -> "ItineraryOut":
        """As it is shown."""
        stops = [
            StopOut(
                day=each.day, municipal_unit=each.municipal_unit, place=each.place,
                opens=clock(each.opens), closes=clock(each.closes),
            )
            for each in itinerary.stops
        ]  # fmt: skip
        return cls(month=itinerary.month, stops=stops)


class PlaceOut(Out):
    """One unit as a place."""

    model_config = example(name="Κέντρο Κοινότητας Ζαχάρως", premises=None, last_day=None, reason=None)

    id: UUID
    """The unit's; a Centre is its own first unit."""
    kind: Literal["centre", "branch", "mobile-unit"]
    """What it is."""
    name: str
    """In full."""
    reason: Literal["roma", "migrants", "poverty", "access"] | None
    """Why the Centre was extended by it."""
    premises: PremisesOut | None
    """Where it is; null where nobody described it, and for a mobile unit."""
    contacts: ContactsOut
    """How anybody reaches it."""
    hours: list[HoursOut]
    """Its weeks, the latest first."""
    closures: list[ClosureOut]
    """By their first day."""
    itineraries: list[ItineraryOut]
    """Of a mobile unit, the latest month first."""
    last_day: date | None
    """Its last day; null while it goes on."""


def place_parts(place: Place) -> dict[str, object]:
    """What is known of a place, as the fields of an answer."""
    return {
        "premises": PremisesOut.of(place.premises) if place.premises else None,
        "contacts": ContactsOut.of(place.contacts),
        "hours": [HoursOut.of(each) for each in sorted(place.hours, key=lambda each: each.from_day, reverse=True)],
        "closures": [ClosureOut.of(each) for each in sorted(place.closures, key=lambda each: each.first)],
        "itineraries": [ItineraryOut.of(place.itineraries[month]) for month in sorted(place.itineraries, reverse=True)],
    }


class OpenOut(Out):
    """Open from one time to another."""

    model_config = example(place=None, municipal_unit=None)

    opens: Clock
    """From then."""
    closes: Clock
    """Until then."""
    place: str | None
    """Where a mobile unit stands."""
    municipal_unit: str | None
    """The part of the municipality in which that is."""

    @classmethod
    def of(cls, hours: Open) -> "OpenOut":
        """As it is shown."""
        return cls(
            opens=clock(hours.opens), closes=clock(hours.closes), place=hours.place, municipal_unit=hours.municipal_unit
        )


class DayOut(Out):
    """One day of a unit."""

    model_config = example(why=None, reason=None, name=None)

    day: date
    """The day, in Greece."""
    hours: list[OpenOut]
    """When it is open; none where it is closed."""
    why: WhyClosed | None
    """Why it is closed; null where it is open."""
    reason: ClosureReason | None
    """Of a closure that was declared."""
    name: str | None
    """The holiday's or the feast's, or the closure's note."""


class DayList(Out):
    """A unit's days."""

    items: list[DayOut]
    """Every day that was asked for."""
    next: None = None
    """Always null: the list is whole."""

    @classmethod
    def of(cls, days: Iterable[Day]) -> "DayList":
        """As they are shown."""
        return cls(items=[day_out(day) for day in days])


def day_out(day: Day) -> DayOut:
    """One day as it is shown."""
    return DayOut.model_validate(
        {
            "day": day.day,
            "hours": [OpenOut.of(each) for each in day.hours],
            "why": day.why,
            "reason": day.reason,
            "name": day.name,
        }
    )
