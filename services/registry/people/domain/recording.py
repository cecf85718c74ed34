"""Decisions that change a person's record, section by section. Saying what is known already changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from typing import Literal

from services.registry.people.domain.circumstances import CircumstancesRecorded, SpecialCategoriesRecorded
from services.registry.people.domain.identity import (
    BornRecorded,
    FormerName,
    FormerNamesRecorded,
    IdentifierKind,
    IdentifierRecorded,
    IdentifierReplaced,
    IdentifierWithdrawn,
    Known,
    NameRecorded,
    Sex,
    SexRecorded,
    Withdrawal,
)
from services.registry.people.domain.meeting import Event, Person
from services.registry.people.domain.reaching import (
    AddressRecorded,
    AskedBy,
    ConcealmentLifted,
    ConcealmentOrdered,
    ConcealmentReason,
    Contact,
    ContactsRecorded,
    GuardianEnded,
    GuardianNamed,
    Proof,
    ResidenceVerified,
)
from services.registry.people.domain.record import InformedOfProcessing, Rectified, Section, recorded
from shared.domain import Refused

OTHER_PAPERS: dict[IdentifierKind, IdentifierKind] = {"amka": "paaypa"}
"""What a number replaces beside an older one of its own kind: a ΠΑΑΥΠΑ ends when its holder is given an ΑΜΚΑ."""


@dataclass(frozen=True, slots=True)
class Correction:
    """That a command puts right what was wrong all along: how the error came about, and by what it was found."""

    why: Literal["typing-error", "misheard", "wrong-document", "other"]
    source: Literal["document", "person", "authority", "colleague", "other"]


def record_names(
    person: Person,
    *,
    name: NameRecorded,
    former_names: Sequence[FormerName],
    on: date,
    correction: Correction | None = None,
) -> list[Event]:
    """The names, all of them. A name that changed joins the former ones; one that was put right was never theirs."""
    kept = tuple(former_names)
    before = person.record.name
    changed = before is not None and (before.surname, before.given_name) != (name.surname, name.given_name)
    if before is not None and changed and correction is None:
        known = {(one.surname, one.given_name) for one in kept}
        if (before.surname, before.given_name) not in known:
            kept = (FormerName(before.surname, before.given_name, on.isoformat()), *kept)
    events: list[Event] = [] if before == name else [name]
    if kept != person.record.former_names:
        events.append(FormerNamesRecorded(kept))
    return _changing(person, "names", events, correction)


def record_birth(
    person: Person, *, born_on: str | None, sex: Sex | None, correction: Correction | None = None
) -> list[Event]:
    """When the person was born, and the sex that they state."""
    events: list[Event] = []
    if born_on != person.record.born_on:
        events.append(BornRecorded(born_on))
    if sex != person.record.sex:
        events.append(SexRecorded(sex))
    return _changing(person, "birth", events, correction)


def record_identifier(
    person: Person,
    *,
    kind: IdentifierKind,
    value: str,
    expires_on: str | None = None,
    correction: Correction | None = None,
) -> list[Event]:
    """A number joins the record, and takes the place of the one that it follows."""
    new = Known(kind, value, expires_on)
    stand = [one for one in person.record.identifiers if one.ended is None]
    if new in stand:
        _met(person)
        return []
    replaces = (kind, OTHER_PAPERS.get(kind))
    old = next((one for one in stand if one.kind in replaces and one.value != value), None)
    event = (
        IdentifierReplaced(old.kind, old.value, kind, value, expires_on)
        if old
        else IdentifierRecorded(kind, value, expires_on)
    )
    return _changing(person, "identifiers", [event], correction)


def withdraw_identifier(person: Person, *, kind: IdentifierKind, value: str, why: Withdrawal) -> list[Event]:
    """A number no longer names the person."""
    _met(person)
    found = next((one for one in person.record.identifiers if (one.kind, one.value) == (kind, value)), None)
    if found is None:
        raise Refused("identifier-unknown")
    return [] if found.ended else [IdentifierWithdrawn(kind, value, why)]


def record_contacts(person: Person, *, contacts: Sequence[Contact]) -> list[Event]:
    """All ways to reach the person, the best first."""
    return _changing(person, "contacts", [ContactsRecorded(tuple(contacts))], None)


def record_address(
    person: Person, *, address: str | None, municipal_unit: str | None, correction: Correction | None = None
) -> list[Event]:
    """Where the person lives now."""
    concealed = person.record.concealment is not None
    return _changing(person, "address", [AddressRecorded(address, municipal_unit, concealed)], correction)


def verify_residence(person: Person, *, how: Proof, on: date, today: date) -> list[Event]:
    """Somebody looked at a proof that the person lives in the municipality."""
    if on > today:
        raise Refused("residence-in-the-future")
    return _changing(person, "residence", [ResidenceVerified(how, on)], None)


def conceal(person: Person, *, asked_by: AskedBy, why: ConcealmentReason, since: date, today: date) -> list[Event]:
    """From now on nobody learns from others' files where the person lives, or with whom."""
    if since > today:
        raise Refused("concealment-in-the-future")
    events: list[Event] = [ConcealmentOrdered(asked_by, why, since)]
    if (address := person.record.address) and not address.concealed:
        events.append(replace(address, concealed=True))
    return _changing(person, "concealment", events, None)


def lift_concealment(person: Person) -> list[Event]:
    """It may be learned again; the address stands as it was."""
    _met(person)
    if person.record.concealment is None:
        return []
    events: list[Event] = [ConcealmentLifted()]
    if person.record.address:
        events.append(replace(person.record.address, concealed=False))
    return events


def record_circumstances(
    person: Person, *, circumstances: CircumstancesRecorded, correction: Correction | None = None
) -> list[Event]:
    """In what circumstances the person lives: what they answered, what they refused, what was not asked."""
    if circumstances.unemployed_since and circumstances.employment != "unemployed":
        raise Refused("unemployed-since-without-unemployment")
    return _changing(person, "circumstances", [circumstances], correction)


def record_special(
    person: Person, *, special: SpecialCategoriesRecorded, correction: Correction | None = None
) -> list[Event]:
    """What the person says of disability, origin and health."""
    return _changing(person, "special", [special], correction)


def inform(person: Person, *, notice: str) -> list[Event]:
    """The person was given that version of the notice."""
    return _changing(person, "notice", [InformedOfProcessing(notice)], None)


def name_guardian(person: Person, *, guardian: GuardianNamed, own: bool) -> list[Event]:
    """Somebody acts for the person; nobody is their own guardian (`own`)."""
    if own:
        raise Refused("own-guardian")
    if (guardian.guardian is None) == (guardian.name is None):
        raise Refused("guardian-unnamed")
    return _changing(person, "guardian", [guardian], None)


def end_guardian(person: Person) -> list[Event]:
    """Nobody acts for the person any more."""
    _met(person)
    return [GuardianEnded()] if person.record.guardian else []


def _met(person: Person) -> None:
    if person.met is None:
        raise Refused("person-unknown")


def _changing(person: Person, section: Section, events: list[Event], correction: Correction | None) -> list[Event]:
    """The events, told as a correction where they are one; nothing where the record already says so."""
    _met(person)
    if reduce(recorded, events, person.record) == person.record:
        return []
    return [Rectified(section, correction.why, correction.source), *events] if correction else events
