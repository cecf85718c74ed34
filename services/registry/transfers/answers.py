"""What is answered about transfers."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.registry.transfers.views import TransferRow
from shared.fields import Account, Next, Out, example


class TransferOut(Out):
    """A person on the way from one municipality to another."""

    model_config = example(
        from_centre="/el63/3905/zacharo",
        to_centre="/el63/3901/pyrgos",
        label="Παπαδοπούλου Μαρία",
        born_on="1980-02-14",
        state="proposed",
        into=None,
        why=None,
        version=1,
    )

    id: UUID
    """The transfer's."""
    person: UUID
    """The record of the municipality that hands over."""
    from_centre: str
    """The scope path of the Centre that keeps that record."""
    to_centre: str
    """The scope path of the Centre that shall take over."""
    label: str
    """Who it is."""
    born_on: date | None
    """The date of birth."""
    at: datetime
    """When it was proposed."""
    by: Account
    state: Literal["proposed", "transferred", "declined", "withdrawn"]
    """How far it is."""
    into: UUID | None
    """The record of the municipality that took over."""
    why: str | None
    """Why it was declined."""
    version: int
    """As in the ETag."""

    @classmethod
    def of(cls, row: TransferRow) -> "TransferOut":
        """The row as it is shown."""
        return cls(
            id=row.id,
            person=row.person,
            from_centre=row.from_centre,
            to_centre=row.to_centre,
            label=row.label,
            born_on=row.born_on,
            at=row.proposed_at,
            by=row.proposed_by,
            state=row.state,  # type: ignore[arg-type] # the view writes no other
            into=row.into,
            why=row.why,
            version=row.version,
        )


class TransferList(Out):
    """Transfers, newest first."""

    items: list[TransferOut]
    """At most fifty."""
    next: Next
