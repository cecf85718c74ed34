"""Problems as people read them: a stable code, and a sentence in Greek or English that says how to mend it."""

import re
import tomllib
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable

from shared.domain import Refused
from shared.workdays import Language

LANGUAGES = ("el", "en")
TYPE_BASE = "https://kentro.gr/problems/"
_RANGE = re.compile(r"\s*([a-z]{1,8}|\*)(?:-[a-z0-9]+)*\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*", re.IGNORECASE)

Fact = str | int | date


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field; `pointer` is its JSON Pointer in the body."""

    pointer: str
    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict[str, Fact])


class Problem(Exception):
    """A request that cannot be done, told by its code. `extra` members join the answer's body."""

    def __init__(
        self,
        code: str,
        facts: Mapping[str, Fact] | None = None,
        *,
        errors: Sequence[FieldError] = (),
        extra: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts or {}
        self.errors = errors
        self.extra = extra or {}


@contextmanager
def at_fields(pointers: Mapping[str, str]) -> Generator[None]:
    """Shows refusals with these codes at the field that leads to them, named by its JSON Pointer."""
    try:
        yield
    except Refused as refused:
        if pointer := pointers.get(refused.code):
            raise Problem("invalid", errors=[FieldError(pointer, refused.code, refused.facts)]) from None
        raise


class UntoldProblem(Exception):
    """A code for which the catalogue has no sentence."""


class Catalogue:
    """The sentences of problem codes, from `problems.toml` files: `[code]` with `el`, `en`, and a title in each."""

    def __init__(self, *folders: Traversable) -> None:
        self._texts: dict[str, dict[str, str]] = {}
        for folder in (files("shared"), *folders):
            self._texts.update(tomllib.loads((folder / "problems.toml").read_text(encoding="utf-8")))

    def __contains__(self, code: str) -> bool:
        return code in self._texts

    def detail(self, code: str, language: str, facts: Mapping[str, Fact]) -> str:
        """The sentence, its places filled. Raises `UntoldProblem`."""
        try:
            return self._texts[code][language].format_map({name: _shown(fact) for name, fact in facts.items()})
        except KeyError as missing:
            raise UntoldProblem(code) from missing

    def title(self, code: str, language: str) -> str:
        """A short name of the problem, the same each time."""
        try:
            return self._texts[code][f"title_{language}"]
        except KeyError as missing:
            raise UntoldProblem(code) from missing

    def codes(self) -> Sequence[str]:
        """Every code that has a sentence."""
        return sorted(self._texts)


def preferred_language(accept: str | None) -> Language:
    """Greek unless English is wanted more (RFC 9110, 12.5.4)."""
    wanted: dict[str, float] = {}
    for part in (accept or "").split(",")[:20]:
        if match := _RANGE.fullmatch(part):
            wanted.setdefault(match[1].lower(), float(match[2] or 1))
    greek = wanted.get("el", wanted.get("*", 0.0))
    return "en" if wanted.get("en", 0.0) > greek else "el"


def _shown(fact: Fact) -> str:
    return f"{fact:%d/%m/%Y}" if isinstance(fact, date) else str(fact)
