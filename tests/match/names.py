"""Names for made people, and how the same name comes out otherwise: tables of its own, none of the matcher's."""

from collections.abc import Sequence
from random import Random

_MEN_AS_TEXT = """
Γεώργιος Ιωάννης Κωνσταντίνος Δημήτριος Νικόλαος Παναγιώτης Βασίλειος Χρήστος Αθανάσιος Μιχαήλ Ευάγγελος Σπυρίδων
Αντώνιος Αναστάσιος Θεόδωρος Ανδρέας Χαράλαμπος Αλέξανδρος Εμμανουήλ Ηλίας Σταύρος Σωτήριος Πέτρος Στυλιανός Φώτιος
Απόστολος Γρηγόριος Διονύσιος Κυριάκος Παύλος Θωμάς Λεωνίδας Άγγελος Στέφανος Γεράσιμος Ευστάθιος Ευθύμιος Λάμπρος
Αριστείδης Ζαχαρίας Σάββας Μάριος Φίλιππος Ιάσων Ορέστης Κλεάνθης Ξενοφών"""
MEN = _MEN_AS_TEXT.split()
_WOMEN_AS_TEXT = """
Μαρία Ελένη Αικατερίνη Βασιλική Σοφία Αγγελική Γεωργία Δήμητρα Κωνσταντίνα Παναγιώτα Ειρήνη Ιωάννα Ευαγγελία
Αναστασία Χριστίνα Παρασκευή Αθανασία Θεοδώρα Ανδρονίκη Σταυρούλα Χρυσούλα Φωτεινή Αλεξάνδρα Ευφροσύνη Καλλιόπη Άννα
Δέσποινα Μαργαρίτα Στυλιανή Κυριακή Αντωνία Σπυριδούλα Όλγα Διονυσία Ευγενία Μαγδαληνή Πηνελόπη Βαρβάρα Ζωή Ευθυμία
Ανθή Πολυξένη Ραλλού Ασπασία Χαρίκλεια Νικολέτα Ελπίδα"""
WOMEN = _WOMEN_AS_TEXT.split()
"""In the order of how common they are; the first are many people's."""

_CALLED_AS_TEXT = """
Γεώργιος:Γιώργος,Γιώργης Ιωάννης:Γιάννης,Γιάγκος Κωνσταντίνος:Κώστας,Ντίνος Δημήτριος:Δημήτρης,Μήτσος,Τάκης
Νικόλαος:Νίκος,Νικόλας Παναγιώτης:Πάνος,Τάκης Βασίλειος:Βασίλης Χρήστος:Κίτσος Αθανάσιος:Θανάσης,Νάσος,Σάκης
Μιχαήλ:Μιχάλης Ευάγγελος:Βαγγέλης Σπυρίδων:Σπύρος Αντώνιος:Αντώνης Αναστάσιος:Τάσος Θεόδωρος:Θόδωρος,Θοδωρής
Χαράλαμπος:Μπάμπης,Χάρης Αλέξανδρος:Αλέκος,Αλέξης Εμμανουήλ:Μανώλης,Μάνος Σωτήριος:Σωτήρης Στυλιανός:Στέλιος
Φώτιος:Φώτης Απόστολος:Τόλης Γρηγόριος:Γρηγόρης Διονύσιος:Διονύσης,Νιόνιος Γεράσιμος:Μάκης Ευστάθιος:Στάθης
Ευθύμιος:Θύμιος,Ευθύμης Σταύρος:Σταυρής Μαρία:Μαίρη,Μαρίκα,Μάρω Ελένη:Λένα,Ελενίτσα,Νίτσα
Αικατερίνη:Κατερίνα,Καίτη,Κατίνα Βασιλική:Βίκυ,Βάσω,Κική Σοφία:Σόφη Αγγελική:Αγγέλα,Κική Γεωργία:Γωγώ,Γιωργία
Δήμητρα:Μιμή,Δημητρούλα Κωνσταντίνα:Ντίνα Παναγιώτα:Γιώτα Ειρήνη:Ρένα,Ρηνιώ Ιωάννα:Γιάννα Ευαγγελία:Λίτσα,Εύα
Αναστασία:Τασούλα,Νατάσα Χριστίνα:Χρίστα Παρασκευή:Βούλα,Βιβή,Εύη Αθανασία:Νάσια,Σούλα Θεοδώρα:Δώρα
Σταυρούλα:Βούλα,Ρούλα Χρυσούλα:Χρύσα Φωτεινή:Φώτω,Φωφώ Αλεξάνδρα:Αλέκα,Σάντρα Ευφροσύνη:Φρόσω Καλλιόπη:Πόπη
Δέσποινα:Ντέπη Στυλιανή:Στέλλα Κυριακή:Κική,Κούλα Σπυριδούλα:Ρούλα Διονυσία:Νιόνια Πηνελόπη:Πόπη Μαργαρίτα:Ρίτα
Νικολέτα:Νικόλ"""
CALLED = {name: called.split(",") for name, called in (pair.split(":") for pair in _CALLED_AS_TEXT.split())}
"""What a given name is called."""

