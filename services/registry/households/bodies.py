"""What is sent to say who lives with whom."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.registry.households.domain import Joining, LeavingReason, MemberRole
from shared.fields import Body, OccurredOn, OptionalLine, OptionalName, example


class JoiningBody(Body):
    """Who lives there, and as what."""

    model_config = example(role="child")

    person: UUID
    """The person, by the id in registry."""
    role: MemberRole
    """What they are to the reference person."""

    def known(self) -> Joining:
        """The same in the domain's words."""
        return Joining(self.person, self.role)


Some = Annotated[tuple[JoiningBody, ...], Field(min_length=1, max_length=30)]


class NewHousehold(Body):
    """People who live together."""

    members: Some
    """Whoever the file is open of is among them."""
    since: date
    """From when on."""
    occurred_on: OccurredOn = None


class JoiningMember(Body):
    """One more who lives there."""

    model_config = example(role="child")

    person: UUID
    """The person, by the id in registry."""
    role: MemberRole
    """What they are to the reference person."""
    since: date
    """From when on."""
    occurred_on: OccurredOn = None


class LeavingMember(Body):
    """One who no longer lives there."""

    model_config = example(why="moved-out")

    person: UUID
    """The person, by the id in registry."""
    on: date
    """The last day."""
    why: LeavingReason
    """Why."""
    occurred_on: OccurredOn = None


class Splitting(Body):
    """Some who live elsewhere together from now on: in a new household, or in one that is there."""

    model_config = example(why="separated")

    members: Some
    """Who leaves, and as what they live there."""
    into: UUID
    """The household that they join: an id that the client made for a new one (a UUIDv7), or one that is there."""
    on: date
    """From when on."""
    why: LeavingReason
    """Why."""
    occurred_on: OccurredOn = None


class Moving(Body):
    """Where they live now: it is written into the record of every member."""

    model_config = example(address="Οδός Ελιάς 4, 27054 Ζαχάρω", municipal_unit="Ζαχάρως")

    address: OptionalLine
    """The street and the place."""
    municipal_unit: OptionalName
    """The part of the municipality."""
    on: date
    """From when on."""
    occurred_on: OccurredOn = None


class Dissolving(Body):
    """That nobody lives there together any more."""

    model_config = example(why="separated")

    on: date
    """From when on."""
    why: LeavingReason | None = None
    """Why those who still live there leave; without it nobody may live there any more."""
    occurred_on: OccurredOn = None
