"""A Centre meets a person, and takes down what they say; a visitor becomes a beneficiary."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal
from uuid import UUID

from services.registry.people.domain.circumstances import CircumstancesRecorded, SpecialCategoriesRecorded
from services.registry.people.domain.identity import (
    BornRecorded,
    IdentifierKind,
    IdentifierRecorded,
    Identity,
    NameRecorded,
    Sex,
    SexRecorded,
)
from services.registry.people.domain.reaching import AddressRecorded, ContactRecorded, Reaching
from services.registry.people.domain.record import InformedOfProcessing, Record, Rectified, recorded
from shared.domain import Refused

DuplicateReason = Literal[
    "same-name",
    "near-name",
    "same-birth-date",
    "swapped-birth-date",
    "same-identifier",
    "near-identifier",
    "same-telephone",
    "same-given-name",
    "same-father",
]


@dataclass(frozen=True, slots=True)
class PersonMet:
    """A visitor (εξυπηρετούμενος), without a number. `centre` is the scope path of the Centre that keeps the file."""

    centre: str


@dataclass(frozen=True, slots=True)
class DuplicateDismissed:
    """A colleague saw `other` beside this person and said that they are two; `score` and `reasons` as shown."""

    other: UUID
    score: int
    reasons: tuple[DuplicateReason, ...]


@dataclass(frozen=True, slots=True)
class BecameBeneficiary:
    """From a visitor to a beneficiary (ωφελούμενος): systematic use, recorded under a unique reference number (R18)."""

    number: str


Event = (
    PersonMet
    | Identity
    | Reaching
    | CircumstancesRecorded
    | SpecialCategoriesRecorded
    | InformedOfProcessing
    | Rectified
    | DuplicateDismissed
    | BecameBeneficiary
)


@dataclass(frozen=True, slots=True)
class Suspect:
    """Another record that may be the same human, with why."""

    other: UUID
    score: int
    reasons: tuple[DuplicateReason, ...]


@dataclass(frozen=True, slots=True)
class Details:
    """What is taken down at the first meeting; None is what the person has not, or did not say."""

    surname: str
    given_name: str
    father_name: str | None = None
    latin_name: str | None = None
    sex: Sex | None = None
    born_on: str | None = None
    identifier: tuple[IdentifierKind, str] | None = None
    telephone: str | None = None
    email: str | None = None
    address: str | None = None
    municipal_unit: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the decisions need to know them."""

    met: PersonMet | None = None
    facts: frozenset[Event] = field(default_factory=lambda: frozenset[Event]())
    number: str | None = None
    record: Record = field(default_factory=Record)


def meet(
    person: Person,
    *,
    centre: str,
    details: Details,
    notice: str | None = None,
    suspects: Sequence[Suspect] = (),
    not_same_as: Collection[UUID] = (),
) -> list[Event]:
    """A Centre meets a person and takes down what they say.

    `notice` is the version of the notice that was given, None where that is still to be done. Every one of `suspects`
    must have been looked at and named in `not_same_as`; two records are never merged in silence. Repeating the same
    changes nothing; other details under the same id are refused.
    """
    taken: list[Event] = [PersonMet(centre), *_facts(details)]
    if notice is not None:
        taken.append(InformedOfProcessing(notice))
    if person.met is not None:
        if all(event == person.met or event in person.facts for event in taken):
            return []
        raise Refused("person-already-met")
    open_suspects = [suspect for suspect in suspects if suspect.other not in not_same_as]
    if open_suspects:
        raise Refused("possible-duplicates", count=len(open_suspects))
    dismissed = [DuplicateDismissed(suspect.other, suspect.score, suspect.reasons) for suspect in suspects]
    return [*taken, *dismissed]


def become_beneficiary(person: Person, *, number: str) -> list[Event]:
    """A visitor begins to use the Centre systematically and is given a number; a beneficiary keeps the one they have.

    R18: practice of the Centres under the Joint Ministerial Decision 49744/16.5.2023 (ΦΕΚ Β 3322/19.05.2023).
    """
    if person.met is None:
        raise Refused("person-unknown")
    return [] if person.number else [BecameBeneficiary(number)]


def reference_number(prefix: str, year: int, serial: int) -> str:
    """A beneficiary's number: the Centre's prefix, the year, five digits that count within both («ΖΑΧ-2026-00118»)."""
    return f"{prefix}-{year}-{serial:05}"


def evolve(person: Person, event: Event) -> Person:
    """The person after the event."""
    match event:
        case PersonMet():
            return replace(person, met=event)
        case BecameBeneficiary():
            return replace(person, number=event.number)
        case _:
            return replace(person, facts=person.facts | {event}, record=recorded(person.record, event))


def _facts(details: Details) -> Iterable[Event]:
    """One event for each thing that was said, in the order of the form."""
    yield NameRecorded(details.surname, details.given_name, details.father_name, details.latin_name)
    if details.sex is not None:
        yield SexRecorded(details.sex)
    if details.born_on is not None:
        yield BornRecorded(details.born_on)
    if details.identifier is not None:
        yield IdentifierRecorded(*details.identifier)
    if details.telephone is not None or details.email is not None:
        yield ContactRecorded(details.telephone, details.email)
    if details.address is not None or details.municipal_unit is not None:
        yield AddressRecorded(details.address, details.municipal_unit)
