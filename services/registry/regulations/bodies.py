"""What is sent about regulations."""

from typing import Annotated

from pydantic import StringConstraints

from services.registry.fields import PastDay
from services.registry.regulations.domain import Kind, Meeting, Vote, What
from shared.fields import Body, Line, Name, OptionalName, example

Of = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class NewDecision(Body):
    """What the municipal council decided about the regulation."""

    model_config = example(
        kind="approved", number="31/2020", on="2020-04-07", meeting="teleconference", vote="unanimous", ada=None
    )

    kind: Kind
    """Whether it approved, supplemented or amended."""
    number: Name
    """The decision's number."""
    on: PastDay
    """Its day."""
    meeting: Meeting
    """How the council met."""
    vote: Vote
    """How it voted."""
    ada: OptionalName = None
    """Its number in the transparency programme, where it is published."""


class NewSubmission(Body):
    """What went to the ministry."""

    model_config = example(what="annual-report", of="2025", on="2026-03-10", to="ΓΓ Πρόνοιας", protocol="1187")

    what: What
    """A decision on the regulation, or a year's report."""
    of: Of
    """The decision's number, or the year."""
    on: PastDay
    """When it went."""
    to: Line
    """To whom."""
    protocol: OptionalName = None
    """The number under which it was taken in, once known."""


class Returned(Body):
    """What the ministry sent back."""

    model_config = example(what="annual-report", of="2025", on="2026-04-02")

    what: What
    """A decision on the regulation, or a year's report."""
    of: Of
    """The decision's number, or the year."""
    on: PastDay
    """When."""
