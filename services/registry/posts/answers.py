"""What is answered about posts."""

from datetime import date
from typing import Literal
from uuid import UUID

from services.registry.posts.domain import Contract, Specialty
from services.registry.posts.views import PostRow
from shared.fields import Account, Next, Out, example


class HeldOut(Out):
    """Somebody held a post."""

    model_config = example(
        contract="fixed-term", since="2026-01-01", until="2026-12-31", head_from="2026-01-01", head_to=None, left=None
    )

    account: Account
    contract: Contract
    """How they were employed."""
    since: date
    """The first day."""
    until: date | None
    """The last, as agreed or as it came; null where the contract has no end."""
    head_from: date | None
    """From when on they headed the team; null where they did not."""
    head_to: date | None
    """Until when, where that ended before."""
    left: str | None
    """Why they left, as a code; null where they did not, or the contract only ran out."""


class PostOut(Out):
    """A post of a Centre."""

    model_config = example(
        scope="/el63/3905/zacharo",
        specialty="social-worker",
        act="5003039",
        opened_on="2017-09-18",
        abolished_on=None,
        version=2,
    )

    id: UUID
    """The post's."""
    centre: UUID
    """The Centre's."""
    scope: str
    """The Centre's scope path."""
    specialty: Specialty
    """What it is for."""
    act: str | None
    """The funding act that pays it."""
    opened_on: date
    """Its first day."""
    abolished_on: date | None
    """Its last day, where it is no more."""
    held: list[HeldOut]
    """Everybody who held it, oldest first."""
    version: int
    """As in the ETag."""

    @classmethod
    def of(cls, row: PostRow) -> "PostOut":
        """The row as it is shown."""
        return cls.model_validate(row, from_attributes=True)


class PostList(Out):
    """Posts, Centre by Centre."""

    items: list[PostOut]
    """Those of the scope that was asked for."""
    next: Next = None


class GapOut(Out):
    """Something that a Centre's team lacks."""

    model_config = example(
        centre="/el63/3905/zacharo", lack="staff", since="2026-01-01", until=None, have=1, need=2, source="ΦΕΚ Β 854"
    )

    centre: str
    """The Centre's scope path."""
    lack: Literal["staff", "head", "head-specialty"]
    """People, a head, or a head who is a social worker."""
    since: date
    """Its first day; in the future where it is foreseen."""
    until: date | None
    """The last day, where an end is in sight."""
    have: int
    """How many there are."""
    need: int
    """How many are asked for."""
    source: str
    """Where it says so."""


class GapList(Out):
    """What teams lack now, or will within ninety days."""

    items: list[GapOut]
    """The oldest first, Centre by Centre."""
