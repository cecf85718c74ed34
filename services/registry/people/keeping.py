"""Who changes a person's record, and how each change of it is decided, whatever its section."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path
from fastapi.responses import JSONResponse
from pydantic import Field

from services.registry.people.domain import (
    ConcealmentLifted,
    ConcealmentOrdered,
    Event,
    InformedOfProcessing,
    Person,
    Rectified,
    evolve,
)
from services.registry.people.registering import claims_between
from shared.callers import allow
from shared.domain import Refused
from shared.eventstore import Claimed, Decision, Loaded
from shared.identifiers import amka_agrees
from shared.problems import FieldError, Problem
from shared.restrictions import RESTRICTED, restrictions_of
from shared.scope import DESK, SOCIAL_WORK, Principal, Reach, Role, scoped
from shared.writing import ChangingShown, Writing, Written, must_be_visible

PersonId = Annotated[UUID, Path(description="The person, by the id that its creator made (a UUIDv7).")]
_WHILE_RESTRICTED = (Rectified, ConcealmentOrdered, ConcealmentLifted, InformedOfProcessing)
"""What is put right, what protects the person, and that they were told is written all the same (article 18(2))."""


class Recorded(Written):
    """A section of the record is as it was said."""

    warnings: Annotated[list[str], Field(examples=[["amka-birth-date"]])]
    """What may be a slip, as codes: an ΑΜΚΑ that begins with another date of birth."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A change of one person's record, by somebody of the Centre that keeps it."""

    person: UUID
    caller: Principal
    writing: Writing
    reach: Reach

    async def record(
        self, decide: Callable[[Person, date], Sequence[Event]], occurred_on: date | None = None
    ) -> JSONResponse:
        """Decides on the record as it stands; the numbers that no two people have are claimed and given up with it."""
        command = self.writing.as_command(by=self.caller, occurred_on=occurred_on)
        async with scoped(self.writing.service.pool, self.caller) as connection:
            restricted = bool(await restrictions_of(connection, self.person))
        blind = self.writing.service.vault.blind
        found: list[Person] = []

        def deciding(loaded: Loaded) -> Decision:
            must_be_visible(loaded, self.caller, self.reach)
            if not self.caller.has((*DESK, Role.IMPORTER), on=loaded.scope):
                raise Refused("kept-elsewhere")
            before = loaded.fold(evolve, Person())
            events = decide(before, command.occurred_on)
            if restricted and events and not any(isinstance(event, _WHILE_RESTRICTED) for event in events):
                raise Refused(RESTRICTED)
            now = before
            for event in events:
                now = evolve(now, event)
            found[:] = [now]
            claim, release = claims_between(blind, loaded.scope, before.record, now.record)
            return Decision(events, claim=claim, release=release)

        try:
            return await self.writing.commit(
                f"person-{self.person}",
                deciding,
                by=self.caller,
                occurred_on=occurred_on,
                answer=lambda _: {"warnings": _warnings(found[0]) if found else []},
            )
        except Claimed:
            raise Problem("invalid", errors=[FieldError("/value", "identifier-taken")]) from None


def _warnings(person: Person) -> list[str]:
    amka = next((one.value for one in person.record.identifiers if one.kind == "amka" and not one.ended), None)
    born = person.record.born_on
    return ["amka-birth-date"] if amka and born and not amka_agrees(amka, date.fromisoformat(born)) else []


async def _at_the_desk(
    person: PersonId, caller: Annotated[Principal, allow(*DESK, Role.IMPORTER)], writing: ChangingShown
) -> Recording:
    return Recording(person, caller, writing, Reach.BASIC)


async def _with_the_file(
    person: PersonId, caller: Annotated[Principal, allow(*SOCIAL_WORK, Role.IMPORTER)], writing: ChangingShown
) -> Recording:
    return Recording(person, caller, writing, Reach.FILE)


AtTheDesk = Annotated[Recording, Depends(_at_the_desk)]
"""For sections that everybody at the Centre is shown whole."""
WithTheFile = Annotated[Recording, Depends(_with_the_file)]
"""For sections that only who works with the file is shown."""
