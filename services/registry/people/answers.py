"""What the registry of beneficiaries answers with, as far as the caller's reach goes."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from services.registry.people.domain import Suspect
from services.registry.people.views import FileRow, PersonRow
from shared.identifiers import telephone_shown
from shared.scope import Reach

SHOWN_DIGITS = 4
"""How much of an identifier who may not work with the file sees."""


class IdentifierOut(BaseModel):
    """An identifier; masked but for its last four characters where the reach is basic."""

    kind: str
    value: str


class PersonOut(BaseModel):
    """A person's card."""

    id: UUID
    number: str | None
    label: str
    surname: str
    given_name: str
    father_name: str | None
    latin_name: str | None
    sex: str | None
    born_on: date | None
    age: int | None
    identifiers: list[IdentifierOut]
    telephone: str | None
    email: str | None
    address: str | None
    municipal_unit: str | None
    informed_on: date | None
    centre: str
    municipality: str
    since: date
    version: int
    reach: Literal["basic", "file"]

    @classmethod
    def of(cls, row: PersonRow, file: FileRow | None, reach: Reach, on: date) -> "PersonOut":
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
                IdentifierOut(kind=kind, value=value if whole else _masked(value))
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
        )


class Hit(BaseModel):
    """Somebody whom a search found, and why."""

    id: UUID
    number: str | None
    label: str
    born_on: date | None
    centre: str
    reasons: list[str]


class HitList(BaseModel):
    """Whom a search found."""

    items: list[Hit]
    next: None = None


class LabelOut(BaseModel):
    """How a person is named in a list."""

    label: str
    number: str | None


class Labels(BaseModel):
    """The labels of those whom the caller may know."""

    labels: dict[UUID, LabelOut]


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


def _masked(value: str) -> str:
    return "•" * max(0, len(value) - SHOWN_DIGITS) + value[-SHOWN_DIGITS:]
