"""Erasing a person in one service: the key is destroyed, what was read of them goes, and nothing comes back.

Every service hears that an erasure was approved, executes it by a command of its own and says so. From then on whatever
its log, or another's topic, still holds of the person projects to nothing: rows of theirs are no rows. Which rows are a
person's each view declares (`View.persons`); whose another service's event is, its field `person` says.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from shared.database import Connection
from shared.envelope import Recorded
from shared.eventstore import Command, Decision, Loaded
from shared.ledger import Ledger
from shared.marks import mark_of
from shared.public import Received
from shared.reactions import ACTOR, Facts, Reacting, Reaction
from shared.views import Effect, Forgets, Key, View
from shared.workdays import today

if TYPE_CHECKING:
    from shared.service import Running

R = TypeVar("R")

FORGET = "forget"
"""The kind of the reaction that erases."""

_ERASING = 0x65726173
"""The advisory lock that keeps who applies another service's events from passing by who erases."""

_MARKED = "INSERT INTO erased (mark) SELECT * FROM unnest($1::bytea[]) ON CONFLICT DO NOTHING"

NUMBERS = "reference:"
"""Claims on numbers: a number that was given is not given again, whoever had it."""


@dataclass(frozen=True, slots=True)
class PersonForgotten:
    """This service destroyed its key of the person and holds nothing of them in any read model."""

    person: UUID
    erasure: UUID


@dataclass(frozen=True, slots=True)
class PersonErasureApproved:
    """Registry's word to all: the person is to be erased, by the erasure of that id."""

    person: UUID
    erasure: UUID


@dataclass(frozen=True, slots=True)
class PersonErased:
    """A service's word that it has erased the person."""

    person: UUID
    erasure: UUID


APPROVED = {"kentro.registry.person-erasure-approved": PersonErasureApproved}
"""What every service reads of registry, by type."""


def _heard(event: Received) -> tuple[str, Facts] | None:
    match event.data:
        case PersonErasureApproved(person, erasure):
            return FORGET, {"person": str(person), "erasure": str(erasure)}
        case _:
            return None


ERASURES = Reacting(_heard)
"""Notes what registry approved."""


def told(event: object) -> PersonErased | None:
    """The public form of an erasure that was executed."""
    match event:
        case PersonForgotten(person, erasure):
            return PersonErased(person, erasure)
        case _:
            return None


async def forget(running: "Running", reaction: Reaction) -> None:
    """Erases the person in this service: ledger, key, files, then the event that empties the read models.

    Interrupted, it is begun again; done twice, it changes nothing more. What another person's claim stands on stays.
    """
    person, erasure = UUID(reaction.facts["person"]), UUID(reaction.facts["erasure"])
    on = today(datetime.now(UTC))
    await destroy(running, person, on)
    held: Sequence[Any] = await running.pool.fetch("SELECT key FROM claim WHERE stream = $1", f"person-{person}")
    claims = [row["key"] for row in held if not row["key"].startswith(NUMBERS)]

    def decide(loaded: Loaded) -> Decision:
        return Decision([] if loaded.recorded else [PersonForgotten(person, erasure)])

    command = Command(reaction.command, ACTOR, on, "")
    await running.store.handle(command, f"forgotten-{person}", decide, release_of={f"person-{person}": claims})


async def destroy(running: "Running", person: UUID, on: date) -> None:
    """Destroys this service's keys of somebody, and their files: first written into the ledger that backups obey."""
    if file := running.settings.erasure_ledger_file:
        await asyncio.to_thread(Ledger(file).note, running.name, mark_of(person), on)
    await running.vault.destroy(person)
    if running.blueprint.restricted:
        await running.restricted.destroy(person)
    if running.files:
        await running.files.erase(person)


class OwnEffects:
    """The effects of the own log, in which nothing of the erased is left: used by who leads, and by who rebuilds.

    `others` are views that follow other services' topics: who leads empties them too.
    """

    def __init__(self, views: Sequence[Effect[Recorded[Any]]], others: Sequence[Effect[Any]] = ()) -> None:
        self._marks: set[bytes] = set()
        self._views: list[Effect[Any]] = [
            _guarded(cast("View[Any, Any]", view), self._marks) if isinstance(view, View) else view for view in views
        ]
        self._others: Sequence[Effect[Any]] = others

    async def load(self, connection: Connection) -> None:
        """Reads who was erased so far."""
        self._marks.clear()
        self._marks.update(row["mark"] for row in await connection.fetch("SELECT mark FROM erased"))

    async def apply(self, connection: Connection, events: Sequence[Recorded[Any]]) -> None:
        """Brings all views from before these events to after them, in the running transaction."""
        gone = [recorded.event.person for recorded in events if isinstance(recorded.event, PersonForgotten)]
        gone = [person for person in gone if mark_of(person) not in self._marks]
        if gone:
            await self._note(connection, gone)
        for view in self._views:
            await view.apply(connection, events)
        if gone:
            holding: list[object] = [*self._views, *self._others]
            for each in holding:
                if isinstance(each, Forgets):
                    await each.forget(connection, gone)

    async def _note(self, connection: Connection, gone: Sequence[UUID]) -> None:
        await connection.execute("SELECT pg_advisory_xact_lock($1)", _ERASING)
        marks = [mark_of(person) for person in gone]
        await connection.execute(_MARKED, marks)
        self._marks.update(marks)


def _guarded(view: View[Any, R], marks: set[bytes]) -> View[Any, R]:
    """The same view, in which a row of somebody erased is no row."""
    if not view.persons:
        return view
    named, project = [attrgetter(field) for field in view.persons], view.project

    def guarded(key: Key, row: R | None, event: Any) -> R | None:  # noqa: ANN401 - any event
        after = project(key, row, event)
        if not marks or after is None:
            return after
        return None if any((person := of(after)) and mark_of(person) in marks for of in named) else after

    return replace(view, project=guarded)


async def without_erased(connection: Connection, events: Sequence[Received]) -> list[Received]:
    """Those of another service's events that are not about somebody erased here, in the running transaction.

    From the event that names somebody erased on, whatever its stream tells is about them, named or not: which of it can
    still be read depends on when it was told. Nobody is erased here meanwhile, since what is counted of nobody may
    share a row with what is taken out of somebody's.
    """
    if not events:
        return []
    await connection.execute("SELECT pg_advisory_xact_lock_shared($1)", _ERASING)
    streams = [_stream_of(event) for event in events]
    named = {person for event in events if (person := _person_of(event))}
    erased = await _erased_of(connection, named.union(stream for stream in streams if stream))
    living: list[Received] = []
    gone: set[UUID] = set()
    for event, stream in zip(events, streams, strict=True):
        if _person_of(event) in erased:
            gone.update([stream] if stream else [])
        elif stream is None or not (stream in erased or stream in gone):
            living.append(event)
    if new := gone - erased:
        await connection.execute(_MARKED, [mark_of(stream) for stream in new])
    return living


async def _erased_of(connection: Connection, ids: Iterable[UUID]) -> set[UUID]:
    marks = {mark_of(each): each for each in ids}
    rows = await connection.fetch("SELECT mark FROM erased WHERE mark = ANY($1::bytea[])", list(marks))
    return {marks[row["mark"]] for row in rows}


def _person_of(event: Received) -> UUID | None:
    return getattr(event.data, "person", None)


def _stream_of(event: Received) -> UUID | None:
    """The id of the event's stream; None where a stream is named by a code, as a municipality's is."""
    try:
        return UUID(event.stream.partition("-")[2])
    except ValueError:
        return None
