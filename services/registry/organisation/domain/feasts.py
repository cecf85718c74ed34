"""Feasts of a municipality, on which its Centres are closed (practice of the Centres' regulations, R10)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class FeastSet:
    """A local feast on which the municipality's Centres are closed, every year on the same day."""

    name: str
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class MovableFeastSet:
    """A local feast that moves with Orthodox Easter: so many days after it, or before it where they are negative."""

    name: str
    days_from_easter: int


@dataclass(frozen=True, slots=True)
class FeastEnded:
    """The feast is not kept any more from the day `on`; what it was before stays so.

    A feast is named by its name with its day: `month` and `day`, or `days_from_easter`.
    """

    name: str
    on: date
    month: int | None = None
    day: int | None = None
    days_from_easter: int | None = None


FeastEvent = FeastSet | MovableFeastSet | FeastEnded


@dataclass(frozen=True, slots=True)
class Feast:
    """A feast as it is kept; `ended_on` is the first day on which it is not kept any more."""

    set: FeastSet | MovableFeastSet
    ended_on: date | None = None


def feasts_after(feasts: tuple[Feast, ...], event: FeastEvent) -> tuple[Feast, ...]:
    """The feasts after the event. One that is set again is as if it had never been given up."""
    match event:
        case FeastEnded(on=on):
            return tuple(Feast(each.set, on) if is_meant(each, event) else each for each in feasts)
        case _:
            return (*(each for each in feasts if each.set != event), Feast(event))


def is_meant(feast: Feast, ended: FeastEnded) -> bool:
    """Whether it is the one that ended."""
    match feast.set:
        case FeastSet(name, month, day):
            return (name, month, day) == (ended.name, ended.month, ended.day)
        case MovableFeastSet(name, days):
            return (name, days) == (ended.name, ended.days_from_easter)


def is_day(month: int, day: int) -> bool:
    """Whether a year can have such a day; 29 February is one."""
    try:
        date(2000, month, day)
    except ValueError:
        return False
    return True
