"""What registry tells of persons for figures, sealed, to reporting alone: what they said of themselves, in bands.

The bands are those of the European Social Fund Plus (Regulation (EU) 2021/1057, annex I), as coarse as figures need.
Each event replaces what was told before of the same; None is what nobody said, `refused` what was asked in vain.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from services.registry.people import domain as people
from services.registry.people.domain.circumstances import Refusal
from shared.envelope import Recorded

Schooling = Literal["isced-0-2", "isced-3-4", "isced-5-8"]
Dwelling = Literal["housed", "insecure", "homeless"]
Origin = Literal["greek", "eu", "third-country", "protection"]
Answer = Literal["yes", "no"]

_SCHOOLING: Mapping[str, Schooling] = {
    "none": "isced-0-2",
    "primary": "isced-0-2",
    "lower-secondary": "isced-0-2",
    "upper-secondary": "isced-3-4",
    "post-secondary": "isced-3-4",
    "tertiary": "isced-5-8",
    "masters": "isced-5-8",
    "doctorate": "isced-5-8",
}
_DWELLING: Mapping[str, Dwelling] = {
    "owned": "housed",
    "rented": "housed",
    "free-use": "housed",
    "hosted": "insecure",
    "facility": "insecure",
    "camp": "insecure",
    "homeless": "homeless",
}
_ORIGIN: Mapping[str, Origin] = {
    "greek": "greek",
    "eu-citizen": "eu",
    "homogenis": "third-country",
    "residence-permit": "third-country",
    "certificate": "third-country",
    "removal": "third-country",
    "undocumented": "third-country",
    "asylum-seeker": "protection",
    "refugee": "protection",
    "subsidiary-protection": "protection",
    "temporary-protection": "protection",
    "humanitarian": "protection",
}


@dataclass(frozen=True, slots=True)
class SexTold:
    """As the person states it."""

    person: UUID
    sex: people.Sex | None


@dataclass(frozen=True, slots=True)
class YearOfBirthTold:
    """The year alone, of which age groups are made."""

    person: UUID
    year: int | None


@dataclass(frozen=True, slots=True)
class CircumstancesTold:
    """Schooling, work, dwelling and origin."""

    person: UUID
    schooling: Schooling | Refusal | None
    employment: people.Employment | Refusal | None
    dwelling: Dwelling | Refusal | None
    origin: Origin | Refusal | None


@dataclass(frozen=True, slots=True)
class SpecialCategoriesTold:
    """Special categories (GDPR, article 9), as yes or no."""

    person: UUID
    disability: Answer | Refusal | None
    roma: Answer | Refusal | None


PUBLISHED = (SexTold, YearOfBirthTold, CircumstancesTold, SpecialCategoriesTold)


def publish(recorded: Recorded[Any]) -> object | None:
    """The banded form of what an event says of a person; None where it says nothing that figures count."""
    match recorded.event:
        case people.SexRecorded(sex):
            return SexTold(recorded.id, sex)
        case people.BornRecorded(on):
            return YearOfBirthTold(recorded.id, int(on[:4]) if on else None)
        case people.CircumstancesRecorded() as said:
            return CircumstancesTold(
                recorded.id,
                _band(_SCHOOLING, said.education),
                said.employment,
                _band(_DWELLING, said.housing),
                _band(_ORIGIN, said.legal_status),
            )
        case people.SpecialCategoriesRecorded() as said:
            return SpecialCategoriesTold(recorded.id, _disabled(said.disability), _yes(said.roma))
        case _:
            return None


def _band(bands: Mapping[str, Any], said: str | None) -> Any:  # noqa: ANN401 - one of the bands
    return bands.get(said, said) if said else None


def _disabled(said: people.Disability | Refusal | None) -> Answer | Refusal | None:
    if said is None or said == "refused":
        return said
    return "no" if said == "none" else "yes"


def _yes(said: bool | Refusal | None) -> Answer | Refusal | None:
    if isinstance(said, bool):
        return "yes" if said else "no"
    return said
