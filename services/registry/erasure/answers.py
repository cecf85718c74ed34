"""What is answered about erasures."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.registry.erasure.domain import Basis, Identity
from services.registry.erasure.views import ErasureRow
from shared.fields import Account, Next, Out, example
from shared.writing import Written

State = Literal["requested", "held", "approved", "withdrawn", "certified"]


class ErasureAsked(Written):
    """It was taken down."""

    model_config = example(version=3, held_until="2031-12-31")

    held_until: date | None
    """The last day on which the law holds the file; null where it may be approved today."""


class HoldOut(Out):
    """What keeps a file."""

    model_config = example(why="esf-evidence", until="2031-12-31", source="Κανονισμός (ΕΕ) 2021/1060, άρθρο 82(1)")

    why: str
    """The kind of reason, as a code."""
    until: date
    """The last day."""
    source: str
    """Where it says so."""


class ErasureOut(Out):
    """One erasure."""

    model_config = example(
        centre="/el63/3905/zacharo",
        state="held",
        basis="no-longer-needed",
        identity="papers",
        held_until="2031-12-31",
        approved_by=None,
        approved_at=None,
        confirmed=["registry"],
        certified_at=None,
        remains=["statistics"],
        backups_until=None,
        others=[],
        asks_for_payment=False,
    )

    id: UUID
    """The erasure's."""
    person: UUID
    """Whose."""
    centre: str
    """The scope path of the Centre that kept the file."""
    state: State
    """How far it is."""
    basis: Basis
    """Why it was asked for."""
    identity: Identity
    """How whoever asked was known."""
    requested_by: Account
    requested_at: datetime
    """When it was taken down."""
    holds: list[HoldOut]
    """What keeps the file."""
    held_until: date | None
    """The last day of the longest hold."""
    approved_by: str | None
    """Who approved it: somebody else."""
    approved_at: datetime | None
    """When."""
    confirmed: list[str]
    """The services that hold nothing of the person any more."""
    certified_at: datetime | None
    """When all of them had said so."""
    remains: list[str]
    """What is left, as codes."""
    backups_until: date | None
    """The last day on which a backup that can be read may hold the person."""
    others: list[UUID]
    """The records that were merged into the person's, and go with it."""
    asks_for_payment: bool
    """Whether somebody has to say when the person was last paid, before it can be approved."""
    version: int
    """As in the ETag."""

    @classmethod
    def of(cls, row: ErasureRow) -> "ErasureOut":
        """The same for an answer."""
        return cls.model_validate(
            {
                "id": row.id,
                "person": row.person,
                "centre": row.centre,
                "state": row.state,
                "basis": row.basis,
                "identity": row.identity,
                "requested_by": row.requested_by,
                "requested_at": row.requested_at,
                "holds": [{"why": why, "until": until, "source": source} for why, until, source in row.known_holds],
                "held_until": row.held_until,
                "approved_by": row.approved_by,
                "approved_at": row.approved_at,
                "confirmed": row.confirmed.split(",") if row.confirmed else [],
                "certified_at": row.certified_at,
                "remains": row.remains.split(",") if row.remains else [],
                "backups_until": row.backups_until,
                "others": row.others.split(",") if row.others else [],
                "asks_for_payment": row.asks_for_payment,
                "version": row.version,
            }
        )


class ErasureList(Out):
    """Erasures, newest first."""

    items: list[ErasureOut]
    """At most a page."""
    next: Next
