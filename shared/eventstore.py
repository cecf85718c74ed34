"""One service's log as its commands see it: load a stream, decide, append, idempotently."""

import asyncio
import hmac
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from shared.database import Pool
from shared.domain import Refused
from shared.envelope import Codec, Metadata, Recorded
from shared.flusher import Busy, Claimed, Flusher, OutcomeUnknown, Stale
from shared.leader import ended
from shared.log import Herald, Log, Tail
from shared.pending import Due, Pending, Row
from shared.vault import Vault

S = TypeVar("S")

DECISIONS = 5
"""How often a command that acted on no shown version is decided again after a stale append."""


class CommandReused(Exception):
    """The command's id was used before with another body."""


class VersionChanged(Exception):
    """The person acted on a version that is not the current one. `version` is."""

    def __init__(self, version: int) -> None:
        super().__init__(version)
        self.version = version


@dataclass(frozen=True, slots=True)
class Command:
    """Who asks for what, once: the same `id` and body give the same answer, however often they come.

    An empty `scope` is the stream's own.
    """

    id: UUID
    by: str
    occurred_on: date
    scope: str
    body: bytes = b""
    unit: UUID | None = None
    trace: str | None = None
    import_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a command writes to one stream: events that follow `version`."""

    stream: str
    version: int
    events: Sequence[object]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a command writes besides its events: claims taken and given up (as keys), and what falls due."""

    events: Sequence[object]
    claim: Sequence[str] = ()
    release: Sequence[str] = ()
    due: Sequence[tuple[str, date | None]] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a stream stands after a command, and the command's events; none where it changed nothing."""

    stream: str
    version: int
    recorded: Sequence[Recorded[Any]] = ()
    repeated: bool = False

    @property
    def position(self) -> int:
        """Of the command's last event, 0 where it changed nothing."""
        return self.recorded[-1].position if self.recorded else 0


@dataclass(frozen=True, slots=True)
class Loaded:
    """One stream as it stands."""

    name: str
    recorded: Sequence[Recorded[Any]]

    @property
    def version(self) -> int:
        """The number of its last event, 0 where it does not exist."""
        return self.recorded[-1].version if self.recorded else 0

    @property
    def scope(self) -> str:
        """Where the stream belongs: the scope of its first event, empty where it does not exist."""
        return self.recorded[0].metadata.scope if self.recorded else ""

    def fold(self, evolve: Callable[[S, Any], S], start: S) -> S:
        """The state that its readable events make."""
        state = start
        for recorded in self.recorded:
            if recorded.event is not None:
                state = evolve(state, recorded.event)
        return state


Decide = Callable[[Loaded], Decision | Sequence[object]]
"""What a command writes to a stream as it stands; events alone where nothing else is written."""