_ROOTS_AS_TEXT = """
Παπαδ Γεωργ Δημητρ Νικολ Αναστασ Κωνσταντιν Αθανασ Θεοδωρ Χριστοδουλ Παναγιωτ Αγγελ Αλεξ Σταυρ Σπυρ Αντων Βασιλ Πετρ
Διαμαντ Γιανν Στεφαν Λαμπρ Αποστολ Μιχαλ Τριανταφυλλ Ζαχαρ Κυριακ Λυμπερ Ανδρικ Καραγιανν Χατζηγεωργ Σωτηρ Αναγνωστ
Μαυρ Ασημακ Καλογερ Φωτ Ηλι Ραυτ Τσιμπ Κουτρ Μπαλ"""
_ROOTS = _ROOTS_AS_TEXT.split()
_ENDINGS = [("όπουλος", "οπούλου"), ("ίδης", "ίδου"), ("άκης", "άκη"), ("άκος", "άκου"), ("ίου", "ίου"), ("έας", "έα")]
_SHORT_AS_TEXT = """
Ρήγας/Ρήγα Γκίκας/Γκίκα Παππάς/Παππά Μπέης/Μπέη Λάμπρου/Λάμπρου Σιδέρης/Σιδέρη Ξένος/Ξένου Γκόνης/Γκόνη
Ντόκος/Ντόκου Τσάκαλος/Τσακάλου Μακρής/Μακρή Βλάχος/Βλάχου Δούκας/Δούκα Ζέρβας/Ζέρβα Κουρής/Κουρή Λιάκος/Λιάκου
Μητρόπουλος/Μητροπούλου Αυγέρης/Αυγέρη Ευσταθίου/Ευσταθίου Σκούρας/Σκούρα Ψαρράς/Ψαρρά Φράγκος/Φράγκου
Μουντζούρης/Μουντζούρη Οικονόμου/Οικονόμου Θεοχάρης/Θεοχάρη Γούναρης/Γούναρη Κόκκαλης/Κόκκαλη"""
_SHORT = _SHORT_AS_TEXT.split()
SURNAMES = [(root + him, root + her) for root in _ROOTS for him, her in _ENDINGS] + [
    (pair.split("/")[0], pair.split("/")[1]) for pair in _SHORT
]
"""A man's and a woman's form."""

