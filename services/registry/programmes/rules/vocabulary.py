"""The facts that a household may declare: a table, so that a question can be put better without a release of rules."""

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Final, Literal

import msgspec

from services.registry.programmes.rules.engine import Kind, Value
from shared.problems import FieldError

FactKind = Literal["count", "cents", "percent", "months", "years", "yes-no"]
"""How an answer is written: a number of heads, cents, hundredths, months, years, or yes and no."""

Group = Literal["household", "income", "property", "home", "health", "support"]
"""What is asked together."""


class Fact(msgspec.Struct, frozen=True):
    """One question in both languages; `most` is the largest answer that is taken."""

    code: str
    kind: FactKind
    group: Group
    el: str
    en: str
    hint_el: str = ""
    hint_en: str = ""
    most: int = 0

    @property
    def as_value(self) -> Kind:
        """What an expression sees of it."""
        return "yes-no" if self.kind == "yes-no" else "number"


def _read() -> Mapping[str, Fact]:
    text = (files("services.registry.programmes.rules") / "facts.toml").read_text("utf-8")
    facts = msgspec.convert(tomllib.loads(text)["fact"], list[Fact])
    return {fact.code: fact for fact in facts}


VOCABULARY: Final = _read()


def wrong_facts(given: Mapping[str, Value], under: str) -> Iterator[FieldError]:
    """What cannot be taken of the answers, each at its field below the pointer `under`."""
    for code, value in given.items():
        fact = VOCABULARY.get(code)
        # A name that is not ours is not repeated: it may be anything.
        if fact is None:
            yield FieldError(under, "unknown-fact")
        elif isinstance(value, bool) != (fact.kind == "yes-no"):
            yield FieldError(f"{under}/{code}", "wrong-type")
        elif not isinstance(value, bool) and not 0 <= value <= fact.most:
            yield FieldError(f"{under}/{code}", "out-of-range")
