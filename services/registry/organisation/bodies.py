"""What is sent to the organisation."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from services.registry.fields import MunicipalityCode
from services.registry.organisation.domain import UnitReason
from shared.fields import Body, Name, example


class NewMunicipality(Body):
    """A municipality's facts."""

    model_config = example(
        edition="kallikratis-2021",
        name="Ζαχάρως",
        short_name="Ζαχάρω",
        regional_unit="Ηλείας",
        region="el63",
        residents=8606,
    )

    edition: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,20}$")]
    """The list that the code is of; some codes were reassigned."""
    name: Name
    """In the genitive, as it follows «Δήμος»."""
    short_name: Name
    """As it stands on a map."""
    regional_unit: Name
    """In the genitive, as it follows «Περιφερειακή Ενότητα»."""
    region: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{2,8}$")]
    """Begins every scope path in it."""
    residents: Annotated[int, Field(ge=0, le=10_000_000)]
    """By the last census."""


class NewFeast(Body):
    """A local feast of a fixed day."""

    model_config = example(name="Αγίου Σπυρίδωνος", month=12, day=12)

    name: Name
    """As people call it."""
    month: Annotated[int, Field(ge=1, le=12)]
    """From 1 to 12."""
    day: Annotated[int, Field(ge=1, le=31)]
    """A day that the month has; 29 February counts in leap years."""


class NewCentre(Body):
    """A Centre's facts."""

    model_config = example(
        slug="zacharo",
        name="Κέντρο Κοινότητας Ζαχάρως",
        implementing_body="Δήμος Ζαχάρως",
        operating_since="2017-09-18",
        prefix="ΖΑΧ",
    )

    municipality: MunicipalityCode
    """The code of the municipality that it belongs to."""
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,40}$")]
    """Ends its scope path; its own within the municipality."""
    name: Name
    """In full."""
    implementing_body: Name
    """Who runs it: the municipality, or an entity that it supervises."""
    operating_since: date
    """Its first day."""
    prefix: Annotated[str, StringConstraints(pattern=r"^[Α-Ω]{2,5}$")]
    """Begins the reference numbers of its beneficiaries; its own within the region."""


class NewUnit(Body):
    """A branch or mobile unit of a Centre."""

    model_config = example(kind="mobile-unit", name="Κινητή Μονάδα Ζαχάρως", reason="access")

    centre: UUID
    """The Centre that it extends."""
    kind: Literal["branch", "mobile-unit"]
    """Another place, or the road."""
    name: Name
    """In full."""
    reason: UnitReason
    """Why the Centre is extended."""
