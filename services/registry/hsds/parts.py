"""What belongs to services and bodies in HSDS 3.0: terms, telephones, places, hours. What is absent is left out."""

from datetime import date
from typing import Literal
from uuid import UUID

from shared.fields import Out, example


class TaxonomyObject(Out):
    """A taxonomy."""

    model_config = example(
        name="Open Eligibility", description="Human services", uri="https://github.com/auntbertha/openeligibility",
        version="2.0",
    )  # fmt: skip

    id: UUID
    """The same in every installation."""
    name: str
    """As its makers call it."""
    description: str
    """What its terms name."""
    uri: str
    """Where it is published."""
    version: str
    """Which of its versions."""


class TaxonomyTermObject(Out):
    """A term of a taxonomy."""

    model_config = example(
        code="1343", name="Ενισχυτική διδασκαλία", description="Tutoring", parent_id=None, taxonomy="Open Eligibility",
        language="el", term_uri="https://github.com/auntbertha/openeligibility#1343",
    )  # fmt: skip

    id: UUID
    """The same in every installation."""
    code: str
    """In its taxonomy."""
    name: str
    """In Greek."""
    description: str
    """In English, with the taxonomy and the code."""
    parent_id: UUID | None = None
    """The term above it."""
    taxonomy: str
    """The taxonomy's name."""
    taxonomy_detail: TaxonomyObject
    """The taxonomy."""
    language: str
    """Of the name."""
    term_uri: str
    """Names the term for good."""


class Attribute(Out):
    """That a term says something of a service."""

    model_config = example(link_entity="service")

    id: UUID
    """Follows from the service and the term."""
    link_id: UUID
    """The service."""
    link_entity: Literal["service"]
    """What is linked."""
    taxonomy_term: TaxonomyTermObject
    """What it is, or whom it is for."""


class Phone(Out):
    """An office's telephone."""

    model_config = example(number="+302625000000", type="voice")

    id: UUID
    """Follows from whose it is."""
    number: str
    """With the country."""
    type: Literal["voice"]
    """For speaking."""


class Contact(Out):
    """An office within a body; it names nobody."""

    model_config = example(title="Γραμματεία", email=None)

    id: UUID
    """Follows from the body and its place in the list."""
    title: str
    """What it is asked for."""
    email: str | None = None
    """An office's."""
    phones: list[Phone] | None = None
    """An office's."""


class Address(Out):
    """Where a service is given."""

    model_config = example(
        address_1="Αρτέμιδος 3", city="Ζαχάρω", state_province="Δυτικής Ελλάδας", postal_code="27054", country="GR",
        address_type="physical",
    )  # fmt: skip

    id: UUID
    """Follows from the service."""
    address_1: str
    """Street and number."""
    city: str
    """Town or village."""
    state_province: str
    """The region, in the genitive after «Περιφέρεια»."""
    postal_code: str
    """Five digits."""
    country: Literal["GR"]
    """Greece."""
    address_type: Literal["physical"]
    """One can go there."""


class Accessibility(Out):
    """How one gets in."""

    model_config = example(description="Είσοδος χωρίς σκαλοπάτια")

    id: UUID
    """Follows from the service."""
    description: str
    """In Greek."""


class Location(Out):
    """Where a service is given."""

    model_config = example(location_type="physical", name="Αρτέμιδος 3, Ζαχάρω", latitude=37.486, longitude=21.65)

    id: UUID
    """Follows from the service."""
    location_type: Literal["physical"]
    """One can go there."""
    name: str
    """Street and town."""
    latitude: float | None = None
    """In degrees (WGS 84)."""
    longitude: float | None = None
    """In degrees (WGS 84)."""
    addresses: list[Address] | None = None
    """One."""
    accessibility: list[Accessibility] | None = None
    """Where one gets in without steps."""


class Schedule(Out):
    """Some days of every week on which a service is open from one hour to another."""

    model_config = example(
        freq="WEEKLY", wkst="MO", byday="MO,TU", opens_at="09:00+02:00", closes_at="14:00+02:00", timezone=2,
        valid_from="2026-01-07", valid_to=None,
    )  # fmt: skip

    id: UUID
    """Follows from the service, the day from which it holds and the hours."""
    freq: Literal["WEEKLY"]
    """Every week."""
    wkst: Literal["MO"]
    """Weeks begin on Monday."""
    byday: str
    """On which days."""
    opens_at: str
    """Hours, minutes and the offset from UTC."""
    closes_at: str
    """Hours, minutes and the offset from UTC; 00:00 is midnight at the day's end."""
    timezone: float
    """Hours from UTC, today."""
    valid_from: date
    """From this day on."""
    valid_to: date | None = None
    """Until this day, where other hours follow."""


class ServiceArea(Out):
    """Whose people a service takes."""

    model_config = example(name="Δήμος Ζαχάρως", extent="3905", extent_type="other")

    id: UUID
    """Follows from the service and the area."""
    name: str
    """In Greek."""
    extent: str
    """ELSTAT's code of a municipality, the name of a regional unit, or the NUTS code of a region."""
    extent_type: Literal["other"]
    """None of the standard's own."""


class Language(Out):
    """A language in which a service is given."""

    model_config = example(code="el")

    id: UUID
    """Follows from the service and the code."""
    code: str
    """ISO 639-1."""


class CostOption(Out):
    """What a service costs."""

    model_config = example(option="Δωρεάν")

    id: UUID
    """Follows from the service."""
    option: str
    """In words."""
