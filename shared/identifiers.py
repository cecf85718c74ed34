"""Numbers that name people and places in Greece: each checked, and brought into its one canonical form.

Every check raises `IdentifierError` with a stable code; what the code says is the catalogue's.
"""

import re
from datetime import date
from typing import Final, Literal

import phonenumbers
from stdnum import luhn
from stdnum.gr import vat

from shared.greek import LATIN_TWINS

_SEPARATORS: Final = re.compile(r"[\s.\-‐–/]+")
_ID_CARD: Final = re.compile(rf"[{''.join(LATIN_TWINS)}]{{1,2}}[0-9]{{6}}")
_TO_GREEK: Final = str.maketrans({latin: greek for greek, latin in LATIN_TWINS.items()})
_OPAQUE: Final = re.compile(r"[^\W_](?:[^\W_]|[ /.\-]){2,29}")
_PERSONAL_NUMBER: Final = re.compile(r"[^\W_]{3}[0-9]{9}")
_EMAIL: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+"
                           r"[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])")  # fmt: skip


class IdentifierError(ValueError):
    """What was typed is no such number; `code` says what is wrong with it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def amka(text: str) -> str:
    """ΑΜΚΑ, the social security number: eleven digits, a date (DDMMYY) first, a Luhn digit last.

    Codes: `amka-digits`, `amka-length`, `amka-date`, `amka-check-digit`.
    """
    digits = _digits(text, 11, "amka")
    if not _readings(digits):
        raise IdentifierError("amka-date")
    if not luhn.is_valid(digits):
        raise IdentifierError("amka-check-digit")
    return digits


def amka_birth_date(valid: str, today: date) -> date | None:
    """The date of birth that an ΑΜΚΑ suggests: the latest reading that is not in the future, None where all are.

    The century is not in the number, and a child is likelier than one of over a hundred years: a hint, not a fact.
    """
    return max((day for day in _readings(valid) if day <= today), default=None)


def amka_agrees(valid: str, born: date) -> bool:
    """Whether the ΑΜΚΑ begins with this date of birth; where not, it is a warning, since such numbers exist."""
    return valid.startswith(born.strftime("%d%m%y"))


def amka_sex(valid: str) -> Literal["male", "female"]:
    """The sex that an ΑΜΚΑ suggests: its tenth digit is odd for men."""
    return "male" if int(valid[9]) % 2 else "female"


def afm(text: str) -> str:
    """ΑΦΜ, the tax number: nine digits, the last one a check (mod 11); «EL» or «GR» before it is dropped.

    The old form of eight digits is refused, not padded: a digit left out looks just like it.
    Codes: `afm-digits`, `afm-length`, `afm-check-digit`.
    """
    digits = _digits(re.sub(r"^\s*(?:EL|GR)", "", text, flags=re.IGNORECASE), 9, "afm")
    if digits == "000000000" or vat.calc_check_digit(digits[:-1]) != digits[-1]:
        raise IdentifierError("afm-check-digit")
    return digits


def identity_card(text: str) -> str:
    """A Greek identity card: letters that have Latin twins in Greek, then six digits, «ΑΒ123456».

    Cards of another kind stay as `opaque` text. Codes: those of `opaque`.
    """
    greek = _SEPARATORS.sub("", text).upper().translate(_TO_GREEK)
    return greek if _ID_CARD.fullmatch(greek) else opaque(text)


def opaque(text: str) -> str:
    """A number whose form is not ours to know (passport, permit, ΠΑΑΥΠΑ): capitals, single spaces, 3 to 30 characters.

    Codes: `identifier-format`.
    """
    shown = " ".join(text.upper().split())
    if not _OPAQUE.fullmatch(shown):
        raise IdentifierError("identifier-format")
    return shown


def not_personal_number(text: str) -> str:
    """Refuse the twelve-character Personal Number, three characters before an ΑΦΜ: it must not be stored.

    Source: Council of State 60/2024. Code: `personal-number-not-kept`.
    """
    bare = _SEPARATORS.sub("", text).upper()
    if _PERSONAL_NUMBER.fullmatch(bare) and vat.calc_check_digit(bare[3:-1]) == bare[-1]:
        raise IdentifierError("personal-number-not-kept")
    return text


def canonical(kind: str, text: str) -> str:
    """The identifier of a kind of the contract in its one form; kinds that are not known stay opaque."""
    match kind:
        case "amka":
            return amka(text)
        case "afm":
            return afm(text)
        case "identity-card":
            return identity_card(not_personal_number(text))
        case "other":
            return opaque(not_personal_number(text))
        case _:
            return opaque(text)


def postal_code(text: str) -> str:
    """Five digits, «730 07» as 73007; Greek codes begin with 1 to 8. Code: `postal-code-format`."""
    bare = "".join(text.split())
    if not re.fullmatch("[1-8][0-9]{4}", bare):
        raise IdentifierError("postal-code-format")
    return bare


def telephone(text: str) -> str:
    """A telephone in E.164, Greek where no country is given. Code: `telephone-format`."""
    try:
        parsed = phonenumbers.parse(text, "GR")
    except phonenumbers.NumberParseException:
        raise IdentifierError("telephone-format") from None
    if parsed.extension or not phonenumbers.is_valid_number(parsed):
        raise IdentifierError("telephone-format")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def telephone_shown(e164: str) -> str:
    """A telephone as people write it: a Greek one without its country."""
    parsed = phonenumbers.parse(e164, None)
    local = phonenumbers.PhoneNumberFormat.NATIONAL
    abroad = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, local if parsed.country_code == 30 else abroad)


def email(text: str) -> str:
    """An address of plain letters, its domain in small ones, at most 254 characters. Code: `email-format`."""
    local, _, domain = text.strip().rpartition("@")
    address = f"{local}@{domain.lower()}"
    if len(address) > 254 or ".." in local or local.startswith(".") or local.endswith("."):
        raise IdentifierError("email-format")
    if not _EMAIL.fullmatch(address):
        raise IdentifierError("email-format")
    return address


def _digits(text: str, length: int, name: str) -> str:
    bare = _SEPARATORS.sub("", text)
    if not bare.isascii() or not bare.isdecimal():
        raise IdentifierError(f"{name}-digits")
    if len(bare) != length:
        raise IdentifierError(f"{name}-length")
    return bare


def _readings(digits: str) -> list[date]:
    """The dates that an ΑΜΚΑ may begin with, of either century."""
    found: list[date] = []
    for century in (1900, 2000):
        try:
            found.append(date(century + int(digits[4:6]), int(digits[2:4]), int(digits[:2])))
        except ValueError:
            continue
    return found
