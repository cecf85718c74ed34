"""What may be decided about a service, and whether it takes people on a day."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Final
from uuid import UUID

from services.registry.bodies.domain.events import (
    CapacityReported,
    Hours,
    ServiceCorrected,
    ServiceEnded,
    ServiceEvent,
    ServiceFacts,
    ServiceHoursSet,
    ServiceOffered,
    ServicePaused,
    ServiceResumed,
    offered_facts,
)
from shared.domain import Refused

LONGEST_ANSWER: Final = 60
"""Working days; a bound of ours against slips of the pen, no law sets one."""

OLDEST: Final = 130
"""Years of age; nobody is known to have lived longer."""

_MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True)
class StaleAfter:
    """From a day on, a report of capacity is believed for so many days."""

    since: date
    days: int
    source: str


STALE_AFTER: Final = (StaleAfter(date(2016, 3, 30), 30, "ours"),)
"""No act sets how long a report holds; a month is what Centres ask their partners for. The newest rule comes last."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service as its decisions need to know it; hours by the day from which they hold, the newest last."""

    body: UUID | None = None
    offered: ServiceFacts | None = None
    facts: ServiceFacts | None = None
    hours: tuple[ServiceHoursSet, ...] = ()
    capacity: CapacityReported | None = None
    paused: ServicePaused | None = None
    ended: bool = False


def offer_service(service: Service, *, body: UUID, facts: ServiceFacts) -> list[ServiceEvent]:
    """A body offers a service. Repeating it changes nothing; other facts under the same id are refused."""
    if service.offered is not None:
        if (service.body, service.offered) == (body, facts):
            return []
        raise Refused("service-already-offered")
    _check(facts)
    return [ServiceOffered(body, **{name: getattr(facts, name) for name in ServiceFacts.__slots__})]


def correct_service(service: Service, *, facts: ServiceFacts) -> list[ServiceEvent]:
    """What the registry says of the service was wrong, or is so no longer."""
    if _standing(service) == facts:
        return []
    _check(facts)
    return [ServiceCorrected(facts)]


def set_hours(service: Service, *, since: date, hours: tuple[Hours, ...]) -> list[ServiceEvent]:
    """When it is open from that day on, until other hours begin. Saying the same again changes nothing."""
    _standing(service)
    ordered = tuple(sorted(hours, key=lambda each: (each.weekday, each.opens)))
    wanted = ServiceHoursSet(since, ordered)
    if wanted in service.hours:
        return []
    for each in ordered:
        if each.closes <= each.opens and each.closes != _MIDNIGHT:
            raise Refused("hours-close-before-they-open")
    for one, following in pairwise(ordered):
        if one.weekday == following.weekday and (one.closes == _MIDNIGHT or one.closes > following.opens):
            raise Refused("hours-overlap")
    return [wanted]


def report_capacity(service: Service, *, places: int, waiting: int, on: date) -> list[ServiceEvent]:
    """What the service said it had on a day. An older report than the last one is refused: it would hide it."""
    _standing(service)
    reported = CapacityReported(places, waiting, on)
    if service.capacity == reported:
        return []
    if service.capacity is not None and on < service.capacity.on:
        raise Refused("capacity-reported-later", until=service.capacity.on)
    return [reported]


def pause_service(service: Service, *, until: date | None, why: str | None, on: date) -> list[ServiceEvent]:
    """It takes nobody for now. Again with the same words changes nothing; with another day it is paused anew."""
    _standing(service)
    paused = ServicePaused(until, why)
    if service.paused == paused:
        return []
    if until is not None and until <= on:
        raise Refused("pause-ends-before-it-begins")
    return [paused]


def resume_service(service: Service) -> list[ServiceEvent]:
    """It takes people again. Again changes nothing."""
    _standing(service)
    return [ServiceResumed()] if service.paused else []


def end_service(service: Service, *, why: str | None) -> list[ServiceEvent]:
    """It is no longer offered. Again changes nothing."""
    if service.ended:
        return []
    _standing(service)
    return [ServiceEnded(why)]


def evolve_service(service: Service, event: ServiceEvent) -> Service:
    """The service after the event."""
    match event:
        case ServiceOffered():
            facts = offered_facts(event)
            return replace(service, body=event.body, offered=facts, facts=facts)
        case ServiceCorrected(facts):
            return replace(service, facts=facts)
        case ServiceHoursSet():
            return replace(service, hours=after(service.hours, event))
        case CapacityReported():
            return replace(service, capacity=event)
        case ServicePaused():
            return replace(service, paused=event)
        case ServiceResumed():
            return replace(service, paused=None)
        case ServiceEnded():
            return replace(service, ended=True)


def after(known: tuple[ServiceHoursSet, ...], event: ServiceHoursSet) -> tuple[ServiceHoursSet, ...]:
    """All hours once these are set: they stand in place of those that began on the same day."""
    others = [each for each in known if each.since != event.since]
    return tuple(sorted([*others, event], key=lambda each: each.since))


def hours_on(known: tuple[ServiceHoursSet, ...], day: date) -> tuple[Hours, ...] | None:
    """When it is open on a day; None where nobody said."""
    standing = [each for each in known if each.since <= day]
    if not standing:
        return None
    return tuple(each for each in standing[-1].hours if each.weekday == day.isoweekday())


def is_paused(*, paused: bool, until: date | None, on: date) -> bool:
    """Whether a pause still holds on a day: from the day that was told for its end it does not."""
    return paused and (until is None or on < until)


def believed_until(reported_on: date) -> date:
    """The last day on which a report of that day is believed."""
    return reported_on + timedelta(days=_stale_after(reported_on).days)


def _stale_after(on: date) -> StaleAfter:
    return next((each for each in reversed(STALE_AFTER) if each.since <= on), STALE_AFTER[0])


def _check(facts: ServiceFacts) -> None:
    if not 1 <= facts.answers_within <= LONGEST_ANSWER:
        raise Refused("answers-within-out-of-range", least=1, most=LONGEST_ANSWER)
    if facts.minimum_age is not None and facts.maximum_age is not None and facts.minimum_age > facts.maximum_age:
        raise Refused("ages-crossed")


def _standing(service: Service) -> ServiceFacts:
    if service.facts is None:
        raise Refused("service-unknown")
    if service.ended:
        raise Refused("service-ended")
    return service.facts
