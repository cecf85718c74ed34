"""Why lines are told that rest on no rule table of their own: a table with days, in both languages."""

import tomllib
from datetime import date
from importlib.resources import files

import msgspec

from services.registry.told import Told


class Source(msgspec.Struct, frozen=True, rename={"since": "from"}):
    """Why something is told, from a day on."""

    of: str
    since: date
    el: str
    en: str


class Sources(msgspec.Struct, frozen=True):
    """The table."""

    source: tuple[Source, ...]

    @classmethod
    def read(cls) -> "Sources":
        """Ours, as it is packaged."""
        text = (files("services.registry.attention") / "sources.toml").read_text("utf-8")
        return msgspec.convert(tomllib.loads(text), cls)

    def told(self, of: str, on: date) -> Told:
        """Why it is told on that day. Raises `KeyError` where the table does not say."""
        known = [each for each in self.source if each.of == of and each.since <= on]
        if not known:
            raise KeyError(of)
        standing = max(known, key=lambda each: each.since)
        return Told(standing.el, standing.en)
