"""What the calendar does to referrals."""

from datetime import date
from uuid import UUID

from services.referral.domain import Referral, evolve, pass_deadline
from shared.due import ACTOR
from shared.eventstore import Command, EventStore, Outcome


async def answer_overdue(store: EventStore, stream: str, day: date, command: UUID) -> Outcome:
    """The day after the last day for an answer came: the referral is overdue, unless it was answered or ended."""
    return await store.handle(
        Command(command, ACTOR, day, ""),
        stream,
        lambda loaded: pass_deadline(loaded.fold(evolve, Referral()), on=day),
    )
