"""What is answered about one municipality with its history, and about all of Greece."""

from datetime import date

from services.registry.organisation.calendar import local_feast
from services.registry.organisation.domain import FeastSet, Municipality
from services.registry.organisation.reference import EDITION, ReferenceMunicipality
from services.registry.organisation.views import MunicipalityRow
from shared.fields import Out, example


class CountOut(Out):
    """A count of registered citizens."""

    model_config = example(count=11500, source="Μητρώο Πολιτών")

    count: int
    """Of the municipality's roll."""
    on: date
    """The day of the count."""
    source: str
    """Who counted, or where it was read."""


class SocialServiceOut(Out):
    """Whether there was a Social Service, since a day."""

    exists: bool
    """Whether there was one."""
    since: date
    """Since then."""


class FeastOut(Out):
    """A local feast."""

    model_config = example(
        name="Αγίου Σπυρίδωνος", month=12, day=12, days_from_easter=None, ended_on=None, next="2026-12-12"
    )

    name: str
    """As people call it."""
    month: int | None
    """Of a feast of a fixed day."""
    day: int | None
    """Of a feast of a fixed day."""
    days_from_easter: int | None
    """Of a feast that moves with Orthodox Easter."""
    ended_on: date | None
    """The first day on which it is not kept any more."""
    next: date | None
    """When it falls next, within eight years; null where it was given up."""


class MunicipalityWhole(Out):
    """A municipality with its history."""

    model_config = example(
        code="3905", scope="/el63/3905", edition="kallikratis-2021", name="Ζαχάρως", short_name="Ζαχάρω",
        regional_unit="Ηλείας", residents=8606, units=["Ζαχάρως", "Φιγαλείας"], seat="3901",
    )  # fmt: skip

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
    """In the genitive."""
    seat: str | None
    """The code of the municipality at the seat of its regional unit; null where it is not known."""
    residents: int
    """By a census."""
    registered_citizens: list[CountOut]
    """Every count, the latest day first."""
    units: list[str]
    """Its municipal units, in the genitive."""
    social_service: list[SocialServiceOut]
    """What was declared, the latest day first."""
    feasts: list[FeastOut]
    """As they were set."""
    version: int
    """As in the ETag."""


def feasts_out(municipality: Municipality, on: date) -> list[FeastOut]:
    """The feasts, each with the day on which it falls next."""
    found: list[FeastOut] = []
    for feast in municipality.feasts:
        days = (local_feast(feast).falls_on(year) for year in range(on.year, on.year + 9))
        fixed = feast.set if isinstance(feast.set, FeastSet) else None
        moving = None if isinstance(feast.set, FeastSet) else feast.set.days_from_easter
        found.append(
            FeastOut(
                name=feast.set.name,
                month=fixed and fixed.month,
                day=fixed and fixed.day,
                days_from_easter=moving,
                ended_on=feast.ended_on,
                next=next((day for day in days if day and day >= on), None),
            )
        )
    return found


class ReferenceOut(Out):
    """A municipality of Greece."""

    model_config = example(
        code="3905",
        edition="census-2021",
        name="Ζαχάρως",
        regional_unit="Ηλείας",
        seat="3901",
        region="el63",
        region_name="Δυτικής Ελλάδας",
        residents=8606,
    )

    code: str
    """ELSTAT's, of that edition."""
    edition: str
    """The list that the code is of."""
    name: str
    """In the genitive, as it follows «Δήμος»."""
    regional_unit: str
    """In the genitive."""
    seat: str | None
    """The code of the municipality at its seat."""
    region: str
    """As scope paths begin with it."""
    region_name: str
    """In the genitive, as it follows «Περιφέρεια»."""
    residents: int
    """By the census of 2021, provisional."""
    entered: bool
    """Whether this deployment has taken it in."""

    @classmethod
    def of(cls, one: ReferenceMunicipality, seat: str | None, *, entered: bool) -> "ReferenceOut":
        """As it is shown."""
        return cls(
            code=one.code, edition=EDITION, name=one.name, regional_unit=one.regional_unit, seat=seat,
            region=one.region, region_name=one.region_name, residents=one.residents, entered=entered,
        )  # fmt: skip


class ReferenceList(Out):
    """The municipalities of Greece."""

    items: list[ReferenceOut]
    """All 332, by code."""
    next: None = None
    """Always null: the list is whole."""


def municipality_whole(
    row: MunicipalityRow, municipality: Municipality, *, version: int, seat: str | None, on: date
) -> MunicipalityWhole:
    """A municipality as it is shown."""
    counted = sorted(municipality.counted, key=lambda each: each.on, reverse=True)
    declared = sorted(municipality.social_service, key=lambda each: each.since, reverse=True)
    return MunicipalityWhole(
        code=row.code,
        scope=row.scope,
        edition=row.edition,
        name=row.name,
        short_name=row.short_name,
        regional_unit=row.regional_unit,
        seat=seat,
        residents=row.residents,
        registered_citizens=[CountOut(count=each.count, on=each.on, source=each.source) for each in counted],
        units=sorted(municipality.units),
        social_service=[SocialServiceOut(exists=each.exists, since=each.since) for each in declared],
        feasts=feasts_out(municipality, on),
        version=version,
    )
