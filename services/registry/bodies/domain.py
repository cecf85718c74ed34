"""The registry of bodies (Μητρώο Φορέων): who helps, with what, and within how many days they answer.

Two kinds of stream: `body-<id>` and `service-<id>`. The telephone and e-mail kept here are those of an office.
"""

from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from shared.domain import Refused

BodyKind = Literal[
    "municipal",
    "public",
    "voluntary",
    "social",
    "civil-society",
    "international",
    "chamber",
    "union",
    "business-association",
]
"""Who may receive a referral, or speak for the local labour market (R23, R25: Centres' regulations after the Joint
Ministerial Decision Δ23/οικ.14435-1135, ΦΕΚ Β 854/30.03.2016)."""

ServiceKind = Literal[
    "homeless-hostel",
    "night-shelter",
    "abuse-shelter",
    "trafficking-shelter",
    "tutoring",
    "mental-health",
    "disability",
    "nursery",
    "child-centre",
    "elderly-care",
    "roma",
    "migrant",
    "asylum",
    "employment",
    "training",
    "lifelong-learning",
    "social-grocery",
    "chamber",
    "union",
    "business-association",
]
"""What a person may be referred to (R22, R24, R25, R30: the same decision's axes B and C)."""

LONGEST_ANSWER: Final = 60
"""Working days; a bound of ours against slips of the pen, no law sets one."""


@dataclass(frozen=True, slots=True)
class BodyEntered:
    """A body joins the registry. `municipality` is the code of its seat, None where it works for the whole region."""

    kind: BodyKind
    name: str
    municipality: str | None
    telephone: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class ServiceOffered:
    """A body offers a service.

    `municipality` is the code of where, None for the whole region; `answers_within` counts working days; `email`
    receives the referrals; `languages` are ISO 639-1 codes; `cost` is in words, None where it is free.
    """

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


Event = BodyEntered | ServiceOffered


@dataclass(frozen=True, slots=True)
class Body:
    """A body as its decisions need to know it."""

    entered: BodyEntered | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """A service as its decisions need to know it."""

    offered: ServiceOffered | None = None


def enter_body(
    body: Body,
    *,
    kind: BodyKind,
    name: str,
    municipality: str | None = None,
    telephone: str | None = None,
    email: str | None = None,
) -> list[BodyEntered]:
    """A body joins the registry. Repeating it changes nothing; other facts under the same id are refused."""
    entered = BodyEntered(kind, name, municipality, telephone, email)
    if body.entered not in (None, entered):
        raise Refused("body-already-entered")
    return [] if body.entered else [entered]


def offer_service(
    service: Service,
    *,
    body: UUID,
    kind: ServiceKind,
    name: str,
    municipality: str | None,
    for_whom: str,
    how_to_refer: str,
    answers_within: int,
    email: str,
    languages: tuple[str, ...],
    cost: str | None,
    accessible: bool,
) -> list[ServiceOffered]:
    """A body offers a service. Repeating it changes nothing; other facts under the same id are refused."""
    offered = ServiceOffered(
        body, kind, name, municipality, for_whom, how_to_refer, answers_within, email, languages, cost, accessible
    )
    if service.offered not in (None, offered):
        raise Refused("service-already-offered")
    if not 1 <= answers_within <= LONGEST_ANSWER:
        raise Refused("answers-within-out-of-range", least=1, most=LONGEST_ANSWER)
    return [] if service.offered else [offered]


def evolve_body(body: Body, event: BodyEntered) -> Body:
    """The body after the event."""
    return Body(event)


def evolve_service(service: Service, event: ServiceOffered) -> Service:
    """The service after the event."""
    return Service(event)
