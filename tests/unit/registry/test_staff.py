from uuid import UUID

import pytest

from services.registry.staff.domain import StaffNamed, StaffPosted, make_known, place_of, staff_id
from services.registry.staff.views import StaffRow
from shared.testing.scenario import given

NAME = "Νίκη Παπαδοπούλου"
ZACHARO, PYRGOS = "/el63/3905", "/el63/3901"
named = StaffNamed(NAME)


def test_a_member_says_who_she_is_and_again_changes_nothing() -> None:
    given().when(make_known, name=NAME, places=[ZACHARO, PYRGOS]).then(
        named, StaffPosted(PYRGOS), StaffPosted(ZACHARO)
    ).and_again_nothing()


def test_another_name_is_written_alone() -> None:
    other = "Νίκη Παπαδοπούλου-Γκιόκα"
    given(named, StaffPosted(ZACHARO)).when(make_known, name=other, places=[ZACHARO]).then(StaffNamed(other))


def test_a_place_that_was_left_is_kept() -> None:
    given(named, StaffPosted(ZACHARO)).when(make_known, name=NAME, places=[PYRGOS]).then(StaffPosted(PYRGOS))


def test_an_account_without_a_uuid_has_an_id_of_its_own() -> None:
    uuid = "0195a000-0000-7000-8000-000000000001"
    assert staff_id(uuid) == UUID(uuid)
    others = ["somebody", uuid.upper(), f"{{{uuid}}}", f"urn:uuid:{uuid}", uuid.replace("-", ""), ""]
    ids = {staff_id(account) for account in others}
    assert len(ids) == len(others)
    assert UUID(uuid) not in ids
    assert staff_id("somebody") == staff_id("somebody")


@pytest.mark.parametrize(
    ("scope", "place"),
    [("/el63", "/el63"), ("/el63/3905", "/el63/3905"), ("/el63/3905/zacharo", "/el63/3905")],
)
def test_a_place_is_a_municipality_or_a_whole_region(scope: str, place: str) -> None:
    assert place_of(scope) == place


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Νίκη Παπαδοπούλου", "Ν. Παπαδοπούλου"),
        ("Έλλη Αντωνοπούλου", "Ε. Αντωνοπούλου"),
        ("Νικολέτα-Αικατερίνη Παναγιωτοπούλου-Χατζηγεωργίου", "Ν. Παναγιωτοπούλου-Χατζηγεωργίου"),
        ("Φατίμα Αλ Χουσεΐν", "Φ. Αλ Χουσεΐν"),
        ("Ντίνα Τζαβέλλα", "Ντ. Τζαβέλλα"),
        ("Μπάμπης Γκίκας", "Μπ. Γκίκας"),
        ("Ίων Δραγούμης", "Ι. Δραγούμης"),
        ("Anna Smith", "A. Smith"),
        ("koinoniki", "koinoniki"),
    ],
)
def test_a_colleague_is_named_by_initial_and_surname(name: str, label: str) -> None:
    assert StaffRow(UUID(int=1), name, "").label == label
