"""What is sent about accounts."""

from typing import Annotated

from pydantic import Field

from shared.fields import AnyScopePath, Body, example
from shared.scope import Role

Path = Annotated[AnyScopePath, Field(examples=["/el63/3905/zacharo"])]


class GrantBody(Body):
    """A role on a scope."""

    model_config = example(role="social_worker", scope="/el63/3905/zacharo")

    role: Role
    """What the account is for."""
    scope: Path
    """Where, as a scope path."""


class Regranting(Body):
    """What an account is to be, within the caller's own scope; what it is elsewhere stays."""

    grants: Annotated[tuple[GrantBody, ...], Field(max_length=30)]
    """All of them; those that are left out are taken."""
