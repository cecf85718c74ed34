"""What is sent to intake."""

from uuid import UUID

from services.intake.domain import Channel, Outcome, Topic
from shared.fields import Body, OccurredOn, ScopePath, example


class NewVisit(Body):
    """A visit as the desk takes it down."""

    model_config = example(topic="housing", channel="in-person")

    unit: UUID
    """The Centre, branch or mobile unit at which it was."""
    centre: ScopePath
    """The scope path of the Centre that the unit belongs to."""
    topic: Topic
    """What it was about."""
    channel: Channel
    """How it reached the desk."""
    person: UUID | None = None
    """Who came, by the id in registry; left out where nobody knows yet."""
    occurred_on: OccurredOn = None


class LinkedPerson(Body):
    """Who came."""

    person: UUID
    """By the id in registry."""
    occurred_on: OccurredOn = None


class Closing(Body):
    """How the visit ended."""

    outcome: Outcome
    """What came of it."""
    occurred_on: OccurredOn = None
