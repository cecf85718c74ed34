from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.people.matching import THRESHOLD, Known, blocking_terms, compare, suspects
from shared.given_names import CALLED
from shared.names import index_terms

MARIA = Known(UUID(int=1), "Παπαδοπούλου", "Μαρία", "Γεωργίου", None, date(1980, 5, 12))
OTHER = UUID(int=2)
KNOWN = st.builds(
    Known,
    id=st.uuids(),
    surname=st.sampled_from(["Παπαδόπουλος", "Παπαδοπούλου", "Γκίκας", "Ρήγα", "Hussain"]),
    given_name=st.sampled_from(sorted(CALLED)),
    father_name=st.sampled_from([None, "Γεωργίου", "Ιωάννη"]),
    latin_name=st.sampled_from([None, "PAPADOPOULOU MARIA"]),
    born_on=st.none() | st.dates(date(1930, 1, 1), date(2020, 12, 31)),
    identifiers=st.sampled_from([(), (("afm", "123456783"),), (("amka", "12058012345"), ("afm", "123456783"))]),
    telephone=st.sampled_from([None, "+302625031234"]),
)


@given(KNOWN, KNOWN)
def test_likeness_is_mutual_and_bounded(one: Known, other: Known) -> None:
    there, back = compare(one, other), compare(other, one)
    assert (there.score, there.reasons) == (back.score, back.reasons)
    assert 0 <= there.score <= 100


@given(KNOWN)
def test_a_person_is_like_themselves(one: Known) -> None:
    assert compare(one, replace(one, id=OTHER)).score >= THRESHOLD
    assert suspects(one, [one]) == []


@pytest.mark.parametrize(
    ("changes", "reasons", "score"),
    [
        ({}, ("same-name", "same-birth-date", "same-father"), 100),
        ({"surname": "ΠΑΠΑΔΟΠΟΥΛΟΥ", "given_name": "Mαρια"}, ("same-name", "same-birth-date", "same-father"), 100),
        ({"surname": "Papadopoulou", "given_name": "Maria"}, ("same-name", "same-birth-date", "same-father"), 100),
        (
            {"surname": "X", "given_name": "Y", "latin_name": "MARIA PAPADOPOULOU"},
            ("same-name", "same-birth-date", "same-father"),
            100,
        ),
        ({"surname": "Παπαδόπουλος"}, ("near-name", "same-birth-date", "same-father"), 85),
        ({"given_name": "Μαίρη"}, ("near-name", "same-birth-date", "same-father"), 85),
        ({"surname": "Παπαδοπούλου-Ρήγα"}, ("near-name", "same-birth-date", "same-father"), 85),
        ({"surname": "Μαρία", "given_name": "Παπαδοπούλου"}, ("near-name", "same-birth-date", "same-father"), 85),
        ({"surname": "Παπαδποπούλου"}, ("near-name", "same-birth-date", "same-father"), 85),
        ({"born_on": date(1980, 12, 5)}, ("same-name", "swapped-birth-date", "same-father"), 90),
        ({"given_name": "Μαίρη", "born_on": date(1980, 12, 5)}, ("near-name", "swapped-birth-date", "same-father"), 75),
        ({"surname": "Νικολάου"}, ("same-given-name", "same-birth-date", "same-father"), 55),
        ({"given_name": "Maria", "surname": "Papadopoylou", "father_name": None}, ("near-name", "same-birth-date"), 75),
        ({"born_on": None}, ("same-name", "same-father"), 65),
    ],
)
def test_what_may_be_one_human_is_shown(changes: dict[str, object], reasons: tuple[str, ...], score: int) -> None:
    other = replace(MARIA, id=OTHER, **changes)
    (shown,) = suspects(MARIA, [other])
    assert (shown.other, shown.reasons, shown.score) == (OTHER, reasons, score)


@pytest.mark.parametrize(
    "changes",
    [
        {"born_on": date(1955, 1, 1)},
        {"surname": "Νικολάου", "father_name": None},
        {"surname": "Νικολάου", "born_on": None},
        {"given_name": "Ελένη"},
        {"surname": "Παπαδόπουλος", "given_name": "Μάριος", "born_on": None},
        {"given_name": "Μαίρη", "born_on": date(1981, 5, 12)},
    ],
)
def test_what_is_two_people_is_not(changes: dict[str, object]) -> None:
    assert suspects(MARIA, [replace(MARIA, id=OTHER, **changes)]) == []


def test_a_number_is_worth_more_than_a_name() -> None:
    mine = replace(MARIA, identifiers=(("amka", "12058012345"),))
    theirs = Known(OTHER, "Νικολάου", "Ελένη", identifiers=(("amka", "12058012345"),))
    assert compare(mine, theirs).reasons == ("same-birth-date", "same-identifier")
    assert suspects(mine, [theirs])


@pytest.mark.parametrize("number", ["12058012346", "12058021345"])
def test_a_number_with_one_slip_is_near(number: str) -> None:
    mine = replace(MARIA, identifiers=(("amka", "12058012345"),))
    theirs = replace(MARIA, id=OTHER, born_on=None, identifiers=(("amka", number),))
    assert compare(mine, theirs).reasons == ("same-name", "same-birth-date", "near-identifier", "same-father")


def test_an_amka_says_when_somebody_was_born() -> None:
    undated = replace(MARIA, id=OTHER, born_on=None, identifiers=(("amka", "12058012345"),))
    assert "same-birth-date" in compare(MARIA, undated).reasons
    assert suspects(MARIA, [replace(undated, identifiers=(("amka", "01017012345"),))]) == []


@pytest.mark.parametrize(
    ("greek", "typed"),
    [("Ζαχαράκου", "Zaxarakou"), ("Αικατερίνη", "Aikaterinh"), ("Θωμάς", "8wmas"), ("Ψαρράς", "Psarras")],
)
def test_latin_letters_may_be_chosen_by_their_look(greek: str, typed: str) -> None:
    mine = Known(UUID(int=1), greek, greek, born_on=MARIA.born_on)
    assert suspects(mine, [replace(mine, id=OTHER, surname=typed, given_name=typed)])


def test_two_sound_numbers_speak_against() -> None:
    mine = replace(MARIA, identifiers=(("afm", "123456783"),))
    theirs = replace(MARIA, id=OTHER, born_on=None, identifiers=(("afm", "987654321"),))
    assert suspects(mine, [theirs]) == []


def test_a_shared_telephone_tips_a_near_name() -> None:
    mine = replace(MARIA, born_on=None, telephone="+302625031234")
    theirs = replace(mine, id=OTHER, given_name="Μαίρη")
    assert [one.reasons for one in suspects(mine, [theirs])] == [("near-name", "same-telephone", "same-father")]
    assert suspects(mine, [replace(mine, id=OTHER, surname="Νικολάου")]) == []


def test_the_likeliest_comes_first() -> None:
    near = replace(MARIA, id=UUID(int=3), given_name="Μαίρη")
    same = replace(MARIA, id=UUID(int=4))
    assert [one.other for one in suspects(MARIA, [near, same])] == [same.id, near.id]


@pytest.mark.parametrize(
    ("surname", "given_name"),
    [("Παπαδόπουλος", "Μαρία"), ("Papadopoulou", "Maria"), ("Παπαδοπούλου", "Μαίρη"), ("Μαρία", "Παπαδοπούλου")],
)
def test_a_near_name_shares_an_index_term(surname: str, given_name: str) -> None:
    assert blocking_terms(MARIA) & index_terms(surname=surname, given_name=given_name)
