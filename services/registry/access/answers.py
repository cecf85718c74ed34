"""What is answered about openings."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.registry.access.domain import Purpose, Reach
from services.registry.access.views import OpeningRow
from shared.fields import Account, Next, Out, example
from shared.writing import Written

State = Literal["all", "emergencies", "unreviewed"]


class FileOpen(Written):
    """A file is open: the ticket is shown to every service that is asked about the person."""

    ticket: Annotated[str, Field(examples=["eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl"])]
    """Goes into the header `Kentro-Ticket`; good for this account alone."""
    until: datetime
    """When it ends."""
    reach: Reach
    """How much of the file is shown."""


class OpeningOut(Out):
    """One opening of a file."""

    model_config = example(
        purpose="service",
        reference=None,
        reason=None,
        address="192.0.2.7",
        emergency=False,
        reviewed_by=None,
        reviewed_at=None,
        justified=None,
        review=None,
        centre="/el63/3905/zacharo",
    )

    id: UUID
    """The opening's."""
    person: UUID
    """Whose file."""
    centre: str
    """The scope path of the Centre that keeps the file."""
    by: Account
    at: datetime
    """When it was opened."""
    until: datetime
    """When it ended, or ends."""
    purpose: Purpose
    """What for."""
    reach: Reach
    """How much of the file was shown."""
    reference: str | None
    """The work item that it was opened from."""
    reason: str | None
    """Why, in the account's words."""
    address: str | None
    """The network address that it was opened from."""
    emergency: bool
    """Whether it showed a file outside the account's own Centre."""
    reviewed_by: str | None
    """Who looked at the emergency."""
    reviewed_at: datetime | None
    """When."""
    justified: bool | None
    """Whether it was one; null until somebody looked."""
    review: str | None
    """What was said about it."""
    version: int
    """As in the ETag."""

    @classmethod
    def of(cls, row: OpeningRow) -> "OpeningOut":
        """The same for an answer."""
        return cls(
            id=row.id,
            person=row.person,
            centre=row.centre,
            by=row.account,
            at=row.at,
            until=row.until,
            purpose=row.purpose,
            reach=row.reach,
            reference=row.reference,
            reason=row.reason,
            address=row.address,
            emergency=row.emergency,
            reviewed_by=row.reviewed_by,
            reviewed_at=row.reviewed_at,
            justified=row.justified,
            review=row.review,
            version=row.version,
        )


class OpeningList(Out):
    """Openings, newest first."""

    items: list[OpeningOut]
    """At most a page."""
    next: Next
