"""A funding act (Πράξη) of a Centre, as a ledger of decisions (R7). One stream: `act-<code>`, the code being its MIS.

What was in force on a day follows from the decisions that had been taken by then; nothing is overwritten. Amounts are
whole cents.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from shared.domain import Refused


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision of the authority that manages the programme: its number and its day."""

    number: str
    on: date


@dataclass(frozen=True, slots=True)
class ActIncluded:
    """The act was included in an operational programme.

    `objective` is the thematic objective or priority as the decision names it; `beneficiary` the body that carries the
    act out; `centres` those that it pays.
    """

    title: str
    programme: str
    objective: str
    decision: Decided
    budget: int
    ends_on: date
    beneficiary: str
    centres: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class ActAmended:
    """A later decision: what it does not name stays as it was."""

    decision: Decided
    budget: int | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class AmendmentAccepted:
    """The municipal council accepted the amendment of that number."""

    amendment: str
    decision: Decided


@dataclass(frozen=True, slots=True)
class SpendingStated:
    """By that day so much had been spent in all; a later statement may be lower, where something was not recognised."""

    on: date
    spent: int


@dataclass(frozen=True, slots=True)
class ActEnded:
    """It ended on that day, as agreed or before."""

    on: date


Event = ActIncluded | ActAmended | AmendmentAccepted | SpendingStated | ActEnded


@dataclass(frozen=True, slots=True)
class Act:
    """An act as its decisions need to know it; `accepted` are the numbers of amendments that councils accepted."""

    included: ActIncluded | None = None
    amended: tuple[ActAmended, ...] = ()
    accepted: frozenset[str] = frozenset()
    spending: tuple[SpendingStated, ...] = ()
    ended: ActEnded | None = None


@dataclass(frozen=True, slots=True)
class InForce:
    """What held of an act on a day; `spent` is what had been stated last by then, None where nothing was."""

    budget: int
    ends_on: date
    decision: Decided
    spent: int | None


def include(
    act: Act,
    *,
    title: str,
    programme: str,
    objective: str,
    decision: Decided,
    budget: int,
    ends_on: date,
    beneficiary: str,
    centres: Sequence[UUID],
) -> list[Event]:
    """An act is included. Repeating it changes nothing; other facts under the same code are refused."""
    included = ActIncluded(title, programme, objective, decision, budget, ends_on, beneficiary, tuple(centres))
    if act.included not in (None, included):
        raise Refused("act-exists")
    if ends_on < decision.on:
        raise Refused("ends-before-it-starts", since=decision.on)
    return [] if act.included else [included]


def amend(act: Act, *, decision: Decided, budget: int | None, ends_on: date | None) -> list[Event]:
    """A decision changes the budget, the end, or both. Again changes nothing; one number is one decision."""
    included = _running(act)
    amendment = ActAmended(decision, budget, ends_on)
    if amendment in act.amended:
        return []
    if budget is None and ends_on is None:
        raise Refused("amends-nothing")
    if decision.number in {included.decision.number, *(each.decision.number for each in act.amended)}:
        raise Refused("decision-known")
    if decision.on < included.decision.on:
        raise Refused("before-inclusion", on=included.decision.on)
    if ends_on is not None and ends_on < included.decision.on:
        raise Refused("ends-before-it-starts", since=included.decision.on)
    return [amendment]


def accept(act: Act, *, amendment: str, decision: Decided) -> list[Event]:
    """The council accepts an amendment. Again changes nothing."""
    _running(act)
    if amendment in act.accepted:
        return []
    known = next((each for each in act.amended if each.decision.number == amendment), None)
    if known is None:
        raise Refused("amendment-unknown")
    if decision.on < known.decision.on:
        raise Refused("before-amendment", on=known.decision.on)
    return [AmendmentAccepted(amendment, decision)]


def state_spending(act: Act, *, on: date, spent: int) -> list[Event]:
    """So much had been spent by that day. More than the budget of that day is shown, not refused."""
    included = _included(act)
    stated = SpendingStated(on, spent)
    if stated in act.spending:
        return []
    if on < included.decision.on:
        raise Refused("before-inclusion", on=included.decision.on)
    return [stated]


def end(act: Act, *, on: date) -> list[Event]:
    """The act ends. Again changes nothing."""
    if act.ended == ActEnded(on):
        return []
    included = _running(act)
    if on < included.decision.on:
        raise Refused("ends-before-it-starts", since=included.decision.on)
    return [ActEnded(on)]


def in_force(act: Act, on: date) -> InForce | None:
    """What held on that day: None before the act was included, and after it ended."""
    if act.included is None or on < act.included.decision.on or (act.ended and on > act.ended.on):
        return None
    state = InForce(act.included.budget, act.included.ends_on, act.included.decision, None)
    for each in sorted(act.amended, key=lambda each: each.decision.on):
        if each.decision.on <= on:
            state = replace(
                state,
                budget=state.budget if each.budget is None else each.budget,
                ends_on=each.ends_on or state.ends_on,
                decision=each.decision,
            )
    stated = [each for each in act.spending if each.on <= on]
    # Of two statements of one day the later one holds.
    spent = stated[max(range(len(stated)), key=lambda n: (stated[n].on, n))].spent if stated else None
    return replace(state, spent=spent)


def evolve(act: Act, event: Event) -> Act:
    """The act after the event."""
    match event:
        case ActIncluded():
            return replace(act, included=event)
        case ActAmended():
            return replace(act, amended=(*act.amended, event))
        case AmendmentAccepted(amendment):
            return replace(act, accepted=act.accepted | {amendment})
        case SpendingStated():
            return replace(act, spending=(*act.spending, event))
        case ActEnded():
            return replace(act, ended=event)


def _included(act: Act) -> ActIncluded:
    if act.included is None:
        raise Refused("act-unknown")
    return act.included


def _running(act: Act) -> ActIncluded:
    included = _included(act)
    if act.ended is not None:
        raise Refused("act-ended", on=act.ended.on)
    return included
