import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.given_names import CALLED
from shared.greek import to_latin
from shared.names import finds, index_terms, official_forms, query_terms, sound, stem

NAMES = st.sampled_from(sorted({*CALLED, *(called for names in CALLED.values() for called in names)}))
SURNAMES = st.sampled_from(
    ["Παπαδόπουλος", "Παπαδοπούλου", "Χατζηγεωργίου", "Ρήγας", "Μαυρομμάτη", "Αϋφαντής", "Γκίκας", "Ντόκος", "Ευθυμίου"]
)


def found(query: str, surname: str, given_name: str, latin_name: str | None = None) -> bool:
    return finds(query_terms(query), index_terms(surname=surname, given_name=given_name, latin_name=latin_name))


@given(SURNAMES, NAMES)
def test_found_in_either_script_and_order_with_or_without_accents(surname: str, given_name: str) -> None:
    whole = f"{given_name} {surname}"
    for query in (whole, whole.upper(), to_latin(whole), f"{surname} {given_name}".lower(), sound(surname)):
        assert found(query, surname, given_name)


@given(SURNAMES, NAMES, st.integers(1, 6))
def test_found_by_the_beginning_of_a_name(surname: str, given_name: str, letters: int) -> None:
    assert found(surname[:letters], surname, given_name)
    assert found(to_latin(surname)[:letters], surname, given_name)


@pytest.mark.parametrize("official", sorted(CALLED))
def test_found_by_what_a_name_is_called(official: str) -> None:
    for called in CALLED[official]:
        assert found(called, "Παππάς", official)
        assert found(to_latin(called), "Παππάς", official)
        assert found(official, "Παππάς", called)


@pytest.mark.parametrize(
    ("query", "surname", "given_name"),
    [
        ("Παπαδόπουλος Κατερίνα", "Παπαδοπούλου", "Αικατερίνη"),
        ("papad kat", "Παπαδοπούλου", "Αικατερίνη"),
        ("papadopoyloy", "Παπαδοπούλου", "Μαρία"),
        ("Xristos", "Γκίκας", "Χρήστος"),
        ("Hristos", "Γκίκας", "Χρήστος"),
        ("dhmhtrhs", "Γκίκας", "Δημήτριος"),
        ("Yannis", "Γκίκας", "Ιωάννης"),
        ("Babis", "Γκίκας", "Χαράλαμπος"),
        ("Ρηγα", "Χατζηγεωργίου-Ρήγας", "Γεώργιος"),
        ("Χριστος", "Γκίκας", "Χρήστος"),
    ],
)
def test_spellings_of_every_day_are_found(query: str, surname: str, given_name: str) -> None:
    assert found(query, surname, given_name)


def test_a_latin_name_is_found_as_it_stands_on_the_papers() -> None:
    assert found("hussain mohammad", "Χουσεΐν", "Μοχάμαντ", "MOHAMMAD HUSSAIN")


@pytest.mark.parametrize("query", ["", "  -  ", "Παπαδόπουλος Μαρία", "Νικολάου", "Μαρι"])
def test_others_are_not_found(query: str) -> None:
    assert not found(query, "Παπαδοπούλου", "Αικατερίνη")


def test_a_called_form_may_stand_for_several_names() -> None:
    assert official_forms("Τάκης") == {"δημητριοσ", "παναγιωτησ"}
    assert official_forms("Περσεφόνη") == {"περσεφονη"}


@pytest.mark.parametrize(
    ("man", "woman"),
    [("Παπαδόπουλος", "Παπαδοπούλου"), ("Ρήγας", "Ρήγα"), ("Μαυρομμάτης", "Μαυρομμάτη"), ("Ιωαννίδης", "Ιωαννίδου")],
)
def test_a_surname_has_one_stem_for_men_and_women(man: str, woman: str) -> None:
    assert stem(man) == stem(woman)
