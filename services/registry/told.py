"""Sentences of ours that stand in tables beside the code: where a rule says so, in both languages."""

from datetime import date

import msgspec

from shared.workdays import Language


class Told(msgspec.Struct, frozen=True):
    """One sentence, in Greek and in English; it may have places to fill."""

    el: str
    en: str

    def said(self, language: Language) -> str:
        """In that language."""
        return self.en if language == "en" else self.el

    def filled(self, **places: str | date) -> "Told":
        """With its places filled; days as 05.03.2026."""
        told = {name: f"{one:%d.%m.%Y}" if isinstance(one, date) else one for name, one in places.items()}
        return Told(self.el.format_map(told), self.en.format_map(told))
