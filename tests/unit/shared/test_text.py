import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.text import TextError, many_lines, one_line

CLEANERS = [one_line, many_lines]


@pytest.mark.parametrize("clean", CLEANERS)
@given(text=st.text())
def test_cleaning_twice_is_cleaning_once_or_refusing(clean: type, text: str) -> None:
    try:
        once = clean(text)
    except TextError:
        return
    assert clean(once) == once == unicodedata.normalize("NFC", once)


@pytest.mark.parametrize("clean", CLEANERS)
@pytest.mark.parametrize("bad", ["\x00", "\x1b", "\x0b", "\x0c", "\x1c", "\x85", "\u202e", "\ud800", "\ue000", "\x7f"])
def test_control_characters_are_refused(clean: type, bad: str) -> None:
    with pytest.raises(TextError, match="control-character"):
        clean(f"α{bad}β")


def test_a_line_is_one_line_without_debris() -> None:
    assert one_line("\ufeff  Μαρία\t\u200b Παπα\u00addo\u00a0πούλου\r\nΓ ") == "Μαρία Παπαdo πούλου Γ"


def test_a_note_keeps_its_lines() -> None:
    assert many_lines(" ένα \r\n\r\n\r\n\r\nδύο\u2028 τρία  τέσσερα\n") == "ένα\n\nδύο\nτρία τέσσερα"


def test_letters_are_composed() -> None:
    assert one_line("α\u0301") == "ά"
