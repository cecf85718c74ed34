"""What is answered about regulations."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from services.registry.regulations.domain import Kind, Meeting, Regulation, Vote, What
from services.registry.regulations.overdue import Due
from shared.fields import Out, example
from shared.workdays import Language


class DecisionOut(Out):
    """A decision of the council."""

    model_config = example(
        kind="approved", number="31/2020", on="2020-04-07", meeting="teleconference", vote="unanimous", ada=None
    )

    kind: Kind
    """What it did."""
    number: str
    """Its number."""
    on: date
    """Its day."""
    meeting: Meeting
    """How the council met."""
    vote: Vote
    """How it voted."""
    ada: str | None
    """Its number in the transparency programme."""


class SubmissionOut(Out):
    """Something went to the ministry."""

    model_config = example(what="annual-report", of="2025", on="2026-03-10", to="ΓΓ Πρόνοιας", protocol=None)

    what: What
    """A decision, or a year's report."""
    of: str
    """The decision's number, or the year."""
    on: date
    """When it went."""
    to: str
    """To whom."""
    protocol: str | None
    """The number under which it was taken in."""


class DueOut(Out):
    """Something is to be submitted, and was not."""

    model_config = example(what="annual-report", of="2025", by="2026-03-31", overdue=True, source="…")

    what: What
    """A decision, or a year's report."""
    of: str
    """The decision's number, or the year."""
    by: date
    """The last day."""
    overdue: bool
    """Whether that day is past."""
    source: str
    """Where it says so."""


class RegulationOut(Out):
    """A Centre's regulation."""

    model_config = example(version=2)

    centre: UUID
    """The Centre's."""
    decisions: list[DecisionOut]
    """What the council decided, oldest first; empty where there is no regulation yet."""
    submissions: list[SubmissionOut]
    """What stands submitted."""
    due: list[DueOut]
    """What is to be submitted, the most pressing first."""
    version: int
    """As in the ETag; 0 where nothing was recorded."""

    @classmethod
    def of(
        cls,
        centre: UUID,
        regulation: Regulation,
        dues: Iterable[Due],
        version: int,
        *,
        today: date,
        language: Language,
    ) -> "RegulationOut":
        """The regulation as it is shown."""
        return cls.model_validate(
            {
                "centre": centre,
                "decisions": list(regulation.decided),
                "submissions": list(regulation.submitted),
                "due": [
                    DueOut(
                        what=each.what,
                        of=each.of,
                        by=each.by,
                        overdue=each.by < today,
                        source=each.source.said(language),
                    )
                    for each in sorted(dues, key=lambda each: each.by)
                ],
                "version": version,
            },
            from_attributes=True,
        )
