"""Greek letters: what is the same to a reader made the same to a computer.

Greek text comes with and without accents, with Latin letters that only look Greek, and in Latin spelling.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_GREEK_CAPITALS: Final = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
_LATIN_CAPITALS: Final = "ABEZHIKMNOPTYX"
_GREEK_SMALL: Final = "αεικνορτυχ"
_LATIN_SMALL: Final = "aeikvoptux"

LATIN_TWINS: Final = dict(zip(_GREEK_CAPITALS, _LATIN_CAPITALS, strict=True))
"""The fourteen Greek capitals that look like Latin ones, with their twins."""

_TO_GREEK: Final = str.maketrans(_LATIN_CAPITALS + _LATIN_SMALL, _GREEK_CAPITALS + _GREEK_SMALL)
_TO_LATIN: Final = str.maketrans(_GREEK_CAPITALS + _GREEK_SMALL, _LATIN_CAPITALS + _LATIN_SMALL)
_LATIN_LOOK: Final = frozenset(_LATIN_CAPITALS + _LATIN_SMALL)
_GREEK_LOOK: Final = frozenset(_GREEK_CAPITALS + _GREEK_SMALL)

_SYMBOLS: Final = str.maketrans({"\u2206": "Δ", "\u220f": "Π", "\u2211": "Σ", "\u00b5": "μ", "\u2183": "\u2184"})
"""Increment, product, sum and micro, on the keys of old fonts in place of the letters; and the one sign beside them
that turns into a letter when it is made small."""

_SYMBOL: Final = re.compile(f"[{''.join(map(chr, _SYMBOLS))}]")

_APOSTROPHES: Final = re.compile(r"['`´’‘ʼ΄᾽ʹ]")
_WORD: Final = re.compile(r"[^\W_]+")


_OURS: Final = 0x2000
"""Latin, Greek with all its accents, and their marks stand below this code point."""


class _Bare(dict[int, int | None]):
    """Takes accents and other marks off; letters of our scripts are looked up once, anything else each time."""

    def __missing__(self, letter: int) -> int | None:
        bare = None if unicodedata.category(chr(letter)) in {"Mn", "Sk"} else letter
        if letter < _OURS:
            self[letter] = bare
        return bare


_BARE: Final = _Bare()


def fold(text: str) -> str:
    """Text as it is compared and sorted: no accents, small letters, no final sigma, look-alikes in their own script.

    Spaces at the ends go and runs of them become one. Folding twice is folding once.
    """
    decomposed = unicodedata.normalize("NFD", unmixed(text))
    folded = unicodedata.normalize("NFC", decomposed.translate(_BARE).casefold()).replace("ς", "σ")
    return " ".join(folded.split())


def words(text: str) -> list[str]:
    """The folded words of a text; hyphens and stops part words, an apostrophe does not."""
    return _WORD.findall(_APOSTROPHES.sub("", fold(text)))


def sort_key(*parts: str | None) -> str:
    """Names in the order of a Greek index, by code point (`COLLATE "C"`): by the first part, then the next."""
    return "\x1f".join(" ".join(words(part or "")) for part in parts)


def mixed_words(text: str) -> list[str]:
    """The words that mix Greek and Latin letters, as written: slips of the keyboard, or of a scanner."""
    return [word for word in _WORD.findall(_composed(text)) if _is_mixed(word)]


def unmixed(text: str) -> str:
    """The text with each mixed word in one script, as far as its letters have twins there; case and accents stay."""
    return _WORD.sub(lambda found: _one_script(found.group()), _composed(text))


def to_latin(text: str) -> str:
    """The Latin spelling by ELOT 743 (ISO 843, type 2), as on a passport: «Παπαδοπούλου» is "Papadopoulou".

    It cannot be undone. What is not Greek stays as it is.
    """
    return _WORD.sub(lambda found: _spelt(found.group()), unmixed(text))


def _composed(text: str) -> str:
    # Searched for first: almost no text has one, and a translation looks at every letter.
    return unicodedata.normalize("NFC", text.translate(_SYMBOLS) if _SYMBOL.search(text) else text)


def _is_mixed(word: str) -> bool:
    return not word.isascii() and {_script(letter) for letter in word} >= {"GREEK", "LATIN"}


@lru_cache(maxsize=2_000)
def _script(letter: str) -> str:
    """The first word of the letter's name, by which Unicode tells scripts apart; few letters are in use."""
    return unicodedata.name(letter, "").partition(" ")[0]


def _one_script(word: str) -> str:
    if not _is_mixed(word):
        return word
    bare = [unicodedata.normalize("NFD", letter)[0] for letter in word]
    if all(letter in _LATIN_LOOK for letter in bare if letter.isascii() and letter.isalpha()):
        return unicodedata.normalize("NFC", unicodedata.normalize("NFD", word).translate(_TO_GREEK))
    if all(letter in _GREEK_LOOK for letter in bare if not letter.isascii()):
        return unicodedata.normalize("NFC", unicodedata.normalize("NFD", word).translate(_TO_LATIN))
    return word


_SINGLE: Final = {
    **dict(zip("αβγδεζηικλμνοπρστυφω", "avgdeziiklmnoprstyfo", strict=True)),
    "θ": "th",
    "ξ": "x",
    "ς": "s",
    "χ": "ch",
    "ψ": "ps",
}
_PAIRS: Final = {"ου": "ou", "γγ": "ng", "γξ": "nx", "γχ": "nch"}
_DIPHTHONGS: Final = {"αυ": "a", "ευ": "e", "ηυ": "i"}
_VOICED: Final = frozenset("αβγδεζηιλμνορυω")
_DIALYTIKA: Final = "\u0308"
_TONOS: Final = "\u0301"


def _spelt(word: str) -> str:
    """One word, letter by letter; a pair counts as one unless an accent or a dialytika parts it."""
    letters = [unicodedata.normalize("NFD", letter) for letter in word]
    plain = [letter[0].lower() for letter in letters]
    out: list[str] = []
    at = 0
    while at < len(letters):
        latin, taken = _next(letters, plain, at)
        original = "".join(letter[0] for letter in letters[at : at + taken])
        out.append(_cased(latin, original, word))
        at += taken
    return "".join(out)


def _next(letters: list[str], plain: list[str], at: int) -> tuple[str, int]:
    """The Latin spelling at a place, and how many Greek letters it stands for."""
    pair = "".join(plain[at : at + 2])
    if pair == "μπ":
        return ("b" if at == 0 or at + 2 == len(plain) else "mp"), 2
    parted = len(pair) == 2 and (_DIALYTIKA in letters[at + 1] or _TONOS in letters[at])
    if pair in _DIPHTHONGS and not parted:
        following = plain[at + 2] if at + 2 < len(plain) else ""
        return _DIPHTHONGS[pair] + ("v" if following in _VOICED else "f"), 2
    if pair in _PAIRS and not (pair == "ου" and parted):
        return _PAIRS[pair], 2
    if plain[at] in _SINGLE:
        return _SINGLE[plain[at]], 1
    return unicodedata.normalize("NFC", letters[at]), 1


def _cased(latin: str, original: str, word: str) -> str:
    if not original[0].isupper():
        return latin
    return latin.upper() if word.isupper() and len(word) > 1 else latin[0].upper() + latin[1:]
