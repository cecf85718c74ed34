"""What is sent about funding acts."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.registry.acts import domain
from services.registry.fields import Day, PastDay
from shared.fields import AnyScopePath, Body, Line, Name, example

Cents = Annotated[int, Field(ge=0, le=100_000_000_000, description="Whole cents.")]


class Decision(Body):
    """A decision: its number and its day."""

    model_config = example(number="5736", on="2016-12-21")

    number: Name
    """Its number, without the day."""
    on: PastDay
    """Its day."""

    def plain(self) -> domain.Decided:
        """As the domain knows it."""
        return domain.Decided(self.number, self.on)


class NewAct(Body):
    """An act that was included in an operational programme."""

    model_config = example(
        scope="/el63/3905",
        title="Κέντρο Κοινότητας Δήμου Ζαχάρως",
        programme="ΕΠ Δυτική Ελλάδα 2014-2020",
        objective="Θεματικός Στόχος 9",
        decision={"number": "5736", "on": "2016-12-21"},
        budget=14400000,
        ends_on="2019-12-31",
        beneficiary="Δήμος Ζαχάρως",
        centres=[],
    )

    scope: AnyScopePath
    """Whose act it is: a municipality's scope path, or the region's where one act pays several."""
    title: Line
    """As the decision names it."""
    programme: Line
    """The operational programme."""
    objective: Line
    """The thematic objective, or the priority."""
    decision: Decision
    """The decision of inclusion."""
    budget: Cents
    """In whole cents."""
    ends_on: Day
    """The last day."""
    beneficiary: Line
    """The body that carries it out."""
    centres: Annotated[tuple[UUID, ...], Field(max_length=100)] = ()
    """The Centres that it pays."""


class NewAmendment(Body):
    """A decision that changes an act; what is left out stays."""

    model_config = example(decision={"number": "609", "on": "2020-02-12"}, budget=65312141, ends_on="2023-09-30")

    decision: Decision
    """The authority's decision."""
    budget: Cents | None = None
    """The new budget, in whole cents."""
    ends_on: Day | None = None
    """The new last day."""


class NewAcceptance(Body):
    """The municipal council accepted an amendment."""

    model_config = example(amendment="609", decision={"number": "31", "on": "2020-03-04"})

    amendment: Name
    """The amendment's number."""
    decision: Decision
    """The council's decision."""


class NewSpending(Body):
    """What had been spent by a day, in all."""

    model_config = example(on="2023-06-30", spent=48012050)

    on: PastDay
    """The day."""
    spent: Cents
    """In whole cents, from the beginning."""


class LastDay(Body):
    """The act ends."""

    model_config = example(on="2023-09-30")

    on: Day
    """Its last day."""
