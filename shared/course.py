"""What happened to a person, as every service tells it: the portal lays the answers of all side by side."""

from datetime import date
from uuid import UUID

from shared.fields import Account, Out, example


class CourseItem(Out):
    """One thing that happened."""

    model_config = example(kind="visit", code="visit-received", facts={"topic": "housing", "channel": "in-person"})

    id: UUID
    """Of the visit, the referral or the person."""
    at: date
    """When it happened."""
    kind: str
    """What it happened to: `visit`, `referral` or `person`."""
    code: str
    """The event, in kebab-case."""
    facts: dict[str, str]
    """What is told of it, by name: codes, days as `YYYY-MM-DD`, numbers."""
    by: Account
    """Who did it; empty where that is nobody's account, or not known."""
    key: bool
    """Whether it is a decision, which a summary shows."""


class Course(Out):
    """What happened, newest first."""

    items: list[CourseItem]
    """At most two hundred."""
