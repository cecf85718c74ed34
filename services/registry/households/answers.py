"""What is answered about a household, as one person's file shows it."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.registry.households.domain import LeavingReason, MemberRole
from shared.fields import Account, Out, example


class MemberOut(Out):
    """Somebody who lives there, or did."""

    model_config = example(label="Παππά Άννα", born_on="2014-05-02", role="child", until=None, why=None)

    person: UUID
    """The person's."""
    label: str
    """How they are named in a list."""
    born_on: date | None
    """The date of birth."""
    role: MemberRole
    """What they are to the reference person."""
    since: date
    """From when on they live there."""
    until: date | None
    """The last day; null for who lives there now."""
    why: LeavingReason | None
    """Why they left."""


class HouseholdOut(Out):
    """A household, as the person's file shows it."""

    model_config = example(moved_on=None, dissolved_on=None)

    id: UUID
    """The household's."""
    since: date
    """From when on they live together."""
    moved_on: date | None
    """When they moved last."""
    dissolved_on: date | None
    """When it was dissolved."""
    members: list[MemberOut]
    """Who lives there now, in the order in which they joined."""
    former: list[MemberOut]
    """Who lived there before."""
    version: int
    """As in the ETag."""


class HouseholdsOut(Out):
    """The households of a person."""

    current: HouseholdOut | None
    """Null where none is recorded: the person lives alone, or nobody asked."""
    past: list[HouseholdOut]
    """Those that the person left, the latest first."""


class HouseholdChange(Out):
    """One thing that happened in a household."""

    model_config = example(person=None, role=None, why=None)

    what: Literal["formed", "joined", "left", "moved", "dissolved"]
    """What happened."""
    on: date
    """When it was so."""
    person: UUID | None
    """Whom it is about; null for all of them."""
    role: MemberRole | None
    """As what somebody joined."""
    why: LeavingReason | None
    """Why somebody left."""
    by: Account
    recorded_on: date
    """When it was told."""


class HouseholdHistory(Out):
    """What happened in a person's household, the latest first."""

    items: Annotated[list[HouseholdChange], Field()]
    """One line for each member and step."""
