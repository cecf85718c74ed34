"""Rules as data: what can be a rule, what is said where something is not known, and that it ends."""

import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from services.registry.programmes.domain import Amount, Content, Example, Rule, Sum
from services.registry.programmes.rules.assessing import Compiled, compiled
from services.registry.programmes.rules.engine import LONGEST, Language, WrongRule
from services.registry.programmes.rules.vocabulary import VOCABULARY, wrong_facts

LANGUAGE = Language({"adults": "number", "single": "yes-no", "amounts.cap": "number", "sums.later": "number"})
AMOUNT = Amount("limit", "Όριο", 10_000, "νόμος", "seen")


def rule(expression: str, key: str = "one") -> Rule:
    return Rule(key, "Κάτι", expression, "ναι", "όχι", "νόμος", "seen")


def content(*rules: Rule, **more: object) -> Content:
    return replace(Content(date(2023, 12, 1), None, "ΚΥΑ", "seen", rules=rules), **more)  # type: ignore[arg-type]


def asked(made: Content) -> Compiled:
    found, errors = compiled(made)
    assert found, errors
    return found


@pytest.mark.parametrize(
    ("source", "code", "facts"),
    [
        ("adults <", "rule-syntax", {"place": 9}),
        ("", "rule-syntax", {"place": 1}),
        ("(adults > 1", "rule-syntax", {"place": 12}),
        ("adults > single", "rule-kinds", {"place": 8}),
        ("single == 1", "rule-kinds", {"place": 8}),
        ("adults", "rule-no-yes-no", {}),
        ("adluts > 1", "rule-name", {"name": "adluts"}),
        ("amounts.none > 1", "rule-name", {"name": "amounts.none"}),
        ("sums.later > 1", "rule-name", {"name": "sums.later"}),
        ("adults < 1.5", "rule-sign", {"sign": ".", "place": 11}),
        ("adults == 'ένας'", "rule-sign", {"sign": "'", "place": 11}),
        ("[1, 2].all(x, x > 0)", "rule-sign", {"sign": "[", "place": 1}),
        ("adults.all(x, x > 0)", "rule-name", {"name": "adults.all"}),
        ("size(adults) > 0", "rule-name", {"name": "size"}),
        ("αdults > 1", "rule-sign", {"sign": "α", "place": 1}),
        ("9223372036854775808 > adults", "rule-too-large", {"place": 1}),
        ("(" * 60 + "1" + ")" * 60 + " > 0", "rule-too-deep", {}),
    ],
)
def test_what_cannot_be_a_rule_is_told_where_and_why(source: str, code: str, facts: dict[str, object]) -> None:
    with pytest.raises(WrongRule) as wrong:
        LANGUAGE.compiled(source, "yes-no", without=["sums.later"])
    assert (wrong.value.code, dict(wrong.value.facts)) == (code, facts)


def test_a_sum_comes_to_a_number() -> None:
    assert (
        LANGUAGE.compiled("math.least(adults * 3, amounts.cap)", "number").value({"adults": 4, "amounts.cap": 9}) == 9
    )
    with pytest.raises(WrongRule) as wrong:
        LANGUAGE.compiled("adults > 1", "number")
    assert wrong.value.code == "rule-no-number"


@any_of(st.text(max_size=LONGEST))
def test_any_text_is_a_rule_or_is_refused(text: str) -> None:
    try:
        made = LANGUAGE.compiled(text, "yes-no")
    except WrongRule:
        return
    assert made.value({"adults": 1, "single": True, "amounts.cap": 1, "sums.later": 1}) in (True, False, None)


NAMES = st.sampled_from(["adults", "amounts.cap", "sums.later", "7"])
SUMS = st.recursive(
    NAMES,
    lambda inner: st.tuples(inner, st.sampled_from("+-*/%"), inner).map(lambda t: f"({''.join(t)})"),
    max_leaves=12,
)


@any_of(SUMS, st.integers(0, 2**62), st.integers(0, 2**62))
def test_whatever_is_reckoned_ends_and_is_exact_or_nothing(source: str, adults: int, cap: int) -> None:
    values = {"adults": adults, "amounts.cap": cap, "sums.later": 0}
    value = LANGUAGE.compiled(source, "number").value(values)
    assert value is None or -(2**63) <= value < 2**63
    if not set("/%") & set(source):
        exact = eval(source.replace(".", "_"), {"adults": adults, "amounts_cap": cap, "sums_later": 0})
        assert value in (None, exact)


