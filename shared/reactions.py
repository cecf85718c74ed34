"""What follows from something heard is an ordinary command, given once: its id follows from the event and the reaction.

The reaction is noted in the transaction of the checkpoint that the event moves, and crossed out when its command is
done. So a crash between the two repeats the command, which answers as before.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
import structlog

from shared.database import Connection
from shared.domain import derived
from shared.envelope import Recorded
from shared.public import Received

PAGE = 100
ACTOR = "reaction"
"""The `by` of what follows by itself from what another service told."""

REACTIONS = UUID("3c1b0b53-3d0e-5f6b-9a0a-5c4c8f5f7a42")
"""The namespace of their commands' ids."""

Facts = Mapping[str, str]
"""What a reaction needs to know of what was heard: ids and codes."""

_log = structlog.get_logger()
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Reaction:
    """One reaction: the id of its command, what is to be done, and the facts."""

    command: UUID
    kind: str
    facts: Facts


Reacts = Callable[[Reaction], Awaitable[object]]
"""Does what a reaction asks for; deciding that nothing is to be done is fine."""


@dataclass(frozen=True, slots=True)
class Reacting:
    """An effect that notes reactions: `of` says which kind an event leads to, with its facts, or None."""

    of: Callable[[Any], tuple[str, Facts] | None]

    async def apply(self, connection: Connection, events: Sequence[Recorded[Any] | Received]) -> None:
        """Notes what these events lead to."""
        noted = [(event, *reaction) for event in events if (reaction := self.of(event))]
        if not noted:
            return
        await connection.execute(
            "INSERT INTO reaction (command, kind, facts)"
            " SELECT * FROM unnest($1::uuid[], $2::text[], $3::bytea[]) ON CONFLICT DO NOTHING",
            [derived(REACTIONS, f"{_id(event)} {kind}") for event, kind, _ in noted],
            [kind for _, kind, _ in noted],
            [_encode(facts) for *_, facts in noted],
        )

    async def empty(self, _: Connection, __: str) -> None:
        """What was done stays done."""


def _id(event: Recorded[Any] | Received) -> str:
    return event.id if isinstance(event, Received) else f"{event.stream}/{event.version}"


class Reactor:
    """Gives what is noted to its handlers."""

    def __init__(self, handlers: Mapping[str, Reacts]) -> None:
        self._handlers = handlers

    async def tick(self, connection: Connection) -> int:
        """Does what is noted now, at most a page, and returns how many; what fails stays and comes again."""
        rows = await connection.fetch(
            "SELECT command, kind, facts FROM reaction WHERE kind = ANY($1::text[])"
            " ORDER BY heard_at, command LIMIT $2",
            list(self._handlers),
            PAGE,
        )
        done = 0
        for row in rows:
            reaction = Reaction(row["command"], row["kind"], msgspec.json.decode(row["facts"], type=dict[str, str]))
            try:
                await self._handlers[reaction.kind](reaction)
            except Exception:  # noqa: BLE001 - one reaction must not keep the others waiting
                _log.exception("reaction.failed", kind=reaction.kind)
                continue
            await connection.execute("SELECT settle_reaction($1)", reaction.command)
            done += 1
        return done
