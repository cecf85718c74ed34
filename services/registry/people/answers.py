"""What the registry of beneficiaries answers with, as far as the caller's reach goes."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.registry.people.domain import Suspect
from services.registry.people.views import FileRow, PersonRow
from shared.fields import Out, example
from shared.identifiers import telephone_shown
from shared.scope import Reach
from shared.writing import Written

SHOWN_DIGITS = 4
"""How much of an identifier who may not work with the file sees."""


class IdentifierOut(Out):
    """An identifier; masked but for its last four characters where the reach is basic."""

    model_config = example(kind="amka", value="•••••••2343")

    kind: str
    """Which number."""
    value: str
    """In its one form."""


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
        municipal_unit="Ζαχάρως",
        centre="/el63/3905/zacharo",
        municipality="3905",
        reach="basic",
        merged=[],
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
    """Numbers that name the person elsewhere."""
    telephone: str | None
    """As people write it."""
    email: str | None
    """Where the person can be written to; with the reach `file` alone."""
    address: str | None
    """Where the person lives; with the reach `file` alone."""
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

    @classmethod
    def of(
        cls, row: PersonRow, file: FileRow | None, reach: Reach, on: date, *, merged: Sequence[UUID] = ()
    ) -> "PersonOut":
        """The card as this reach shows it, with the age on that day."""
        whole = reach is Reach.FILE
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
            identifiers=[
                IdentifierOut(kind=kind, value=value if whole else masked(value))
                for kind, value in row.known_identifiers
            ],
            telephone=telephone_shown(row.telephone) if row.telephone else None,
            email=file.email if file and whole else None,
            address=file.address if file and whole else None,
            municipal_unit=row.municipal_unit,
            informed_on=row.informed_on,
            centre=row.centre,
            municipality=row.municipality,
            since=row.since,
            version=row.version,
            reach="file" if whole else "basic",
            merged=list(merged),
        )


class Hit(Out):
    """Somebody whom a search found, and why."""

    model_config = example(
        number="ΖΑΧ-2026-00118",
        label="Παπαδοπούλου Μαρία",
        born_on="1980-02-14",
        centre="/el63/3905/zacharo",
        reasons=["same-name"],
    )

    id: UUID
    """The person's."""
    number: str | None
    """The reference number of a beneficiary."""
    label: str
    """How the person is named in a list."""
    born_on: date | None
    """The date of birth."""
    centre: str
    """The scope path of the Centre that keeps the record."""
    reasons: list[str]
    """What the person was found by, as codes."""


class HitList(Out):
    """Whom a search found."""

    items: list[Hit]
    """The likeliest first."""
    next: None = None
    """Always null: who is not among the first is looked up more exactly."""


class LabelOut(Out):
    """How a person is named in a list."""

    model_config = example(label="Παπαδοπούλου Μαρία", number="ΖΑΧ-2026-00118", centre="/el63/3905/zacharo")

    label: str
    """Surname and given name."""
    number: str | None
    """The reference number of a beneficiary."""
    centre: str
    """The scope path of the Centre that keeps the record."""
    person: UUID
    """The record that it is read as: another than was asked for where that one was merged."""


class Labels(Out):
    """The labels of those whom the caller may know."""

    labels: dict[UUID, LabelOut]
    """By the person's id."""


class Registered(Written):
    """A person was taken down."""

    warnings: Annotated[list[str], Field(examples=[["amka-birth-date"]])]
    """What may be a slip, as codes: an ΑΜΚΑ that begins with another date of birth."""


class Numbered(Written):
    """A person is a beneficiary."""

    number: Annotated[str | None, Field(examples=["ΖΑΧ-2026-00118"])]
    """The reference number."""


def match_out(row: PersonRow, suspect: Suspect) -> dict[str, object]:
    """A near-duplicate as the problem `possible-duplicates` shows it."""
    return {
        "id": str(row.id),
        "label": row.label,
        "number": row.number,
        "born_on": row.born_on.isoformat() if row.born_on else None,
        "centre": row.centre,
        "score": suspect.score,
        "reasons": list(suspect.reasons),
    }


def age(born: date | None, on: date) -> int | None:
    """Full years on that day."""
    if born is None:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def masked(value: str) -> str:
    """The last characters of an identifier, for who may not work with the file."""
    return "•" * max(0, len(value) - SHOWN_DIGITS) + value[-SHOWN_DIGITS:]
