"""What the registry of beneficiaries answers with, as far as the caller's reach goes."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from services.registry.people.circumstances_shapes import Circumstances, Special
from services.registry.people.shapes import (
    WHOLE,
    Address,
    Birth,
    Concealment,
    Contacts,
    Guardian,
    IdentifierOut,
    Names,
    Notice,
    Residence,
)
from services.registry.people.views import PersonRow
from shared.fields import Account, Out, example
from shared.identifiers import telephone_shown
from shared.scope import Reach
from shared.writing import Written


class RecordOut(Out):
    """The record, section by section; null where nothing is known of one, or the reach does not show it."""

    names: Names | None
    """What the person is called."""
    birth: Birth
    """When the person was born."""
    identifiers: list[IdentifierOut]
    """Those that stand first, then those that ended."""
    contacts: Contacts
    """Telephones and addresses for mail."""
    address: Address
    """Street, place and municipal unit."""
    residence: Annotated[Residence | None, WHOLE]
    """Whether that was verified."""
    concealment: Annotated[Concealment | None, WHOLE]
    """That nobody else may learn of it."""
    circumstances: Annotated[Circumstances | None, WHOLE]
    """In what circumstances the person lives."""
    special: Annotated[Special | None, WHOLE]
    """Disability, origin, health."""
    notice: Notice
    """Whether the person knows what becomes of their data."""
    guardian: Annotated[Guardian | None, WHOLE]
    """Who acts for the person."""


class RestrictionOut(Out):
    """Something that restricts the processing of a person."""

    model_config = example(ground="objection")

    id: UUID
    """The erasure's or the restriction's."""
    ground: str
    """Of article 18(1), or `erasure` while one is open."""


class PersonOut(Out):
    """A person's card."""

    model_config = example(
        number="ΖΑΧ-2026-00118",
        label="Παπαδοπούλου Μαρία",
        surname="Παπαδοπούλου",
        given_name="Μαρία",
        father_name="Γεώργιος",
        latin_name="Papadopoulou Maria",
        sex="female",
        born_on="1980-02-14",
        age=46,
        telephone="26250 00000",
        email=None,
        address=None,
        concealed=None,
        municipal_unit="Ζαχάρως",
        centre="/el63/3905/zacharo",
        municipality="3905",
        reach="basic",
        merged=[],
        restrictions=[],
    )

    id: UUID
    """The person's; another than was asked for where that record was merged into this one."""
    number: str | None
    """The reference number of a beneficiary; null for a visitor."""
    label: str
    """How the person is named in a list."""
    surname: str
    """As on the person's papers."""
    given_name: str
    """As on the person's papers."""
    father_name: str | None
    """The father's given name."""
    latin_name: str | None
    """As on a passport or permit."""
    sex: str | None
    """As the person states it."""
    born_on: date | None
    """The date of birth."""
    age: int | None
    """In full years."""
    identifiers: list[IdentifierOut]
    """Numbers that name the person elsewhere now."""
    telephone: str | None
    """As people write it."""
    email: Annotated[str | None, WHOLE]
    """Where the person can be written to."""
    address: Annotated[str | None, WHOLE]
    """Where the person lives; null where it is concealed, told on its own request alone."""
    concealed: Annotated[bool | None, WHOLE]
    """Whether nobody may learn from others' files where the person lives."""
    municipal_unit: str | None
    """The part of the municipality in which the person lives."""
    informed_on: date | None
    """When the notice on the processing of personal data was given."""
    centre: str
    """The scope path of the Centre that keeps the record."""
    municipality: str
    """The code of the municipality that answers for the record."""
    since: date
    """When the person was first met."""
    version: int
    """As in the ETag."""
    reach: Literal["basic", "file"]
    """How much of the person the caller is shown."""
    merged: list[UUID]
    """The ids of the records that were merged into this one, and are read as it."""
    restrictions: list[RestrictionOut]
    """What restricts the processing: nothing new is written meanwhile."""
    record: RecordOut
    """All that is recorded, section by section."""

    @classmethod
    def of(
        cls,
        row: PersonRow,
        record: RecordOut,
        reach: Reach,
        on: date,
        *,
        merged: Sequence[UUID] = (),
        restrictions: Sequence[RestrictionOut] = (),
    ) -> "PersonOut":
        """The card with the age on that day, before that reach is looked at."""
        emails = [one.value for one in record.contacts.contacts if one.kind == "email"]
        return cls(
            id=row.id,
            number=row.number,
            label=row.label,
            surname=row.surname,
            given_name=row.given_name,
            father_name=row.father_name,
            latin_name=row.latin_name,
            sex=row.sex,
            born_on=row.born_on,
            age=age(row.born_on, on),
            identifiers=[one for one in record.identifiers if one.ended is None],
            telephone=telephone_shown(row.telephone) if row.telephone else None,
            email=emails[0] if emails else None,
            address=record.address.address,
            concealed=record.concealment is not None,
            municipal_unit=record.address.municipal_unit,
            informed_on=row.informed_on,
            centre=row.centre,
            municipality=row.municipality,
            since=row.since,
            version=row.version,
            reach="file" if reach is Reach.FILE else "basic",
            merged=list(merged),
            restrictions=list(restrictions),
            record=record,
        )


class Registered(Written):
    """A person was taken down."""

    warnings: Annotated[list[str], Field(examples=[["amka-birth-date"]])]
    """What may be a slip, as codes: an ΑΜΚΑ that begins with another date of birth."""


class Numbered(Written):
    """A person is a beneficiary."""

    number: Annotated[str | None, Field(examples=["ΖΑΧ-2026-00118"])]
    """The reference number."""


def age(born: date | None, on: date) -> int | None:
    """Full years on that day."""
    if born is None:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


class Righted(Out):
    """That a change put right what was wrong all along."""

    model_config = example(why="typing-error", source="document")

    why: str
    """How the error came about."""
    source: str
    """By what it was found."""


class FieldChange(Out):
    """One field, before and after."""

    model_config = example(field="surname", before="Παπαδοπουλου", after="Παπαδοπούλου")

    field: str
    """Which field of the section."""
    before: Annotated[Any, Field(examples=["Παπαδοπουλου"])]
    """What stood there; null where nothing did, or it is concealed."""
    after: Annotated[Any, Field(examples=["Παπαδοπούλου"])]
    """What stood there then."""


class HistoryItem(Out):
    """What one command changed in a section."""

    model_config = example(correction=None)

    version: int
    """The record's version that it led to."""
    at: datetime
    """When it was recorded."""
    on: date
    """From when on it is so."""
    by: Account
    correction: Righted | None
    """Null for a change of the facts."""
    changes: list[FieldChange]
    """What changed."""


class History(Out):
    """What changed in a section of a record, the latest first."""

    items: list[HistoryItem]
    """One for each command."""
    version: int
    """The record's version now, as in the ETag."""


class AddressOut(Out):
    """An address, told on its own request."""

    model_config = example(address="Οδός Ελιάς 4, 27054 Ζαχάρω", municipal_unit="Ζαχάρως")

    address: str | None
    """The street and the place."""
    municipal_unit: str | None
    """The part of the municipality."""
