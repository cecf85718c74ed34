"""Western Greece: its 19 municipalities, a Centre in each, and in Zacharo a branch and a mobile unit.

Names, codes and residents are facts (see docs/how-to/demo.md); that each has a Centre, since when, and its feast are
the demo's.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.resources import files
from uuid import UUID

from kentro._steps import Step
from kentro.demo.ids import made_id
from shared.workdays import Feast, Workdays

REGION = "el63"
EDITION = "census-2021"
"""The codes are those under which the residents of the 2021 census were published."""

HOME = "3905"
"""Zacharo, where the demo's colleagues work."""

DATA = files("kentro") / "data"


@dataclass(frozen=True, slots=True)
class Unit:
    """A branch or a mobile unit; `share` of its Centre's visits come to it."""

    id: UUID
    kind: str
    name: str
    reason: str
    share: float


@dataclass(frozen=True)
class Municipality:
    """A municipality with its Centre. `name` is the genitive after «Δήμος», `residents` those of the census."""

    code: str
    name: str
    short_name: str
    regional_unit: str
    residents: int
    slug: str
    prefix: str
    operating_since: date
    feast: Feast

    @property
    def scope(self) -> str:
        """The Centre's scope path."""
        return f"/{REGION}/{self.code}/{self.slug}"

    @cached_property
    def centre(self) -> UUID:
        """The Centre's id."""
        return made_id(self.operating_since, REGION, "centre", self.code)

    @cached_property
    def workdays(self) -> Workdays:
        """The days on which its offices work."""
        return Workdays((self.feast,))

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """What is attached to its Centre."""
        if self.code != HOME:
            return ()
        opened = date(2019, 9, 2), date(2021, 3, 1)
        return (
            Unit(made_id(opened[0], REGION, "branch", HOME), "branch", "Παράρτημα Φιγαλείας", "poverty", 0.18),
            Unit(made_id(opened[1], REGION, "mobile", HOME), "mobile-unit", "Κινητή Μονάδα Ζαχάρως", "access", 0.1),
        )

    def steps(self) -> Iterator[Step]:
        """What the region's administration does to take it in."""
        registry = "registry"
        facts: dict[str, object] = {
            "edition": EDITION,
            "name": self.name,
            "short_name": self.short_name,
            "regional_unit": self.regional_unit,
            "region": REGION,
            "residents": self.residents,
        }
        yield Step.create(registry, f"/municipalities/{self.code}", facts)
        feast: dict[str, object] = {"name": self.feast.name, "month": self.feast.month, "day": self.feast.day}
        key = made_id(self.operating_since, REGION, "feast", self.code, *feast.values())
        yield Step.change(registry, f"/municipalities/{self.code}/feasts", feast, key)
        yield Step.create(
            registry,
            f"/centres/{self.centre}",
            {
                "municipality": self.code,
                "slug": self.slug,
                "name": f"Κέντρο Κοινότητας {self.name}",
                "implementing_body": f"Δήμος {self.name}",
                "operating_since": self.operating_since.isoformat(),
                "prefix": self.prefix,
            },
        )
        for unit in self.units:
            attached = {"centre": str(self.centre), "kind": unit.kind, "name": unit.name, "reason": unit.reason}
            yield Step.create(registry, f"/units/{unit.id}", attached)


def municipalities() -> list[Municipality]:
    """The region's, by code."""
    facts = {row["elstat_code"]: row for row in _rows("municipalities.csv")}
    return [
        Municipality(
            code=row["code"],
            name=facts[row["code"]]["municipality_el_genitive"],
            short_name=row["short_name"],
            regional_unit=facts[row["code"]]["regional_unit_el_genitive"],
            residents=int(facts[row["code"]]["residents_2021_provisional"]),
            slug=row["slug"],
            prefix=row["prefix"],
            operating_since=date.fromisoformat(row["operating_since"]),
            feast=Feast(int(row["feast_month"]), int(row["feast_day"]), row["feast"]),
        )
        for row in _rows("western_greece.csv")
    ]


def seats() -> dict[str, str]:
    """The region's regional units (in the genitive), each with the code of the municipality at its seat."""
    rows = _rows("regional_units.csv")
    return {
        row["regional_unit_el_genitive"]: row["seat_municipality_code"]
        for row in rows
        if row["region_nuts2"].lower() == REGION
    }


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))
