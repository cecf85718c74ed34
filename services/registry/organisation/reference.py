"""The municipalities of Greece and the seats of the regional units, as the package knows them."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_DATA = files("services.registry.organisation") / "data"

EDITION = "census-2021"
"""The list that the codes are of: the one under which the residents of the 2021 census were published."""


@dataclass(frozen=True, slots=True)
class ReferenceMunicipality:
    """A municipality of Greece: names in the genitive, `region` as scope paths begin with it, residents of 2021."""

    code: str
    name: str
    regional_unit: str
    region: str
    region_name: str
    residents: int


@cache
def all_municipalities() -> tuple[ReferenceMunicipality, ...]:
    """All 332, by code."""
    return tuple(
        ReferenceMunicipality(
            row["elstat_code"],
            row["municipality_el_genitive"],
            row["regional_unit_el_genitive"],
            row["region_nuts2"].lower(),
            row["region_el_genitive"],
            int(row["residents_2021_provisional"]),
        )
        for row in _rows("municipalities.csv")
    )


def seat_of(regional_unit: str) -> str | None:
    """The code of the municipality at the seat of that regional unit; None where no regional unit has the name."""
    return _seats().get(regional_unit)


def reference_name(code: str | None) -> str | None:
    """The name of that municipality, in the genitive; None where there is none."""
    return _names().get(code) if code else None


@cache
def _names() -> Mapping[str, str]:
    return {one.code: one.name for one in all_municipalities()}


@cache
def _seats() -> Mapping[str, str]:
    return {row["regional_unit_el_genitive"]: row["seat_municipality_code"] for row in _rows("regional_units.csv")}


def _rows(name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader((_DATA / name).read_text(encoding="utf-8").splitlines())
