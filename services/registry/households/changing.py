"""Commands on households: each from one person's file, over several streams, all or nothing."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from fastapi.responses import JSONResponse

from services.registry.households import views
from services.registry.households.domain import MemberJoined, MemberLeft
from services.registry.households.seen import Seen, seen_from
from shared.domain import Refused
from shared.envelope import stream_id
from shared.eventstore import (
    DECISIONS,
    Busy,
    Change,
    Claimed,
    Command,
    EventStore,
    Loaded,
    Outcome,
    Stale,
    VersionChanged,
)
from shared.problems import Problem
from shared.reading import ticket_required
from shared.restrictions import must_be_free
from shared.scope import Principal, Reach, scoped
from shared.writing import Writing


@dataclass(frozen=True, slots=True)
class Step:
    """What a command writes: to the household that it is about, and to other streams as they were loaded."""

    events: Sequence[object]
    beside: Sequence[tuple[Loaded, Sequence[object]]] = field(default=())


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody who works with a file, and changes the household that it shows."""

    caller: Principal
    writing: Writing
    viewer: UUID
    scope: str

    @classmethod
    def of(cls, caller: Principal, writing: Writing, shown: str | None, person: UUID | None = None) -> "Acting":
        """By the ticket that is shown. Raises `Problem` without one, or where the file is not the caller's own."""
        ticket = writing.service.tickets.held(shown, caller.id)
        if ticket is None or (person is not None and ticket.person != person):
            raise ticket_required(person or UUID(int=0))
        if ticket.emergency or not ticket.shows_file or not caller.reaches(Reach.FILE, ticket.scope):
            raise Problem("not-found")
        return cls(caller, writing, ticket.person, ticket.scope)

    @property
    def store(self) -> EventStore:
        """The log."""
        return self.writing.service.store

    async def may_join(self, people: Sequence[UUID]) -> None:
        """Raises `Refused` for who is kept by another Centre, or concealed: the two, and who lives elsewhere, alike."""
        async with scoped(self.writing.service.pool, self.caller) as connection:
            shown = await views.shown_beside(connection, people, self.viewer)
        if any(shown.get(person) != self.scope for person in people):
            raise Refused("member-elsewhere")

    async def look(self, household: UUID) -> Seen:
        """The household as the file shows it now."""
        loaded = await self.store.load(f"household-{household}")
        async with scoped(self.writing.service.pool, self.caller) as connection:
            return await seen_from(connection, loaded, household, self.viewer)

    async def change(
        self,
        household: UUID,
        decide: Callable[[Seen, date], Awaitable[Step]],
        occurred_on: date | None,
        *,
        forming: bool = False,
    ) -> JSONResponse:
        """Decides on the household as the file shows it, and writes everything that follows, or nothing.

        Raises `VersionChanged` where the shown version is not the current one, `Problem` where something new would be
        written about somebody whose processing is restricted, and what `decide` raises.
        """
        await must_be_free(self.writing.service, self.caller, self.viewer)
        command = self.writing.as_command(by=self.caller, scope=self.scope, occurred_on=occurred_on)
        for _ in range(DECISIONS):
            seen = await self.look(household)
            if done := self.store.repeated(command, seen.loaded):
                return await self._answered(done, household)
            if not forming and not seen.shows_viewer:
                raise Problem("not-found")
            if self.writing.expected is not None and self.writing.expected != seen.version:
                raise VersionChanged(seen.version)
            step = await decide(seen, command.occurred_on)
            if not step.events:
                return await self._answered(Outcome(seen.loaded.name, seen.loaded.version), household)
            await must_be_free(self.writing.service, self.caller, *_written_about(seen, step))
            with suppress(Stale):
                return await self._answered(await self._write(command, seen, step), household)
        raise Busy

    async def _write(self, command: Command, seen: Seen, step: Step) -> Outcome:
        written = _written(seen, step)
        claim = [(_key(event.person), loaded.name) for loaded, event in _each(written, MemberJoined)]
        release = [(_key(event.person), loaded.name) for loaded, event in _each(written, MemberLeft)]
        try:
            return await self.store.append(
                command,
                [Change(loaded.name, loaded.version, events) for loaded, events in written],
                claim=claim,
                release=release,
            )
        except Claimed:
            raise Refused("member-elsewhere") from None

    async def _answered(self, outcome: Outcome, household: UUID) -> JSONResponse:
        """The answer, with the version that the file shows: that of the log would tell of what is hidden."""
        await self.writing.service.readable(outcome)
        seen = await self.look(household)
        return await self.writing.answered(
            Outcome(outcome.stream, seen.version, outcome.recorded, outcome.repeated), {}
        )


def _key(person: UUID) -> str:
    """No two households have the same person at one time."""
    return f"household-of:{person}"


def _written(seen: Seen, step: Step) -> list[tuple[Loaded, Sequence[object]]]:
    return [(seen.loaded, step.events), *((loaded, events) for loaded, events in step.beside if events)]


def _written_about(seen: Seen, step: Step) -> list[UUID]:
    """Who comes to live somewhere, and whose record changes; but who is hidden from the file is never told of by it."""
    written = _written(seen, step)
    joined = [event.person for _, event in _each(written, MemberJoined)]
    recorded = [stream_id(loaded.name) for loaded, _ in written if loaded.name.startswith("person-")]
    return [person for person in (*joined, *recorded) if person not in seen.hidden]


def _each(
    written: Sequence[tuple[Loaded, Sequence[object]]], kind: type[MemberJoined] | type[MemberLeft]
) -> list[tuple[Loaded, MemberJoined | MemberLeft]]:
    return [(loaded, event) for loaded, events in written for event in events if isinstance(event, kind)]
