"""What a domain module may import: the refusal, and the marks that declare personal data."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated
from uuid import UUID, uuid5

_PERSONAL = "kentro:personal"
_SUBJECT = "kentro:subject"

personal = _PERSONAL
"""Marks an event's field that is stored only under its person's key: `Annotated[str, personal]`."""

subject = _SUBJECT
"""Marks the field that names the person whose the personal fields are, where it is not the stream's own id."""

PersonalText = Annotated[str, personal]
Subject = Annotated[UUID, subject]


class Refused(Exception):
    """An illegal move. `code` is a stable kebab-case name that the catalogue turns into a sentence.

    `facts` fill the sentence's places (dates, counts, codes; never personal data).
    """

    def __init__(self, code: str, **facts: str | int | date) -> None:
        super().__init__(code)
        self.code = code
        self.facts: Mapping[str, str | int | date] = facts


def derived(parent: UUID, name: str) -> UUID:
    """The id of what follows from `parent` by the rule `name`: the same every time it is asked."""
    return uuid5(parent, name)
