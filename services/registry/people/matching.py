"""Whether two records may be of one human: a score with its reasons, shown to a colleague who decides.

Nothing here merges anything. The score adds what speaks for, and takes away what speaks against; two people who share
nothing but a name and have different dates of birth stay under the threshold.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from rapidfuzz.distance import OSA, JaroWinkler

from services.registry.people.domain import DuplicateReason, IdentifierKind, Suspect
from shared.greek import fold, to_latin, words
from shared.names import index_terms, official_forms, sound, stem

THRESHOLD: Final = 50
"""From here on a record is shown. The same name alone reaches it, since a date of birth may be missing on either side;
a near name alone does not; a near name with the same telephone, or with a swapped date of birth, does."""

POINTS: Final[dict[DuplicateReason, int]] = {
    "same-identifier": 90,
    "same-name": 55,
    "near-name": 40,
    "same-birth-date": 35,
    "near-identifier": 35,
    "swapped-birth-date": 25,
    "same-telephone": 12,
    "same-given-name": 10,
    "same-father": 10,
}
"""A telephone is worth little: households share one. A near identifier, one slip away, is worth a date of birth. A
given name without its surname is worth something on one date of birth, since people marry; the father's, beside it."""

OTHER_BIRTH_DATE: Final = 25
"""Taken away for two dates of birth that differ by more than a swap: a father's and a son's, a namesake's."""

OTHER_NUMBER: Final = 30
"""Taken away for two sound ΑΜΚΑ or ΑΦΜ that are not alike: nobody has two."""

OTHER_FATHER: Final = 10
"""Taken away for fathers of another name: cousins are named after one grandfather."""

_UNIQUE: Final[frozenset[IdentifierKind]] = frozenset({"amka", "afm"})
_NEAR_SPELLING: Final = 0.94
_LOOKS: Final = {"x": "ch", "h": "i", "w": "o", "8": "th"}
_BY_LOOK: Final = re.compile("x|(?<![cpts])h|w|8")
_SPELLING_FROM: Final = 5
"""Shorter names differ by one letter and are others: Άννα, Άννη."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the comparison reads of a record; identifiers in canonical form, the telephone in E.164."""

    id: UUID
    surname: str
    given_name: str
    father_name: str | None = None
    latin_name: str | None = None
    born_on: date | None = None
    identifiers: tuple[tuple[IdentifierKind, str], ...] = ()
    telephone: str | None = None


def suspects(candidate: Known, known: Iterable[Known]) -> list[Suspect]:
    """The records that may be the candidate's, likeliest first; the candidate itself is none of them."""
    found = (compare(candidate, other) for other in known if other.id != candidate.id)
    return sorted((one for one in found if one.score >= THRESHOLD), key=lambda one: (-one.score, one.other))


def compare(candidate: Known, other: Known) -> Suspect:
    """How alike two records are, from 0 to 100, and in what."""
    name, birth = _name(candidate, other), _birth(candidate, other)
    if name is None and birth == "same-birth-date" and _near_given(candidate.given_name, other.given_name):
        name = "same-given-name"
    found = (
        name,
        birth,
        _identifier(candidate, other),
        _telephone(candidate, other),
        _father(candidate, other) if name else None,
    )
    reasons: tuple[DuplicateReason, ...] = tuple(reason for reason in found if reason is not None)
    score = sum(POINTS[reason] for reason in reasons) - _against(candidate, other, reasons)
    return Suspect(other.id, max(0, min(score, 100)), reasons)


def blocking_terms(candidate: Known) -> frozenset[str]:
    """Index terms of which a record with a near name shares one, so that not all records need be compared.

    They cover endings, called forms, either script and swapped names. A slip within a surname is found by its date of
    birth, identifier or telephone, which the caller looks up beside these.
    """
    terms = index_terms(surname=candidate.surname, given_name="", latin_name=candidate.latin_name)
    swapped = index_terms(surname=candidate.given_name, given_name="")
    return frozenset(term for term in terms | swapped if term[0] in "=~")


def _name(one: Known, other: Known) -> DuplicateReason | None:
    pairs = [(a, b) for a in _names(one) for b in _names(other)]
    if any(_spelt(a[0]) == _spelt(b[0]) and _spelt(a[1]) == _spelt(b[1]) for a, b in pairs):
        return "same-name"
    straight = any(_near_surname(a[0], b[0]) and _near_given(a[1], b[1]) for a, b in pairs)
    swapped = any(_near_surname(a[0], b[1]) and _near_given(a[1], b[0]) for a, b in pairs)
    return "near-name" if straight or swapped else None


