"""Two records that turn out to be one human are read as one; when that was wrong, they are parted again.

One stream: `merge-<id>`. A merge rewrites nothing: the merged record is read as the kept one, with what a colleague
took from it, and everything stays recorded under the id that it was written to (accuracy, GDPR, article 5(1)(d)).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal
from uuid import UUID

from shared.domain import Refused, Subject, personal

Side = Literal["kept", "merged"]
Kind = Literal["visit", "referral", "fact"]
"""Of what was written; a fact is one of the card's own."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A field of the card in which the merged record was right: `value` is read instead of the kept record's own.

    `field` is a column of the card, or `identifier:<kind>`. It holds for as long as the kept record still says
    `instead_of`; a later correction of that is newer than the merge, and wins.
    """

    field: str
    instead_of: str | None
    value: str


@dataclass(frozen=True, slots=True)
class Assigned:
    """A thing that was written while the two were one, and whose a colleague says it is."""

    kind: Kind
    item: UUID
    side: Side


@dataclass(frozen=True, slots=True)
class PersonsMerged:
    """`merged` is read as `kept`. Centres are the scope paths at which the two files are kept."""

    kept: Subject
    merged: UUID
    kept_centre: str
    merged_centre: str
    taken: Annotated[tuple[Taken, ...], personal]


@dataclass(frozen=True, slots=True)
class MergeUndone:
    """They are two. What was written meanwhile and is not named stays with the record that it was written to."""

    kept: UUID
    merged: UUID
    assigned: tuple[Assigned, ...]


Event = PersonsMerged | MergeUndone


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge as its decisions need to know it."""

    merged: PersonsMerged | None = None
    undone: MergeUndone | None = None


def merge(merge: Merge, *, merging: PersonsMerged, kept_into: UUID | None, merged_into: UUID | None) -> list[Event]:
    """A colleague says that two records of one municipality are one human.

    `kept_into` and `merged_into` are the records that either was merged into before: such a record is no longer one of
    its own, and what is meant is that other. Repeating the same changes nothing.
    """
    if merge.merged is not None:
        if merge.merged == merging and merge.undone is None:
            return []
        raise Refused("merge-exists")
    if merging.kept == merging.merged:
        raise Refused("merged-with-itself")
    if _municipality(merging.kept_centre) != _municipality(merging.merged_centre):
        raise Refused("merged-across-municipalities")
    if merged_into is not None or kept_into is not None:
        raise Refused("merged-already")
    return [merging]


def undo(merge: Merge, *, assigned: Sequence[Assigned], kept_into: UUID | None) -> list[Event]:
    """They were two after all, and `assigned` says whose the things are that were written since.

    Where the kept record was merged further (`kept_into`), that merge is undone first: otherwise nobody could say what
    of both it would leave behind. The same again changes nothing.
    """
    if merge.merged is None:
        raise Refused("merge-unknown")
    undone = MergeUndone(merge.merged.kept, merge.merged.merged, tuple(assigned))
    if merge.undone is not None:
        if merge.undone == undone:
            return []
        raise Refused("merge-already-undone")
    if kept_into is not None:
        raise Refused("merged-further")
    return [undone]


def evolve(merge: Merge, event: Event) -> Merge:
    """The merge after the event."""
    match event:
        case PersonsMerged():
            return replace(merge, merged=event)
        case MergeUndone():
            return replace(merge, undone=event)


def _municipality(centre: str) -> list[str]:
    return centre.split("/")[:3]
