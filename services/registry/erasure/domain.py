"""The erasure of a person, from the request to the certificate (GDPR, article 17).

One stream: `erasure-<id>`. While it is open the processing is restricted (article 18). The law may hold it until a day
(article 17(3)): then the calendar brings it back. Records that are read as one person's go as one. Nothing here names
or describes the person, so that the certificate stays when everything else is gone.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal
from uuid import UUID

from shared.domain import Refused

Basis = Literal["no-longer-needed", "consent-withdrawn", "objection", "unlawful", "legal-obligation", "retention-over"]
"""Why it is asked for: GDPR, article 17(1)(a) to (e), or the file's time is over."""

Identity = Literal["papers", "known", "state-login", "representative", "not-asked"]
"""How whoever asked was known to be the person, or to speak for them (article 12(6)); nobody asks where time ended."""

Why = Literal["legal-hold", "esf-evidence", "open-obligation", "retention"]
"""Why it is held: article 17(3)(b) and (e), evidence of the European Social Fund, something still owed, the file's
retention class."""

Remains = Literal["colleagues-notes", "reference-number", "read-log", "statistics"]
"""What stays: what colleagues wrote about the person in another's file, the number that is not given again, who read
what by ids alone, figures that name nobody."""

REMAINS: Final[tuple[Remains, ...]] = ("colleagues-notes", "reference-number", "read-log", "statistics")

BACKUP_DAYS: Final = 30
"""So long copies of keys and the archived WAL are kept; after that day no copy can be read."""


@dataclass(frozen=True, slots=True)
class ErasureRequested:
    """It was asked for the person, on this basis; the identity of whoever asked was checked in this way.

    `others` are the records that were merged into theirs.
    """

    person: UUID
    basis: Basis
    identity: Identity
    others: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class ProcessingRestricted:
    """From now on the data are kept, and used for nothing else than what article 18(2) allows."""


@dataclass(frozen=True, slots=True)
class ErasureHeld:
    """The law keeps the file through `until`; `source` names where it says so."""

    why: Why
    until: date
    source: str


@dataclass(frozen=True, slots=True)
class HoldEnded:
    """The last hold's day passed: somebody decides now."""


@dataclass(frozen=True, slots=True)
class LastPaymentSaid:
    """In which year a fund of the Union last paid for the person, None for never: the evidence is kept (see `Why`)."""

    year: int | None


@dataclass(frozen=True, slots=True)
class ErasureApproved:
    """A second person approved for this one of the person's records; every service erases what it holds."""

    person: UUID


@dataclass(frozen=True, slots=True)
class ErasureWithdrawn:
    """The person took the request back; the restriction ends."""


@dataclass(frozen=True, slots=True)
class RecordErased:
    """That service has erased one of the person's records, and others not yet."""

    service: str
    person: UUID


@dataclass(frozen=True, slots=True)
class ErasureConfirmed:
    """That service has destroyed its keys of the person and holds nothing of them any more."""

    service: str


@dataclass(frozen=True, slots=True)
class ErasureCertified:
    """All services have; `remains` says what is left, `backups_until` the last day on which a copy could be read."""

    remains: tuple[Remains, ...]
    backups_until: date


Event = (
    ErasureRequested
    | ProcessingRestricted
    | ErasureHeld
    | HoldEnded
    | LastPaymentSaid
    | ErasureApproved
    | ErasureWithdrawn
    | RecordErased
    | ErasureConfirmed
    | ErasureCertified
)


@dataclass(frozen=True, slots=True)
class Erasure:
    """An erasure as its decisions need to know it.

    `held` are the holds that have not ended, `approved` the records that go, `erased` those that a service did.
    """

    requested: ErasureRequested | None = None
    held: tuple[ErasureHeld, ...] = ()
    payment: LastPaymentSaid | None = None
    approved: frozenset[UUID] = frozenset()
    withdrawn: bool = False
    erased: frozenset[tuple[str, UUID]] = frozenset()
    confirmed: frozenset[str] = frozenset()
    certified: bool = False

    @property
    def persons(self) -> tuple[UUID, ...]:
        """Every record that it was asked for."""
        return (self.requested.person, *self.requested.others) if self.requested else ()

    @property
    def held_until(self) -> date | None:
        """The last day of the longest hold; None where nothing holds it."""
        return max((hold.until for hold in self.held), default=None)

    @property
    def asks_for_payment(self) -> bool:
        """Whether it is not said yet when the person was last paid: the calendar that entered it does not know."""
        return self.requested is not None and self.requested.identity == "not-asked" and self.payment is None


def open_of(person: UUID) -> str:
    """The claim by which a person has one open erasure at most."""
    return f"erasure-of:{person}"


