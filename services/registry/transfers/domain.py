"""A person moves to another municipality: the Centre that keeps the file proposes, the other Centre accepts.

One stream: `transfer-<id>`. Each municipality is a controller of its own (GDPR, article 4(7)): accepting makes a record
of the new one, with what the card says and a number of its own. The old file stays where it is, with its own course.
"""

from dataclasses import dataclass, replace
from typing import Annotated, Literal
from uuid import UUID

from shared.domain import PersonalText, Refused, Subject, personal

Why = Literal["not-moved", "unknown-here", "other"]
"""Why a Centre does not take a person over."""


@dataclass(frozen=True, slots=True)
class TransferProposed:
    """The Centre that keeps the file offers it; the person is named, so that the other Centre can answer."""

    person: Subject
    from_centre: str
    to_centre: str
    label: PersonalText
    born_on: Annotated[str | None, personal]


@dataclass(frozen=True, slots=True)
class PersonTransferred:
    """The other Centre took the person over; `into` is the record there."""

    into: UUID


@dataclass(frozen=True, slots=True)
class TransferDeclined:
    """The other Centre does not take the person over."""

    why: Why


@dataclass(frozen=True, slots=True)
class TransferWithdrawn:
    """The Centre that proposed it took it back."""


Event = TransferProposed | PersonTransferred | TransferDeclined | TransferWithdrawn


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer as its decisions need to know it."""

    proposed: TransferProposed | None = None
    into: UUID | None = None
    ended: TransferDeclined | TransferWithdrawn | None = None


def propose(transfer: Transfer, *, proposed: TransferProposed, informed: bool) -> list[Event]:
    """A Centre offers a person who moved to another municipality. Nobody is handed over who was not told of it.

    Repeating the same changes nothing.
    """
    if transfer.proposed is not None:
        if transfer.proposed == proposed:
            return []
        raise Refused("transfer-exists")
    if _municipality(proposed.from_centre) == _municipality(proposed.to_centre):
        raise Refused("transfer-within-municipality")
    if not informed:
        raise Refused("transfer-untold")
    return [proposed]


def accept(transfer: Transfer, *, into: UUID) -> list[Event]:
    """The other Centre takes the person over, as the record `into`. Repeating the same changes nothing."""
    if transfer.into == into:
        return []
    _open(transfer)
    return [PersonTransferred(into)]


def decline(transfer: Transfer, *, why: Why) -> list[Event]:
    """The other Centre does not take the person over."""
    if isinstance(transfer.ended, TransferDeclined):
        return []
    _open(transfer)
    return [TransferDeclined(why)]


def withdraw(transfer: Transfer) -> list[Event]:
    """The Centre that proposed it takes it back, as long as nobody answered."""
    if isinstance(transfer.ended, TransferWithdrawn):
        return []
    _open(transfer)
    return [TransferWithdrawn()]


def evolve(transfer: Transfer, event: Event) -> Transfer:
    """The transfer after the event."""
    match event:
        case TransferProposed():
            return replace(transfer, proposed=event)
        case PersonTransferred(into):
            return replace(transfer, into=into)
        case TransferDeclined() | TransferWithdrawn():
            return replace(transfer, ended=event)


def _open(transfer: Transfer) -> None:
    if transfer.proposed is None:
        raise Refused("transfer-unknown")
    if transfer.into is not None or transfer.ended is not None:
        raise Refused("transfer-answered")


def _municipality(centre: str) -> list[str]:
    return centre.split("/")[:3]
