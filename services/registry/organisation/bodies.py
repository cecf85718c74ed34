"""What is sent to the organisation."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from services.registry.fields import MunicipalityCode
from services.registry.organisation.domain import UnitReason
from shared.fields import Body, Line, Name, example

DaysFromEaster = Annotated[int, Field(ge=-70, le=70)]
"""From the first Sunday of the Triodion to well after All Saints: what moves with Easter moves within it."""


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


class NewMovableFeast(Body):
    """A local feast that moves with Orthodox Easter."""

    model_config = example(name="Ζωοδόχου Πηγής", days_from_easter=5)

    name: Name
    """As people call it."""
    days_from_easter: DaysFromEaster
    """Days after Easter Sunday, before it where they are negative."""


class EndedFeast(Body):
    """A feast that is not kept any more, named by its name and its day: `month` and `day`, or `days_from_easter`."""

    model_config = example(name="Αγίου Σπυρίδωνος", on="2027-01-01", month=12, day=12, days_from_easter=None)

    name: Name
    """As it was set."""
    on: date
    """The first day on which it is not kept."""
    month: Annotated[int | None, Field(ge=1, le=12)] = None
    """Of a feast of a fixed day."""
    day: Annotated[int | None, Field(ge=1, le=31)] = None
    """Of a feast of a fixed day."""
    days_from_easter: DaysFromEaster | None = None
    """Of a feast that moves."""


class Correction(Body):
    """All facts of a municipality but its code and region, as they are."""

    model_config = example(
        edition="kallikratis-2021", name="Ζαχάρως", short_name="Ζαχάρω", regional_unit="Ηλείας", residents=8607
    )

    edition: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,20}$")]
    """The list that the code is of."""
    name: Name
    """In the genitive, as it follows «Δήμος»."""
    short_name: Name
    """As it stands on a map."""
    regional_unit: Name
    """In the genitive, as it follows «Περιφερειακή Ενότητα»."""
    residents: Annotated[int, Field(ge=0, le=10_000_000)]
    """By a census."""


class CitizensCount(Body):
    """How many registered citizens (δημότες) the municipality has."""

    model_config = example(count=11500, on="2026-01-01", source="Μητρώο Πολιτών")

    count: Annotated[int, Field(ge=0, le=10_000_000)]
    """Of the municipality's roll, whoever lives there or not."""
    on: date
    """The day of the count; not in the future."""
    source: Line
    """Who counted, or where it was read."""


class MunicipalUnit(Body):
    """A part of the municipality."""

    model_config = example(name="Φιγαλείας")

    name: Name
    """In the genitive, as it follows «Δημοτική Ενότητα»."""


class SocialService(Body):
    """Whether the municipality has a Social Service."""

    model_config = example(exists=False, since="2026-01-01")

    exists: bool
    """Where there is none, the municipality at the seat of the regional unit supervises (R3)."""
    since: date
    """Since when it has one, or has none."""


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
