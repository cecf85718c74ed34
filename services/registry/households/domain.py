"""A household (νοικοκυριό): people who live together, since when, and as what to whom the file is kept for.

One stream: `household-<id>`. A person has one current household, by a claim. Where a member is concealed, nobody learns
of the membership from the others' files: such members are left out of all that is decided and told (`seen`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from typing import Annotated, Literal
from uuid import UUID

from shared.domain import Refused, Subject, personal

MemberRole = Literal[
    "reference",
    "spouse",
    "partner",
    "child",
    "parent",
    "sibling",
    "grandparent",
    "grandchild",
    "other-relative",
    "not-related",
]
"""What a member is to the reference person, who is the one that the others are described by."""

LeavingReason = Literal["moved-out", "separated", "own-household", "institution", "died", "error", "other"]
"""Why somebody left: an `error` says that they never lived there."""


@dataclass(frozen=True, slots=True)
class HouseholdFormed:
    """People were found to live together since that day."""

    since: date


@dataclass(frozen=True, slots=True)
class MemberJoined:
    """A person lives with them since that day."""

    person: Subject
    role: Annotated[MemberRole, personal]
    since: Annotated[date, personal]


@dataclass(frozen=True, slots=True)
class MemberLeft:
    """A person no longer lives with them."""

    person: Subject
    on: Annotated[date, personal]
    why: Annotated[LeavingReason, personal]


@dataclass(frozen=True, slots=True)
class HouseholdMoved:
    """They live elsewhere since that day; the address stands in each member's own record."""

    on: date


@dataclass(frozen=True, slots=True)
class HouseholdDissolved:
    """Nobody lives there together any more."""

    on: date


Event = HouseholdFormed | MemberJoined | MemberLeft | HouseholdMoved | HouseholdDissolved


@dataclass(frozen=True, slots=True)
class Member:
    """A membership: the current one of a person, or one that ended."""

    person: UUID
    role: MemberRole
    since: date
    until: date | None = None
    why: LeavingReason | None = None


@dataclass(frozen=True, slots=True)
class Household:
    """A household as its decisions need to know it."""

    formed: HouseholdFormed | None = None
    members: tuple[Member, ...] = ()
    dissolved: HouseholdDissolved | None = None

    @property
    def current(self) -> tuple[Member, ...]:
        """Who lives there now."""
        return tuple(member for member in self.members if member.until is None)


@dataclass(frozen=True, slots=True)
class Joining:
    """Who joins, and as what."""

    person: UUID
    role: MemberRole


def form(household: Household, *, since: date, members: Sequence[Joining], on: date) -> list[Event]:
    """People are found to live together. Repeating the same changes nothing."""
    events: list[Event] = [
        HouseholdFormed(since),
        *(MemberJoined(one.person, one.role, since) for one in members),
    ]
    if household.formed is not None:
        same = {(one.person, one.role, one.since) for one in household.members}
        if household.formed.since == since and {(one.person, one.role, since) for one in members} <= same:
            return []
        raise Refused("household-already-formed")
    if not members:
        raise Refused("household-without-members")
    if len({one.person for one in members}) != len(members):
        raise Refused("member-already-there")
    _one_reference([one.role for one in members])
    _not_ahead(since, on)
    return events


def join(household: Household, *, person: UUID, role: MemberRole, since: date, on: date) -> list[Event]:
    """One more person lives with them."""
    _standing(household)
    _not_ahead(since, on)
    if any(member.person == person for member in household.current):
        raise Refused("member-already-there")
    if household.formed and since < household.formed.since:
        raise Refused("joined-before-forming", formed=household.formed.since)
    last = max((member.until for member in household.members if member.person == person and member.until), default=None)
    if last is not None and since < last:
        raise Refused("joined-before-leaving", left=last)
    if role == "reference" and any(member.role == "reference" for member in household.current):
        raise Refused("two-reference-persons")
    return [MemberJoined(person, role, since)]


def leave(
    household: Household, *, people: Collection[UUID], left_on: date, why: LeavingReason, on: date
) -> list[Event]:
    """Some no longer live there."""
    _standing(household)
    _not_ahead(left_on, on)
    current = {member.person: member for member in household.current}
    for person in people:
        if person not in current:
            raise Refused("not-a-member")
        if left_on < current[person].since:
            raise Refused("left-before-joining", joined=current[person].since)
    return [MemberLeft(person, left_on, why) for person in dict.fromkeys(people)]


def move(household: Household, *, moved_on: date, on: date) -> list[Event]:
    """They live elsewhere."""
    _standing(household)
    _not_ahead(moved_on, on)
    if household.formed and moved_on < household.formed.since:
        raise Refused("joined-before-forming", formed=household.formed.since)
    return [HouseholdMoved(moved_on)]


def dissolve(household: Household, *, dissolved_on: date, on: date, why: LeavingReason | None = None) -> list[Event]:
    """Nobody lives there together any more: whoever does leaves now, for `why`, or must have left before."""
    if household.formed is None:
        raise Refused("household-unknown")
    if household.dissolved:
        return []
    if why and household.current:
        people = [member.person for member in household.current]
        gone = leave(household, people=people, left_on=dissolved_on, why=why, on=on)
        return [*gone, *dissolve(reduce(evolve, gone, household), dissolved_on=dissolved_on, on=on)]
    _not_ahead(dissolved_on, on)
    if household.current:
        raise Refused("household-has-members", count=len(household.current))
    last = max((member.until for member in household.members if member.until), default=household.formed.since)
    if dissolved_on < last:
        raise Refused("dissolved-before-leaving", left=last)
    return [HouseholdDissolved(dissolved_on)]


def concerns(event: object) -> UUID | None:
    """The one member whom an event is about; None where it is about all of them."""
    return event.person if isinstance(event, MemberJoined | MemberLeft) else None


def evolve(household: Household, event: Event) -> Household:
    """The household after the event."""
    match event:
        case HouseholdFormed():
            return replace(household, formed=event)
        case MemberJoined(person, role, since):
            return replace(household, members=(*household.members, Member(person, role, since)))
        case MemberLeft(person, on, why):
            return replace(
                household,
                members=tuple(
                    replace(member, until=on, why=why) if member.person == person and member.until is None else member
                    for member in household.members
                ),
            )
        case HouseholdMoved():
            return household
        case HouseholdDissolved():
            return replace(household, dissolved=event)


def _standing(household: Household) -> None:
    if household.formed is None:
        raise Refused("household-unknown")
    if household.dissolved is not None:
        raise Refused("household-dissolved")


def _not_ahead(day: date, on: date) -> None:
    if day > on:
        raise Refused("household-day-ahead")


def _one_reference(roles: Sequence[MemberRole]) -> None:
    if roles.count("reference") > 1:
        raise Refused("two-reference-persons")
