"""A person's record as it stands: every fact in its section, as the latest events say."""

from dataclasses import dataclass, field, replace
from typing import Literal

from services.registry.people.domain.circumstances import CircumstancesRecorded, SpecialCategoriesRecorded
from services.registry.people.domain.identity import (
    BornRecorded,
    FormerName,
    FormerNamesRecorded,
    IdentifierRecorded,
    IdentifierReplaced,
    IdentifierWithdrawn,
    Known,
    NameRecorded,
    Sex,
    SexRecorded,
    after,
)
from services.registry.people.domain.reaching import (
    AddressRecorded,
    ConcealmentLifted,
    ConcealmentOrdered,
    Contact,
    ContactRecorded,
    ContactsRecorded,
    GuardianEnded,
    GuardianNamed,
    ResidenceVerified,
    contacts_of,
)

Section = Literal[
    "names",
    "birth",
    "identifiers",
    "contacts",
    "address",
    "residence",
    "concealment",
    "circumstances",
    "special",
    "notice",
    "guardian",
]
"""The parts of a record, each changed by commands of its own."""


@dataclass(frozen=True, slots=True)
class InformedOfProcessing:
    """The person was given the notice on the processing of their data (GDPR, article 13); `notice` is its version."""

    notice: str


@dataclass(frozen=True, slots=True)
class Rectified:
    """What follows puts right what was wrong all along (GDPR, article 16), and is no change of the facts.

    `why` says how the error came about, `source` by what it was found.
    """

    section: Section
    why: Literal["typing-error", "misheard", "wrong-document", "other"]
    source: Literal["document", "person", "authority", "colleague", "other"]


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a person; None and empty where nothing was said."""

    name: NameRecorded | None = None
    former_names: tuple[FormerName, ...] = ()
    born_on: str | None = None
    sex: Sex | None = None
    identifiers: tuple[Known, ...] = ()
    contacts: tuple[Contact, ...] = ()
    address: AddressRecorded | None = None
    residence: ResidenceVerified | None = None
    concealment: ConcealmentOrdered | None = None
    circumstances: CircumstancesRecorded = field(default_factory=CircumstancesRecorded)
    special: SpecialCategoriesRecorded = field(default_factory=SpecialCategoriesRecorded)
    notice: str | None = None
    guardian: GuardianNamed | None = None


def recorded(record: Record, event: object) -> Record:  # noqa: C901 - one line for each fact
    """The record after the event; whatever is no fact leaves it as it is."""
    match event:
        case NameRecorded():
            return replace(record, name=event)
        case FormerNamesRecorded(names):
            return replace(record, former_names=names)
        case BornRecorded(on):
            return replace(record, born_on=on)
        case SexRecorded(sex):
            return replace(record, sex=sex)
        case IdentifierRecorded() | IdentifierReplaced() | IdentifierWithdrawn():
            return replace(record, identifiers=after(record.identifiers, event))
        case ContactRecorded():
            return replace(record, contacts=contacts_of(event))
        case ContactsRecorded(contacts):
            return replace(record, contacts=contacts)
        case AddressRecorded():
            return replace(record, address=event)
        case ResidenceVerified():
            return replace(record, residence=event)
        case ConcealmentOrdered():
            return replace(record, concealment=event)
        case ConcealmentLifted():
            return replace(record, concealment=None)
        case CircumstancesRecorded():
            return replace(record, circumstances=event)
        case SpecialCategoriesRecorded():
            return replace(record, special=event)
        case InformedOfProcessing(notice):
            return replace(record, notice=notice)
        case GuardianNamed():
            return replace(record, guardian=event)
        case GuardianEnded():
            return replace(record, guardian=None)
        case _:
            return record
