"""Which restrictions stand, by registry's own log, and what others are told of them."""

from typing import Any

from services.registry.erasure.domain import ErasureRequested, ErasureWithdrawn
from services.registry.restrictions.domain import RestrictionLifted, RestrictionPlaced
from shared.envelope import Recorded
from shared.restrictions import PersonRestricted, RestrictionEnded, restriction_view

BY_ERASURE = "erasure"
"""The ground of a restriction that stands while an erasure is open."""


def public(recorded: Recorded[Any]) -> object | None:
    """What others hear."""
    match recorded.event:
        case ErasureRequested(person=person):
            return PersonRestricted(person, recorded.id, BY_ERASURE)
        case RestrictionPlaced(person, ground):
            return PersonRestricted(person, recorded.id, ground)
        case ErasureWithdrawn() | RestrictionLifted():
            return RestrictionEnded(recorded.id)
        case _:
            return None


def _told(recorded: Recorded[Any]) -> tuple[object, str]:
    return public(recorded), recorded.metadata.scope


RESTRICTIONS = restriction_view(_told)
