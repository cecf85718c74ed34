"""What registry tells the others: the organisation and the bodies as they are, of persons that they exist."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from services.registry.bodies import domain as bodies
from services.registry.bodies import public as bodies_public
from services.registry.erasure import domain as erasure
from services.registry.merging import views as merging
from services.registry.organisation import domain as organisation
from services.registry.people import domain as people
from services.registry.programmes import domain as programmes
from services.registry.restrictions import views as restrictions
from shared.aliases import MergeUndone, PersonsMerged
from shared.envelope import Recorded
from shared.erasure import PersonErased, PersonErasureApproved, told
from shared.restrictions import PersonRestricted, RestrictionEnded


@dataclass(frozen=True, slots=True)
class MunicipalityEntered:
    """A municipality of the region; names are places', in the genitive after «Δήμος»."""

    code: str
    edition: str
    region: str
    name: str
    short_name: str
    regional_unit: str
    residents: int


@dataclass(frozen=True, slots=True)
class FeastSet:
    """A day on which a municipality's offices are closed each year."""

    municipality: str
    month: int
    day: int
    name: str


@dataclass(frozen=True, slots=True)
class MunicipalityCorrected:
    """What was told of a municipality was wrong, or a new census replaces it; all its facts as they are."""

    code: str
    edition: str
    name: str
    short_name: str
    regional_unit: str
    residents: int


@dataclass(frozen=True, slots=True)
class MovableFeastSet:
    """A day on which a municipality's offices are closed each year, so many days from Orthodox Easter."""

    municipality: str
    days_from_easter: int
    name: str


@dataclass(frozen=True, slots=True)
class FeastEnded:
    """A feast is not kept any more from the day `on`: one of a fixed day, or one that moves with Orthodox Easter."""

    municipality: str
    name: str
    on: date
    month: int | None
    day: int | None
    days_from_easter: int | None


@dataclass(frozen=True, slots=True)
class CentreFounded:
    """A Centre began."""

    centre: UUID
    municipality: str
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class UnitOpened:
    """A branch or a mobile unit was attached to a Centre."""

    unit: UUID
    centre: UUID
    kind: Literal["branch", "mobile-unit"]
    name: str


@dataclass(frozen=True, slots=True)
class BodyEntered:
    """A body joined the registry."""

    body: UUID
    kind: str
    name: str
    municipality: str | None


@dataclass(frozen=True, slots=True)
class ServiceOffered:
    """A body offers a service; `email` is an office's and receives referrals."""

    service: UUID
    body: UUID
    kind: str
    name: str
    municipality: str | None
    answers_within: int
    email: str


@dataclass(frozen=True, slots=True)
class PersonMet:
    """Somebody came into the registry."""

    person: UUID


@dataclass(frozen=True, slots=True)
class BecameBeneficiary:
    """A visitor became a beneficiary."""

    person: UUID


@dataclass(frozen=True, slots=True)
class ProgrammeVersionPublished:
    """A version of a programme holds from a day on, to `until` or the eve of the next one."""

    programme: str
    version: UUID
    valid_from: date
    until: date | None


@dataclass(frozen=True, slots=True)
class ProgrammeVersionCorrected:
    """A version on which no application rests says something else now, perhaps from another day on."""

    programme: str
    version: UUID
    valid_from: date
    until: date | None


@dataclass(frozen=True, slots=True)
class ProgrammeVersionUsed:
    """A first application rests on a version: it stays as it is for good."""

    programme: str
    version: UUID


@dataclass(frozen=True, slots=True)
class ProgrammeEnded:
    """Nobody can apply after that day."""

    programme: str
    last_day: date


PUBLISHED = (
    MunicipalityEntered,
    MunicipalityCorrected,
    FeastSet,
    MovableFeastSet,
    FeastEnded,
    CentreFounded,
    UnitOpened,
    BodyEntered,
    ServiceOffered,
    *bodies_public.PUBLISHED,
    PersonMet,
    BecameBeneficiary,
    PersonsMerged,
    MergeUndone,
    PersonRestricted,
    RestrictionEnded,
    PersonErasureApproved,
    PersonErased,
    ProgrammeVersionPublished,
    ProgrammeVersionCorrected,
    ProgrammeVersionUsed,
    ProgrammeEnded,
)


def publish(recorded: Recorded[Any]) -> object | None:
    """The public form of an event; None for everything that says who a person is."""
    match recorded.event:
        case bodies.BodyEntered(kind, name, municipality):
            return BodyEntered(recorded.id, kind, name, municipality)
        case bodies.ServiceOffered() as offered:
            return ServiceOffered(
                recorded.id,
                offered.body,
                offered.kind,
                offered.name,
                offered.municipality,
                offered.answers_within,
                offered.email,
            )
        case people.PersonMet():
            return PersonMet(recorded.id)
        case people.BecameBeneficiary():
            return BecameBeneficiary(recorded.id)
        case _:
            return (
                _of_organisation(recorded)
                or bodies_public.public(recorded)
                or merging.public(recorded)
                or restrictions.public(recorded)
                or _of_programme(recorded)
                or _of_erasure(recorded)
            )


def _of_organisation(recorded: Recorded[Any]) -> object | None:
    match recorded.event:
        case organisation.CentreFounded(municipality=municipality, slug=slug, name=name):
            return CentreFounded(recorded.id, municipality, slug, name)
        case organisation.BranchOpened(unit, name):
            return UnitOpened(unit, recorded.id, "branch", name)
        case organisation.MobileUnitAttached(unit, name):
            return UnitOpened(unit, recorded.id, "mobile-unit", name)
        case event:
            return _of_municipality(recorded.stream.removeprefix("municipality-"), event)


def _of_municipality(code: str, event: object) -> object | None:
    match event:
        case organisation.MunicipalityEntered(_, edition, name, short_name, regional_unit, region, residents):
            return MunicipalityEntered(code, edition, region, name, short_name, regional_unit, residents)
        case organisation.MunicipalityCorrected(edition, name, short_name, regional_unit, residents):
            return MunicipalityCorrected(code, edition, name, short_name, regional_unit, residents)
        case organisation.FeastSet(name, month, day):
            return FeastSet(code, month, day, name)
        case organisation.MovableFeastSet(name, days_from_easter):
            return MovableFeastSet(code, days_from_easter, name)
        case organisation.FeastEnded(name, on, month, day, days_from_easter):
            return FeastEnded(code, name, on, month, day, days_from_easter)
        case _:
            return None


def _of_programme(recorded: Recorded[Any]) -> object | None:
    code = recorded.stream.removeprefix("programme-")
    match recorded.event:
        case programmes.VersionPublished(version=version, valid_from=valid_from, until=until):
            return ProgrammeVersionPublished(code, version, valid_from, until)
        case programmes.VersionCorrected(version=version, valid_from=valid_from, until=until):
            return ProgrammeVersionCorrected(code, version, valid_from, until)
        case programmes.VersionUsed(version):
            return ProgrammeVersionUsed(code, version)
        case programmes.ProgrammeEnded(last_day):
            return ProgrammeEnded(code, last_day)
        case _:
            return None


def _of_erasure(recorded: Recorded[Any]) -> object | None:
    match recorded.event:
        case erasure.ErasureApproved(person):
            return PersonErasureApproved(person, recorded.id)
        case event:
            return told(event)
