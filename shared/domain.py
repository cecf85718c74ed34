"""What a domain module may import: the refusal, the marks of personal data, and months as the law counts them."""

import calendar
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


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or that month's last (Regulation (EEC) 1182/71, article 3(2)(c)).

    Negative months are earlier.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