FOREIGN = [
    ("Hoxha", "Arben", "Χότζα/Χόξα", "Αρμπέν/Αρμπέρ"),
    ("Shehu", "Elira", "Σέχου/Σεχού", "Ελίρα/Ελύρα"),
    ("Hussein", "Fatima", "Χουσεΐν/Χοσεΐν", "Φατίμα/Φάτιμα"),
    ("Ahmed", "Mohammed", "Άχμεντ/Αχμέτ", "Μοχάμεντ/Μοχαμέντ"),
    ("Popescu", "Ioana", "Ποπέσκου/Ποπεσκού", "Ιοάνα/Ιωάνα"),
    ("Kovalenko", "Olena", "Κοβαλένκο/Κοβαλενκό", "Ολένα/Ολένα"),
    ("Ivanova", "Svetlana", "Ιβάνοβα/Ιβανόβα", "Σβετλάνα/Σβετλανά"),
    ("Khan", "Imran", "Χαν/Καν", "Ιμράν/Ίμραν"),
    ("Singh", "Gurpreet", "Σινγκ/Σιγκ", "Γκουρπρίτ/Γκουρπρήτ"),
    ("Dervishi", "Mirela", "Ντερβίσι/Δερβίση", "Μιρέλα/Μιρέλλα"),
    ("Georgiev", "Dimitar", "Γκεοργκίεφ/Γκεοργκίεβ", "Ντιμιτάρ/Ντιμίταρ"),
    ("Al Masri", "Omar", "Αλ Μασρί/Ελ Μασρί", "Ομάρ/Όμαρ"),
]
"""Surname and given name in Latin letters, and two ways in which a desk writes each in Greek ones."""

_PLAIN = str.maketrans("άέήίόύώϊϋΐΰΆΈΉΊΌΎΏΪΫ", "αεηιουωιυιυΑΕΗΙΟΥΩΙΥ")
_BASE = dict(zip("αβγδεζηικλμνοπρσςτυφω", "avgdeziiklmnoprsstyfo", strict=True)) | {
    "θ": "th", "ξ": "x", "χ": "ch", "ψ": "ps", "ου": "ou", "αυ": "av", "ευ": "ev", "γγ": "ng", "μπ": "b", "ντ": "nt",
    "γκ": "gk", "τσ": "ts", "τζ": "tz",
}  # fmt: skip
SCHEMES: list[dict[str, str]] = [
    _BASE,
    _BASE | {"χ": "h", "η": "i", "ου": "ou", "υ": "i", "ντ": "d", "γκ": "g", "αυ": "af", "ευ": "ef"},
    _BASE | {"χ": "x", "η": "h", "ω": "w", "θ": "8", "β": "b", "υ": "y", "ξ": "ks", "μπ": "mp"},
    _BASE | {"ου": "u", "β": "v", "γι": "y", "χ": "kh", "φ": "ph", "αυ": "au", "ευ": "eu", "γγ": "gg"},
]
"""As on passports; by ear; by eye, as in messages; as on papers of fifty years ago."""


def plain(text: str) -> str:
    """Without accents, as capitals are written."""
    return text.translate(_PLAIN)


def latin(text: str, scheme: dict[str, str]) -> str:
    """A Greek word in Latin letters."""
    small, out, at = plain(text).lower(), "", 0
    while at < len(small):
        step = 2 if small[at : at + 2] in scheme else 1
        out += scheme.get(small[at : at + step], small[at : at + step])
        at += step
    return " ".join(word.capitalize() for word in out.split(" "))


def common(names: Sequence[str], chance: Random) -> str:
    """One of them, the first far more often than the last, as names are."""
    return names[min(int(chance.paretovariate(0.7)) - 1, chance.randrange(len(names)))]


_NEAR = {
    "ι": "ηυ", "η": "ιυ", "υ": "ιη", "ο": "ω", "ω": "ο", "ε": "α", "α": "ε", "σ": "ζ", "ζ": "σ", "τ": "δ", "δ": "τ",
    "κ": "γ", "γ": "κ", "π": "β", "β": "π", "μ": "ν", "ν": "μ", "λ": "ρ", "ρ": "λ",
}  # fmt: skip


def slip(word: str, chance: Random) -> str:
    """A word with one slip of the keyboard or the ear: a letter wrong, left out, doubled, or two changed about."""
    at = chance.randrange(1, max(2, len(word) - 1))
    match chance.choice(["sound", "sound", "out", "twice", "about"]):
        case "out":
            return word[:at] + word[at + 1 :]
        case "twice":
            return word[:at] + word[at] + word[at:]
        case "about" if at + 1 < len(word):
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case _:
            near = _NEAR.get(plain(word[at]).lower(), "")
            return word[:at] + chance.choice(near or "αεοτνσ") + word[at + 1 :]
