"""What happens to bodies and services."""

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from services.registry.bodies.domain.codes import Audience, BodyKind, ServiceKind


@dataclass(frozen=True, slots=True)
class Contact:
    """An office within a body: what to ask it for, and how it is reached. It names nobody."""

    office: str
    telephone: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a service is given. The coordinates are millionths of a degree (WGS 84), where they are known."""

    street: str
    town: str
    postal_code: str
    latitude: int | None = None
    longitude: int | None = None


@dataclass(frozen=True, slots=True)
class Hours:
    """Open on one day of the week, 1 to 7 from Monday; closing at 00:00 is midnight at the day's end."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """A body as its registry entry says. `municipality` is the code of its seat, None where it works for the region."""

    kind: BodyKind
    name: str
    municipality: str | None
    telephone: str | None
    email: str | None
    website: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """A service as its registry entry says.

    It takes people of `municipality`, of the further `municipalities` (ELSTAT's codes) and of the `regional_units` (by
    their names in the genitive); where none of the three is told, of the whole region. No `audience` is everybody; ages
    are full years, the bounds included. `answers_within` counts working days, `email` receives the referrals,
    `languages` are ISO 639-1 codes, `cost` is in words, None where it is free.
    """

    kind: ServiceKind
    name: str
    municipality: str | None
    for_whom: str
    how_to_refer: str
    answers_within: int
    email: str
    languages: tuple[str, ...]
    cost: str | None
    accessible: bool
    description: str | None = None
    telephone: str | None = None
    website: str | None = None
    municipalities: tuple[str, ...] = ()
    regional_units: tuple[str, ...] = ()
    audience: tuple[Audience, ...] = ()
    minimum_age: int | None = None
    maximum_age: int | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class BodyEntered:
    """A body joins the registry; as `BodyFacts`."""

    kind: BodyKind
    name: str
    municipality: str | None
    telephone: str | None
    email: str | None
    website: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class BodyCorrected:
    """What the registry says of the body from now on."""

    facts: BodyFacts


@dataclass(frozen=True, slots=True)
class ContactsSet:
    """The body's offices from now on."""

    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class AgreementSigned:
    """The body and the Centres agreed on something, from a day until a day; None until somebody ends it (R23)."""

    agreement: UUID
    subject: str
    starts: date
    until: date | None


@dataclass(frozen=True, slots=True)
class AgreementEnded:
    """An agreement ends on that day, before its time or without one."""

    agreement: UUID
    on: date


@dataclass(frozen=True, slots=True)
class BodySuspended:
    """Nobody is referred to the body for now."""

    why: str


@dataclass(frozen=True, slots=True)
class BodyResumed:
    """People are referred to the body again."""


@dataclass(frozen=True, slots=True)
class BodyClosed:
    """The body is no more; so are its services."""

    why: str


@dataclass(frozen=True, slots=True)
class ServiceOffered:
    """A body offers a service; as `ServiceFacts`."""

    body: UUID
    kind: ServiceKind
    name: str
    municipality: str | None
    for_whom: str
    how_to_refer: str
    answers_within: int
    email: str
    languages: tuple[str, ...]
    cost: str | None
    accessible: bool
    description: str | None = None
    telephone: str | None = None
    website: str | None = None
    municipalities: tuple[str, ...] = ()
    regional_units: tuple[str, ...] = ()
    audience: tuple[Audience, ...] = ()
    minimum_age: int | None = None
    maximum_age: int | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class ServiceCorrected:
    """What the registry says of the service from now on."""

    facts: ServiceFacts


@dataclass(frozen=True, slots=True)
class ServiceHoursSet:
    """When the service is open, every week from a day on; no hours at all: never."""

    since: date
    hours: tuple[Hours, ...]


@dataclass(frozen=True, slots=True)
class CapacityReported:
    """How many places were free on a day, and how many people waited for one."""

    places: int
    waiting: int
    on: date


@dataclass(frozen=True, slots=True)
class ServicePaused:
    """The service takes nobody for now; where `until` is told, it does again from that day."""

    until: date | None
    why: str | None


@dataclass(frozen=True, slots=True)
class ServiceResumed:
    """The service takes people again."""


@dataclass(frozen=True, slots=True)
class ServiceEnded:
    """The service is no longer offered."""

    why: str | None


BodyEvent = (
    BodyEntered
    | BodyCorrected
    | ContactsSet
    | AgreementSigned
    | AgreementEnded
    | BodySuspended
    | BodyResumed
    | BodyClosed
)
ServiceEvent = (
    ServiceOffered
    | ServiceCorrected
    | ServiceHoursSet
    | CapacityReported
    | ServicePaused
    | ServiceResumed
    | ServiceEnded
)
Event = BodyEvent | ServiceEvent


def entered_facts(entered: BodyEntered) -> BodyFacts:
    """What a body was entered with."""
    return BodyFacts(
        entered.kind,
        entered.name,
        entered.municipality,
        entered.telephone,
        entered.email,
        entered.website,
        entered.description,
    )


def offered_facts(offered: ServiceOffered) -> ServiceFacts:
    """What a service was offered with."""
    return ServiceFacts(**{name: getattr(offered, name) for name in ServiceFacts.__slots__})
