"""The part of CEL that rules are written in, compiled and evaluated by the authors' own library.

Names, whole numbers, arithmetic, comparison, and, or, not, a choice, and `math.least` and `math.greatest`: nothing that
repeats, so that an expression takes a time in proportion to its length, and no fractions, so that money stays cents.
Types are checked before anything runs. Where a fact is missing, what does not depend on it has an answer all the same.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from cel_expr_python import cel
from cel_expr_python.ext import ext_math

LONGEST = 500
"""Characters of one expression."""

Kind = Literal["number", "yes-no"]
Value = int | bool

_TYPES: Mapping[Kind, cel.Type] = {"number": cel.Type.INT, "yes-no": cel.Type.BOOL}
_TOKEN = re.compile(r"([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|[0-9]+|<=|>=|==|!=|&&|\|\||[-+*/%<>!?:(),]|\s+", re.ASCII)
_PLACE = re.compile(r"<input>:\d+:(\d+)")
_OWN = frozenset({"true", "false", "math.least", "math.greatest"})


class WrongRule(Exception):
    """An expression that cannot be a rule; `facts` fill the sentence that says why."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.facts: Mapping[str, str | int] = facts


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression, and the names that stand in it."""

    names: frozenset[str]
    _compiled: Any

    def value(self, given: Mapping[str, Value]) -> Value | None:
        """What it comes to; None where that depends on what is not given, or no number can hold it."""
        try:
            result = self._compiled.eval(data=given)
        except RuntimeError:
            return None
        found = result.value()
        return found if isinstance(found, bool | int) else None


class Language:
    """The names that expressions may use, each with its kind."""

    def __init__(self, names: Mapping[str, Kind]) -> None:
        self._names = frozenset(names)
        variables = {name: _TYPES[kind] for name, kind in names.items()}
        self._env = cel.NewEnv(variables=variables, extensions=[ext_math.ExtMath()])

    def compiled(self, source: str, kind: Kind, *, without: Iterable[str] = ()) -> Expression:
        """The expression, which comes to a value of that kind. Names `without` are not known yet where it stands.

        Raises `WrongRule`.
        """
        names = _names_in(source)
        unknown = [name for name in names if name not in (self._names - frozenset(without)) | _OWN]
        if unknown:
            raise WrongRule("rule-name", name=unknown[0])
        try:
            compiled = self._env.compile(source)
        except RuntimeError as wrong:
            raise _told(str(wrong)) from None
        if compiled.return_type() != _TYPES[kind]:
            raise WrongRule("rule-no-yes-no" if kind == "yes-no" else "rule-no-number")
        return Expression(frozenset(names) - _OWN, compiled)


def _names_in(source: str) -> list[str]:
    names: list[str] = []
    at = 0
    while at < len(source):
        token = _TOKEN.match(source, at)
        if token is None:
            raise WrongRule("rule-sign", sign=source[at], place=at + 1)
        if token[1]:
            names.append(token[1])
        at = token.end()
    return names


def _told(message: str) -> WrongRule:
    if "recursion" in message:
        return WrongRule("rule-too-deep")
    place = int(found[1]) if (found := _PLACE.search(message)) else 1
    if "no matching overload" in message:
        return WrongRule("rule-kinds", place=place)
    if "int literal" in message:
        return WrongRule("rule-too-large", place=place)
    return WrongRule("rule-syntax", place=place)
