"""What is sent to a link, and what it answers."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from services.referral.domain import DeclineReason, Outcome
from services.referral.links.domain import LinkState, Step
from shared.fields import Body, OptionalNote, Out, example

Session = Annotated[
    str,
    StringConstraints(max_length=500),
    Field(
        description="What the code was traded for; good for thirty minutes.",
        examples=["b2s3Zm9yLWEtZG9jdW1lbnRlZC1leGFtcGxlLW9ubHk"],
    ),
]


class LinkOut(Out):
    """What may be known of a link without its code: nothing personal."""

    model_config = example(
        number="ΠΡ-2026-0093",
        from_centre="Κέντρο Κοινότητας Ζαχάρως",
        service_name="Ενισχυτική διδασκαλία",
        body_name="Σύλλογος «Ο Αλφειός»",
    )

    number: str
    """The referral's outgoing protocol number."""
    from_centre: str
    """The Centre that sent it; empty until registry has told of it."""
    service_name: str
    """The service that it was sent to; empty until registry has told of it."""
    body_name: str
    """The body that offers the service; empty until registry has told of it."""
    step: Step
    """What the link asks for."""
    state: LinkState
    """Whether it still works."""
    answer_by: date
    """The last day for an answer."""


class Code(Body):
    """The six digits that were told by telephone; spaces and hyphens between them do no harm."""

    code: Annotated[str, StringConstraints(max_length=20), Field(examples=["204 917"])]
    """As it was typed."""


class DisclosedOut(Out):
    """What the receiver sees: what was sent to it, and no more."""

    model_config = example(
        number="ΠΡ-2026-0093",
        name="Παπαδοπούλου Νικολέτα",
        age=15,
        need="Ενισχυτική διδασκαλία στα μαθηματικά",
        reason="Επέστρεψε στο σχολείο μετά από διακοπή ενός έτους.",
        telephone="26250 00000",
        call_whom="τη μητέρα της",
    )

    number: str
    """The outgoing protocol number."""
    sent_on: date
    """When it was sent."""
    answer_by: date
    """The last day for an answer."""
    name: str
    """The person's, as the receiver is to call them."""
    age: int | None
    """In full years."""
    need: str
    """What is asked for."""
    reason: str
    """Why."""
    telephone: str | None
    """Where the person can be reached."""
    call_whom: str | None
    """Who answers there, where it is another."""


class OpenedOut(Out):
    """A right code was traded for thirty minutes."""

    session: Session
    step: Step
    """What the link asks for."""
    referral: DisclosedOut
    """What was sent to the receiver."""


class AnswerBody(Body):
    """The receiver's answer."""

    model_config = example(answer="accept", reason=None, text=None)

    session: Session
    answer: Literal["accept", "waitlist", "decline"]
    """Whether it takes the person on."""
    first_meeting: date | None = None
    """When it first sees the person, where it accepts."""
    reason: DeclineReason | None = None
    """Why not, where it declines."""
    text: OptionalNote = None
    """More, in its own words, where it declines."""


class OutcomeBody(Body):
    """What came of it."""

    model_config = example(outcome="helped", text="Παρακολούθησε όλα τα μαθήματα.")

    session: Session
    outcome: Outcome
    """Whether the person was helped."""
    text: OptionalNote = None
    """More, in the receiver's own words."""
