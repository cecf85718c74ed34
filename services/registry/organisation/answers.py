"""What the organisation answers with."""

from datetime import date
from typing import Literal
from uuid import UUID

from services.registry.organisation.views import MunicipalityRow
from shared.fields import Out, example


class MunicipalityOut(Out):
    """A municipality."""

    model_config = example(
        code="3905",
        scope="/el63/3905",
        edition="kallikratis-2021",
        name="Ζαχάρως",
        short_name="Ζαχάρω",
        regional_unit="Ηλείας",
        residents=8606,
        registered_citizens=None,
        social_service=None,
    )

    code: str
    """ELSTAT's, of that edition."""
    scope: str
    """Its scope path."""
    edition: str
    """The list that the code is of."""
    name: str
    """In the genitive, as it follows «Δήμος»."""
    short_name: str
    """As it stands on a map."""
    regional_unit: str
    """In the genitive, as it follows «Περιφερειακή Ενότητα»."""
    residents: int
    """By the last census."""
    registered_citizens: int | None
    """By the latest count; null where there was none."""
    social_service: bool | None
    """Whether it has one, as was declared for the latest day; null where nothing was."""

    @classmethod
    def of(cls, row: MunicipalityRow) -> "MunicipalityOut":
        """The row as it is shown."""
        return cls(
            code=row.code,
            scope=row.scope,
            edition=row.edition,
            name=row.name,
            short_name=row.short_name,
            regional_unit=row.regional_unit,
            residents=row.residents,
            registered_citizens=row.registered_citizens,
            social_service=row.social_service,
        )


class MunicipalityList(Out):
    """All municipalities of the region."""

    items: list[MunicipalityOut]
    """In Greek order."""
    next: None = None
    """Always null: the list is whole."""


class UnitOut(Out):
    """A Centre, a branch or a mobile unit."""

    model_config = example(
        name="Κέντρο Κοινότητας Ζαχάρως", municipality="3905", scope="/el63/3905/zacharo", last_day=None
    )

    id: UUID
    """The unit's; a Centre is its own first unit."""
    centre: UUID
    """The Centre that it belongs to."""
    kind: Literal["centre", "branch", "mobile-unit"]
    """What it is."""
    name: str
    """In full."""
    municipality: str
    """The code of the municipality."""
    scope: str
    """The Centre's scope path."""
    last_day: date | None
    """Its last day; null while it goes on."""
    premises: bool
    """Whether it is known where it is."""
    contacts: bool
    """Whether a telephone or an e-mail is known."""
    hours: bool
    """Whether it is known when it is open."""


class UnitList(Out):
    """Units."""

    items: list[UnitOut]
    """Each Centre before its branches and mobile units."""
    next: None = None
    """Always null: the list is whole."""