def test_the_longest_rule_takes_no_time() -> None:
    source = "adults > 1"
    while len(source) + 16 <= LONGEST and source.count("||") < 14:
        source += " || adults > 1"
    began = time.perf_counter()
    for _ in range(100):
        LANGUAGE.compiled(source, "yes-no").value({"adults": 0})
    assert (time.perf_counter() - began) / 100 < 0.05


def test_one_rule_that_is_not_met_decides_whatever_is_missing() -> None:
    version = asked(content(rule("adults > 1"), rule("minors > 0", "two")))
    assert version.assess({"adults": 1}).verdict == "unlikely"
    assert version.assess({"adults": 2, "minors": 1}).verdict == "likely"
    unknown = version.assess({"adults": 2})
    assert (unknown.verdict, unknown.missing) == ("not-enough-known", ("minors",))
    assert [finding.outcome for finding in unknown.findings] == ["met", "unknown"]


def test_what_does_not_depend_on_a_missing_fact_is_known() -> None:
    version = asked(content(rule("single_parent || minors > 0")))
    assert version.assess({"single_parent": True}).verdict == "likely"
    assert version.assess({"single_parent": False}).missing == ("minors",)


def test_a_sum_is_missing_what_it_is_made_of() -> None:
    income = Sum("income", "Εισόδημα", "work_income + other_income")
    twice = Sum("twice", "Διπλάσιο", "2 * sums.income")
    version = asked(
        content(rule("sums.twice < amounts.limit"), amounts=(AMOUNT,), sums=(income, twice), pays="sums.income")
    )
    assert version.assess({"work_income": 100}).missing == ("other_income",)
    found = version.assess({"work_income": 100, "other_income": 4_899})
    assert (found.verdict, found.pays, found.used) == ("likely", 4_999, ("work_income", "other_income"))
    assert version.assess({"work_income": 100, "other_income": 4_900}).verdict == "unlikely"


def test_nought_divided_is_not_known_and_nobody_is_missing() -> None:
    version = asked(content(rule("adults / minors > 0")))
    found = version.assess({"adults": 1, "minors": 0})
    assert (found.verdict, found.missing) == ("not-enough-known", ())


def test_what_is_wrong_stands_at_its_field() -> None:
    example = Example("λάθος", {"adluts": 1, "single_parent": 1, "minors": 99}, "likely")
    wrong = content(
        rule("adults >"),
        rule("x > 1"),
        amounts=(AMOUNT, AMOUNT),
        sums=(Sum("a", "Α", "sums.b"), Sum("b", "Β", "adults")),
        pays="single_parent",
        examples=(example,),
    )
    _, errors = compiled(wrong)
    assert sorted((error.pointer, error.code) for error in errors) == [
        ("/amounts/0/key", "key-twice"),
        ("/amounts/1/key", "key-twice"),
        ("/examples/0/facts", "unknown-fact"),
        ("/examples/0/facts/minors", "out-of-range"),
        ("/examples/0/facts/single_parent", "wrong-type"),
        ("/pays", "rule-no-number"),
        ("/rules/0/expression", "rule-syntax"),
        ("/rules/0/key", "key-twice"),
        ("/rules/1/expression", "rule-name"),
        ("/rules/1/key", "key-twice"),
        ("/sums/0/expression", "rule-name"),
    ]


def test_examples_say_what_must_come_out() -> None:
    made = content(
        rule("adults > 1"),
        pays="adults * 100",
        examples=(
            Example("δύο", {"adults": 2}, "likely", 200),
            Example("άλλο ποσό", {"adults": 2}, "likely", 300),
            Example("ένας", {"adults": 1}, "likely"),
        ),
    )
    assert [example.name for example, _ in asked(made).failing()] == ["άλλο ποσό", "ένας"]


def test_every_fact_is_asked_in_both_languages_and_can_be_answered() -> None:
    for fact in VOCABULARY.values():
        assert fact.el
        assert fact.en
        assert bool(fact.hint_el) == bool(fact.hint_en)
        assert (fact.most > 0) == (fact.kind != "yes-no")
    assert list(wrong_facts({"adults": 30, "single_parent": False}, "/facts")) == []
    assert [error.code for error in wrong_facts({"adults": 31}, "/facts")] == ["out-of-range"]
    assert [error.code for error in wrong_facts({"adults": True}, "/facts")] == ["wrong-type"]
