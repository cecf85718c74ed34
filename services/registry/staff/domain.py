"""A member of staff as colleagues know her or him: a name, and the places where the work is done.

One stream: `staff-<id>`. Events of all services carry the account's id alone; the name belongs to a person like any
other and is kept, once, under that person's key.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from shared.domain import PersonalText

_ACCOUNTS = UUID("5b0c0a4e-8f0b-5d0e-9a51-2f6f3a1c7d20")
"""The namespace of ids for accounts that their provider names by something else than a UUID."""


@dataclass(frozen=True, slots=True)
class StaffNamed:
    """The name by which colleagues know the member, as the provider of the login has it."""

    name: PersonalText


@dataclass(frozen=True, slots=True)
class StaffPosted:
    """The member came to work at `place`: the scope path of a municipality, or of a region for its own offices."""

    place: str


Event = StaffNamed | StaffPosted


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff as the decision needs to know her or him."""

    name: str = ""
    places: frozenset[str] = frozenset()


def staff_id(account: str) -> UUID:
    """The id of the member behind an account: the account's own where that is a UUID in its usual spelling."""
    try:
        own = UUID(account)
    except ValueError:
        return uuid5(_ACCOUNTS, account)
    return own if str(own) == account else uuid5(_ACCOUNTS, account)


def place_of(scope: str) -> str:
    """The municipality of a scope path, or the region where it names no more."""
    return "/".join(scope.split("/")[:3])


def make_known(member: Member, *, name: str, places: Iterable[str]) -> list[Event]:
    """A member says who she is. A place once worked at is kept: what was written there stays hers to name."""
    named: list[Event] = [] if name == member.name else [StaffNamed(name)]
    return [*named, *(StaffPosted(place) for place in sorted(set(places) - member.places))]


def evolve(member: Member, event: Event) -> Member:
    """The member after the event."""
    match event:
        case StaffNamed(name):
            return replace(member, name=name)
        case StaffPosted(place):
            return replace(member, places=member.places | {place})
