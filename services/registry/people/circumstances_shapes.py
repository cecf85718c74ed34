"""In what circumstances a person lives, as it is asked for and answered: the same shape both ways."""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from services.registry.people.domain import (
    Disability,
    Education,
    Employment,
    HealthNeed,
    Housing,
    Insurance,
    Language,
    LegalStatus,
    Marital,
    PriorityGroup,
)
from services.registry.people.domain.circumstances import Refusal
from services.registry.people.shapes import Past
from shared.fields import OptionalNote, Out, example

Once = Annotated[int, Field(ge=0, le=30)]


def _distinct(values: Any) -> Any:  # noqa: ANN401
    if isinstance(values, tuple):
        return tuple(dict.fromkeys(values))  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    return values


class Circumstances(Out):
    """In what circumstances the person lives: a value, `refused`, or null where nobody asked."""

    model_config = example(
        priority_groups=["minimum-income"],
        marital="divorced",
        lone_parent=True,
        children=2,
        education="upper-secondary",
        employment="unemployed",
        unemployed_since="2024-06-01",
        jobseeker=True,
        housing="rented",
        insurance="refused",
        legal_status="greek",
        legal_status_until=None,
        languages=["el"],
        interpreter=False,
    )

    priority_groups: Annotated[tuple[PriorityGroup, ...], AfterValidator(_distinct)] | Refusal | None = None
    """Groups that come first (R16)."""
    marital: Marital | Refusal | None = None
    """Family status."""
    lone_parent: bool | Refusal | None = None
    """Whether the person raises children alone."""
    children: Once | Refusal | None = None
    """How many children."""
    education: Education | Refusal | None = None
    """The highest level that was completed."""
    employment: Employment | Refusal | None = None
    """Work, at entry."""
    unemployed_since: Past | None = None
    """From when on without work."""
    jobseeker: bool | Refusal | None = None
    """Whether registered with ΔΥΠΑ."""
    housing: Housing | Refusal | None = None
    """How the person is housed."""
    insurance: Insurance | Refusal | None = None
    """Social insurance."""
    legal_status: LegalStatus | Refusal | None = None
    """By what right the person is in the country."""
    legal_status_until: date | None = None
    """Until when that lasts."""
    languages: Annotated[tuple[Language, ...], AfterValidator(_distinct)] | Refusal | None = None
    """Languages that the person speaks."""
    interpreter: bool | Refusal | None = None
    """Whether an interpreter is needed."""


class Special(Out):
    """Special categories: a value, `refused`, or null where nobody asked (GDPR, article 9)."""

    model_config = example(disability="67", roma="refused", health=["chronic"], health_note=None)

    disability: Disability | Refusal | None = None
    """The percentage that a ΚΕΠΑ certified."""
    roma: bool | Refusal | None = None
    """Whether the person says to be Roma."""
    health: Annotated[tuple[HealthNeed, ...], AfterValidator(_distinct)] | Refusal | None = None
    """What needs of health are to be minded."""
    health_note: OptionalNote = None
    """What is to be known of them."""
