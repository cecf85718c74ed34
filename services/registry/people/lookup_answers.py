"""Whom a search found, and how people are named in lists: as much as is told without opening a file."""

from datetime import date
from uuid import UUID

from services.registry.people.domain import Suspect
from services.registry.people.views import PersonRow
from shared.fields import Out, example


class Hit(Out):
    """Somebody whom a search found, and why."""

    model_config = example(
        number="ΖΑΧ-2026-00118",
        label="Παπαδοπούλου Μαρία",
        born_on="1980-02-14",
        centre="/el63/3905/zacharo",
        reasons=["same-name"],
    )

    id: UUID
    """The person's."""
    number: str | None
    """The reference number of a beneficiary."""
    label: str
    """How the person is named in a list."""
    born_on: date | None
    """The date of birth."""
    centre: str
    """The scope path of the Centre that keeps the record."""
    reasons: list[str]
    """What the person was found by, as codes."""


class HitList(Out):
    """Whom a search found."""

    items: list[Hit]
    """The likeliest first."""
    next: None = None
    """Always null: who is not among the first is looked up more exactly."""


class LabelOut(Out):
    """How a person is named in a list."""

    model_config = example(label="Παπαδοπούλου Μαρία", number="ΖΑΧ-2026-00118", centre="/el63/3905/zacharo")

    label: str
    """Surname and given name."""
    number: str | None
    """The reference number of a beneficiary."""
    centre: str
    """The scope path of the Centre that keeps the record."""
    person: UUID
    """The record that it is read as: another than was asked for where that one was merged."""


class Labels(Out):
    """The labels of those whom the caller may know."""

    labels: dict[UUID, LabelOut]
    """By the person's id."""


def match_out(row: PersonRow, suspect: Suspect) -> dict[str, object]:
    """A near-duplicate as the problem `possible-duplicates` shows it."""
    return {
        "id": str(row.id),
        "label": row.label,
        "number": row.number,
        "born_on": row.born_on.isoformat() if row.born_on else None,
        "centre": row.centre,
        "score": suspect.score,
        "reasons": list(suspect.reasons),
    }