def request(
    erasure: Erasure,
    *,
    person: UUID,
    basis: Basis,
    identity: Identity,
    others: Sequence[UUID] = (),
    holds: Iterable[ErasureHeld] = (),
) -> list[Event]:
    """Somebody asks for a person to be erased; `holds` are what the law says against it today."""
    requested = ErasureRequested(person, basis, identity, tuple(others))
    if erasure.requested is not None:
        if erasure.requested == requested:
            return []
        raise Refused("erasure-exists")
    return [requested, ProcessingRestricted(), *holds]


def hold(erasure: Erasure, *, why: Why, until: date, source: str, on: date) -> list[Event]:
    """The law keeps the file through that day. The same hold again changes nothing."""
    _open(erasure)
    if until < on:
        raise Refused("hold-in-the-past")
    held = ErasureHeld(why, until, source)
    return [] if held in erasure.held else [held]


def end_hold(erasure: Erasure, *, on: date) -> list[Event]:
    """The calendar asks from the day after the last hold's."""
    until = erasure.held_until
    if until is None or erasure.approved or erasure.withdrawn or on <= until:
        return []
    return [HoldEnded()]


def say_payment(erasure: Erasure, *, year: int | None, holds: Iterable[ErasureHeld]) -> list[Event]:
    """Somebody looked up when the person was last paid; `holds` are what follows. The same again changes nothing."""
    _open(erasure)
    said = LastPaymentSaid(year)
    if erasure.payment == said:
        return []
    if not erasure.asks_for_payment:
        raise Refused("payment-said")
    return [said, *(hold for hold in holds if hold not in erasure.held)]


def approve(erasure: Erasure, *, own: bool, on: date, persons: Sequence[UUID]) -> list[Event]:
    """Somebody else than who asked for it (`own`) approves, once nothing holds it any more. Again changes nothing.

    `persons` are the records that are read as this person's now.
    """
    _requested(erasure)
    if erasure.approved:
        return []
    _open(erasure)
    if erasure.asks_for_payment:
        raise Refused("payment-unsaid")
    until = erasure.held_until
    if until is not None and on <= until:
        raise Refused("erasure-held", until=until)
    if own:
        raise Refused("own-erasure")
    return [ErasureApproved(person) for person in persons]


def withdraw(erasure: Erasure) -> list[Event]:
    """The person takes the request back, as long as it was not approved."""
    _requested(erasure)
    if erasure.withdrawn:
        return []
    _open(erasure)
    return [ErasureWithdrawn()]


def confirm(erasure: Erasure, *, service: str, person: UUID, services: Collection[str], on: date) -> list[Event]:
    """A service has erased a record; when all of `services` have all, it is certified. Again changes nothing."""
    erased = erasure.erased | {(service, person)}
    if person not in erasure.approved or service in erasure.confirmed:
        return []
    if not erased >= {(service, one) for one in erasure.approved}:
        return [] if erased == erasure.erased else [RecordErased(service, person)]
    events: list[Event] = [ErasureConfirmed(service)]
    if erasure.confirmed | {service} >= set(services):
        events.append(ErasureCertified(REMAINS, on + timedelta(days=BACKUP_DAYS)))
    return events


def evolve(erasure: Erasure, event: Event) -> Erasure:
    """The erasure after the event."""
    match event:
        case ErasureRequested():
            return replace(erasure, requested=event)
        case ProcessingRestricted():
            return erasure
        case ErasureHeld():
            return replace(erasure, held=(*erasure.held, event))
        case HoldEnded():
            return replace(erasure, held=())
        case LastPaymentSaid():
            return replace(erasure, payment=event)
        case ErasureWithdrawn():
            return replace(erasure, withdrawn=True)
        case _:
            return _executed(erasure, event)


def _executed(erasure: Erasure, event: ErasureApproved | RecordErased | ErasureConfirmed | ErasureCertified) -> Erasure:
    match event:
        case ErasureApproved(person):
            return replace(erasure, approved=erasure.approved | {person})
        case RecordErased(service, person):
            return replace(erasure, erased=erasure.erased | {(service, person)})
        case ErasureConfirmed(service):
            return replace(erasure, confirmed=erasure.confirmed | {service})
        case ErasureCertified():
            return replace(erasure, certified=True)


def _requested(erasure: Erasure) -> ErasureRequested:
    if erasure.requested is None:
        raise Refused("erasure-unknown")
    return erasure.requested


def _open(erasure: Erasure) -> None:
    _requested(erasure)
    if erasure.withdrawn:
        raise Refused("erasure-withdrawn")
    if erasure.approved:
        raise Refused("erasure-approved")
