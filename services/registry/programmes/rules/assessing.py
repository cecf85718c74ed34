"""A version's rules against what a household declared: what is likely, why, and what is not known yet."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.registry.programmes.domain import Content, Example, Outcome, Rule, Verdict
from services.registry.programmes.rules.engine import Expression, Kind, Language, Value, WrongRule
from services.registry.programmes.rules.vocabulary import VOCABULARY, wrong_facts
from shared.problems import FieldError


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's outcome, and the facts that it waits for."""

    rule: Rule
    outcome: Outcome
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a version says of a household. `pays` is for a month, in cents; None where it says nothing."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    used: tuple[str, ...]
    pays: int | None


@dataclass(frozen=True, slots=True)
class Compiled:
    """A version that can be asked."""

    content: Content
    sums: tuple[tuple[str, Expression], ...]
    rules: tuple[tuple[Rule, Expression], ...]
    pays: Expression | None
    asks: Mapping[str, frozenset[str]]
    """The facts that a name stands for: itself, or those that a sum is made of."""

    def assess(self, facts: Mapping[str, Value]) -> Assessment:
        """The same for the same facts, always. One rule that is not met decides; otherwise all must be."""
        values: dict[str, Value] = {f"amounts.{amount.key}": amount.cents for amount in self.content.amounts}
        values |= {code: value for code, value in facts.items() if code in VOCABULARY}
        for name, expression in self.sums:
            if (value := expression.value(values)) is not None:
                values[name] = value
        findings = tuple(self._finding(rule, expression, values, facts) for rule, expression in self.rules)
        verdict = _verdict({finding.outcome for finding in findings})
        missing = {code for finding in findings for code in finding.missing}
        used = {code for _, expression in self.rules for code in self._facts(expression) if code in facts}
        pays = self.pays.value(values) if self.pays and verdict == "likely" else None
        return Assessment(verdict, findings, in_order(missing), in_order(used), _amount(pays))

    def _finding(
        self, rule: Rule, expression: Expression, values: Mapping[str, Value], facts: Mapping[str, Value]
    ) -> Finding:
        value = expression.value(values)
        if value is None:
            return Finding(rule, "unknown", in_order(self._facts(expression) - facts.keys()))
        return Finding(rule, "met" if value else "unmet")

    def _facts(self, expression: Expression) -> frozenset[str]:
        return frozenset[str]().union(*(self.asks[name] for name in expression.names))

    def failing(self) -> Sequence[tuple[Example, Assessment]]:
        """The examples that come out otherwise than they must, with what they come to."""
        return [(example, came) for example, came in self.examples() if not as_expected(example, came)]

    def examples(self) -> Sequence[tuple[Example, Assessment]]:
        """Every example with what it comes to."""
        return [(example, self.assess(example.facts)) for example in self.content.examples]


def compiled(content: Content) -> tuple[Compiled | None, Sequence[FieldError]]:
    """The version ready to be asked, or nothing and what is wrong with it, each at its field."""
    errors = [*_doubled(content), *_wrong_examples(content)]
    names: dict[str, Kind] = {code: fact.as_value for code, fact in VOCABULARY.items()}
    names |= {f"amounts.{amount.key}": "number" for amount in content.amounts}
    sums = [f"sums.{each.key}" for each in content.sums]
    names.update((name, "number") for name in sums)
    language = Language(names)
    asks = {name: frozenset({name} & VOCABULARY.keys()) for name in names}

    def understood(source: str, kind: Kind, pointer: str, without: Sequence[str] = ()) -> Expression | None:
        try:
            return language.compiled(source, kind, without=without)
        except WrongRule as wrong:
            errors.append(FieldError(pointer, wrong.code, wrong.facts))
            return None

    made: list[tuple[str, Expression]] = []
    for at, each in enumerate(content.sums):
        if expression := understood(each.expression, "number", f"/sums/{at}/expression", sums[at:]):
            made.append((sums[at], expression))
            asks[sums[at]] = frozenset[str]().union(*(asks.get(name, frozenset()) for name in expression.names))
    rules = [
        (rule, expression)
        for at, rule in enumerate(content.rules)
        if (expression := understood(rule.expression, "yes-no", f"/rules/{at}/expression"))
    ]
    pays = understood(content.pays, "number", "/pays") if content.pays else None
    if errors:
        return None, errors
    return Compiled(content, tuple(made), tuple(rules), pays, asks), []


def _verdict(outcomes: set[Outcome]) -> Verdict:
    if "unmet" in outcomes:
        return "unlikely"
    return "not-enough-known" if "unknown" in outcomes else "likely"


def _doubled(content: Content) -> Iterator[FieldError]:
    for part, items in (("amounts", content.amounts), ("sums", content.sums), ("rules", content.rules)):
        counted = Counter(item.key for item in items)
        for at, item in enumerate(items):
            if counted[item.key] > 1:
                yield FieldError(f"/{part}/{at}/key", "key-twice")


def _wrong_examples(content: Content) -> Iterator[FieldError]:
    for at, example in enumerate(content.examples):
        yield from wrong_facts(example.facts, f"/examples/{at}/facts")


def as_expected(example: Example, came: Assessment) -> bool:
    """Whether the rules say what the example demands."""
    return came.verdict == example.expects and example.pays in (None, came.pays)


def _amount(pays: Value | None) -> int | None:
    return None if pays is None or isinstance(pays, bool) or pays < 0 else pays


def in_order(codes: set[str] | frozenset[str]) -> tuple[str, ...]:
    """As the form asks them."""
    return tuple(code for code in VOCABULARY if code in codes)
