"""Single facts of a record by the names of the card's fields: what it says in one, and the record with others said."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from services.registry.people.domain import AddressRecorded, IdentifierKind, NameRecorded, Record, Sex
from services.registry.people.domain.identity import Known
from services.registry.people.domain.reaching import Contact, ContactKind

IDENTIFIER = "identifier:"
_NAMES = frozenset({"surname", "given_name", "father_name", "latin_name"})
_CONTACTS: Mapping[str, ContactKind] = {"telephone": "telephone", "email": "email"}
_PLACE = frozenset({"address", "municipal_unit"})
RECORDED = _NAMES | _CONTACTS.keys() | _PLACE | {"born_on", "sex"}
"""Fields of the card that stand in the record itself, beside identifiers."""


def told_of(record: Record, field: str) -> str | None:
    """What the record says in a field of the card; None where it says nothing, or has no such field."""
    if field.startswith(IDENTIFIER):
        kind = field.removeprefix(IDENTIFIER)
        return next((one.value for one in record.identifiers if one.kind == kind and one.ended is None), None)
    if field in _NAMES:
        return getattr(record.name, field) if record.name else None
    if field in _CONTACTS:
        return next((one.value for one in record.contacts if one.kind == _CONTACTS[field]), None)
    if field in _PLACE:
        return getattr(record.address, field) if record.address else None
    return getattr(record, field) if field in RECORDED else None


def record_over(record: Record, fields: Mapping[str, str]) -> Record:
    """The record as it is with those fields said; what stands in no record is passed over."""
    for field, value in fields.items():
        if field.startswith(IDENTIFIER):
            record = _with_identifier(record, cast("IdentifierKind", field.removeprefix(IDENTIFIER)), value)
        elif field in _NAMES:
            name = record.name or NameRecorded("", "", None, None)
            record = replace(record, name=replace(name, **{field: value}))
        elif field in _CONTACTS:
            kind = _CONTACTS[field]
            others = tuple(one for one in record.contacts if one.kind != kind)
            record = replace(record, contacts=(Contact(kind, value), *others))
        elif field in _PLACE:
            place: Any = record.address or AddressRecorded(None, None)
            record = replace(record, address=replace(place, **{field: value}))
        elif field == "born_on":
            record = replace(record, born_on=value)
        elif field == "sex":
            record = replace(record, sex=cast("Sex", value))
    return record


def _with_identifier(record: Record, kind: IdentifierKind, value: str) -> Record:
    kept = tuple(one for one in record.identifiers if one.kind != kind or one.ended is not None)
    return replace(record, identifiers=(*kept, Known(kind, value)))
