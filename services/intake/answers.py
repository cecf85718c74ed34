"""What intake answers with."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.intake.views import VisitRow
from shared.fields import Account, Next, Out, example


class VisitOut(Out):
    """A visit as it stands."""

    model_config = example(
        centre="/el63/3905/zacharo", topic="housing", channel="in-person", state="open", outcome=None
    )

    id: UUID
    """The visit's."""
    on: date
    """When it was."""
    at: datetime
    """When it was recorded."""
    unit: UUID | None
    """Where: a Centre, branch or mobile unit."""
    centre: str
    """The scope path of the Centre."""
    topic: str
    """What it was about."""
    channel: str
    """How it reached the desk."""
    person: UUID | None
    """Who came, by the id in registry; absent while nobody knows."""
    state: Literal["open", "closed"]
    """Open until its outcome is recorded."""
    outcome: str | None
    """What came of it."""
    by: Account
    version: int
    """As in the ETag."""

    @classmethod
    def of(cls, row: VisitRow) -> "VisitOut":
        """The row as it is shown."""
        return cls(
            id=row.id,
            on=row.day,
            at=row.received_at,
            unit=row.unit,
            centre=row.centre,
            topic=row.topic,
            channel=row.channel,
            person=row.person,
            state="closed" if row.outcome else "open",
            outcome=row.outcome,
            by=row.received_by,
            version=row.version,
        )


class VisitList(Out):
    """A page of visits."""

    items: list[VisitOut]
    """At most fifty."""
    next: Next


class WorkItem(Out):
    """Something that waits for somebody."""

    model_config = example(person=None, topic="housing", channel="telephone")

    id: UUID
    """The visit's."""
    kind: Literal["visit-unlinked"]
    """Why it waits."""
    due: date
    """The day of the visit."""
    person: UUID | None
    """Who came, by the id in registry."""
    topic: str
    """What it was about."""
    channel: str
    """How it reached the desk."""
    unit: UUID | None
    """Where: a Centre, branch or mobile unit."""
    at: datetime
    """When it was recorded."""


class Worklist(Out):
    """What waits, most urgent first."""

    items: list[WorkItem]
    """At most fifty."""
