"""What is answered about pairs."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from services.registry.duplicates.views import DuplicateRow
from shared.fields import Next, Out, example

State = Literal["open", "unsure", "dismissed"]


class DuplicateOut(Out):
    """Two records that may be one human."""

    model_config = example(score=75, reasons=["near-name", "same-birth-date"], state="open", merge=None, version=1)

    id: UUID
    """The pair's."""
    left: UUID
    """The record that was made first."""
    right: UUID
    """The other."""
    score: int
    """How alike they are, from 0 to 100."""
    reasons: list[str]
    """In what, as codes."""
    state: State
    """What was said of them: nothing yet, that it is not sure, or that they are two."""
    since: datetime
    """When it was suspected."""
    merge: UUID | None
    """The merge of the two, if they were merged."""
    version: int
    """As in the ETag."""

    @classmethod
    def of(cls, row: DuplicateRow) -> "DuplicateOut":
        """The row as it is shown."""
        return cls(
            id=row.id,
            left=row.left,
            right=row.right,
            score=row.score,
            reasons=list(row.why),
            state=row.state,  # type: ignore[arg-type] # the view writes no other
            since=row.since,
            merge=row.merge,
            version=row.version,
        )


class DuplicateList(Out):
    """Pairs, the likeliest first."""

    items: list[DuplicateOut]
    """At most fifty."""
    next: Next
