"""What is answered about one Centre: to who works there, and to everybody."""

from datetime import date
from typing import Literal
from uuid import UUID

from services.registry.organisation.domain import (
    BodyKind,
    BranchOpened,
    Centre,
    CentreFounded,
    Duty,
    MobileUnitAttached,
    Supervision,
    SupervisionReason,
)
from services.registry.organisation.place_answers import (
    ClosureOut,
    ContactsOut,
    DayOut,
    ItineraryOut,
    PlaceOut,
    PremisesOut,
)
from shared.fields import Out, example


class SupervisionOut(Out):
    """Who supervises a Centre on a day."""

    model_config = example(municipality="3901", name="Πύργου", why="seat-of-regional-unit", since="2026-01-01")

    municipality: str | None
    """The code of the municipality whose directorate supervises; null where it cannot be told."""
    name: str | None
    """That municipality's, in the genitive."""
    why: SupervisionReason
    """Why it is that one."""
    since: date | None
    """The day of the declaration that it follows from; null where nothing was declared."""

    @classmethod
    def of(cls, supervision: Supervision, name: str | None) -> "SupervisionOut":
        """As it is shown."""
        return cls(municipality=supervision.municipality, name=name, why=supervision.why, since=supervision.since)


class OfficerOut(Out):
    """Somebody who is named in public for the Centre."""

    model_config = example(name="Ελένη Αντωνοπούλου", office="Συντονίστρια")

    officer: UUID
    """Who is meant."""
    name: str
    """As it is shown."""
    duty: Duty
    """What for."""
    office: str | None
    """What they are there."""


class CentreWhole(Out):
    """A Centre with all that is known of it."""

    model_config = example(
        municipality="3905", scope="/el63/3905/zacharo", name="Κέντρο Κοινότητας Ζαχάρως", prefix="ΖΑΧ",
        body_kind=None, body_name="Δήμος Ζαχάρως", last_day=None, closed_because=None,
    )  # fmt: skip

    id: UUID
    """The Centre's."""
    municipality: str
    """The code of its municipality."""
    scope: str
    """Its scope path."""
    name: str
    """In full."""
    prefix: str
    """Begins the reference numbers of its beneficiaries."""
    operating_since: date
    """Its first day."""
    body_kind: BodyKind | None
    """What runs it; null where nobody said."""
    body_name: str
    """Who runs it."""
    supervision: SupervisionOut
    """Who supervises it on the day that was asked for."""
    officers: list[OfficerOut]
    """Whom the public asks, and the monitoring team."""
    places: list[PlaceOut]
    """The Centre itself first, then what is attached to it."""
    last_day: date | None
    """Its last day; null while it goes on."""
    closed_because: str | None
    """Why it was given up."""
    version: int
    """As in the ETag."""


class PublicPlace(Out):
    """A unit as everybody finds it."""

    model_config = example(name="Κέντρο Κοινότητας Ζαχάρως", premises=None, last_day=None)

    id: UUID
    """The unit's."""
    kind: Literal["centre", "branch", "mobile-unit"]
    """What it is."""
    name: str
    """In full."""
    premises: PremisesOut | None
    """Where it is."""
    contacts: ContactsOut
    """How anybody reaches it."""
    days: list[DayOut]
    """The days that were asked for."""
    closures: list[ClosureOut]
    """Those that end on the first of these days or later."""
    itineraries: list[ItineraryOut]
    """Of a mobile unit, of the months of these days."""
    last_day: date | None
    """Its last day; null while it goes on."""


class PublicCentre(Out):
    """A Centre as everybody finds it."""

    model_config = example(
        path="3905-zacharo", name="Κέντρο Κοινότητας Ζαχάρως", municipality="3905", municipality_name="Ζαχάρως"
    )

    id: UUID
    """The Centre's."""
    path: str
    """Names it in addresses: the municipality's code and its own name there."""
    name: str
    """In full."""
    municipality: str
    """The code of its municipality."""
    municipality_name: str
    """In the genitive, as it follows «Δήμος»."""
    officers: list[OfficerOut]
    """Whom to ask."""
    places: list[PublicPlace]
    """The Centre itself first, then its branches and mobile units."""
    version: int
    """Grows with every change."""


Unit = tuple[UUID | None, Literal["centre", "branch", "mobile-unit"], str, BranchOpened | MobileUnitAttached | None]


def units_of(centre: Centre, founded: CentreFounded) -> list[Unit]:
    """The Centre itself, named by None, and what is attached to it."""
    return [(None, "centre", founded.name, None), *(_attached(each) for each in centre.units)]


def _attached(one: BranchOpened | MobileUnitAttached) -> Unit:
    return one.unit, "branch" if isinstance(one, BranchOpened) else "mobile-unit", one.name, one


def officers_out(centre: Centre, duties: tuple[Duty, ...]) -> list[OfficerOut]:
    """Those who are named for these duties, the head first."""
    found = [each for each in centre.officers if each.duty in duties]
    return [
        OfficerOut(officer=each.officer, name=each.name, duty=each.duty, office=each.office)
        for each in sorted(found, key=lambda each: (duties.index(each.duty), each.name))
    ]


__all__ = ["CentreWhole", "PublicCentre", "PublicPlace", "SupervisionOut", "officers_out", "units_of"]
