"""The text catalogue: every word that a person reads, Greek first, English second.

`text/<language>/<group>.toml` holds the words of one group of pages; `group.name` is the key. A value is a sentence
with `{places}`, or a table `{one = ..., other = ...}` chosen by the place `n`. A whole number that fills a place is a
count, and is written as the language writes numbers; what only names something, such as a year, comes as text.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Literal, cast, get_args

from markupsafe import Markup, escape

Language = Literal["el", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT: Language = "el"

Words = dict[str, str | dict[str, str]]
_THOUSANDS: Mapping[Language, str] = {"el": ".", "en": ","}


@dataclass(frozen=True, slots=True)
class Text:
    """The words of one language: call it with a key and the places' values."""

    language: Language
    words: Words
    _safe: dict[str, Markup] = field(default_factory=dict[str, Markup], repr=False, compare=False)
    """Sentences as HTML has them, each escaped once."""

    def __call__(self, key: str, **places: object) -> Markup:
        """The sentence, safe for HTML: what fills a place is escaped unless it is markup already.

        Raises `KeyError` for a key that is not in the catalogue or a place that is not filled.
        """
        found = self._sentence(key, places)
        safe = self._safe.get(found)
        if safe is None:
            safe = self._safe[found] = escape(found)
        # `**{}` after the escape: braces in the catalogue are places, braces in values are not looked at.
        return safe.format(**self._written(places)) if places else safe

    def plain(self, key: str, **places: object) -> str:
        """The sentence for where no HTML is: a header, a comparison, a test."""
        sentence = self._sentence(key, places)
        said = {name: value.unescape() if isinstance(value, Markup) else value for name, value in places.items()}
        return sentence.format(**self._written(said)) if places else sentence

    def code(self, group: str, code: str | None) -> Markup:
        """The word of a code of a closed list; a code that a newer service knows and this catalogue does not is shown
        as it is, because a page that fails is worse than an English word."""
        if code is None:
            return Markup("")
        return self(key) if (key := f"{group}.{code}") in self.words else escape(code)

    def has(self, key: str) -> bool:
        """True when the catalogue knows the key."""
        return key in self.words

    def _written(self, places: Mapping[str, object]) -> dict[str, object]:
        return {
            name: f"{value:,}".replace(",", _THOUSANDS[self.language]) if isinstance(value, int) else value
            for name, value in places.items()
        }

    def _sentence(self, key: str, places: Mapping[str, object]) -> str:
        found = self.words[key]
        return found if isinstance(found, str) else found["one" if places.get("n") == 1 else "other"]


def load(language: Language) -> Text:
    """The catalogue of one language, read from the package."""
    return Text(language, dict(_entries(language)))


def choose(*wishes: str | None) -> Language:
    """The first wish that names a language of ours, in whole or as the start of a header like `en-GB,en;q=0.8`."""
    for wish in wishes:
        for part in (wish or "").split(","):
            short = part.split(";")[0].strip()[:2].lower()
            if short in LANGUAGES:
                return short
    return DEFAULT


def _entries(language: Language) -> Iterator[tuple[str, str | dict[str, str]]]:
    folder = files("services.portal") / "text" / language
    for file in folder.iterdir():
        if file.name.endswith(".toml"):
            group = file.name.removesuffix(".toml")
            yield from _flat(group, tomllib.loads(file.read_text(encoding="utf-8")))


def _flat(prefix: str, table: dict[str, Any]) -> Iterator[tuple[str, str | dict[str, str]]]:
    for name, value in table.items():
        key = f"{prefix}.{name}"
        if isinstance(value, dict) and value.keys() != {"one", "other"}:
            yield from _flat(key, cast("dict[str, Any]", value))
        else:
            yield key, value
