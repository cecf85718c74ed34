"""What happened to a person, as every service tells it: the portal lays the answers of all side by side."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel


class CourseItem(BaseModel):
    """One thing that happened; `id` is that of the visit, the referral or the person.

    `code` is the event in kebab-case, `key` marks a decision, `by` is the account's id
    of who did it, empty where that is nobody's account, or not known.
    """

    id: UUID
    at: date
    kind: str
    code: str
    facts: dict[str, str]
    by: str
    key: bool


class Course(BaseModel):
    """What happened, newest first."""

    items: list[CourseItem]
