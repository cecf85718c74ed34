"""A person asks that their data be kept and not used (GDPR, article 18). One stream: `restriction-<id>`.

An erasure that is open restricts too; it has a stream of its own.
"""

from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from shared.domain import Refused

Ground = Literal["accuracy-contested", "unlawful", "legal-claims", "objection"]
"""Article 18(1)(a) to (d)."""


@dataclass(frozen=True, slots=True)
class RestrictionPlaced:
    """From now on the person's data are kept, and used for nothing else than what article 18(2) allows."""

    person: UUID
    ground: Ground


@dataclass(frozen=True, slots=True)
class RestrictionLifted:
    """It ended, and the person was told before (article 18(3))."""


Event = RestrictionPlaced | RestrictionLifted


@dataclass(frozen=True, slots=True)
class Restriction:
    """A restriction as its decisions need to know it."""

    placed: RestrictionPlaced | None = None
    lifted: bool = False


def place(restriction: Restriction, *, person: UUID, ground: Ground) -> list[Event]:
    """The processing of a person is restricted. Repeating the same changes nothing."""
    placed = RestrictionPlaced(person, ground)
    if restriction.placed is not None:
        if restriction.placed == placed:
            return []
        raise Refused("restriction-exists")
    return [placed]


def lift(restriction: Restriction, *, informed: bool) -> list[Event]:
    """It ends, once the person was told that it does. Again changes nothing."""
    if restriction.placed is None:
        raise Refused("restriction-unknown")
    if restriction.lifted:
        return []
    if not informed:
        raise Refused("restriction-untold")
    return [RestrictionLifted()]


def evolve(restriction: Restriction, event: Event) -> Restriction:
    """The restriction after the event."""
    match event:
        case RestrictionPlaced():
            return replace(restriction, placed=event)
        case RestrictionLifted():
            return replace(restriction, lifted=True)
