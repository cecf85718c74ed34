"""What reporting reads of what registry tells sealed."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SexTold:
    """A person's sex, as they state it."""

    person: UUID
    sex: str | None


@dataclass(frozen=True, slots=True)
class YearOfBirthTold:
    """The year in which a person was born."""

    person: UUID
    year: int | None


@dataclass(frozen=True, slots=True)
class CircumstancesTold:
    """A person's schooling, work, dwelling and origin."""

    person: UUID
    schooling: str | None
    employment: str | None
    dwelling: str | None
    origin: str | None


@dataclass(frozen=True, slots=True)
class SpecialCategoriesTold:
    """Whether a person is disabled, or Roma."""

    person: UUID
    disability: str | None
    roma: str | None


TYPES: dict[str, type[Any]] = {
    "kentro.registry.restricted.sex-told": SexTold,
    "kentro.registry.restricted.year-of-birth-told": YearOfBirthTold,
    "kentro.registry.restricted.circumstances-told": CircumstancesTold,
    "kentro.registry.restricted.special-categories-told": SpecialCategoriesTold,
}
