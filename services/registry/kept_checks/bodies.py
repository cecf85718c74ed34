"""What is sent about pre-checks that are kept."""

from typing import Annotated

from pydantic import Field

from services.registry.kept_checks.domain import Why
from services.registry.programmes.bodies import Facts, NewPreCheck
from shared.fields import Body, example


class NewKeptCheck(NewPreCheck):
    """What a person declared of their household. What the rules say of it is asked here, and is not sent."""

    facts: Annotated[Facts, Field(min_length=1)]
    """What is known, at least one thing. What is left out is not known, which is not the same as no or nought."""


class WithdrawingCheck(Body):
    """Why a pre-check is taken out of the file."""

    model_config = example(why="wrong-person")

    why: Why
    """The reason, as a code."""
