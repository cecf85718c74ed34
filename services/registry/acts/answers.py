"""What is answered about funding acts."""

from collections.abc import Iterator
from datetime import date
from typing import Literal
from uuid import UUID

from services.registry.acts.domain import (
    ActAmended,
    ActEnded,
    ActIncluded,
    AmendmentAccepted,
    SpendingStated,
    in_force,
)
from services.registry.acts.views import ActRow
from shared.fields import Next, Out, example


class LineOut(Out):
    """One line of an act's ledger."""

    model_config = example(
        kind="amended", number="609", on="2020-02-12", budget=65312141, ends_on="2023-09-30", spent=None, of=None
    )

    kind: Literal["included", "amended", "accepted", "spending", "ended"]
    """What was decided or stated."""
    on: date
    """The decision's day, or the statement's."""
    number: str | None = None
    """The decision's number."""
    budget: int | None = None
    """The budget from then on, in whole cents; null where the line does not change it."""
    ends_on: date | None = None
    """The end from then on; null where the line does not change it."""
    spent: int | None = None
    """What had been spent by then, in whole cents."""
    of: str | None = None
    """The amendment that a council accepted."""


class InForceOut(Out):
    """What held on the day that was asked for."""

    model_config = example(on="2023-01-01", budget=65312141, ends_on="2023-09-30", number="609", spent=None)

    on: date
    """That day."""
    budget: int
    """In whole cents."""
    ends_on: date
    """The last day."""
    number: str
    """The decision that says so."""
    spent: int | None
    """What had been stated as spent by then; null where nothing was."""


class ActOut(Out):
    """A funding act."""

    model_config = example(
        code="5003039",
        scope="/el63/3905",
        title="Κέντρο Κοινότητας Δήμου Ζαχάρως",
        programme="ΕΠ Δυτική Ελλάδα 2014-2020",
        objective="Θεματικός Στόχος 9",
        beneficiary="Δήμος Ζαχάρως",
        centres=[],
        in_force=None,
        version=2,
    )

    code: str
    """Its code (MIS)."""
    scope: str
    """Whose act it is."""
    title: str
    """As the decision names it."""
    programme: str
    """The operational programme."""
    objective: str
    """The thematic objective, or the priority."""
    beneficiary: str
    """The body that carries it out."""
    centres: list[UUID]
    """The Centres that it pays."""
    in_force: InForceOut | None
    """What held on that day; null before it was included and after it ended."""
    ledger: list[LineOut]
    """Every decision and statement, by day."""
    version: int
    """As in the ETag."""

    @classmethod
    def of(cls, row: ActRow, on: date) -> "ActOut":
        """The act as it stood on a day, with its whole ledger."""
        act = row.act
        included = act.included
        assert included is not None
        standing = in_force(act, on)
        return cls(
            code=row.code,
            scope=row.scope,
            title=included.title,
            programme=included.programme,
            objective=included.objective,
            beneficiary=included.beneficiary,
            centres=list(included.centres),
            in_force=InForceOut(
                on=on,
                budget=standing.budget,
                ends_on=standing.ends_on,
                number=standing.decision.number,
                spent=standing.spent,
            )
            if standing
            else None,
            ledger=sorted(_lines(row), key=lambda line: line.on),
            version=row.version,
        )


class ActList(Out):
    """Funding acts, by code."""

    items: list[ActOut]
    """Those that concern the scope."""
    next: Next = None


def _lines(row: ActRow) -> Iterator[LineOut]:
    for event in row.entries:
        match event:
            case ActIncluded(decision=decision, budget=budget, ends_on=ends_on):
                yield LineOut(kind="included", on=decision.on, number=decision.number, budget=budget, ends_on=ends_on)
            case ActAmended(decision, budget, ends_on):
                yield LineOut(kind="amended", on=decision.on, number=decision.number, budget=budget, ends_on=ends_on)
            case AmendmentAccepted(amendment, decision):
                yield LineOut(kind="accepted", on=decision.on, number=decision.number, of=amendment)
            case SpendingStated(on, spent):
                yield LineOut(kind="spending", on=on, spent=spent)
            case ActEnded(on):
                yield LineOut(kind="ended", on=on)
            case _:
                continue
