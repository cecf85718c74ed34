"""What columns and codes are called in files, in Greek and English."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec


class Label(msgspec.Struct, frozen=True):
    """A name in both languages, and what is to be said of it beside."""

    el: str
    en: str
    hint_el: str = ""
    hint_en: str = ""

    def name(self, language: str) -> str:
        """In that language."""
        return self.en if language == "en" else self.el

    def hint(self, language: str) -> str:
        """In that language; empty where there is nothing to say."""
        return self.hint_en if language == "en" else self.hint_el


class Labels(msgspec.Struct, frozen=True):
    """Of sheets, of their columns by sheet, and of codes by list."""

    sheets: Mapping[str, Label]
    columns: Mapping[str, Mapping[str, Label]]
    choices: Mapping[str, Mapping[str, Label]]

    def column(self, sheet: str, code: str) -> Label:
        """A column's; those of all sheets stand under `any`."""
        own = self.columns.get(sheet, {})
        return own[code] if code in own else self.columns["any"][code]


@cache
def labels() -> Labels:
    """The table, read once."""
    text = (files("services.registry.imports") / "labels.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), Labels)
