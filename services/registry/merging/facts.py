"""What was written to either record's card while the two were one, and whose it is when they are parted.

A fact that belongs to the other record is written there too, and its own record says again what it said before; the
history of both keeps it. Numbers stay where they were written: each belongs to one record by a claim.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.registry.merging.domain import Assigned, Side
from services.registry.merging.views import MergeRow
from services.registry.people.domain import (
    AddressRecorded,
    BornRecorded,
    CircumstancesRecorded,
    ContactRecorded,
    ContactsRecorded,
    FormerNamesRecorded,
    GuardianEnded,
    GuardianNamed,
    InformedOfProcessing,
    NameRecorded,
    ResidenceVerified,
    SexRecorded,
    SpecialCategoriesRecorded,
)
from shared.domain import derived
from shared.envelope import Recorded
from shared.eventstore import Command, EventStore, Loaded, Outcome

KINDS: tuple[tuple[type[Any], ...], ...] = (
    (NameRecorded,),
    (FormerNamesRecorded,),
    (SexRecorded,),
    (BornRecorded,),
    (ContactRecorded, ContactsRecorded),
    (AddressRecorded,),
    (ResidenceVerified,),
    (CircumstancesRecorded,),
    (SpecialCategoriesRecorded,),
    (GuardianNamed, GuardianEnded),
    (InformedOfProcessing,),
)
"""Facts of the card that may turn out to be the other's, by what they say; a concealment holds for both."""

MOVABLE = tuple(each for kind in KINDS for each in kind)


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact that was written since the merge, and to which side."""

    item: UUID
    side: Side
    recorded: Recorded[Any]


async def facts_since(store: EventStore, merge: UUID, kept: UUID, merged: UUID, after: int) -> list[Fact]:
    """The facts that were written to either record after that position, newest first."""
    found: list[Fact] = []
    sides: Sequence[tuple[Side, UUID]] = (("kept", kept), ("merged", merged))
    for side, person in sides:
        loaded = await store.load(f"person-{person}")
        found += [
            Fact(derived(merge, f"{one.stream} {one.version}"), side, one)
            for one in loaded.recorded
            if one.position > after and isinstance(one.event, MOVABLE)
        ]
    return sorted(found, key=lambda fact: -fact.recorded.position)


async def move_facts(store: EventStore, row: MergeRow, command: Command, assigned: Iterable[Assigned]) -> list[Outcome]:
    """Writes what belongs to the other record there, and takes it back here. Done again, it changes nothing."""
    said = {one.item: one.side for one in assigned if one.kind == "fact"}
    facts = [one for one in await facts_since(store, row.id, row.kept, row.merged, row.position) if one.item in said]
    away = [one for one in facts if said[one.item] != one.side]
    people: dict[Side, UUID] = {"kept": row.kept, "merged": row.merged}
    centres: dict[Side, str] = {"kept": row.centre, "merged": row.merged_centre}
    outcomes: list[Outcome] = []
    for side, person in people.items():
        come = sorted((one.recorded for one in away if one.side != side), key=lambda one: one.position)
        gone = {one.recorded.version for one in away if one.side == side}

        def decide(loaded: Loaded, come: Sequence[Recorded[Any]] = come, gone: set[int] = gone) -> list[object]:
            return _set_right(loaded, come, gone)

        if come or gone:
            moving = Command(derived(command.id, f"facts {side}"), command.by, command.occurred_on, centres[side])
            outcomes.append(await store.handle(moving, f"person-{person}", decide))
    return outcomes


def _set_right(loaded: Loaded, come: Sequence[Recorded[Any]], gone: set[int]) -> list[object]:
    """For each kind of fact the last that is this record's: one that came, or the last that did not go."""
    events: list[object] = []
    for kind in KINDS:
        own = [one.event for one in loaded.recorded if isinstance(one.event, kind)]
        right = [one.event for one in loaded.recorded if isinstance(one.event, kind) and one.version not in gone]
        right += [one.event for one in come if isinstance(one.event, kind)]
        if right and own[-1:] != right[-1:]:
            events.append(right[-1])
    return events
