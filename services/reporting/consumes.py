"""What reporting reads of the other services' public events: only the fields that it uses."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MunicipalityEntered:
    """A municipality of the region."""

    code: str
    name: str
    short_name: str
    regional_unit: str
    residents: int


@dataclass(frozen=True, slots=True)
class MunicipalityCorrected:
    """All facts of a municipality as they are, where one was wrong or a census is newer."""

    code: str
    name: str
    short_name: str
    regional_unit: str
    residents: int


@dataclass(frozen=True, slots=True)
class CentreFounded:
    """A Centre, which is a unit too."""

    centre: UUID
    name: str


@dataclass(frozen=True, slots=True)
class UnitOpened:
    """A branch or a mobile unit."""

    unit: UUID
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class ServiceOffered:
    """A body's service."""

    service: UUID
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class ServiceCorrected:
    """What registry says of a service now."""

    service: UUID
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class PersonMet:
    """A person came into the registry."""

    person: UUID


@dataclass(frozen=True, slots=True)
class VisitReceived:
    """A visit."""

    visit: UUID
    topic: str
    channel: str
    person: UUID | None = None


@dataclass(frozen=True, slots=True)
class ReferralSent:
    """A referral."""

    referral: UUID
    service: UUID
    person: UUID | None = None


@dataclass(frozen=True, slots=True)
class ReferralAccepted:
    """The body takes the person."""

    referral: UUID
    late: bool


@dataclass(frozen=True, slots=True)
class ReferralWaitlisted:
    """The body takes the person later."""

    referral: UUID
    late: bool


@dataclass(frozen=True, slots=True)
class ReferralDeclined:
    """The body does not take the person."""

    referral: UUID
    reason: str
    late: bool


@dataclass(frozen=True, slots=True)
class AnswerOverdue:
    """The day passed without an answer."""

    referral: UUID


@dataclass(frozen=True, slots=True)
class ReferralClosed:
    """The loop is closed."""

    referral: UUID
    outcome: str


OfService = ServiceOffered | ServiceCorrected

REGISTRY: dict[str, type[Any]] = {
    "kentro.registry.municipality-entered": MunicipalityEntered,
    "kentro.registry.municipality-corrected": MunicipalityCorrected,
    "kentro.registry.centre-founded": CentreFounded,
    "kentro.registry.unit-opened": UnitOpened,
    "kentro.registry.service-offered": ServiceOffered,
    "kentro.registry.service-corrected": ServiceCorrected,
    "kentro.registry.person-met": PersonMet,
}
INTAKE: dict[str, type[Any]] = {"kentro.intake.visit-received": VisitReceived}
REFERRAL: dict[str, type[Any]] = {
    "kentro.referral.referral-sent": ReferralSent,
    "kentro.referral.referral-accepted": ReferralAccepted,
    "kentro.referral.referral-waitlisted": ReferralWaitlisted,
    "kentro.referral.referral-declined": ReferralDeclined,
    "kentro.referral.answer-overdue": AnswerOverdue,
    "kentro.referral.referral-closed": ReferralClosed,
}
