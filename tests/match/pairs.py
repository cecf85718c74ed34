"""Pairs of records whose truth is known: one human twice, or two who look alike.

Half of the pairs are one human. Why the shares: the same papers typed again without accents, and the usual slips of
the desk, are the most; a called name or Latin letters come with every tenth; a married name, a name the wrong way
round or a date with day and month changed about with every twentieth. Each of these may lack fields besides, by the
same chance as everybody; every tenth of them has a second slip on top. In every second pair of one human both records
stand in a registry already: there an ΑΜΚΑ or ΑΦΜ belongs to one record alone, so the second one was taken down without
the number that both would share. The other half are those whom a desk mixes up,
since strangers who share nothing are no question: namesakes, of whom there are most, families who share a surname, a
telephone and a date (twins), or a grandfather's name (cousins), and people born on one day. Shares stand in `SAME` and
`OTHERS`. No class was chosen by what the matcher does with it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from tests.match import people
from tests.match.names import CALLED, FOREIGN, MEN, SCHEMES, SURNAMES, WOMEN, common, latin, plain, slip
from tests.match.people import Record, somebody, written


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records, whether they are one human, and what kind of pair it is."""

    one: Record
    other: Record
    same: bool
    kind: str


Change = Callable[[Record, Random], Record]


def _again(person: Record, chance: Random) -> Record:
    shape = chance.choice([plain, str.upper, lambda text: plain(text).upper(), str])
    return replace(person, surname=shape(person.surname), given=shape(person.given))


def _typo(person: Record, chance: Random) -> Record:
    if chance.random() < 0.65:
        return replace(person, surname=slip(person.surname, chance))
    return replace(person, given=slip(person.given, chance))


def _transliterated(person: Record, chance: Random) -> Record:
    if person.latin:
        known = next(one for one in FOREIGN if f"{one[0]} {one[1]}" == person.latin)
        if chance.random() < 0.5:
            return replace(person, surname=known[0], given=known[1], latin=None)
        return replace(person, surname=known[2].split("/")[1], given=known[3].split("/")[1])
    scheme = chance.choice(SCHEMES)
    return replace(person, surname=latin(person.surname, scheme), given=latin(person.given, scheme))


def _called(person: Record, chance: Random) -> Record:
    return replace(person, given=chance.choice(CALLED.get(person.given, [person.given])))


def _gendered(person: Record, _: Random) -> Record:
    return replace(person, surname=person.surnames[not person.woman])


def _turned(person: Record, _: Random) -> Record:
    return replace(person, surname=person.given, given=person.surname)


def _day_and_month(person: Record, chance: Random) -> Record:
    born = person.born or date(1980, 1, 1)
    return replace(person, born=date(born.year, born.day, born.month) if born.day <= 12 else born)


def _missing(person: Record, chance: Random) -> Record:
    gone = chance.sample(["born", "father", "amka", "afm", "telephone"], 3)
    return replace(person, **dict.fromkeys(gone))  # type: ignore[arg-type]


def _digit(person: Record, chance: Random) -> Record:
    def wrong(number: str) -> str:
        at = chance.randrange(len(number))
        if chance.random() < 0.4 and at + 1 < len(number):
            return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        return number[:at] + str((int(number[at]) + chance.randrange(1, 10)) % 10) + number[at + 1 :]

    if chance.random() < 0.6 and person.amka:
        return replace(person, amka=wrong(person.amka))
    return replace(person, afm=wrong(person.afm)) if person.afm else person


def _married(person: Record, chance: Random) -> Record:
    new = chance.choice(SURNAMES)[1]
    return replace(person, surname=f"{person.surname}-{new}" if chance.random() < 0.5 else new, woman=True)


def _double(person: Record, chance: Random) -> Record:
    second = common(WOMEN if person.woman else MEN, chance)
    return replace(person, given=f"{person.given}{chance.choice([' ', '-'])}{second}")


def _moved(person: Record, chance: Random) -> Record:
    return replace(person, telephone=people.phone(chance))


SAME: dict[str, tuple[float, Change]] = {
    "typed again": (0.20, _again),
    "typo": (0.16, _typo),
    "other letters": (0.12, _transliterated),
    "called name": (0.12, _called),
    "new telephone": (0.08, _moved),
    "missing fields": (0.08, _missing),
    "surname's gender": (0.05, _gendered),
    "names turned": (0.04, _turned),
    "day and month": (0.05, _day_and_month),
    "wrong digit": (0.04, _digit),
    "married name": (0.03, _married),
    "second given name": (0.03, _double),
}
SECOND_SLIP = 0.1
IN_REGISTRY = 0.5
"""How many of the pairs of one human are two records of a registry, and not a record and somebody at the desk."""


def _one_human(kind: str, chance: Random) -> Pair:
    person = somebody(chance)
    if kind in ("married name", "surname's gender"):
        while not person.woman or person.latin:
            person = somebody(chance)
    if kind == "day and month":
        while person.born is None or person.born.day > 12 or person.born.day == person.born.month:
            person = somebody(chance)
    changed = SAME[kind][1](person, chance)
    if chance.random() < SECOND_SLIP:
        changed = chance.choice([_again, _called, _typo, _moved, _missing])(changed, chance)
    one, other = written(person, chance), written(changed, chance)
    if chance.random() < IN_REGISTRY:
        other = replace(
            other,
            amka=None if other.amka == one.amka else other.amka,
            afm=None if other.afm == one.afm else other.afm,
        )
    return Pair(one, other, True, kind)


