"""Invented people: names by chance, numbers with sound check digits that nobody was given."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any, Final, Literal
from uuid import UUID

from stdnum import luhn
from stdnum.gr import vat

from kentro._steps import Step
from kentro.demo.ids import drawing, made_id
from kentro.demo.region import DATA, HOME, Municipality, Unit

Situation = Literal["family", "senior", "worker", "student", "migrant"]

SITUATIONS: Final[Mapping[Situation, tuple[int, int, int]]] = {
    "family": (34, 24, 50),
    "senior": (22, 66, 92),
    "worker": (30, 22, 64),
    "student": (4, 17, 24),
    "migrant": (10, 19, 58),
}
"""How many of a hundred, and from which age to which."""

_STREETS: Final = (
    "Ελευθερίας", "Αγίου Νικολάου", "Εθνικής Αντιστάσεως", "Κολοκοτρώνη", "Δημοκρατίας", "Ειρήνης", "Αθηνών",
    "Παναγούλη", "Μεσολογγίου", "28ης Οκτωβρίου", "Ολυμπίας", "Πατρών",
)  # fmt: skip
_HOME_UNITS: Final = ("Ζαχάρως", "Ζαχάρως", "Ζαχάρως", "Φιγαλείας")
_NEVER_ISSUED: Final = 9000
"""Serials of an ΑΜΚΑ from here on: a day sees far fewer births."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist."""

    index: int
    id: UUID
    municipality: Municipality
    situation: Situation
    surname: str
    given_name: str
    father_name: str | None
    latin_name: str | None
    sex: str
    born_on: date
    identifier: Mapping[str, str] | None
    telephone: str | None
    email: str | None
    address: str | None
    municipal_unit: str | None

    def age(self, day: date) -> int:
        """In whole years."""
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))

    def registered(self, day: date, unit: UUID, *, informed: bool) -> Step:
        """A Centre takes them down."""
        facts: dict[str, object] = {
            "centre": self.municipality.scope,
            "unit": str(unit),
            "surname": self.surname,
            "given_name": self.given_name,
            "father_name": self.father_name,
            "latin_name": self.latin_name,
            "sex": self.sex,
            "born_on": self.born_on.isoformat(),
            "identifier": self.identifier,
            "municipal_unit": self.municipal_unit,
            "telephone": self.telephone,
            "email": self.email,
            "address": self.address,
            "informed": informed,
            "occurred_on": day.isoformat(),
        }
        return Step.create("registry", f"/people/{self.id}", facts, day)


def person(seed: int, index: int, until: date, municipalities: Sequence[Municipality]) -> Person:
    """The person of that number, of one of the municipalities."""
    draw = drawing(seed, "person", index)
    municipality = draw.choices(municipalities, [_weight(each) for each in municipalities])[0]
    situation = draw.choices(list(SITUATIONS), [share for share, _, _ in SITUATIONS.values()])[0]
    woman = draw.random() < 0.57
    _, youngest, oldest = SITUATIONS[situation]
    born = date(until.year - draw.randint(youngest, oldest), 1, 1) + timedelta(days=draw.randrange(365))
    names = _from_elsewhere(draw, woman) if situation == "migrant" else _greek(draw, woman)
    kind = draw.choice(names.identifiers)
    return Person(
        index=index,
        id=made_id(until, seed, "person", index),
        municipality=municipality,
        situation=situation,
        surname=names.surname,
        given_name=names.given_name,
        father_name=names.father_name,
        latin_name=names.latin_name,
        sex="female" if woman else "male",
        born_on=born,
        identifier={"kind": kind, "value": _number(draw, kind, born, woman)} if kind else None,
        telephone=f"6900000{index % 1000:03}" if draw.random() < 0.85 else None,
        email=f"person{index}@example.org" if draw.random() < 0.2 else None,
        address=f"{draw.choice(_STREETS)} {draw.randint(1, 90)}" if draw.random() < 0.8 else None,
        municipal_unit=draw.choice(_HOME_UNITS) if municipality.code == HOME else None,
    )


def unit_of(draw: Random, municipality: Municipality) -> tuple[UUID, Unit | None]:
    """Where somebody goes: mostly to the Centre itself."""
    chance = draw.random()
    for unit in municipality.units:
        if chance < unit.share:
            return unit.id, unit
        chance -= unit.share
    return municipality.centre, None


def _weight(municipality: Municipality) -> float:
    """By residents, but more in Zacharo, whose desk the demo's colleagues sit at."""
    return municipality.residents * (9 if municipality.code == HOME else 1)


@dataclass(frozen=True, slots=True)
class _Names:
    surname: str
    given_name: str
    father_name: str | None
    latin_name: str | None
    identifiers: Sequence[str]


def _greek(draw: Random, woman: bool) -> _Names:
    lists = _lists()
    surname = draw.choice(lists["surnames"])
    given = draw.choice(lists["women"]) if woman else draw.choice(lists["men"])[0]
    father = draw.choice(lists["men"])[1] if draw.random() < 0.9 else None
    return _Names(surname[1 if woman else 0], given, father, None, ["amka"] * 7 + ["afm"] * 2 + [""])


def _from_elsewhere(draw: Random, woman: bool) -> _Names:
    lists = draw.choice(_lists()["elsewhere"])
    surname, latin_surname = draw.choice(lists["surnames"])
    given, latin_given = draw.choice(lists["women" if woman else "men"])
    return _Names(surname, given, None, f"{latin_surname} {latin_given}", [*lists["identifiers"], ""])


def _number(draw: Random, kind: str, born: date, woman: bool) -> str:
    match kind:
        case "amka":
            serial = draw.randrange(_NEVER_ISSUED, 10_000) // 2 * 2 + (0 if woman else 1)
            first = f"{born:%d%m%y}{serial}"
            return first + luhn.calc_check_digit(first)
        case "afm":
            first = f"5{draw.randrange(10_000_000):07}"
            return first + vat.calc_check_digit(first)
        case "residence-permit":
            return f"ΑΔ {draw.randrange(1_000_000):06}"
        case _:
            return f"{kind[0].upper()}{draw.randrange(100_000_000):08}"


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads((DATA / "names.toml").read_text(encoding="utf-8"))
