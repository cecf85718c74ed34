"""A tile for each municipality, whichever region it is: as neighbours where somebody set them, else unit by unit."""

import pytest

from services.portal.clients.registry import Municipality
from services.portal.regions import EL63, map_for, on_tile
from tests.portal import samples


def municipality(code: str, name: str, unit: str) -> Municipality:
    return Municipality(code, name, name, unit, 1000, f"/el41/{code}")


def test_a_region_whose_map_was_set_by_hand_has_it() -> None:
    known = [municipality(code, name, "Ηλείας") for code, name, _, _ in samples.PLACES]

    assert map_for("el63", known) is EL63


def test_elsewhere_each_regional_unit_begins_a_row_in_greek_order_and_no_two_share_a_place() -> None:
    chios = [municipality("5701", "Χίου", "Χίου")]
    lesvos = [municipality(f"55{n:02}", name, "Λέσβου") for n, name in enumerate("ΗΖΕΔΓΒΑ")]

    made = map_for("el41", [*chios, *lesvos])

    assert made is not None
    assert (made.columns, made.rows, made.units) == (4, 3, {0: "Λέσβου", 2: "Χίου"})
    in_order = sorted(made.places, key=lambda code: made.places[code][::-1])
    assert in_order == ["5506", "5505", "5504", "5503", "5502", "5501", "5500", "5701"]
    assert (made.places["5502"], made.places["5701"]) == ((0, 1), (0, 2))
    assert len(set(made.places.values())) == len(made.places) == 8


def test_the_name_of_a_regional_unit_has_a_line_of_its_own_above_its_tiles() -> None:
    known = [municipality(f"55{n:02}", name, "Λέσβου") for n, name in enumerate("ΑΒΓΔΕ")]
    made = map_for("el41", [*known, municipality("5701", "Χίου", "Χίου")])

    assert made is not None
    (lesvos, _), (chios, name) = made.headings
    above, below = made.corner("5504")[1], made.corner("5701")[1]
    assert name == "Χίου"
    assert 0 < lesvos < made.corner("5500")[1] < above < above + 82 < chios < below
    assert made.size[1] > below + 82
    assert made.sea is None


def test_the_water_lies_between_two_shores() -> None:
    assert EL63.sea is not None
    (_, north), (_, water), (_, south) = EL63.corner("3801"), EL63.sea, EL63.corner("3703")
    assert north + 82 < water < south


def test_a_municipality_that_the_set_map_lacks_is_on_the_map_all_the_same() -> None:
    known = [municipality("3905", "Ζαχάρως", "Ηλείας"), municipality("0101", "Κομοτηνής", "Ροδόπης")]

    made = map_for("el63", known)

    assert made is not None
    assert set(made.places) == {"3905", "0101"}


def test_nothing_entered_is_no_map() -> None:
    assert map_for("el41", []) is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Ζαχάρω", "Ζαχάρω"), ("Αλιάρτου - Θεσπιέων", "Αλιάρτου - Θ…"), ("Λαμιέων Δυτικά", "Λαμιέων Δυτι…")],
)
def test_a_name_fits_its_tile(name: str, shown: str) -> None:
    assert on_tile(name) == shown
