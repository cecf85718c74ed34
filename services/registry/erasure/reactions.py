"""What follows in registry from an approval, from what services say they have erased, and from the calendar."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from services.registry.erasure.activity import HEARD, HEARD_ENTRIES
from services.registry.erasure.domain import (
    Erasure,
    ErasureApproved,
    ErasureCertified,
    confirm,
    end_hold,
    evolve,
    open_of,
)
from shared.consumer import Follows
from shared.due import ACTOR as CALENDAR
from shared.envelope import Recorded
from shared.erasure import FORGET, PersonErased, PersonForgotten
from shared.eventstore import Command, Decision, EventStore, Loaded, Outcome
from shared.public import Received
from shared.reactions import ACTOR, Facts, Reacting, Reaction
from shared.service import Running
from shared.workdays import today

CONFIRM = "confirm"
OTHERS = ("intake", "referral", "reporting")
SERVICES = ("registry", *OTHERS)
"""Who must say that nothing is left before it is certified."""


def _own(recorded: Recorded[Any]) -> tuple[str, Facts] | None:
    match recorded.event:
        case ErasureApproved(person):
            return FORGET, {"person": str(person), "erasure": str(recorded.id)}
        case PersonForgotten(person, erasure):
            return CONFIRM, {"erasure": str(erasure), "service": "registry", "person": str(person)}
        case _:
            return None


def _heard(event: Received) -> tuple[str, Facts] | None:
    match event.data:
        case PersonErased(person, erasure):
            return CONFIRM, {"erasure": str(erasure), "service": event.source, "person": str(person)}
        case _:
            return None


OWN = Reacting(_own)
FOLLOWS = [
    Follows(
        name,
        {f"kentro.{name}.person-erased": PersonErased, **HEARD.get(name, {})},
        [Reacting(_heard), *([HEARD_ENTRIES] if name in HEARD else [])],
    )
    for name in OTHERS
]


async def confirmed(running: Running, reaction: Reaction) -> Outcome:
    """A service said that it has erased the person; the last one makes the certificate."""
    on, facts = today(datetime.now(UTC)), reaction.facts

    def decide(loaded: Loaded) -> Decision:
        state = loaded.fold(evolve, Erasure())
        events = confirm(state, service=facts["service"], person=UUID(facts["person"]), services=SERVICES, on=on)
        over = any(isinstance(event, ErasureCertified) for event in events)
        return Decision(events, release=[open_of(each) for each in state.persons] if over else [])

    command = Command(reaction.command, ACTOR, on, "")
    return await running.store.handle(command, f"erasure-{UUID(reaction.facts['erasure'])}", decide)


async def hold_over(store: EventStore, stream: str, day: date, command: UUID) -> Outcome:
    """The day after the last hold came: somebody decides now."""
    return await store.handle(
        Command(command, CALENDAR, day, ""), stream, lambda loaded: end_hold(loaded.fold(evolve, Erasure()), on=day)
    )