class EventStore:
    """Appends to and loads from one service's log."""

    def __init__(self, log: Log, flusher: Flusher, codec: Codec, vault: Vault) -> None:
        self.log = log
        self.vault = vault
        self._flusher = flusher
        self._codec = codec

    async def load(self, stream: str) -> Loaded:
        """The stream as it stands; version 0 where nothing was ever written to it."""
        return Loaded(stream, await self.log.stream(stream))

    async def handle(
        self,
        command: Command,
        stream: str,
        decide: Decide,
        *,
        expected: int | None = None,
        release_of: Mapping[str, Sequence[str]] | None = None,
    ) -> Outcome:
        """Loads the stream, decides, appends; the command's id makes repeating it harmless.

        `expected` is the version that the person saw; `release_of` are claims of other streams, by stream, that are
        given up with what is written. Raises `VersionChanged` where it is not the current one,
        `CommandReused`, `shared.domain.Refused` from the decision, `Claimed`, `Busy` and `OutcomeUnknown`.
        """
        if expected == 0 and (created := await self._created(command, stream, decide, release_of)):
            return created
        for _ in range(DECISIONS):
            loaded = await self.load(stream)
            if done := self._done_before(command, loaded):
                return done
            decision = _decided(loaded, decide, expected)
            if not decision.events:
                return Outcome(stream, loaded.version)
            with suppress(Stale):
                return await self._write(command, loaded, decision, release_of)
        raise Busy

    async def _created(
        self, command: Command, stream: str, decide: Decide, release_of: Mapping[str, Sequence[str]] | None
    ) -> Outcome | None:
        """Writes a stream that should not be there, without looking; None where only a look can tell what to answer."""
        nothing = Loaded(stream, ())
        try:
            decision = _decision(decide(nothing))
        except Exception:  # noqa: BLE001 - a repetition is answered before whatever forbids it now
            return None
        with suppress(Stale):
            return await self._write(command, nothing, decision, release_of) if decision.events else None
        return None

    async def _write(
        self, command: Command, loaded: Loaded, decision: Decision, release_of: Mapping[str, Sequence[str]] | None
    ) -> Outcome:
        stream = loaded.name
        others = [(key, other) for other, keys in (release_of or {}).items() for key in keys]
        return await self.append(
            command,
            [Change(stream, loaded.version, decision.events)],
            claim=[(key, stream) for key in decision.claim],
            release=[*((key, stream) for key in decision.release), *others],
            due=[Due(stream, kind, day, command.import_id) for kind, day in decision.due],
            scope=command.scope or loaded.scope,
        )

    async def append(
        self,
        command: Command,
        changes: Sequence[Change],
        *,
        claim: Iterable[tuple[str, str]] = (),
        release: Iterable[tuple[str, str]] = (),
        due: Iterable[Due] = (),
        scope: str | None = None,
    ) -> Outcome:
        """Writes all changes or none; returns when they are durable, with the first change's stream.

        `scope` replaces the command's own. Raises `Stale`, `Claimed`, `Busy` and `OutcomeUnknown`.
        """
        scope = command.scope if scope is None else scope
        rows: list[Row] = []
        for change in changes:
            stream = change.stream
            for version, event in enumerate(change.events, change.version + 1):
                person = self._codec.person(stream, event)
                key = (self.vault.known(person) or await self.vault.ensure(person)) if person else None
                mac = None if rows else self._mac(command)
                metadata = Metadata(command.by, command.occurred_on, scope, command.unit, mac, command.trace)
                stored = self._codec.encode(stream, version, event, metadata, command.id, key)
                rows.append(Row(stored, event, metadata))
        expected = [(change.stream, change.version) for change in changes]
        done = self._flusher.promise()
        self._flusher.append(Pending(command.id, rows, expected, list(claim), list(release), list(due), done))
        recorded = await done
        first = changes[0]
        return Outcome(first.stream, first.version + len(first.events), recorded)

    def repeated(self, command: Command, loaded: Loaded) -> Outcome | None:
        """What the command came to when it was given before; None where it is new. Raises `CommandReused`.

        For who appends to several streams: the one that is named first tells.
        """
        return self._done_before(command, loaded)

    def _done_before(self, command: Command, loaded: Loaded) -> Outcome | None:
        own = [recorded for recorded in loaded.recorded if recorded.command == command.id]
        if not own:
            return None
        if not hmac.compare_digest(own[0].metadata.mac or b"", self._mac(command)):
            raise CommandReused
        return Outcome(loaded.name, own[-1].version, own, repeated=True)

    def _mac(self, command: Command) -> bytes:
        return self.vault.mac(command.by.encode(), command.body)


def _decided(loaded: Loaded, decide: Decide, expected: int | None) -> Decision:
    """What is decided, if the version is the one that was seen.

    Whether the caller may know of the stream at all is the decision's to say, and is said first: that another version
    is the current one is news of something that is there. What the domain refuses comes second, since a person who saw
    an old version is to look again.
    """
    is_stale = expected is not None and expected != loaded.version
    try:
        decision = _decision(decide(loaded))
    except Refused:
        if is_stale:
            raise VersionChanged(loaded.version) from None
        raise
    if is_stale:
        raise VersionChanged(loaded.version)
    return decision


def _decision(decided: Decision | Sequence[object]) -> Decision:
    return decided if isinstance(decided, Decision) else Decision(decided)


@asynccontextmanager
async def open_store(
    pool: Pool, url: str, codec: Codec, vault: Vault, *, name: str, readers: int
) -> AsyncGenerator[tuple[EventStore, list[Tail]]]:
    """An event store on the service's database, with `readers` tails that hear what it commits."""
    log = Log(pool, codec, vault)
    tails = [Tail(log) for _ in range(readers)]
    herald = Herald(pool, tails)
    async with Flusher(url, name, herald.committed) as flusher:
        telling = asyncio.create_task(herald.run())
        try:
            yield EventStore(log, flusher, codec, vault), tails
        finally:
            await ended([telling])


__all__ = [
    "Busy",
    "Change",
    "Claimed",
    "Command",
    "CommandReused",
    "Decide",
    "Decision",
    "Due",
    "EventStore",
    "Loaded",
    "Outcome",
    "OutcomeUnknown",
    "Stale",
    "VersionChanged",
    "open_store",
]
