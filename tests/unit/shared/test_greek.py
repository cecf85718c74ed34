import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.greek import LATIN_TWINS, fold, mixed_words, sort_key, to_latin, unmixed, words

GREEK = st.text(alphabet="αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏΪΫ- ", max_size=30)


@given(st.text(max_size=40))
@example("ΐ\u0301ς")
@example("ŉ µ ϴ")
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(GREEK)
def test_case_accents_and_final_sigma_make_no_difference(text: str) -> None:
    assert fold(text) == fold(text.upper()) == fold(text.lower())


@given(GREEK)
def test_the_latin_spelling_of_greek_holds_no_greek(text: str) -> None:
    assert to_latin(text).isascii()


@given(st.sampled_from(["Παπαδόπουλος", "ΖΑΧΑΡΩ", "Μαρία"]), st.data())
def test_look_alikes_are_read_as_the_letters_that_they_stand_for(name: str, data: st.DataObject) -> None:
    twins = LATIN_TWINS | {"ο": "o", "α": "a"}
    swapped = "".join(twins[letter] if letter in twins and data.draw(st.booleans()) else letter for letter in name)
    assert fold(swapped) == fold(name)
    assert unmixed(swapped) == name


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("  Παπαδοπούλου\u00a0 Μαρία ", "παπαδοπουλου μαρια"),
        ("∆ΗΜΗΤΡΗΣ", "δημητρησ"),
        ("Mε", "με"),
        ("Shοp", "shop"),
        ("Κέντρο Office", "κεντρο office"),
        ("΄Αννα", "αννα"),
    ],
)
def test_folding(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("greek", "latin"),
    [
        ("Παπαδοπούλου", "Papadopoulou"),
        ("ΘΕΟΔΩΡΟΥ", "THEODOROU"),
        ("Θάνος", "Thanos"),
        ("Ευάγγελος", "Evangelos"),
        ("Εύα", "Eva"),
        ("Ευθύμιος", "Efthymios"),
        ("Ναύπλιο", "Nafplio"),
        ("Άυλος", "Aylos"),
        ("ΑΫΠΝΙΑ", "AYPNIA"),
        ("Μπάμπης", "Bampis"),
        ("Λύγξ", "Lynx"),
        ("Μελαγχολία", "Melancholia"),
        ("Γκούμας", "Gkoumas"),
        ("Ψαρράς", "Psarras"),
        ("Ζαχάρω 27", "Zacharo 27"),
    ],
)
def test_spelling_by_elot_743(greek: str, latin: str) -> None:
    assert to_latin(greek) == latin


def test_words_part_at_hyphens_and_not_at_apostrophes() -> None:
    assert words("Παπαδοπούλου-Ο'Κόνορ (Μαρία)") == ["παπαδοπουλου", "οκονορ", "μαρια"]


def test_mixed_words_are_named_as_written() -> None:
    assert mixed_words("KENΤΡΑ της Shop Mε") == ["KENΤΡΑ", "Mε"]


def test_a_mixed_word_without_twins_stays() -> None:
    assert unmixed("Γιώργοsd") == "Γιώργοsd"


def test_names_sort_as_in_a_greek_index() -> None:
    people = [("Ώρας", "Β"), ("Άννινος", "Ωμ"), ("Αννίνος", "Άλ"), ("Ανν", "Ζ"), ("Γκας", None), ("Σάς", "Α")]
    assert [surname for surname, _ in sorted(people, key=lambda one: sort_key(*one))] == [
        "Ανν",
        "Αννίνος",
        "Άννινος",
        "Γκας",
        "Σάς",
        "Ώρας",
    ]
