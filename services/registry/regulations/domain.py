"""A Centre's operating regulation (Κανονισμός Λειτουργίας), and its submissions (R2).

One stream: `regulation-<centre>`. The municipal council approves, supplements and amends it. What was decided, and the
annual report of operations, is submitted to the directorate of the General Secretariat of Welfare.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

from shared.domain import Refused

Meeting = Literal["ordinary", "extraordinary", "teleconference", "circulation"]
"""How the council met (Law 3852/2010, article 67; by teleconference or circulation since 2020)."""

Vote = Literal["unanimous", "majority"]

Kind = Literal["approved", "supplemented", "amended"]
"""What the council did."""

What = Literal["regulation", "annual-report"]
"""What is submitted: a decision on the regulation, or a year's report of operations (ετήσιος απολογισμός)."""


@dataclass(frozen=True, slots=True)
class RegulationDecided:
    """The council's decision; `ada` is its number in the transparency programme (Διαύγεια), where it is published."""

    kind: Kind
    number: str
    on: date
    meeting: Meeting
    vote: Vote
    ada: str | None


@dataclass(frozen=True, slots=True)
class SubmissionMade:
    """It went to the ministry on that day.

    `of` is the decision's number, or the year of a report; `protocol` the number under which it was taken in.
    """

    what: What
    of: str
    on: date
    to: str
    protocol: str | None


@dataclass(frozen=True, slots=True)
class SubmissionReturned:
    """The ministry sent it back: it has to be submitted again."""

    what: What
    of: str
    on: date


Event = RegulationDecided | SubmissionMade | SubmissionReturned


@dataclass(frozen=True, slots=True)
class Regulation:
    """A Centre's regulation: its decisions, oldest first, what stands submitted, and what was sent back."""

    decided: tuple[RegulationDecided, ...] = ()
    submitted: tuple[SubmissionMade, ...] = ()
    returned: tuple[SubmissionReturned, ...] = ()


def stream_of(centre: UUID) -> str:
    """The stream of a Centre's regulation."""
    return f"regulation-{centre}"


def decide(
    regulation: Regulation, *, kind: Kind, number: str, on: date, meeting: Meeting, vote: Vote, ada: str | None
) -> list[Event]:
    """The council decides. The first decision approves, later ones supplement or amend. Again changes nothing."""
    decided = RegulationDecided(kind, number, on, meeting, vote, ada)
    if decided in regulation.decided:
        return []
    if any(each.number == number and each.on.year == on.year for each in regulation.decided):
        raise Refused("decision-known")
    first = not regulation.decided
    if first != (kind == "approved"):
        raise Refused("regulation-not-approved" if first else "regulation-approved-before")
    if not first and on < regulation.decided[0].on:
        raise Refused("before-approval", on=regulation.decided[0].on)
    return [decided]


def submit(regulation: Regulation, *, what: What, of: str, on: date, to: str, protocol: str | None) -> list[Event]:
    """A decision on the regulation, or a year's report, goes to the ministry. Again changes nothing."""
    submitted = SubmissionMade(what, of, on, to, protocol)
    if submitted in regulation.submitted:
        return []
    if any((each.what, each.of) == (what, of) for each in regulation.submitted):
        raise Refused("submitted-before")
    if what == "regulation":
        decision = next((each for each in regulation.decided if each.number == of), None)
        if decision is None:
            raise Refused("decision-unknown")
        if on < decision.on:
            raise Refused("before-decision", on=decision.on)
    elif on.year < int(of):
        raise Refused("year-not-begun")
    return [submitted]


def return_submission(regulation: Regulation, *, what: What, of: str, on: date) -> list[Event]:
    """The ministry sends it back. Again changes nothing."""
    returned = SubmissionReturned(what, of, on)
    standing = next((each for each in regulation.submitted if (each.what, each.of) == (what, of)), None)
    if standing is None:
        if returned in regulation.returned:
            return []
        raise Refused("not-submitted")
    if on < standing.on:
        raise Refused("before-submission", on=standing.on)
    return [returned]


def evolve(regulation: Regulation, event: Event) -> Regulation:
    """The regulation after the event."""
    match event:
        case RegulationDecided():
            return replace(regulation, decided=(*regulation.decided, event))
        case SubmissionMade():
            return replace(regulation, submitted=(*regulation.submitted, event))
        case SubmissionReturned(what, of):
            left = tuple(each for each in regulation.submitted if (each.what, each.of) != (what, of))
            return replace(regulation, submitted=left, returned=(*regulation.returned, event))
