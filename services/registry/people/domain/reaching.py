"""Where a person lives, how they are reached and by whom they are represented; and that nobody may learn where."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from shared.domain import personal

ContactKind = Literal["telephone", "work", "relative", "emergency", "email"]
"""How a person is reached: by their own telephone or e-mail, at work, through a relative, or in an emergency."""

Proof = Literal["tax-return", "lease", "utility-bill", "certificate", "home-visit", "statement", "other"]
"""By what a residence in the municipality was verified; applicants who lived elsewhere were paid without one."""

AskedBy = Literal["person", "guardian", "authority", "centre"]
ConcealmentReason = Literal["violence", "trafficking", "witness", "court-order", "other"]
"""Why nobody may learn where somebody lives (Istanbul Convention, Law 4531/2018; Law 3064/2002 for trafficking)."""

GuardianKind = Literal["parent", "guardian", "court-supporter", "representative"]
"""Who acts for a person: a parent, an επίτροπος, a δικαστικός συμπαραστάτης (Civil Code 1666), an authorised person."""


@dataclass(frozen=True, slots=True)
class ContactRecorded:
    """How to reach the person, as taken down at the first meeting; the telephone in E.164."""

    telephone: Annotated[str | None, personal]
    email: Annotated[str | None, personal]


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach a person; `note` says whose it is, or when to call. A telephone is in E.164."""

    kind: ContactKind
    value: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ContactsRecorded:
    """All ways to reach the person, the best first."""

    contacts: Annotated[tuple[Contact, ...], personal]


@dataclass(frozen=True, slots=True)
class AddressRecorded:
    """Where the person lives; `municipal_unit` (Δημοτική Ενότητα) is the part of the municipality (R17).

    `concealed` says that nobody else may learn it.
    """

    address: Annotated[str | None, personal]
    municipal_unit: Annotated[str | None, personal]
    concealed: bool = False


@dataclass(frozen=True, slots=True)
class ResidenceVerified:
    """It was looked at that the person lives in the municipality: by what, and when."""

    how: Annotated[Proof, personal]
    on: Annotated[date, personal]


@dataclass(frozen=True, slots=True)
class ConcealmentOrdered:
    """Nobody may learn where the person lives or with whom: who asked for it, why, since when."""

    asked_by: Annotated[AskedBy, personal]
    why: Annotated[ConcealmentReason, personal]
    since: Annotated[date, personal]


@dataclass(frozen=True, slots=True)
class ConcealmentLifted:
    """It may be learned again."""


@dataclass(frozen=True, slots=True)
class GuardianNamed:
    """Somebody acts for the person: `guardian` where they have a record, otherwise a name; `act` is the decision."""

    kind: Annotated[GuardianKind, personal]
    guardian: UUID | None
    name: Annotated[str | None, personal]
    act: Annotated[str | None, personal]
    contact: Annotated[str | None, personal]


@dataclass(frozen=True, slots=True)
class GuardianEnded:
    """Nobody acts for the person any more."""


Reaching = (
    ContactRecorded
    | ContactsRecorded
    | AddressRecorded
    | ResidenceVerified
    | ConcealmentOrdered
    | ConcealmentLifted
    | GuardianNamed
    | GuardianEnded
)


def contacts_of(first: ContactRecorded) -> tuple[Contact, ...]:
    """What was taken down at the first meeting, in the form of all later ones."""
    found: list[Contact] = []
    if first.telephone:
        found.append(Contact("telephone", first.telephone))
    if first.email:
        found.append(Contact("email", first.email))
    return tuple(found)
