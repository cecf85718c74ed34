"""What is sent about posts."""

from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from services.registry.fields import Day
from services.registry.posts.domain import Contract, Specialty, Why
from shared.fields import Body, example

Account = Annotated[str, StringConstraints(min_length=1, max_length=255)]
ActCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{4,10}$")]


class NewPost(Body):
    """A post of a Centre."""

    model_config = example(specialty="social-worker", act="5003039", on="2017-09-18")

    centre: UUID
    """The Centre."""
    specialty: Specialty
    """What the post is for."""
    act: ActCode | None = None
    """The code (MIS) of the funding act that pays it; left out where the municipality does."""
    on: Day
    """Its first day."""


class Filling(Body):
    """Who holds the post, and under which contract."""

    model_config = example(
        account="7c9e6679-7425-40de-944b", contract="fixed-term", since="2026-01-01", until="2026-12-31"
    )

    account: Account
    """The account at the provider of logins."""
    contract: Contract
    """How they are employed."""
    since: Day
    """The contract's first day."""
    until: Day | None = None
    """Its last; left out where it has no end."""


class Renewal(Body):
    """The contract goes on."""

    model_config = example(until="2027-12-31")

    until: Day
    """Its new last day."""


class HeadFrom(Body):
    """The holder heads the team."""

    model_config = example(since="2026-01-01")

    since: Day
    """The first day."""


class Leaving(Body):
    """The holder leaves."""

    model_config = example(on="2026-12-31", why="contract-ended")

    on: Day
    """The last day."""
    why: Why
    """Why."""


class LastDay(Body):
    """Something ends."""

    model_config = example(on="2026-12-31")

    on: Day
    """The last day."""
