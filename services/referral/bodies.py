"""What is sent to referral."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.referral.domain import Basis, CloseOutcome, DeclineReason, Outcome
from shared.fields import Body, Name, Note, OccurredOn, OptionalName, OptionalNote, ScopePath, example


class DisclosedBody(Body):
    """What the receiver is shown of the person: the least that it needs (GDPR, article 5(1)(c))."""

    model_config = example(name="Παπαδοπούλου Νικολέτα", age=15, telephone="26250 00000", call_whom="τη μητέρα της")

    name: Name
    """The name, as the receiver is to call the person."""
    age: Annotated[int | None, Field(ge=0, le=130)] = None
    """In full years, where it matters."""
    telephone: OptionalName = None
    """Where the person can be reached."""
    call_whom: OptionalName = None
    """Who answers there, where it is another."""


class NewReferral(Body):
    """A referral as its sender writes it."""

    model_config = example(
        need="Ενισχυτική διδασκαλία στα μαθηματικά",
        reason="Επέστρεψε στο σχολείο μετά από διακοπή ενός έτους.",
        basis="consent",
    )

    person: UUID
    """Who is referred, by the id in registry."""
    service: UUID
    """Where to, by the service's id in registry."""
    unit: UUID
    """Which Centre, branch or mobile unit refers."""
    centre: ScopePath
    """The scope path of the Centre that the unit belongs to."""
    need: Note
    """What the service is asked for, as the receiver reads it."""
    reason: Note
    """Why, as the receiver reads it."""
    basis: Basis
    """The lawful basis of the disclosure (GDPR, articles 6 and 9)."""
    disclosed: DisclosedBody
    """What the receiver is shown of the person."""
    may_wait: bool = False
    """Whether the person is referred although the service said that it has no place, and waits for one."""
    occurred_on: OccurredOn = None


class Acceptance(Body):
    """The service said yes."""

    first_meeting: date | None = None
    """When it first sees the person, where that was said; not before the answer."""
    occurred_on: OccurredOn = None


class Waitlisting(Body):
    """The service has a waiting list."""

    occurred_on: OccurredOn = None


class Declination(Body):
    """The service said no."""

    model_config = example(reason="full", text="Νέες εγγραφές από Σεπτέμβριο.")

    reason: DeclineReason
    """Why."""
    text: OptionalNote = None
    """More, in the service's own words."""
    occurred_on: OccurredOn = None


class Delivery(Body):
    """What came of it."""

    model_config = example(outcome="helped", text="Παρακολούθησε όλα τα μαθήματα.")

    outcome: Outcome
    """Whether the person was helped."""
    text: OptionalNote = None
    """More, in the service's own words."""
    occurred_on: OccurredOn = None


class Closing(Body):
    """How the referral ends, and whether the person was told."""

    outcome: CloseOutcome
    """`completed` needs an outcome from the service; the other ends may come at any time."""
    told: bool
    """Whether the person knows how it ended."""
    occurred_on: OccurredOn = None


class Revocation(Body):
    """Why the referral is taken back."""

    model_config = example(why="Ανακάλεσε τη συγκατάθεσή της.")

    why: Note
    """For the file; the receiver is not shown it."""
