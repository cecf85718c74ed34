"""What is sent to the registry of programmes."""

from datetime import date
from typing import Annotated

import msgspec
from pydantic import AfterValidator, Field, JsonValue, StrictBool, StrictInt, StringConstraints

from services.registry.programmes import domain
from services.registry.programmes.domain import Confidence, Content, Verdict
from services.registry.programmes.rules.engine import LONGEST
from shared.fields import Body, Line, Name, Note, Typed, example, refuse


def _within(day: date) -> date:
    if not 1900 <= day.year <= 2200:
        raise refuse("out-of-range")
    return day


Day = Annotated[date, AfterValidator(_within)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,39}$"), Field(examples=["minimum-income"])]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Cents = Annotated[StrictInt, Field(ge=0, le=100_000_000_000)]
Expression = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]
Answer = StrictBool | Annotated[StrictInt, Field(ge=0, le=10**15)]
Facts = Annotated[
    dict[Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")], Answer],
    Field(max_length=100, examples=[{"adults": 1, "minors": 2, "single_parent": True}]),
]
"""What a household declares: whole numbers (money in cents), true and false, by the codes of `GET /household-facts`."""

_SOURCE = "ΚΥΑ 2023, όπως δημοσιεύθηκε"
_AMOUNT: dict[str, JsonValue] = {
    "key": "single", "label": "Για ένα άτομο", "cents": 21600, "source": _SOURCE, "confidence": "seen"
}  # fmt: skip
_SUM: dict[str, JsonValue] = {"key": "guarantee", "label": "Εγγυημένο ποσό", "expression": "amounts.single * adults"}
_RULE: dict[str, JsonValue] = {
    "key": "income",
    "asks": "Εισόδημα των τελευταίων έξι μηνών",
    "expression": "work_income < 6 * sums.guarantee",
    "met": "Το εισόδημα είναι κάτω από το όριο.",
    "unmet": "Το εισόδημα είναι πάνω από το όριο.",
    "source": _SOURCE,
    "confidence": "seen",
}
_DOCUMENT: dict[str, JsonValue] = {
    "name": "Άδεια διαμονής σε ισχύ", "when": "Για πολίτες τρίτων χωρών", "source": _SOURCE, "confidence": "seen"
}  # fmt: skip
_EXAMPLE: dict[str, JsonValue] = {
    "name": "Μόνος χωρίς εισόδημα", "facts": {"adults": 1, "work_income": 0}, "expects": "likely", "pays": 21600
}  # fmt: skip


class NewProgramme(Body):
    """A programme's facts."""

    model_config = example(
        name="Ελάχιστο Εγγυημένο Εισόδημα (ΕΕΕ)",
        administered_by="ΟΠΕΚΑ",
        what_for="Μηνιαία ενίσχυση για νοικοκυριά με πολύ χαμηλό εισόδημα.",
    )

    name: Name
    """As people know it."""
    administered_by: Name
    """The authority that decides."""
    what_for: Note
    """What it gives and to whom, in one or two sentences."""


class AmountFacts(Body):
    """A figure of the law."""

    model_config = example(**_AMOUNT)

    key: Key
    """Rules name it `amounts.<key>`."""
    label: Line
    """What it is."""
    cents: Cents
    """In cents."""
    source: Line
    """Where it stands."""
    confidence: Confidence
    """How well it is known."""


class SumFacts(Body):
    """A figure that follows from others."""

    model_config = example(**_SUM)

    key: Key
    """Rules name it `sums.<key>`."""
    label: Line
    """What it is."""
    expression: Expression
    """A CEL expression that comes to a whole number."""


class RuleFacts(Body):
    """One condition."""

    model_config = example(**_RULE)

    key: Key
    """Its own within the version."""
    asks: Line
    """What it is about."""
    expression: Expression
    """A CEL expression that comes to yes or no."""
    met: Line
    """What is said where it is met, in Greek."""
    unmet: Line
    """What is said where it is not."""
    source: Line
    """Where it stands."""
    confidence: Confidence
    """How well it is known."""


class DocumentFacts(Body):
    """A paper to bring."""

    model_config = example(**_DOCUMENT)

    name: Line
    """What it is called."""
    when: Typed = ""
    """For whom; empty where for everybody."""
    source: Line
    """Where it stands."""
    confidence: Confidence
    """How well it is known."""


class ExampleFacts(Body):
    """A made-up household, and what must come out."""

    model_config = example(**_EXAMPLE)

    name: Line
    """What it shows."""
    facts: Facts
    """What the household declares."""
    expects: Verdict
    """What the rules must say."""
    pays: Cents | None = None
    """What a month must bring, in cents; left out where that is not looked at."""


class NewVersion(Body):
    """A version whole."""

    model_config = example(
        valid_from="2023-12-01",
        until=None,
        source=_SOURCE,
        confidence="seen",
        amounts=[_AMOUNT],
        sums=[_SUM],
        rules=[_RULE],
        pays="sums.guarantee",
        documents=[_DOCUMENT],
        examples=[_EXAMPLE],
    )

    valid_from: Day
    """Its first day."""
    until: Day | None = None
    """Its last day; left out where it holds to the eve of the next version."""
    source: Line
    """The decision or law that it rests on."""
    confidence: Confidence
    """How well it is known as a whole."""
    amounts: Annotated[tuple[AmountFacts, ...], Field(max_length=40)] = ()
    """Its figures."""
    sums: Annotated[tuple[SumFacts, ...], Field(max_length=20)] = ()
    """What is reckoned from them, in order: one may name those before it."""
    rules: Annotated[tuple[RuleFacts, ...], Field(max_length=30)] = ()
    """Its conditions; all must be met."""
    pays: Annotated[str, StringConstraints(max_length=LONGEST)] = ""
    """A CEL expression for what a month brings, in cents; empty where nobody can say."""
    documents: Annotated[tuple[DocumentFacts, ...], Field(max_length=40)] = ()
    """What to bring."""
    examples: Annotated[tuple[ExampleFacts, ...], Field(max_length=30)] = ()
    """What its rules must say, before it can be published."""

    @property
    def content(self) -> Content:
        """As the domain has it."""
        return msgspec.convert(self.model_dump(), domain.Content)


class NewName(Body):
    """What a programme is called from a day on."""

    model_config = example(name="Κοινωνικό Εισόδημα Αλληλεγγύης (ΚΕΑ)", since="2017-02-01")

    name: Name
    """The name."""
    since: Day
    """Its first day."""


class NewEnd(Body):
    """Until when people could apply."""

    model_config = example(last_day="2030-12-31")

    last_day: Day
    """The last day."""


class NewPreCheck(Body):
    """What a household declares."""

    model_config = example(on=None, facts={"adults": 1, "minors": 2, "single_parent": True, "work_income": 0})

    on: Day | None = None
    """By the rules of which day; today where it is left out."""
    facts: Facts
    """What is known. What is left out is not known, which is not the same as no or nought."""
