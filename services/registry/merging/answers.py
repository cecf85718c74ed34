"""What is answered about merges."""

import re
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from services.registry.merging.facts import Fact
from services.registry.merging.overlay import IDENTIFIER
from services.registry.merging.views import FIELDS, FILE_FIELDS, MergeRow, told
from services.registry.people.answers import PersonOut
from services.registry.people.shapes import masked
from services.registry.people.views import FileRow, PersonRow
from shared.course import CourseItem
from shared.fields import Account, Out, example
from shared.workdays import ATHENS
from shared.written import WrittenItem


class Difference(Out):
    """A field of the card in which two records differ."""

    model_config = example(field="telephone", kept="26250 00000", merged=None)

    field: str
    """Which one; an identifier is `identifier:<kind>`."""
    kept: str | None
    """What the record says that would go on."""
    merged: str | None
    """What the other says."""


class MergePreview(Out):
    """Two records side by side, before they are merged."""

    model_config = example(same=["surname"])

    kept: PersonOut
    """The record that would go on."""
    merged: PersonOut
    """The record that would be read as it."""
    differences: list[Difference]
    """The fields in which they differ, as far as the caller may see both."""
    same: list[str]
    """The fields in which both say the same."""


class MergeOut(Out):
    """A merge that stands."""

    model_config = example(version=1)

    id: UUID
    """The merge's."""
    kept: UUID
    """The record that goes on."""
    merged: UUID
    """The record that is read as it."""
    at: datetime
    """When they were merged."""
    by: Account
    version: int
    """As in the ETag."""

    @classmethod
    def of(cls, row: MergeRow) -> "MergeOut":
        """The row as it is shown."""
        return cls(id=row.id, kept=row.kept, merged=row.merged, at=row.at, by=row.by, version=row.version)


class MergeList(Out):
    """The merges into a record that stand."""

    items: list[MergeOut]
    """Oldest first."""


def said(row: PersonRow, file: FileRow | None, *, whole: bool) -> dict[str, str]:
    """What a card says, by field, as far as the caller may see it."""
    found: dict[str, str | None] = {field: told(row, field) for field in FIELDS}
    if whole and file is not None:
        found |= {field: getattr(file, field) for field in FILE_FIELDS}
    found |= {f"{IDENTIFIER}{kind}": value if whole else masked(value) for kind, value in row.known_identifiers}
    return {field: value for field, value in found.items() if value is not None}


def differences(kept: dict[str, str], merged: dict[str, str]) -> tuple[list[Difference], list[str]]:
    """Where two cards differ, in the card's order, and where both say the same."""
    fields = ordered(kept.keys() | merged.keys())
    apart = [
        Difference(field=f, kept=kept.get(f), merged=merged.get(f)) for f in fields if kept.get(f) != merged.get(f)
    ]
    return apart, [field for field in fields if kept.get(field) == merged.get(field)]


def ordered(fields: Iterable[str]) -> list[str]:
    """In the order of the card."""
    order = [*FIELDS, *sorted(FILE_FIELDS)]
    return sorted(fields, key=lambda field: (order.index(field) if field in order else len(order), field))


def fact_out(fact: Fact, row: MergeRow) -> WrittenItem:
    """A fact of the card as something that was written since; what it says stays on the card."""
    name = type(fact.recorded.event).__name__
    return WrittenItem(
        id=fact.item,
        kind="fact",
        on=fact.recorded.metadata.occurred_on,
        at=fact.recorded.recorded_at,
        facts={"code": re.sub("(?<!^)(?=[A-Z])", "-", name).lower()},
        person=row.kept if fact.side == "kept" else row.merged,
    )


def merged_item(row: MergeRow) -> CourseItem:
    """A merge as a step of the person's course."""
    return CourseItem(
        id=row.id,
        at=row.at.astimezone(ATHENS).date(),
        kind="person",
        code="persons-merged",
        facts={"merge": str(row.id)},
        by=row.by,
        key=True,
    )
