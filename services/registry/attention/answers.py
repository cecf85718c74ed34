"""What is answered about what needs attention."""

from datetime import date
from typing import Literal

from services.registry.attention.finding import Kind, Line
from shared.fields import Next, Out, example
from shared.workdays import Language

Part = Literal["accounts"]
"""What another party has to be asked about."""


class LineOut(Out):
    """Something to look at."""

    model_config = example(
        kind="staff-missing",
        scope="/el63/3905/zacharo",
        day="2026-01-01",
        late=True,
        source="ΦΕΚ Β 854/30.03.2016",
        of="",
        what="",
        have=1,
        need=2,
    )

    kind: Kind
    """What it is."""
    scope: str
    """Whose it is: the scope path of a Centre, a municipality, a region, or the act's."""
    day: date
    """When it began, ends or is due."""
    late: bool
    """Whether that day is past."""
    source: str
    """Where it says so."""
    of: str
    """The post, the act's code, the decision's number, the year, the body, the service or the account; empty where it
    is the Centre's or the municipality's own."""
    what: str
    """The post's specialty, what is to be submitted, or the name of the body or service."""
    have: int | None
    """How many people there are, or how many cents were spent."""
    need: int | None
    """How many are asked for, or how many cents the budget has."""

    @classmethod
    def of_line(cls, line: Line, language: Language) -> "LineOut":
        """The line as it is shown."""
        return cls(
            kind=line.kind,
            scope=line.scope,
            day=line.day,
            late=line.late,
            source=line.source.said(language),
            of=line.of,
            what=line.what,
            have=line.have,
            need=line.need,
        )


class AttentionOut(Out):
    """What needs attention on a scope."""

    model_config = example(on="2026-03-12")

    on: date
    """The day that it is true of."""
    items: list[LineOut]
    """The late ones first, the oldest of them before the others."""
    missing: list[Part]
    """What could not be looked at now: of it nothing is said, not that there is nothing."""
    next: Next = None
