"""What the kernel must do, in memory and one step at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from shared.eventstore import Outcome
from shared.public import PARTITIONS, partition_of
from tests.integration.conftest import Opened


@dataclass(frozen=True, slots=True)
class Tally:
    """A stream as a read model knows it; the digest tells of each event, of its place and of their order."""

    stream: str
    events: int
    last: int
    digest: str


def counted(before: Tally | None, stream: str, position: int, owner: UUID) -> Tally:
    """The row after one more event."""
    digest = sha256(f"{before.digest if before else ''} {position} {owner}".encode()).hexdigest()
    return Tally(stream, before.events + 1 if before else 1, position, digest)


def is_public(owner: UUID) -> bool:
    """Some events are told to nobody, so that positions have gaps in the topic."""
    return owner.int % 4 > 0


@dataclass(frozen=True, slots=True)
class Written:
    """One event as it must stand in the log."""

    stream: str
    version: int
    command: UUID
    owner: UUID


@dataclass(slots=True)
class Model:
    """The log by position, the commands that wrote it, and the claims they took (a stream) and gave up (None)."""

    log: dict[int, Written] = field(default_factory=dict[int, Written])
    asked: dict[UUID, tuple[str, bytes, Outcome]] = field(default_factory=dict[UUID, tuple[str, bytes, Outcome]])
    claimed: dict[int, tuple[str, str | None]] = field(default_factory=dict[int, tuple[str, str | None]])

    def version(self, stream: str) -> int:
        """Of its last event."""
        return sum(written.stream == stream for written in self.log.values())

    def wrote(self, command: UUID, body: bytes, outcome: Outcome) -> None:
        """The kernel said so; where it stands must have been free."""
        for recorded in outcome.recorded:
            assert recorded.position not in self.log
            assert recorded.command == command
            event = recorded.event
            assert isinstance(event, Opened)
            self.log[recorded.position] = Written(recorded.stream, recorded.version, command, event.owner)
        self.asked[command] = (outcome.stream, body, outcome)

    def claims(self) -> Mapping[str, str]:
        """Who holds what."""
        held: dict[str, str] = {}
        for _, (key, stream) in sorted(self.claimed.items()):
            held.pop(key, None)
            if stream:
                held[key] = stream
        return held

    def cut(self, position: int) -> None:
        """Forgets that position and all above it, as a backup from before does."""
        self.log = {at: written for at, written in self.log.items() if at < position}
        self.claimed = {at: claim for at, claim in self.claimed.items() if at < position}
        self.asked = {command: asked for command, asked in self.asked.items() if asked[2].position < position}

    def rows(self, *, public: bool) -> Mapping[str, Tally]:
        """What a read model holds of it."""
        rows: dict[str, Tally] = {}
        for position, written in self._told(public=public):
            rows[written.stream] = counted(rows.get(written.stream), written.stream, position, written.owner)
        return rows

    def ends(self) -> Mapping[int, int]:
        """By partition, the last public position."""
        ends = dict.fromkeys(range(PARTITIONS), 0)
        for position, written in self._told(public=True):
            ends[partition_of(written.stream)] = position
        return ends

    def _told(self, *, public: bool) -> Iterable[tuple[int, Written]]:
        return [(at, one) for at, one in sorted(self.log.items()) if not public or is_public(one.owner)]
