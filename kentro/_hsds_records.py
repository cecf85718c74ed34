"""HSDS 3.0 as others write it: services of a file, each whole or with why it cannot be read."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

Json = dict[str, Any]


class Unreadable(Exception):
    """A record, or a whole file, that says nothing we can take; the message is for the operator."""


class Phone(msgspec.Struct, frozen=True):
    """A telephone."""

    number: str | None = None


class Contact(msgspec.Struct, frozen=True):
    """Somebody, or some office, to be asked."""

    title: str | None = None
    department: str | None = None
    email: str | None = None
    phones: list[Phone] | None = None


class Organization(msgspec.Struct, frozen=True):
    """Who offers it."""

    id: str
    name: str
    description: str | None = None
    email: str | None = None
    website: str | None = None
    phones: list[Phone] | None = None
    contacts: list[Contact] | None = None


class Address(msgspec.Struct, frozen=True):
    """Where it is."""

    address_1: str | None = None
    city: str | None = None
    postal_code: str | None = None


class Location(msgspec.Struct, frozen=True):
    """Where it is, and how one gets in."""

    latitude: float | None = None
    longitude: float | None = None
    addresses: list[Address] | None = None
    accessibility: list[Json] | None = None


class AtLocation(msgspec.Struct, frozen=True):
    """That it is given there."""

    location: Location | None = None


class Schedule(msgspec.Struct, frozen=True):
    """When it is open."""

    freq: str | None = None
    byday: str | None = None
    opens_at: str | None = None
    closes_at: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class Area(msgspec.Struct, frozen=True):
    """Whose people it takes."""

    name: str | None = None
    extent: str | None = None


class Language(msgspec.Struct, frozen=True):
    """In which it is given."""

    code: str | None = None


class Cost(msgspec.Struct, frozen=True):
    """What it costs."""

    option: str | None = None


class Term(msgspec.Struct, frozen=True):
    """A name of a taxonomy."""

    id: str | None = None
    code: str | None = None
    taxonomy: str | None = None
    term_uri: str | None = None


class Attribute(msgspec.Struct, frozen=True):
    """That a term says something of it."""

    taxonomy_term: Term | None = None


class Record(msgspec.Struct, frozen=True):
    """A service as `/hsds/services/{id}` gives it, as far as we read it."""

    id: str
    name: str
    status: str = "active"
    description: str | None = None
    url: str | None = None
    email: str | None = None
    application_process: str | None = None
    fees_description: str | None = None
    eligibility_description: str | None = None
    minimum_age: float | None = None
    maximum_age: float | None = None
    alert: str | None = None
    organization: Organization | None = None
    phones: list[Phone] | None = None
    schedules: list[Schedule] | None = None
    service_areas: list[Area] | None = None
    service_at_locations: list[AtLocation] | None = None
    languages: list[Language] | None = None
    cost_options: list[Cost] | None = None
    attributes: list[Attribute] | None = None


def records(text: str) -> Iterator[tuple[str, Record | Unreadable]]:
    """The services of a file, a JSON array or one a line, each with where it stands. Raises `Unreadable`."""
    for where, said in _values(text):
        if isinstance(said, Unreadable):
            yield where, said
            continue
        try:
            yield where, msgspec.convert(said, Record, strict=False)
        except msgspec.ValidationError as wrong:
            yield where, Unreadable(str(wrong))


def _values(text: str) -> Iterator[tuple[str, Any]]:
    if text.lstrip("\ufeff \t\r\n").startswith("["):
        try:
            found: list[Any] = json.loads(text.lstrip("\ufeff"))
        except ValueError as wrong:
            raise Unreadable(f"no JSON: {wrong}") from None
        yield from ((f"service {at}", said) for at, said in enumerate(found, 1))
        return
    for at, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        if line.strip():
            try:
                yield f"line {at}", json.loads(line)
            except ValueError as wrong:
                yield f"line {at}", Unreadable(f"no JSON: {wrong}")
