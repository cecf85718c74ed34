"""What the calendar does to referrals."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.referral.domain import Referral, evolve, pass_deadline
from shared.due import ACTOR
from shared.eventstore import Command, EventStore, Loaded, Outcome


async def answer_overdue(store: EventStore, stream: str, day: date, command: UUID) -> Outcome:
    """The day after the last day for an answer came: the referral is overdue, unless it was answered or ended.

    Of a person who was erased nobody is asked any more.
    """

    def decide(loaded: Loaded) -> Sequence[object]:
        referral = loaded.fold(evolve, Referral())
        return pass_deadline(referral, on=day) if referral.sent else []

    return await store.handle(Command(command, ACTOR, day, ""), stream, decide)
