from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.gr import vat

from shared import identifiers
from shared.identifiers import IdentifierError


def _amka(born: date, serial: int) -> str:
    body = f"{born:%d%m%y}{serial:04}"
    return body + luhn.calc_check_digit(body)


AMKAS = st.builds(_amka, st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.integers(0, 9999))
AFMS = st.integers(1, 99_999_999).map(lambda body: f"{body:08}" + vat.calc_check_digit(f"{body:08}"))


def code_of(kind: str, text: str) -> str | None:
    try:
        identifiers.canonical(kind, text)
    except IdentifierError as wrong:
        return wrong.code
    return None


@given(AMKAS)
def test_a_sound_amka_is_taken_with_or_without_spaces(amka: str) -> None:
    assert identifiers.amka(amka) == amka == identifiers.amka(f" {amka[:6]} {amka[6:]} ")


@given(AMKAS, st.integers(6, 10), st.integers(1, 9))
def test_one_wrong_digit_of_an_amka_is_noticed(amka: str, place: int, more: int) -> None:
    wrong = amka[:place] + str((int(amka[place]) + more) % 10) + amka[place + 1 :]
    assert code_of("amka", wrong) == "amka-check-digit"


@given(AFMS, st.integers(0, 8))
def test_a_digit_left_out_of_an_afm_is_noticed(afm: str, place: int) -> None:
    assert identifiers.afm(f"EL {afm}") == afm
    assert code_of("afm", afm[:place] + afm[place + 1 :]) == "afm-length"


@given(st.sampled_from(["amka", "afm", "paaypa", "residence-permit", "passport", "identity-card", "other"]), st.text())
def test_any_text_has_a_canonical_form_or_a_code(kind: str, text: str) -> None:
    if code_of(kind, text) is None:
        once = identifiers.canonical(kind, text)
        assert identifiers.canonical(kind, once) == once


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("amka", "0101309999", "amka-length"),
        ("amka", "0101309999X", "amka-digits"),
        ("amka", "٠١٠١٣٠٩٩٩٩٧", "amka-digits"),
        ("amka", "", "amka-digits"),
        ("amka", "31023099990", "amka-date"),
        ("amka", "01013099999", "amka-check-digit"),
        ("afm", "000000000", "afm-check-digit"),
        ("afm", "123456789", "afm-check-digit"),
        ("afm", "23456783", "afm-length"),
        ("passport", "<b>", "identifier-format"),
        ("passport", "A" * 31, "identifier-format"),
    ],
)
def test_what_is_wrong_is_said(kind: str, text: str, code: str) -> None:
    assert code_of(kind, text) == code


def test_the_personal_number_is_not_kept() -> None:
    afm = "12345678" + vat.calc_check_digit("12345678")
    assert code_of("other", f"Α1Κ{afm}") == code_of("identity-card", f"Α1Κ {afm}") == "personal-number-not-kept"
    assert code_of("residence-permit", f"Α1Κ{afm}") is None


@pytest.mark.parametrize(
    ("today", "born"), [(date(2026, 3, 1), date(2010, 2, 5)), (date(2010, 2, 4), date(1910, 2, 5))]
)
def test_the_birth_date_of_an_amka_is_the_latest_that_is_past(today: date, born: date) -> None:
    assert identifiers.amka_birth_date("05021099990", today) == born


@given(AMKAS, st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_an_amka_agrees_with_the_dates_that_it_may_mean(amka: str, born: date) -> None:
    assert identifiers.amka_agrees(amka, born) == (amka[:6] == f"{born:%d%m%y}")


def test_the_tenth_digit_of_an_amka_suggests_the_sex() -> None:
    assert identifiers.amka_sex("01013099997") == "male"
    assert identifiers.amka_sex("01013099989") == "female"


@pytest.mark.parametrize("text", ["ΑΒ 123456", "αβ123456", "AB-123456", "aΒ 123.456"])
def test_an_identity_card_is_one_in_either_script(text: str) -> None:
    assert identifiers.identity_card(text) == "ΑΒ123456"


def test_a_card_of_another_kind_stays_as_it_is() -> None:
    assert identifiers.identity_card(" f 1234567 ") == "F 1234567"


@pytest.mark.parametrize(("text", "code"), [("730 07", "73007"), (" 27054", "27054")])
def test_a_postal_code_is_five_digits(text: str, code: str) -> None:
    assert identifiers.postal_code(text) == code


@pytest.mark.parametrize("text", ["03007", "2705", "270 545", "ab", "93007"])
def test_other_postal_codes_are_refused(text: str) -> None:
    with pytest.raises(IdentifierError, match="postal-code-format"):
        identifiers.postal_code(text)


@pytest.mark.parametrize(
    ("text", "kept", "shown"),
    [
        ("2625 0 31234", "+302625031234", "2625 031234"),
        ("6912345678", "+306912345678", "691 234 5678"),
        ("+49 30 901820", "+4930901820", "+49 30 901820"),
    ],
)
def test_a_telephone_is_kept_in_one_form(text: str, kept: str, shown: str) -> None:
    assert identifiers.telephone(text) == kept
    assert identifiers.telephone_shown(kept) == shown


@given(st.one_of(st.text(max_size=40), st.from_regex(r"\A[+0-9 ()-]{3,20}\Z")))
def test_any_text_is_a_telephone_or_none(text: str) -> None:
    try:
        kept = identifiers.telephone(text)
    except IdentifierError:
        return
    assert identifiers.telephone(kept) == kept


@pytest.mark.parametrize("text", ["", "123", "691234567", "6912345678 ext. 5", "τηλέφωνο"])
def test_other_telephones_are_refused(text: str) -> None:
    with pytest.raises(IdentifierError, match="telephone-format"):
        identifiers.telephone(text)


def test_an_address_is_kept_with_its_domain_in_small_letters() -> None:
    assert identifiers.email(" Maria.P@Example.GR ") == "Maria.P@example.gr"


@pytest.mark.parametrize(
    "text", ["", "a", "a@b", "a@@b.gr", "a b@c.gr", ".a@b.gr", "a..b@c.gr", "μ@b.gr", "a@b.gr\nX: y"]
)
def test_other_addresses_are_refused(text: str) -> None:
    with pytest.raises(IdentifierError, match="email-format"):
        identifiers.email(text)
