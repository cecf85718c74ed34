"""People who do not exist, another one each time, so that a region that is kept does not get in the way."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from secrets import randbits

from stdnum import luhn
from stdnum.gr import vat

from shared.greek import fold, to_latin

_FIRST = ("Καρα", "Παπα", "Χατζη", "Κοντο", "Μαυρο", "Γερο", "Δελη", "Ξηρο", "Αρχοντο", "Πρωτο", "Καλο", "Στεργιο")
_MIDDLE = ("νικολ", "βασιλ", "μιχαλ", "σταματ", "θεοδωρ", "λαμπρ", "στυλιαν", "μανωλ", "φωτειν", "αντων", "γιανν")
_LAST = ("ίδου", "άκη", "οπούλου", "έλλη", "άτου", "έα")
_GIVEN = ("Σταυρούλα", "Ευανθία", "Χρυσάνθη", "Θεοδώρα", "Πηνελόπη", "Ασημίνα", "Διονυσία", "Βασιλική", "Ρεβέκκα")
_FATHER = ("Θεοδώρου", "Λεωνίδα", "Αριστείδη", "Νικολάου", "Σπυρίδωνος")


@dataclass(frozen=True, slots=True)
class Invented:
    """What a desk writes down of a person."""

    surname: str
    given_name: str
    father_name: str
    born_on: date
    amka: str
    afm: str
    telephone: str

    @property
    def name(self) -> str:
        """As lists show it."""
        return f"{self.surname} {self.given_name}"

    @property
    def bare(self) -> str:
        """The surname in capitals without accents, as forms are filled in."""
        return fold(self.surname).upper()

    @property
    def latin(self) -> str:
        """The surname in Latin letters."""
        return to_latin(fold(self.surname))

    @property
    def wrong_amka(self) -> str:
        """Hers with another check digit."""
        return f"{self.amka[:10]}{(int(self.amka[10]) + 1) % 10}"


def invented() -> Invented:
    """Another person."""
    draw = Random(randbits(64))
    born = date(1945, 1, 1) + timedelta(days=draw.randrange(20_000))
    begun = f"{born:%d%m%y}{draw.randrange(500, 999)}{draw.choice('02468')}"
    tax = f"1{draw.randrange(10_000_000):07}"
    return Invented(
        surname=draw.choice(_FIRST) + draw.choice(_MIDDLE) + draw.choice(_LAST),
        given_name=draw.choice(_GIVEN),
        father_name=draw.choice(_FATHER),
        born_on=born,
        amka=begun + luhn.calc_check_digit(begun),
        afm=tax + vat.calc_check_digit(tax),
        telephone=f"26250{draw.randrange(100_000):05}",
    )
