"""What is decided about when a Centre's units are open."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.registry.organisation.domain.centres import Centre, CentreEvent, MobileUnitAttached, place_of
from services.registry.organisation.domain.opening import (
    ClosureDeclared,
    ClosureReason,
    ClosureWithdrawn,
    HoursSet,
    Interval,
    ItineraryPublished,
    Stop,
    wrong_in_stops,
    wrong_in_week,
)
from shared.domain import Refused


def set_hours(centre: Centre, *, unit: UUID | None, from_day: date, week: Sequence[Interval]) -> list[CentreEvent]:
    """The unit's week from that day on, until the day of the next. What is said last of a day holds."""
    place = place_of(centre, unit)
    for _, _, code in wrong_in_week(week):
        raise Refused(code)
    hours = HoursSet(from_day, tuple(sorted(week, key=lambda one: (one.weekday, one.opens))), unit)
    return [] if hours in place.hours else [hours]


def declare_closure(
    centre: Centre,
    *,
    unit: UUID | None,
    closure: UUID,
    first: date,
    last: date,
    reason: ClosureReason,
    note: str | None,
) -> list[CentreEvent]:
    """The unit is closed on those days. Repeating it changes nothing; others under the same id are refused."""
    place = place_of(centre, unit)
    if last < first:
        raise Refused("closure-reversed")
    declared = ClosureDeclared(closure, first, last, reason, note, unit)
    if declared in place.closures:
        return []
    if any(each.closure == closure for known in centre.places.values() for each in known.closures):
        raise Refused("closure-exists")
    return [declared]


def withdraw_closure(centre: Centre, *, unit: UUID | None, closure: UUID) -> list[CentreEvent]:
    """The unit is open after all. Again, and where there was none, changes nothing."""
    place = place_of(centre, unit)
    return [ClosureWithdrawn(closure)] if any(each.closure == closure for each in place.closures) else []


def publish_itinerary(centre: Centre, *, unit: UUID | None, month: str, stops: Sequence[Stop]) -> list[CentreEvent]:
    """Where a mobile unit stands in a month. The same again changes nothing."""
    place = place_of(centre, unit)
    if unit is None or not any(isinstance(each, MobileUnitAttached) and each.unit == unit for each in centre.units):
        raise Refused("not-a-mobile-unit")
    for _, _, code in wrong_in_stops(month, stops):
        raise Refused(code)
    published = ItineraryPublished(month, tuple(sorted(stops, key=lambda stop: (stop.day, stop.opens))), unit)
    return [] if place.itineraries.get(month) == published else [published]
