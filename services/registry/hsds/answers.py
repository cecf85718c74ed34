"""The objects of HSDS 3.0, as far as the registry has what they hold. What is absent is left out, never null."""

from datetime import datetime
from typing import Annotated, Any, Generic, Literal, Self, TypeVar
from uuid import UUID

from pydantic import Field, WithJsonSchema

from services.registry.hsds.parts import (
    Attribute,
    Contact,
    CostOption,
    Language,
    Location,
    Phone,
    Schedule,
    ServiceArea,
    TaxonomyObject,
    TaxonomyTermObject,
)
from shared.fields import Out, example

_Told = Annotated[Any, WithJsonSchema({"type": "object", "additionalProperties": True})]
"""A service whole or in part, written as what it is, and once."""

Status = Literal["active", "inactive", "defunct", "temporarily closed"]
ItemT = TypeVar("ItemT", bound=Out)


class Api(Out):
    """Which standard this is."""

    model_config = example(
        version="3.0",
        profile="https://docs.openreferral.org/en/3.0/hsds/",
        openapi_url="https://registry.example/openapi.json",
    )

    version: Literal["3.0"]
    """Of HSDS."""
    profile: str
    """What the objects mean."""
    openapi_url: str
    """What can be asked."""


class Organization(Out):
    """A body."""

    model_config = example(
        name="Σύλλογος «Ο Αλφειός»", description="Μαθήματα για παιδιά.", email="grammateia@alfeios.example",
        website="https://alfeios.example", services=None,
    )  # fmt: skip

    id: UUID
    """The body's."""
    name: str
    """In full."""
    description: str
    """What it does."""
    email: str | None = None
    """An office's."""
    website: str | None = None
    """Its address."""
    phones: list[Phone] | None = None
    """Its telephone."""
    contacts: list[Contact] | None = None
    """Its offices."""
    services: list[_Told] | None = None
    """What it offers: ids and names, or whole services where `full_service` asks for them."""


class ServiceAtLocation(Out):
    """That a service is given at a place; id, name and status are the service's."""

    model_config = example(name=None, status=None, service=None)

    id: UUID
    """The service's: it is given at one place."""
    name: str | None = None
    """The service's, where this is looked at alone."""
    status: Status | None = None
    """The service's, where this is looked at alone."""
    location: Location
    """Where."""
    service: "Service | None" = None
    """What; left out within the service itself."""
    phones: list[Phone] | None = None
    """Its telephone."""
    schedules: list[Schedule] | None = None
    """When it is open."""
    service_areas: list[ServiceArea] | None = None
    """Whose people it takes."""
    languages: list[Language] | None = None
    """In which it is given."""


class Service(Out):
    """A service that a body offers."""

    model_config = example(
        name="Ενισχυτική διδασκαλία", status="active", description="Μαθήματα σε μικρές ομάδες.", url=None,
        application_process="Με παραπομπή του Κέντρου", fees_description=None, alert=None,
        eligibility_description="Μαθητές γυμνασίου και λυκείου", minimum_age=12, maximum_age=18, phones=None,
        schedules=None, service_areas=None, service_at_locations=None, languages=None, cost_options=None,
        attributes=None,
    )  # fmt: skip

    id: UUID
    """The service's."""
    name: str | None = None
    """As people call it."""
    status: Status | None = None
    """Whether it takes people."""
    description: str | None = None
    """What one gets there."""
    url: str | None = None
    """Its address."""
    application_process: str | None = None
    """How a Centre refers to it."""
    fees_description: str | None = None
    """What it costs."""
    eligibility_description: str | None = None
    """Whom it takes."""
    minimum_age: float | None = None
    """In full years."""
    maximum_age: float | None = None
    """In full years; whoever is as old is still taken."""
    alert: str | None = None
    """From when on it takes people again."""
    last_modified: datetime
    """When the registry last heard of it."""
    organization: Organization | None = None
    """Who offers it."""
    phones: list[Phone] | None = None
    """Its telephone."""
    schedules: list[Schedule] | None = None
    """When it is open."""
    service_areas: list[ServiceArea] | None = None
    """Whose people it takes."""
    service_at_locations: list[ServiceAtLocation] | None = None
    """Where."""
    languages: list[Language] | None = None
    """In which it is given."""
    cost_options: list[CostOption] | None = None
    """What it costs."""
    attributes: list[Attribute] | None = None
    """What it is and whom it is for, by terms of taxonomies."""


class Page(Out, Generic[ItemT]):
    """One page of a list, in the standard's envelope."""

    model_config = example(
        total_items=1, total_pages=1, page_number=1, size=1, first_page=True, last_page=True, empty=False
    )

    total_items: int
    """On all pages."""
    total_pages: int
    """How many pages there are."""
    page_number: Annotated[int, Field(ge=1)]
    """Which one this is."""
    size: int
    """Items on this page."""
    first_page: bool
    """Whether none comes before."""
    last_page: bool
    """Whether none comes after."""
    empty: bool
    """Whether nothing stands on it."""
    contents: list[ItemT]
    """What was asked for."""

    @classmethod
    def of(cls, contents: list[ItemT], *, total: int, page: int, per_page: int) -> Self:
        """The page in its envelope."""
        pages = -(-total // per_page)
        return cls(
            total_items=total,
            total_pages=pages,
            page_number=page,
            size=len(contents),
            first_page=page == 1,
            last_page=page >= pages,
            empty=not contents,
            contents=contents,
        )


class Services(Page[Service]):
    """A page of services."""


class Organizations(Page[Organization]):
    """A page of bodies."""


class ServicesAtLocations(Page[ServiceAtLocation]):
    """A page of services at their places."""


class Taxonomies(Page[TaxonomyObject]):
    """A page of taxonomies."""


class TaxonomyTerms(Page[TaxonomyTermObject]):
    """A page of terms."""
