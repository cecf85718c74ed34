"""Two records that may be one human: suspected by the matcher, decided by a colleague.

One stream a pair: `duplicate-<id>`, the id derived from both. A suspicion that was dismissed is raised again only where
what tells people apart has changed. Merging is another stream; what a pair came to is read from both.
"""

from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from shared.domain import Refused

Why = Literal["papers-differ", "family", "namesake", "person-says", "other"]
"""How a colleague knows that they are two: by the papers, as relatives, as namesakes, from themselves."""


@dataclass(frozen=True, slots=True)
class DuplicateSuspected:
    """The two look alike. `facts` is a keyed hash of what was compared, so that a change is seen and nothing told."""

    left: UUID
    right: UUID
    score: int
    reasons: tuple[str, ...]
    facts: str


@dataclass(frozen=True, slots=True)
class SuspicionDismissed:
    """A colleague looked at both and says that they are two."""

    why: Why


@dataclass(frozen=True, slots=True)
class SuspicionHandedOn:
    """A colleague could not tell, and leaves it to the coordinator."""


Event = DuplicateSuspected | SuspicionDismissed | SuspicionHandedOn


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A pair as its decisions need to know it."""

    suspected: DuplicateSuspected | None = None
    dismissed: SuspicionDismissed | None = None
    handed_on: bool = False


def suspect(suspicion: Suspicion, *, suspected: DuplicateSuspected) -> list[Event]:
    """The matcher finds the two alike. Said before with the same facts, or still open, it changes nothing."""
    known = suspicion.suspected
    if known is None or (suspicion.dismissed is not None and known.facts != suspected.facts):
        return [suspected]
    return []


def dismiss(suspicion: Suspicion, *, why: Why) -> list[Event]:
    """They are two. Said again, with whatever reason, it changes nothing."""
    if suspicion.suspected is None:
        raise Refused("suspicion-unknown")
    return [] if suspicion.dismissed else [SuspicionDismissed(why)]


def hand_on(suspicion: Suspicion) -> list[Event]:
    """Nobody at the desk can tell."""
    if suspicion.suspected is None:
        raise Refused("suspicion-unknown")
    if suspicion.dismissed is not None:
        raise Refused("suspicion-dismissed")
    return [] if suspicion.handed_on else [SuspicionHandedOn()]


def evolve(suspicion: Suspicion, event: Event) -> Suspicion:
    """The pair after the event."""
    match event:
        case DuplicateSuspected():
            return Suspicion(suspected=event)
        case SuspicionDismissed():
            return replace(suspicion, dismissed=event)
        case SuspicionHandedOn():
            return replace(suspicion, handed_on=True)


def in_order(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """The two in the order in which a pair names them: whoever was met first is the left one."""
    return (one, other) if one <= other else (other, one)
