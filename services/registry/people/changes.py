"""What is sent to change a section of a record: its shape, and whether that puts right what was wrong all along."""

from dataclasses import fields
from datetime import date
from typing import Literal, TypeVar

from pydantic import ConfigDict, field_validator

from services.registry.people.circumstances_shapes import Circumstances, Special
from services.registry.people.domain import (
    CircumstancesRecorded,
    Contact,
    Correction,
    FormerName,
    GuardianNamed,
    IdentifierKind,
    NameRecorded,
    SpecialCategoriesRecorded,
    Withdrawal,
)
from services.registry.people.shapes import (
    Address,
    Birth,
    Concealment,
    Contacts,
    Guardian,
    Names,
    Residence,
    identifier_in_its_form,
)
from shared.fields import Body, Line, OccurredOn, Out, example

T = TypeVar("T")


class CorrectionBody(Body):
    """How the error came about, and by what it was found."""

    model_config = example(why="typing-error", source="document")

    why: Literal["typing-error", "misheard", "wrong-document", "other"]
    """How it came about."""
    source: Literal["document", "person", "authority", "colleague", "other"]
    """By what it was found."""


class Change(Out):
    """What every change may say beside its section."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    occurred_on: OccurredOn = None


class Rectifiable(Change):
    """A change that may put right what was wrong all along."""

    correction: CorrectionBody | None = None
    """Null where the facts changed; otherwise what was wrong all along is put right (GDPR, article 16)."""

    @property
    def righted(self) -> Correction | None:
        """The same in the domain's words."""
        return Correction(self.correction.why, self.correction.source) if self.correction else None


class RecordingNames(Names, Rectifiable):
    """All of a person's names."""

    def name(self) -> NameRecorded:
        """The present one."""
        return NameRecorded(self.surname, self.given_name, self.father_name, self.latin_name, self.mother_name)

    def former(self) -> list[FormerName]:
        """Those before it."""
        return [
            FormerName(one.surname, one.given_name, one.until.isoformat() if one.until else None)
            for one in self.former_names
        ]


class RecordingBirth(Birth, Rectifiable):
    """When the person was born, and their sex."""


class RecordingIdentifier(Rectifiable):
    """A number that names the person elsewhere."""

    model_config = example(kind="amka", value="14028012343", expires_on=None, correction=None)

    kind: IdentifierKind
    """Which number."""
    value: Line
    """As it stands on the paper; kept in its one form."""
    expires_on: date | None = None
    """The last day that the paper is good for."""

    _in_its_form = field_validator("value")(identifier_in_its_form)


class WithdrawingIdentifier(Change):
    """A number that no longer names the person."""

    model_config = example(kind="passport", value="AB123456", why="expired")

    kind: IdentifierKind
    """Which number."""
    value: Line
    """As it stands in the record."""
    why: Withdrawal
    """Why."""


class RecordingContacts(Contacts, Change):
    """All ways to reach the person that the caller is shown, the best first."""

    def known(self) -> list[Contact]:
        """The same in the domain's words."""
        return [Contact(one.kind, one.value, one.note) for one in self.contacts]


class RecordingAddress(Address, Rectifiable):
    """Where the person lives."""


class VerifyingResidence(Residence, Change):
    """A proof of residence that somebody looked at."""


class Concealing(Concealment, Change):
    """That nobody may learn from others' files where the person lives."""


class RecordingCircumstances(Circumstances, Rectifiable):
    """In what circumstances the person lives."""

    def known(self) -> CircumstancesRecorded:
        """The same in the domain's words."""
        return _only(CircumstancesRecorded, self)


class RecordingSpecial(Special, Rectifiable):
    """Special categories."""

    def known(self) -> SpecialCategoriesRecorded:
        """The same in the domain's words."""
        return _only(SpecialCategoriesRecorded, self)


class Informing(Change):
    """That the person was given the notice."""


class NamingGuardian(Guardian, Change):
    """Who acts for the person."""

    def known(self) -> GuardianNamed:
        """The same in the domain's words."""
        return GuardianNamed(self.kind, self.guardian, self.name, self.act, self.contact)


class Ending(Change):
    """That what stood in the section ended."""


def _only(event: type[T], body: Out) -> T:
    return event(**{field.name: getattr(body, field.name) for field in fields(event)})  # type: ignore[arg-type]