def _stranger_like(person: Record, chance: Random, **changes: object) -> Record:
    """Another human with numbers of their own, who shares what `changes` leaves."""
    born = date(1935, 1, 1) + timedelta(days=chance.randrange(82 * 365))
    other = replace(person, born=born, father=common(MEN, chance), telephone=people.phone(chance))
    other = replace(other, **changes)  # type: ignore[arg-type]
    return replace(other, amka=people.amka(other.born or born, other.woman, chance), afm=people.afm(chance))


def _namesake(person: Record, chance: Random) -> Record:
    return _stranger_like(person, chance)


def _near_namesake(person: Record, chance: Random) -> Record:
    born = person.born or date(1980, 1, 1)
    near = born + timedelta(days=chance.choice([-30, -10, -9, -2, -1, 1, 2, 9, 10, 30, 365, 366, -365]))
    return _stranger_like(person, chance, born=near)


def _twin(person: Record, chance: Random) -> Record:
    woman = chance.random() < 0.5
    given = _another(person.given, woman, chance)
    telephone = person.telephone if chance.random() < 0.7 else people.phone(chance)
    return _stranger_like(
        person, chance, given=given, woman=woman, surname=person.surnames[woman], father=person.father,
        born=person.born, telephone=telephone, latin=None,
    )  # fmt: skip


def _son(person: Record, chance: Random) -> Record:
    born = (person.born or date(1960, 1, 1)) + timedelta(days=chance.randrange(20 * 365, 40 * 365))
    given = person.father if chance.random() < 0.6 and person.father else common(MEN, chance)
    if given == person.given:
        given = _another(given, False, chance)
    return _stranger_like(
        person, chance, given=given, woman=False, surname=person.surnames[0], father=person.given,
        born=min(born, date(2020, 1, 1)), telephone=person.telephone, latin=None,
    )  # fmt: skip


def _sibling(person: Record, chance: Random) -> Record:
    woman = chance.random() < 0.5
    born = (person.born or date(1980, 1, 1)) + timedelta(days=chance.randrange(400, 4000))
    return _stranger_like(
        person, chance, given=_another(person.given, woman, chance), woman=woman, surname=person.surnames[woman],
        father=person.father, born=born, telephone=person.telephone, latin=None,
    )  # fmt: skip


def _cousin(person: Record, chance: Random) -> Record:
    born = (person.born or date(1980, 1, 1)) + timedelta(days=chance.randrange(-2500, 2500))
    father = person.father or "Γεώργιος"
    while father == person.father:
        father = common(MEN, chance)
    return _stranger_like(person, chance, born=born, father=father)


def _spouse(person: Record, chance: Random) -> Record:
    woman = not person.woman
    born = (person.born or date(1980, 1, 1)) + timedelta(days=chance.randrange(-3000, 3000))
    return _stranger_like(
        person, chance, given=common(WOMEN if woman else MEN, chance), woman=woman, surname=person.surnames[woman],
        born=born, telephone=person.telephone, latin=None,
    )  # fmt: skip


def _born_together(person: Record, chance: Random) -> Record:
    other = somebody(chance)
    given = person.given if chance.random() < 0.25 and not person.latin else other.given
    return _stranger_like(other, chance, born=person.born, given=given)


def _near_given(person: Record, chance: Random) -> Record:
    near = {
        "Μαρία": "Μαριάννα", "Γεώργιος": "Γρηγόριος", "Χρήστος": "Χριστόδουλος", "Άννα": "Ανθή", "Ελένη": "Ελπίδα",
        "Ευαγγελία": "Ευγενία", "Αναστασία": "Αθανασία", "Μιχαήλ": "Μάριος", "Σταύρος": "Σταμάτιος",
        "Παναγιώτης": "Παντελής", "Κωνσταντίνος": "Κωστής", "Νικόλαος": "Νεκτάριος", "Δήμητρα": "Δέσποινα",
    }  # fmt: skip
    given = near.get(person.given) or _another(person.given, person.woman, chance)
    return _stranger_like(person, chance, given=given, latin=None)


def _another(given: str, woman: bool, chance: Random) -> str:
    names = [name for name in (WOMEN if woman else MEN) if name != given]
    return common(names, chance)


OTHERS: dict[str, tuple[float, Change]] = {
    "namesakes": (0.24, _namesake),
    "namesakes, near dates": (0.12, _near_namesake),
    "twins": (0.12, _twin),
    "father and son": (0.10, _son),
    "siblings": (0.10, _sibling),
    "cousins with one name": (0.10, _cousin),
    "spouses": (0.06, _spouse),
    "born on one day": (0.10, _born_together),
    "near given names": (0.06, _near_given),
}


def _two_humans(kind: str, chance: Random) -> Pair:
    person = somebody(chance)
    if kind == "father and son":
        while person.woman or person.latin:
            person = somebody(chance)
    return Pair(written(person, chance), written(OTHERS[kind][1](person, chance), chance), False, kind)


def made(count: int, seed: int) -> list[Pair]:
    """That many pairs, half of one human; the same for the same seed."""
    chance = Random(seed)
    pairs: list[Pair] = []
    for shares, make in ((SAME, _one_human), (OTHERS, _two_humans)):
        kinds = chance.choices(list(shares), [share for share, _ in shares.values()], k=count // 2)
        pairs += [make(kind, chance) for kind in kinds]
    return pairs
