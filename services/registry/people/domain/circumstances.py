"""In what circumstances a person lives, as far as they say. Every answer may be refused, and a refusal is a value.

None is what nobody asked yet; `refused` is what was asked and not answered (European Social Fund Plus counts the two
apart). Special categories (GDPR, article 9) stand in an event of their own.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from shared.domain import personal

Refusal = Literal["refused"]

PriorityGroup = Literal[
    "minimum-income",
    "housing-benefit",
    "poverty",
    "unemployed",
    "children",
    "migrants",
    "international-protection",
    "asylum-seekers",
    "uninsured-elderly",
    "other-vulnerable",
]
"""Groups that come first and exclude nobody (R16); disability and Roma origin are special categories."""

Marital = Literal["single", "married", "civil-partnership", "cohabiting", "divorced", "separated", "widowed"]
Education = Literal[
    "none",
    "primary",
    "lower-secondary",
    "upper-secondary",
    "post-secondary",
    "tertiary",
    "masters",
    "doctorate",
]
"""From no schooling to a doctorate: ISCED 0, 1, 2, 3, 4, 6, 7, 8."""
Employment = Literal["unemployed", "inactive", "employed"]
"""At entry, as ESF+ counts; the self-employed are employed."""
Housing = Literal["owned", "rented", "free-use", "hosted", "homeless", "facility", "camp"]
Insurance = Literal["direct", "indirect", "uninsured", "paaypa"]
LegalStatus = Literal[
    "greek",
    "eu-citizen",
    "homogenis",
    "asylum-seeker",
    "refugee",
    "subsidiary-protection",
    "temporary-protection",
    "residence-permit",
    "certificate",
    "humanitarian",
    "removal",
    "undocumented",
]
Language = Literal["el", "en", "ar", "sq", "rom", "fa", "fr", "bg", "ro", "uk", "ur", "ru", "ka", "sign"]
Disability = Literal["none", "under-67", "67", "80"]
"""The percentage that a ΚΕΠΑ certified: none, below 67, from 67, from 80."""
HealthNeed = Literal["none", "chronic", "mental", "medication", "pregnancy", "addiction", "other"]


@dataclass(frozen=True, slots=True)
class CircumstancesRecorded:
    """Priority groups, family, education, work, housing, insurance, legal status, languages."""

    priority_groups: Annotated[tuple[PriorityGroup, ...] | Refusal | None, personal] = None
    marital: Annotated[Marital | Refusal | None, personal] = None
    lone_parent: Annotated[bool | Refusal | None, personal] = None
    children: Annotated[int | Refusal | None, personal] = None
    education: Annotated[Education | Refusal | None, personal] = None
    employment: Annotated[Employment | Refusal | None, personal] = None
    unemployed_since: Annotated[date | None, personal] = None
    jobseeker: Annotated[bool | Refusal | None, personal] = None
    housing: Annotated[Housing | Refusal | None, personal] = None
    insurance: Annotated[Insurance | Refusal | None, personal] = None
    legal_status: Annotated[LegalStatus | Refusal | None, personal] = None
    legal_status_until: Annotated[date | None, personal] = None
    languages: Annotated[tuple[Language, ...] | Refusal | None, personal] = None
    interpreter: Annotated[bool | Refusal | None, personal] = None


@dataclass(frozen=True, slots=True)
class SpecialCategoriesRecorded:
    """Disability, Roma origin, health (GDPR, article 9(2)(b) and (h); Law 4624/2019, article 22)."""

    disability: Annotated[Disability | Refusal | None, personal] = None
    roma: Annotated[bool | Refusal | None, personal] = None
    health: Annotated[tuple[HealthNeed, ...] | Refusal | None, personal] = None
    health_note: Annotated[str | None, personal] = None
