"""What services answer about the merging of two records: what it would move, and what was written since."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from shared.fields import Out, example


class Effects(Out):
    """What a service holds of a record, and would read as another's."""

    model_config = example(counts={"visits": 4})

    counts: dict[str, int]
    """How many, by what they are."""


class WrittenItem(Out):
    """A thing that was written while two records were one."""

    model_config = example(kind="visit", facts={"topic": "housing", "channel": "in-person"})

    id: UUID
    """Its own."""
    kind: Literal["visit", "referral", "fact"]
    """What it is."""
    on: date
    """When it happened."""
    at: datetime
    """When it was written."""
    facts: dict[str, str]
    """What is told of it, by name: codes, days, numbers."""
    person: UUID
    """The record that it was written to."""


class WrittenSince(Out):
    """What was written since two records were merged."""

    items: list[WrittenItem]
    """Newest first, at most two hundred."""
