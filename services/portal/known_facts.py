"""What a person's open file says already of their household, in the words of the vocabulary; only what is sure.

Who lives with whom is told, as of today, where a household is recorded and everybody's day of birth is known. A «no» is
never concluded from what nobody wrote down.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.portal.clients.programmes import Answer
from services.portal.clients.records import Household, Member
from services.portal.clients.registry import Person

OF_AGE = 18
"""Civil Code, article 127."""

COUPLE = frozenset({"spouse", "partner"})


def known_facts(person: Person, home: Household | None, today: date) -> Mapping[str, Answer]:
    """The facts, by their codes."""
    known: dict[str, Answer] = {}
    if person.age is not None:
        known["age"] = person.age
    circumstances: dict[str, Any] = person.record.get("circumstances") or {}
    if circumstances.get("lone_parent") is True:
        known["single_parent"] = True
    if home is not None:
        known |= _of_home(home.members, {person.id, *person.merged}, today)
    return known


def _of_home(members: tuple[Member, ...], own: set[Any], today: date) -> Mapping[str, Answer]:
    known: dict[str, Answer] = {}
    born = [member.born_on for member in members]
    if all(born):
        grown = sum(_of_age(day, today) for day in born if day)
        known |= {"adults": grown, "minors": len(born) - grown}
    roles = {member.role for member in members}
    mine = {member.role for member in members if member.person in own}
    if mine & COUPLE or ("reference" in mine and roles & COUPLE):
        known["couple"] = True
    return known


def _of_age(born: date, today: date) -> bool:
    return (today.year - born.year, today.month, today.day) >= (OF_AGE, born.month, born.day)
