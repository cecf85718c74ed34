"""People as they are looked up, listed and shown."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from services.registry.people import lookup
from services.registry.people.domain import BecameBeneficiary, IdentifierKind, InformedOfProcessing, PersonMet, Record
from services.registry.people.domain.record import recorded as after
from shared.envelope import Recorded
from shared.greek import sort_key
from shared.views import Children, Key, View

Identifiers = tuple[tuple[IdentifierKind, str], ...]
_NONE = "[]"
_EMPTY = msgspec.json.encode(Record()).decode()


@dataclass(frozen=True, slots=True)
class PersonRow:
    """What who works in the municipality may know of a person.

    `identifiers` is JSON of (kind, value) pairs, `record` of as much of the record.
    """

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
    record: str
    version: int

    @property
    def known(self) -> Record:
        """The record, as far as who works in the municipality may know it."""
        return msgspec.json.decode(self.record, type=Record)

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
    record: str
    concealed: bool

    @property
    def known(self) -> Record:
        """The whole record; without an address that is concealed, which is told on its own request."""
        return msgspec.json.decode(self.record, type=Record)

    @property
    def email(self) -> str | None:
        """Where the person can be written to."""
        return next((one.value for one in self.known.contacts if one.kind == "email"), None)

    @property
    def address(self) -> str | None:
        """Street and place, unless they are concealed."""
        place = self.known.address
        return place.address if place else None

    @property
    def municipal_unit(self) -> str | None:
        """The part of the municipality, unless it is concealed."""
        place = self.known.address
        return place.municipal_unit if place and not self.concealed else None


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
            record=_EMPTY,
            version=recorded.version,
        )
    if row is None:
        return None
    match event:
        case BecameBeneficiary(number):
            return replace(row, version=recorded.version, number=number)
        case InformedOfProcessing():
            row = replace(row, informed_on=metadata.occurred_on)
        case _:
            pass
    return replace(row, version=recorded.version, **_columns(row, _basic(after(row.known, event))))


def _columns(row: PersonRow, record: Record) -> Mapping[str, Any]:
    """What of a row follows from the record; nothing where that is as it was."""
    stored = msgspec.json.encode(record).decode()
    if stored == row.record:
        return {}
    name, address = record.name, record.address
    called = (name.surname, name.given_name, name.father_name) if name else ("", "", None)
    stand = tuple((one.kind, one.value) for one in record.identifiers if one.ended is None)
    return {
        "surname": called[0],
        "given_name": called[1],
        "father_name": called[2],
        "latin_name": name.latin_name if name else None,
        "sort_key": sort_key(*called) if name else "",
        "sex": record.sex,
        "born_on": date.fromisoformat(record.born_on) if record.born_on else None,
        "identifiers": msgspec.json.encode(stand).decode(),
        "telephone": next((one.value for one in record.contacts), None),
        "municipal_unit": address.municipal_unit if address else None,
        "record": stored,
    }


def _basic(record: Record) -> Record:
    """As much of the record as who works in the municipality may know, and of a concealed address nothing."""
    address = record.address
    return Record(
        name=record.name,
        former_names=record.former_names,
        born_on=record.born_on,
        sex=record.sex,
        identifiers=record.identifiers,
        contacts=tuple(one for one in record.contacts if one.kind == "telephone"),
        address=replace(address, address=None) if address and not address.concealed else None,
        notice=record.notice,
    )


def _project_file(_: Key, row: FileRow | None, recorded: Recorded[Any]) -> FileRow | None:
    if isinstance(recorded.event, PersonMet):
        return FileRow(recorded.id, recorded.event.centre, _EMPTY, concealed=False)
    if row is None:
        return None
    record = after(row.known, recorded.event)
    concealed = record.concealment is not None
    if concealed and record.address:
        record = replace(record, address=replace(record.address, address=None))
    return replace(row, record=msgspec.json.encode(record).decode(), concealed=concealed)


def _found_by(row: PersonRow) -> list[tuple[UUID, str, str, str]]:
    record = row.known
    keys = lookup.registered(
        surname=row.surname,
        given_name=row.given_name,
        latin_name=row.latin_name,
        former_names=[(one.surname, one.given_name) for one in record.former_names],
        born_on=row.born_on,
        identifiers=[(one.kind, one.value) for one in record.identifiers if one.ended in (None, "replaced", "expired")],
        telephone=row.telephone,
        number=row.number,
    )
    return [(row.id, row.centre, row.municipality, key) for key in keys]


def _is_of_person(recorded: Recorded[Any]) -> list[Key]:
    return [(recorded.id,)] if recorded.stream.startswith("person-") else []


COLUMNS = """id, centre, municipality, number, surname, given_name, father_name, latin_name, sex, born_on, identifiers,
    telephone, municipal_unit, informed_on, since, sort_key, record, version"""

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
            $16::text[], $17::text[], $18::int[])
        ON CONFLICT (id) DO UPDATE SET
            (centre, municipality, number, surname, given_name, father_name, latin_name, sex, born_on, identifiers,
             telephone, municipal_unit, informed_on, since, sort_key, record, version)
            = (excluded.centre, excluded.municipality, excluded.number, excluded.surname, excluded.given_name,
               excluded.father_name, excluded.latin_name, excluded.sex, excluded.born_on, excluded.identifiers,
               excluded.telephone, excluded.municipal_unit, excluded.informed_on, excluded.since, excluded.sort_key,
               excluded.record, excluded.version)""",  # noqa: S608
    remove="DELETE FROM person WHERE id = ANY ($1::uuid[])",
    persons=("id",),
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
    keys=_is_of_person,
    project=_project_file,
    tables=["person_file"],
    read="SELECT id, centre, record, concealed FROM person_file WHERE id = ANY ($1::uuid[])",
    write="""
        INSERT INTO person_file (id, centre, record, concealed)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bool[])
        ON CONFLICT (id) DO UPDATE
            SET (centre, record, concealed) = (excluded.centre, excluded.record, excluded.concealed)""",
    remove="DELETE FROM person_file WHERE id = ANY ($1::uuid[])",
    persons=("id",),
)
