"""Finding people by name, however it is spelt: accents, Greek or Latin letters, sound, called forms, endings.

A name is indexed under `index_terms`; a query is a list of alternatives a word, `query_terms`. A person is found where,
for every word of the query, some alternative begins some term: see `finds`.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from shared.given_names import CALLED
from shared.greek import fold, to_latin, words

_SHORTEST_CALLED: Final = 3
_SHORTEST_SOUND: Final = 3

_KNOWN: Final = 10_000
"""Words whose spellings and sound are kept: names are many people's, and working one out takes long."""

_SOUNDS: Final = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("th|8", "t"),
        ("ph", "f"),
        ("gh", "g"),
        ("[ckx]h", "h"),
        ("(?<=[bdfgjklmnprstvxz])h", "i"),
        ("mp|b", "v"),
        ("gg|gk|ng|nk", "g"),
        ("nt|nd", "d"),
        ("tz|dz|ts|j", "ts"),
        (r"(.)(?=\1)", ""),
        ("^(?:gi|yi|y)(?=[aeou])", "i"),
        ("ou|oo|oy", "u"),
        ("a[uvfy]", "af"),
        ("e[uvfy]", "ef"),
        ("ai|ae", "e"),
        ("ei|oi|ui|y", "i"),
        ("ks", "x"),
        ("[cq]", "k"),
        ("w", "o"),
        (r"(.)(?=\1)", ""),
    )
]
"""What sounds, or is commonly typed, alike in Latin letters; in order. It errs on the side of finding too many."""

_ENDING: Final = re.compile("(?:eos|efs|os|us|u|is|i|as|a|es|e)$")


@lru_cache(_KNOWN)
def sound(word: str) -> str:
    """How a word in either script sounds, roughly: the same for «Χρήστος», "Hristos" and "Christos"."""
    heard = fold(to_latin(word))
    for pattern, replacement in _SOUNDS:
        heard = pattern.sub(replacement, heard)
    return heard


def stem(surname: str) -> str:
    """The sound of a surname without its ending: the same for Παπαδόπουλος and Παπαδοπούλου, Ρήγας and Ρήγα."""
    heard = sound(surname)
    shorter = _ENDING.sub("", heard)
    return shorter if len(shorter) >= _SHORTEST_SOUND else heard


def official_forms(given_name: str) -> frozenset[str]:
    """The official forms, folded, that a given name may stand for; its own folded form where none is known."""
    return _OFFICIAL.get(sound(given_name), frozenset({fold(given_name)}))


def index_terms(*, surname: str, given_name: str, latin_name: str | None = None) -> frozenset[str]:
    """Everything that a person may be found by."""
    return _family_terms(surname) | _given_terms(given_name) | _family_terms(latin_name or "")


@lru_cache(_KNOWN)
def _family_terms(name: str) -> frozenset[str]:
    return frozenset(term for word in _parts(name) for term in (*_spellings(word), f"={stem(word)}="))


@lru_cache(_KNOWN)
def _given_terms(name: str) -> frozenset[str]:
    return frozenset(
        term for word in _parts(name) for form in (word, *official_forms(word)) for term in _spellings(form)
    )


def query_terms(query: str) -> list[frozenset[str]]:
    """For each word of the query, what an index term may begin with. Words may be left unfinished."""
    return [frozenset(_alternatives(word)) for word in _parts(query)]


def finds(query: list[frozenset[str]], terms: Iterable[str]) -> bool:
    """Whether the query finds the name: the meaning of a search, which a database repeats with an index."""
    known = tuple(terms)
    return bool(query) and all(any(term.startswith(tuple(word)) for term in known) for word in query)


def _parts(text: str) -> list[str]:
    """The words as written, since the accents part vowels in the Latin spelling."""
    return [word for word in re.split(r"[\s\-‐–.,/()]+", text) if words(word)]


@lru_cache(_KNOWN)
def _spellings(word: str) -> frozenset[str]:
    folded = "".join(words(word))
    spellings = {folded, *words(to_latin(word)), to_latin(folded)}
    heard = sound(word)
    return frozenset(spellings | ({f"~{heard}"} if len(heard) >= _SHORTEST_SOUND else set[str]()))


def _alternatives(word: str) -> set[str]:
    found = {*_spellings(word), f"={stem(word)}="}
    folded = "".join(words(word))
    if "x" in folded:
        found.add(f"~{sound(folded.replace('x', 'h'))}")
    heard = sound(word)
    for called, official in _OFFICIAL.items():
        if called == heard or (len(heard) >= _SHORTEST_CALLED and called.startswith(heard)):
            found |= official
    return found


def _called_forms() -> dict[str, frozenset[str]]:
    forms: dict[str, set[str]] = {}
    for official, called in CALLED.items():
        for name in (official, *called):
            forms.setdefault(sound(name), set()).add(fold(official))
    return {heard: frozenset(official) for heard, official in forms.items()}


_OFFICIAL: Final = _called_forms()
