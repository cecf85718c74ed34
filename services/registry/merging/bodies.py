"""What is sent to merge two records, and to part them again."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.registry.merging.domain import Assigned, Kind, Side
from shared.fields import Body, example


class NewMerge(Body):
    """Two records of one human, and what of the card the merged one is right in."""

    model_config = example(kept_version=7, merged_version=4, take=["telephone", "identifier:afm"])

    kept: UUID
    """The record that goes on."""
    merged: UUID
    """The record that is read as it."""
    kept_version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    """The version of the kept record that was shown."""
    merged_version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    """The version of the merged record that was shown."""
    take: Annotated[tuple[Annotated[str, Field(pattern=r"^[a-z_:-]{1,40}$")], ...], Field(max_length=40)] = ()
    """The fields that are taken from the merged record, as the preview names them; the kept one's stand elsewhere."""


class AssignedBody(Body):
    """A thing that was written since the merge, and whose it is."""

    model_config = example(kind="visit", side="merged")

    kind: Kind
    """What it is."""
    item: UUID
    """Its id."""
    side: Side
    """Which record it belongs to."""


class Undoing(Body):
    """Whose the things are that were written since."""

    assigned: Annotated[tuple[AssignedBody, ...], Field(max_length=400)] = ()
    """What is not named stays with the record that it was written to."""

    def as_assigned(self) -> tuple[Assigned, ...]:
        """The same in the domain's words."""
        return tuple(Assigned(each.kind, each.item, each.side) for each in self.assigned)
