"""What is sent to referral."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.referral.domain import Basis, CloseOutcome, DeclineReason, Outcome
from shared.fields import Body, Name, Note, OptionalName, OptionalNote, ScopePath


class DisclosedBody(Body):
    """What the receiver is shown of the person: the least that it needs (GDPR, article 5(1)(c))."""

    name: Name
    age: Annotated[int | None, Field(ge=0, le=130)] = None
    telephone: OptionalName = None
    call_whom: OptionalName = None


class NewReferral(Body):
    """A referral as its sender writes it."""

    person: UUID
    service: UUID
    unit: UUID
    centre: ScopePath
    need: Note
    reason: Note
    basis: Basis
    disclosed: DisclosedBody
    occurred_on: date | None = None


class Acceptance(Body):
    """The service said yes."""

    first_meeting: date | None = None
    occurred_on: date | None = None


class Waitlisting(Body):
    """The service has a waiting list."""

    occurred_on: date | None = None


class Declination(Body):
    """The service said no."""

    reason: DeclineReason
    text: OptionalNote = None
    occurred_on: date | None = None


class Delivery(Body):
    """What came of it."""

    outcome: Outcome
    text: OptionalNote = None
    occurred_on: date | None = None


class Closing(Body):
    """How the referral ends, and whether the person was told."""

    outcome: CloseOutcome
    told: bool
    occurred_on: date | None = None


class Revocation(Body):
    """Why the referral is taken back."""

    why: Note
