"""What is sent about a pair."""

from services.registry.duplicates.domain import Why
from shared.fields import Body, example


class Dismissal(Body):
    """They are two people."""

    model_config = example(why="family")

    why: Why
    """How that is known."""


class HandingOn(Body):
    """Nobody at the desk can tell."""

    model_config = example()
