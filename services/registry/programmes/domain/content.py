"""What a version of a programme says: who may expect it, what it pays, what to bring, and how sure that is."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Confidence = Literal["verified", "seen", "general", "unofficial"]
"""How well a figure is known: read at its source, seen in an excerpt of one, general knowledge, or taken from
somebody's own list. Whoever reads a figure is told."""

Verdict = Literal["likely", "unlikely", "not-enough-known"]
"""What a pre-check says. It never decides: the authority does."""

Outcome = Literal["met", "unmet", "unknown"]
"""What became of one rule; unknown where facts are missing, or where no number can hold what it comes to."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure of the law under a name that rules use as `amounts.<key>`, in cents."""

    key: str
    label: str
    cents: int
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure that follows from facts and amounts, in cents or heads; rules use it as `sums.<key>`."""

    key: str
    label: str
    expression: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition, as a CEL expression over a household's facts, and what is said where it is met and where not."""

    key: str
    asks: str
    expression: str
    met: str
    unmet: str
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Document:
    """A paper to bring; `when` says for whom, empty where for everybody."""

    name: str
    when: str
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Example:
    """A household that the writer made up, and what the rules must say of it; `pays` in cents, None where not said."""

    name: str
    facts: dict[str, int | bool]
    expects: Verdict
    pays: int | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """A version whole. Without `until` it holds to the eve of the next one, or until the programme ends.

    `pays` is an expression for what a month would bring, in cents; empty where the notes give none.
    """

    valid_from: date
    until: date | None
    source: str
    confidence: Confidence
    amounts: tuple[Amount, ...] = ()
    sums: tuple[Sum, ...] = ()
    rules: tuple[Rule, ...] = ()
    pays: str = ""
    documents: tuple[Document, ...] = ()
    examples: tuple[Example, ...] = ()
