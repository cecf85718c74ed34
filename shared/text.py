"""Text as it comes from people and their clipboards, made fit to keep or refused."""

import re
import unicodedata
from typing import Final

_DEBRIS: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
"""Soft hyphen, zero-width space, word joiner, byte order mark: pasted along unseen, they mean nothing."""

_SPACES: Final = re.compile(r"[^\S\n]+")
_LINE_BREAK: Final = re.compile(r"\r\n|[\r\n\u2028\u2029]")
_REFUSED: Final = frozenset({"Cc", "Cs", "Cn", "Co"})
_BIDI: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class TextError(ValueError):
    """Text that cannot be kept. `code` is stable: `control-character`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def one_line(text: str) -> str:
    """A name or a heading: NFC, every run of spaces, tabs and line breaks one space, none at the ends.

    Raises `TextError("control-character")` for control characters, lone surrogates, unassigned and private code
    points, and marks that turn the direction of writing.
    """
    return many_lines(_LINE_BREAK.sub(" ", text)).replace("\n", " ")


def many_lines(text: str) -> str:
    r"""A note: as `one_line`, but line breaks stay, as `\n`, and no more than one empty line in a row."""
    unified = _LINE_BREAK.sub("\n", text).replace("\t", " ").translate(_DEBRIS)
    for letter in unified:
        if letter != "\n" and (letter in _BIDI or unicodedata.category(letter) in _REFUSED):
            raise TextError("control-character")
    lines = (line.strip() for line in _SPACES.sub(" ", unicodedata.normalize("NFC", unified)).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
