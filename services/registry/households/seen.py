"""A household as it is seen from one person's file: whoever is concealed is not there, for anybody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any
from uuid import UUID

from services.registry.households import views
from services.registry.households.domain import Household, MemberJoined, concerns, evolve
from shared.database import Connection
from shared.envelope import Recorded
from shared.eventstore import Loaded


@dataclass(frozen=True, slots=True)
class Seen:
    """What a file shows of a household: the events that it may know of, and the version that they make.

    The version counts what is shown: an event about somebody concealed leaves no gap.
    """

    household: UUID
    viewer: UUID
    loaded: Loaded
    events: Sequence[Recorded[Any]]
    hidden: frozenset[UUID]

    @property
    def state(self) -> Household:
        """The household, without those who are concealed."""
        events = (one.event for one in self.events if one.event is not None)
        return reduce(evolve, events, Household())

    @property
    def version(self) -> int:
        """As in the ETag."""
        return len(self.events)

    @property
    def shows_viewer(self) -> bool:
        """Whether the person whose file it is seen from lives there, or did."""
        return any(member.person == self.viewer for member in self.state.members)


async def seen_from(connection: Connection, loaded: Loaded, household: UUID, viewer: UUID) -> Seen:
    """The household from the viewer's file, on a connection on which row-level security knows who asks."""
    people = {one.event.person for one in loaded.recorded if isinstance(one.event, MemberJoined)}
    shown = await views.shown_beside(connection, people, viewer)
    hidden = frozenset(people - shown.keys())
    events = [one for one in loaded.recorded if one.event is not None and concerns(one.event) not in hidden]
    return Seen(household, viewer, loaded, events, hidden)
