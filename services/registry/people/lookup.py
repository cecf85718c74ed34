"""By what a person is found: one namespace of keys for names, identifiers, telephone, number and date of birth.

`registered` makes the keys of a record, `asked` and `alike` those of a question; a key of a question finds the records
whose keys begin with it (`asked`) or equal it (`alike`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from services.registry.people.domain import IdentifierKind
from services.registry.people.matching import Known, blocking_terms
from shared.identifiers import IdentifierError, afm, amka, opaque, telephone
from shared.names import index_terms, query_terms

NAME, IDENTIFIER, TELEPHONE, NUMBER, BIRTH = "t:", "i:", "p:", "n:", "b:"
_NUMBER = re.compile(r"[^\W\d_]{2,5}-\d{4}-\d{1,6}")
_LEAST_LETTERS = 2
"""Shorter beginnings of a name would find everybody."""


@dataclass(frozen=True, slots=True)
class Question:
    """What was typed, as keys: every word must be found by one of its alternatives, each a beginning of a key.

    `reason` says what a hit was found by, in the codes of the duplicates' reasons and `same-number`.
    """

    reason: str
    words: tuple[tuple[str, ...], ...]


def registered(
    *,
    surname: str,
    given_name: str,
    latin_name: str | None,
    former_names: Iterable[tuple[str, str]] = (),
    born_on: date | None,
    identifiers: Iterable[tuple[IdentifierKind, str]],
    telephone: str | None,
    number: str | None,
) -> list[str]:
    """The keys that a record is stored under."""
    keys = [NAME + term for term in index_terms(surname=surname, given_name=given_name, latin_name=latin_name)]
    for formerly, given in former_names:
        keys += [NAME + term for term in index_terms(surname=formerly, given_name=given, latin_name=None)]
    keys += [IDENTIFIER + value for _, value in identifiers]
    if telephone:
        keys.append(TELEPHONE + telephone)
    if number:
        keys.append(NUMBER + number)
    if born_on:
        keys.append(BIRTH + born_on.isoformat())
    return sorted(set(keys))


def asked(query: str) -> list[Question]:
    """What a line in the search box may mean, likeliest first; nothing for a text that names nobody."""
    text = query.strip()
    questions: list[Question] = []
    if _NUMBER.fullmatch(text):
        questions.append(Question("same-number", ((NUMBER + text.upper(),),)))
    digits = re.sub(r"[\s.\-/+]", "", text)
    if digits.isdecimal() and digits.isascii():
        papers = _identifiers(text) or ([paper] if (paper := _opaque(text)) else [])
        found = [IDENTIFIER + value for value in papers]
        if found:
            questions.append(Question("same-identifier", (tuple(found),)))
        if number := _telephone(text):
            questions.append(Question("same-telephone", ((TELEPHONE + number,),)))
        return questions
    words = [frozenset(one for one in word if len(one.strip("=~")) >= _LEAST_LETTERS) for word in query_terms(text)]
    if words and all(words):
        named = tuple(tuple(sorted(NAME + term for term in word)) for word in words)
        questions.append(Question("near-name", named))
    if any(letter.isdecimal() for letter in text) and (paper := _opaque(text)):
        questions.append(Question("same-identifier", ((IDENTIFIER + paper,),)))
    return questions


def alike(candidate: Known) -> list[str]:
    """Keys of which a record that may be the candidate's has at least one."""
    keys = [NAME + term for term in blocking_terms(candidate)]
    for kind, value in candidate.identifiers:
        keys.append(IDENTIFIER + value)
        if kind in ("amka", "afm"):
            keys += [IDENTIFIER + value[:at] + digit + value[at + 1 :] for at in range(len(value)) for digit in _DIGITS]
    if candidate.telephone:
        keys.append(TELEPHONE + candidate.telephone)
    if born := candidate.born_on:
        keys.append(BIRTH + born.isoformat())
        if born.day <= 12:
            keys.append(f"{BIRTH}{born.year:04}-{born.day:02}-{born.month:02}")
    return sorted(set(keys))


_DIGITS = "0123456789"


def _identifiers(text: str) -> list[str]:
    found: list[str] = []
    for form in (amka, afm):
        try:
            found.append(form(text))
        except IdentifierError:
            continue
    return found


def _telephone(text: str) -> str | None:
    try:
        return telephone(text)
    except IdentifierError:
        return None


def _opaque(text: str) -> str | None:
    try:
        return opaque(text)
    except IdentifierError:
        return None
