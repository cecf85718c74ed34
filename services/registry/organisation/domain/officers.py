"""Who is named in public for a Centre: whom to ask (R11), and the team that watches over it and manages it (R6)."""

from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from shared.domain import PersonalText, Subject

Duty = Literal["contact", "team-head", "team-member"]
"""What somebody is named for: to be asked by the public (R11); to head, or be in, the monitoring team (R6)."""


@dataclass(frozen=True, slots=True)
class OfficerNamed:
    """Somebody is named in public for the Centre; there is one head of its team, and the last named is it."""

    officer: Subject
    name: PersonalText
    duty: Duty
    office: str | None


@dataclass(frozen=True, slots=True)
class OfficerLeft:
    """Is not named for the Centre any more: the name is erased, and nobody is named under that id again."""

    officer: UUID


def officers_after(officers: tuple[OfficerNamed, ...], event: OfficerNamed | OfficerLeft) -> tuple[OfficerNamed, ...]:
    """Those named after the event; whoever headed the team before is one of it."""
    others = tuple(each for each in officers if each.officer != event.officer)
    if isinstance(event, OfficerLeft):
        return others
    if event.duty == "team-head":
        others = tuple(replace(each, duty="team-member") if each.duty == "team-head" else each for each in others)
    return (*others, event)
