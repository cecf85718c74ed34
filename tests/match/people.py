"""Made people as a desk records them: what they are called, when they were born, and how much of it is written down.

How often a field is there follows what Centres say of their records: a date of birth nearly always, the father's name
mostly, an ΑΜΚΑ for seven in ten, an ΑΦΜ for less than half, a telephone for eight in ten. One in eight is a foreigner
with a name in Latin letters on the permit. Where desks leave something out is by chance, whatever the pair's truth is.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from tests.match.names import FOREIGN, MEN, SURNAMES, WOMEN, common

THERE = {"born": 0.95, "father": 0.85, "amka": 0.7, "afm": 0.45, "telephone": 0.8}
"""How often a field is written down."""

_FOREIGNERS = 0.12


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a made person; what is None was not written down."""

    surname: str
    given: str
    woman: bool
    father: str | None
    born: date | None
    amka: str | None
    afm: str | None
    telephone: str | None
    latin: str | None = None
    surnames: tuple[str, str] = ("", "")
    """The family's form of a man and of a woman."""


def somebody(chance: Random) -> Record:
    """A whole person, with everything known."""
    woman = chance.random() < 0.58
    born = date(1935, 1, 1) + timedelta(days=chance.randrange(82 * 365))
    if chance.random() < _FOREIGNERS:
        surname, given, greek_surname, greek_given = chance.choice(FOREIGN)
        other = chance.choice(FOREIGN)
        names = greek_surname.split("/")[0], greek_given.split("/")[0]
        forms = names[0], names[0]
        latin = f"{surname} {given}"
        father = other[3].split("/")[0]
    else:
        forms = chance.choice(SURNAMES)
        names = forms[woman], common(WOMEN if woman else MEN, chance)
        latin, father = None, common(MEN, chance)
    return Record(
        names[0], names[1], woman, father, born, amka(born, woman, chance), afm(chance), phone(chance), latin, forms
    )


def written(person: Record, chance: Random) -> Record:
    """The person as one desk wrote them down, with some things left out."""
    left_out = {name: None for name, often in THERE.items() if chance.random() > often}
    return replace(person, **left_out)  # type: ignore[arg-type] # each of them may be None


def amka(born: date, woman: bool, chance: Random) -> str:
    """Eleven digits: the date of birth, a count that tells the sex, and a check digit."""
    count = chance.randrange(100, 999) * 10 + chance.randrange(0, 10, 2) + (0 if woman else 1)
    digits = f"{born:%d%m%y}{count:04}"
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return digits + str(-total % 10)


def afm(chance: Random) -> str:
    """Nine digits, the last a check."""
    digits = f"{chance.randrange(10_000_000, 99_999_999)}"
    return digits + str(sum(int(d) << (8 - at) for at, d in enumerate(digits)) % 11 % 10)


def phone(chance: Random) -> str:
    """A mobile telephone or a house's."""
    start = chance.choice(["+3069", "+3069", "+3026"])
    return f"{start}{chance.randrange(10**8):08}"