def _names(record: Known) -> list[tuple[str, str]]:
    """Surname and given name, as recorded and as in Latin letters where those are two words at least."""
    latin = (record.latin_name or "").split()
    plain = [(record.surname, record.given_name)]
    return [*plain, (latin[0], " ".join(latin[1:])), (latin[-1], " ".join(latin[:-1]))] if len(latin) > 1 else plain


def _spelt(name: str) -> str:
    return " ".join(words(to_latin(fold(name))))


def _near_surname(one: str, other: str) -> bool:
    """One may be the other's feminine, one of two surnames joined by a hyphen, or a slip away from it."""
    first, second = ({stem(way) for word in words(name) for way in _ways(word)} for name in (one, other))
    return bool(first & second) or _near_spelling(one, other)


def _near_given(one: str, other: str) -> bool:
    """One may be what the other is called, one of two given names, or a slip away from it."""
    first, second = words(one), words(other)
    return (
        any(official_forms(a) & official_forms(b) or _sounds(a) & _sounds(b) for a in first for b in second)
        or _near_spelling(one, other)
    )  # fmt: skip


def _sounds(word: str) -> set[str]:
    return {sound(way) for way in _ways(word)}


def _ways(word: str) -> tuple[str, ...]:
    """A word as it is; in Latin letters also as if they had been chosen by their look: h for η, x for χ, w for ω."""
    if not word.isascii():
        return (word,)
    return word, _BY_LOOK.sub(lambda found: _LOOKS[found.group()], word)


def _near_spelling(one: str, other: str) -> bool:
    """A slip apart, as it is spelt in Latin letters or as it was written."""
    for first, second in ((_spelt(one), _spelt(other)), (" ".join(words(one)), " ".join(words(other)))):
        if min(len(first), len(second)) < _SPELLING_FROM:
            continue
        if OSA.distance(first, second) <= 1 or JaroWinkler.similarity(first, second) >= _NEAR_SPELLING:
            return True
    return False


def _birth(one: Known, other: Known) -> DuplicateReason | None:
    """By the dates of birth; where one is not known, by what an ΑΜΚΑ begins with."""
    if one.born_on is not None and other.born_on is not None:
        a, b = one.born_on, other.born_on
        if a == b:
            return "same-birth-date"
        return "swapped-birth-date" if (a.year, a.month, a.day) == (b.year, b.day, b.month) else None
    mine, theirs = _birth_digits(one), _birth_digits(other)
    return "same-birth-date" if mine is not None and mine == theirs else None


def _birth_digits(record: Known) -> str | None:
    """Day, month and year of birth as an ΑΜΚΑ begins."""
    if record.born_on is not None:
        return record.born_on.strftime("%d%m%y")
    number = dict(record.identifiers).get("amka")
    return number[:6] if number else None


def _father(one: Known, other: Known) -> DuplicateReason | None:
    known = one.father_name and other.father_name
    return "same-father" if known and _near_father(one.father_name or "", other.father_name or "") else None


def _near_father(one: str, other: str) -> bool:
    """The same father's name, whether it is written as a name or as «του Γεωργίου»."""
    return _near_given(one, other) or stem(one) == stem(other)


def _identifier(one: Known, other: Known) -> DuplicateReason | None:
    pairs = [(a, b) for kind, a in one.identifiers for its, b in other.identifiers if kind == its]
    if any(a == b for a, b in pairs):
        return "same-identifier"
    return "near-identifier" if any(_one_slip(a, b) for a, b in pairs) else None


def _telephone(one: Known, other: Known) -> DuplicateReason | None:
    return "same-telephone" if one.telephone is not None and one.telephone == other.telephone else None


def _one_slip(a: str, b: str) -> bool:
    """One character wrong, or two neighbours swapped."""
    return len(a) == len(b) and OSA.distance(a, b) == 1


def _against(one: Known, other: Known, reasons: tuple[DuplicateReason, ...]) -> int:
    against = 0
    alike_birth = "same-birth-date" in reasons or "swapped-birth-date" in reasons
    if _birth_digits(one) is not None and _birth_digits(other) is not None and not alike_birth:
        against += OTHER_BIRTH_DATE
    mine, theirs = dict(one.identifiers), dict(other.identifiers)
    if any(kind in mine and kind in theirs and not _alike(mine[kind], theirs[kind]) for kind in _UNIQUE):
        against += OTHER_NUMBER
    if one.father_name and other.father_name and not _near_father(one.father_name, other.father_name):
        against += OTHER_FATHER
    return against


def _alike(a: str, b: str) -> bool:
    return a == b or _one_slip(a, b)
