"""People as they are looked up, listed and shown."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from services.registry.people import lookup
from services.registry.people.domain import (
    AddressRecorded,
    BecameBeneficiary,
    BornRecorded,
    ContactRecorded,
    IdentifierKind,
    IdentifierRecorded,
    InformedOfProcessing,
    NameRecorded,
    PersonMet,
    SexRecorded,
)
from shared.envelope import Recorded
from shared.greek import sort_key
from shared.views import Children, Key, View

Identifiers = tuple[tuple[IdentifierKind, str], ...]
_NONE = "[]"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """What who works in the municipality may know of a person; `identifiers` is JSON of (kind, value) pairs."""

    id: UUID
    centre: str
    municipality: str
    number: str | None
    surname: str
    given_name: str
    father_name: str | None
    latin_name: str | None
    sex: str | None
    born_on: date | None
    identifiers: str
    telephone: str | None
    municipal_unit: str | None
    informed_on: date | None
    since: date
    sort_key: str
    version: int

    @property
    def known_identifiers(self) -> Identifiers:
        """The identifiers, as recorded."""
        return msgspec.json.decode(self.identifiers, type=Identifiers)

    @property
    def label(self) -> str:
        """How the person is named in a list: «Παπαδοπούλου Μαρία (του Γεωργίου)»."""
        father = f" (του {self.father_name})" if self.father_name else ""
        return f"{self.surname} {self.given_name}{father}"


@dataclass(frozen=True, slots=True)
class FileRow:
    """What only who works with the person's file may know."""

    id: UUID
    centre: str
    email: str | None
    address: str | None


def _project_person(_: Key, row: PersonRow | None, recorded: Recorded[Any]) -> PersonRow | None:
    event, metadata = recorded.event, recorded.metadata
    if isinstance(event, PersonMet):
        municipality = event.centre.split("/")[2]
        return PersonRow(
            id=recorded.id,
            centre=event.centre,
            municipality=municipality,
            number=None,
            surname="",
            given_name="",
            father_name=None,
            latin_name=None,
            sex=None,
            born_on=None,
            identifiers=_NONE,
            telephone=None,
            municipal_unit=None,
            informed_on=None,
            since=metadata.occurred_on,
            sort_key="",
            version=recorded.version,
        )
    if row is None:
        return None
    return replace(row, version=recorded.version, **_changed(row, event, metadata.occurred_on))


def _changed(row: PersonRow, event: object, on: date) -> Mapping[str, Any]:
    match event:
        case NameRecorded(surname, given_name, father_name, latin_name):
            return {
                "surname": surname,
                "given_name": given_name,
                "father_name": father_name,
                "latin_name": latin_name,
                "sort_key": sort_key(surname, given_name, father_name),
            }
        case SexRecorded(sex):
            return {"sex": sex}
        case BornRecorded(born):
            return {"born_on": date.fromisoformat(born)}
        case IdentifierRecorded(kind, value):
            known = tuple(pair for pair in row.known_identifiers if pair[0] != kind)
            return {"identifiers": msgspec.json.encode((*known, (kind, value))).decode()}
        case ContactRecorded(telephone=telephone):
            return {"telephone": telephone}
        case AddressRecorded(municipal_unit=municipal_unit):
            return {"municipal_unit": municipal_unit}
        case InformedOfProcessing():
            return {"informed_on": on}
        case BecameBeneficiary(number):
            return {"number": number}
        case _:
            return {}


def _project_file(_: Key, row: FileRow | None, recorded: Recorded[Any]) -> FileRow | None:
    match recorded.event:
        case PersonMet(centre):
            return FileRow(recorded.id, centre, None, None)
        case ContactRecorded(email=email) if row:
            return replace(row, email=email)
        case AddressRecorded(address=address) if row:
            return replace(row, address=address)
        case _:
            return row


def _found_by(row: PersonRow) -> list[tuple[UUID, str, str, str]]:
    keys = lookup.registered(
        surname=row.surname,
        given_name=row.given_name,
        latin_name=row.latin_name,
        born_on=row.born_on,
        identifiers=row.known_identifiers,
        telephone=row.telephone,
        number=row.number,
    )
    return [(row.id, row.centre, row.municipality, key) for key in keys]


def _is_of_person(recorded: Recorded[Any]) -> list[Key]:
    return [(recorded.id,)] if recorded.stream.startswith("person-") else []


def _is_of_file(recorded: Recorded[Any]) -> list[Key]:
    return [(recorded.id,)] if isinstance(recorded.event, PersonMet | ContactRecorded | AddressRecorded) else []


COLUMNS = """id, centre, municipality, number, surname, given_name, father_name, latin_name, sex, born_on, identifiers,
    telephone, municipal_unit, informed_on, since, sort_key, version"""

PEOPLE: View[Recorded[Any], PersonRow] = View(
    row=PersonRow,
    keys=_is_of_person,
    project=_project_person,
    tables=["person_found_by", "person"],
    read=f"SELECT {COLUMNS} FROM person WHERE id = ANY ($1::uuid[])",  # noqa: S608
    write=f"""
        INSERT INTO person ({COLUMNS})
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::text[], $9::text[], $10::date[], $11::text[], $12::text[], $13::text[], $14::date[], $15::date[],
            $16::text[], $17::int[])
        ON CONFLICT (id) DO UPDATE SET
            (centre, municipality, number, surname, given_name, father_name, latin_name, sex, born_on, identifiers,
             telephone, municipal_unit, informed_on, since, sort_key, version)
            = (excluded.centre, excluded.municipality, excluded.number, excluded.surname, excluded.given_name,
               excluded.father_name, excluded.latin_name, excluded.sex, excluded.born_on, excluded.identifiers,
               excluded.telephone, excluded.municipal_unit, excluded.informed_on, excluded.since, excluded.sort_key,
               excluded.version)""",  # noqa: S608
    remove="DELETE FROM person WHERE id = ANY ($1::uuid[])",
    person="id",
    children=Children(
        of=_found_by,
        clear="DELETE FROM person_found_by WHERE person = ANY ($1::uuid[])",
        index="person_found_by_person",
        fill="""
            INSERT INTO person_found_by (person, centre, municipality, key)
            SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[])""",
    ),
)

FILES: View[Recorded[Any], FileRow] = View(
    row=FileRow,
    keys=_is_of_file,
    project=_project_file,
    tables=["person_file"],
    read="SELECT id, centre, email, address FROM person_file WHERE id = ANY ($1::uuid[])",
    write="""
        INSERT INTO person_file (id, centre, email, address)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[])
        ON CONFLICT (id) DO UPDATE
            SET (centre, email, address) = (excluded.centre, excluded.email, excluded.address)""",
    remove="DELETE FROM person_file WHERE id = ANY ($1::uuid[])",
    person="id",
)
