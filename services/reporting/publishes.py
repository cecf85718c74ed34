"""What reporting tells the others: that it has erased somebody."""

from typing import Any

from shared.envelope import Recorded
from shared.erasure import PersonErased, told

PUBLISHED = (PersonErased,)


def publish(recorded: Recorded[Any]) -> object | None:
    """The public form of an event."""
    return told(recorded.event)
