"""The sections of a record as they are asked for and answered: the same shape both ways.

Each field says what reach is shown it; a section is changed by who is shown all of it.
"""

from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from services.registry.fields import canonical
from services.registry.people.domain import (
    AskedBy,
    ConcealmentReason,
    ContactKind,
    GuardianKind,
    IdentifierKind,
    Proof,
    Sex,
)
from shared import identifiers
from shared.fields import Line, Name, OptionalLine, OptionalName, Out, example, refuse, shown_at
from shared.identifiers import IdentifierError
from shared.scope import Reach
from shared.workdays import today

OLDEST = 130
"""Years; nobody is known to have lived longer."""

SHOWN_DIGITS = 4
"""How much of an identifier who may not work with the file sees."""

WHOLE = shown_at(Reach.FILE)


def plausible(day: date) -> date:
    """A day on which somebody who lives may have been born. Raises for the future and for too long ago."""
    now = today(datetime.now(UTC))
    if day > now:
        raise refuse("in-the-future")
    if now.year - day.year > OLDEST:
        raise refuse("out-of-range")
    return day


def masked(value: str) -> str:
    """An identifier but for its last characters."""
    return "•" * max(0, len(value) - SHOWN_DIGITS) + value[-SHOWN_DIGITS:]


Past = Annotated[date, AfterValidator(plausible)]


class FormerNameOut(Out):
    """A name that the person had before."""

    model_config = example(surname="Γεωργίου", given_name="Μαρία", until="2004-09-12")

    surname: Name
    """As it was on the papers."""
    given_name: Name
    """As it was on the papers."""
    until: Past | None = None
    """The last day of it, where that is known."""


class Names(Out):
    """What the person is called, and was."""

    model_config = example(
        surname="Παπαδοπούλου", given_name="Μαρία", father_name="Γεώργιος", mother_name="Ελένη", latin_name=None
    )

    surname: Name
    """As on the person's papers."""
    given_name: Name
    """As on the person's papers."""
    father_name: OptionalName = None
    """The father's given name."""
    mother_name: OptionalName = None
    """The mother's given name."""
    latin_name: OptionalName = None
    """As on a passport or permit."""
    former_names: Annotated[list[FormerNameOut], Field(max_length=10, default_factory=list)]
    """Names before the present one, the latest first."""


class Birth(Out):
    """When the person was born, and their sex."""

    model_config = example(born_on="1980-02-14", sex="female")

    born_on: Past | None = None
    """The date of birth."""
    sex: Sex | None = None
    """As the person states it."""


class IdentifierOut(Out):
    """A number that names the person elsewhere; masked but for its last four characters where the reach is basic."""

    model_config = example(kind="amka", value="14028012343", expires_on=None, ended=None)

    kind: IdentifierKind
    """Which number."""
    value: Annotated[str, shown_at(Reach.FILE, masked)]
    """In its one form."""
    expires_on: Annotated[date | None, WHOLE] = None
    """The last day that the paper is good for."""
    ended: str | None = None
    """How it ceased to name the person: `replaced`, or why it was withdrawn."""


class ContactOut(Out):
    """One way to reach the person."""

    model_config = example(kind="telephone", value="26250 00000", note="μετά τις 16:00")

    kind: ContactKind
    """Whose or what it is."""
    value: Line
    """A telephone, Greek where no country is given, or an address for mail."""
    note: OptionalName = None
    """Whose it is, or when to call."""

    @field_validator("value")
    @classmethod
    def _in_its_form(cls, value: str, known: ValidationInfo) -> str:
        form = identifiers.email if known.data.get("kind") == "email" else identifiers.telephone
        return canonical(form)(value)


def telephones(contacts: list[ContactOut]) -> list[ContactOut]:
    """What of the contacts who works at the desk is shown: where to call the person."""
    return [one for one in contacts if one.kind == "telephone"]


class Contacts(Out):
    """How the person is reached."""

    contacts: Annotated[list[ContactOut], Field(max_length=10), shown_at(Reach.FILE, telephones)]
    """The best first; to the reach `basic` the person's own telephones alone."""


class Address(Out):
    """Where the person lives."""

    model_config = example(address="Οδός Ελιάς 4, 27054 Ζαχάρω", municipal_unit="Ζαχάρως")

    address: Annotated[OptionalLine, WHOLE] = None
    """The street and the place; null where it is concealed, told on its own request alone."""
    municipal_unit: OptionalName = None
    """The part of the municipality (R17)."""


class Residence(Out):
    """Whether somebody looked at a proof that the person lives in the municipality."""

    model_config = example(how="utility-bill", on="2026-03-02")

    how: Proof
    """What the proof was."""
    on: date
    """When it was looked at."""


class Concealment(Out):
    """That nobody may learn from others' files where the person lives."""

    model_config = example(asked_by="person", why="violence", since="2026-03-02")

    asked_by: AskedBy
    """Who asked for it."""
    why: ConcealmentReason
    """Why."""
    since: date
    """From when on."""


class Guardian(Out):
    """Who acts for the person."""

    model_config = example(
        kind="court-supporter", guardian=None, name="Νίκος Παππάς", act="Απόφαση 12/2025", contact="26250 00000"
    )

    kind: GuardianKind
    """By what right."""
    guardian: UUID | None = None
    """Their own record, where they have one; otherwise `name`."""
    name: OptionalName = None
    """What they are called."""
    act: OptionalLine = None
    """The decision that named them."""
    contact: OptionalName = None
    """How they are reached."""

    @model_validator(mode="after")
    def _one_of_both(self) -> "Guardian":
        if (self.guardian is None) == (self.name is None):
            raise refuse("guardian-unnamed")
        return self


class Notice(Out):
    """The notice on the processing of personal data (GDPR, article 13)."""

    model_config = example(notice="2026-1", informed_on="2026-03-02")

    notice: str | None
    """The version that was given; null where none was."""
    informed_on: date | None
    """When."""


def identifier_in_its_form(value: str, known: ValidationInfo) -> str:
    """A validator of an identifier's value, after its kind."""
    try:
        return identifiers.canonical(known.data.get("kind", "other"), value)
    except IdentifierError as wrong:
        raise refuse(wrong.code) from None
