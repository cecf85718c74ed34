"""What is answered about requests for rectification."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.registry.rectification.views import RectificationRow
from shared.fields import Account, Next, Out, example


class RectificationOut(Out):
    """One request, with the day by which it is answered."""

    model_config = example(
        centre="/el63/3905/zacharo",
        text="Το πατρώνυμο είναι Γεώργιος.",
        state="open",
        extended=False,
        version=1,
        answered_by=None,
        answered_at=None,
        why=None,
        recipients_told=None,
        extended_why=None,
    )

    id: UUID
    """The request's."""
    person: UUID
    """Who asked."""
    centre: str
    """The scope path of the Centre that keeps the record."""
    text: str
    """In the person's words."""
    asked_by: Account
    """Who took it down."""
    received_on: date
    """When it came."""
    answer_by: date
    """The last day (GDPR, article 12(3))."""
    extended: bool
    """Whether the one extension was taken."""
    extended_why: str | None
    """Why, as the person was told it."""
    state: Literal["open", "done", "declined"]
    """How far it is."""
    answered_by: Account | None
    """Who answered."""
    answered_at: datetime | None
    """When."""
    why: str | None
    """Why it was declined."""
    recipients_told: bool | None
    """Whether those were told to whom the data had been disclosed (article 19)."""
    version: int
    """As in the ETag."""

    @classmethod
    def of(cls, row: RectificationRow) -> "RectificationOut":
        """The row as it is shown."""
        return cls.model_validate(row, from_attributes=True)


class RectificationList(Out):
    """Requests, the most pressing first."""

    items: list[RectificationOut]
    """At most fifty."""
    next: Next
