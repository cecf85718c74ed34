from dataclasses import replace
from uuid import UUID

from services.registry.transfers.domain import (
    PersonTransferred,
    TransferDeclined,
    TransferProposed,
    TransferWithdrawn,
    accept,
    decline,
    propose,
    withdraw,
)
from shared.testing.scenario import given

ZACHARO, PYRGOS = "/el63/3905/zacharo", "/el63/3901/pyrgos"
INTO = UUID(int=2)
offered = TransferProposed(UUID(int=1), ZACHARO, PYRGOS, "Παππά Άννα", "1980-02-14")


def test_a_person_who_moved_and_was_told_is_offered() -> None:
    given().when(propose, proposed=offered, informed=True).then(offered).and_again_nothing()
    given().when(propose, proposed=offered, informed=False).refused("transfer-untold")
    near = replace(offered, to_centre="/el63/3905/figaleia")
    given().when(propose, proposed=near, informed=True).refused("transfer-within-municipality")
    given(offered).when(propose, proposed=near, informed=True).refused("transfer-exists")


def test_the_other_centre_takes_the_person_over_once() -> None:
    given(offered).when(accept, into=INTO).then(PersonTransferred(INTO)).and_again_nothing()
    given(offered, PersonTransferred(INTO)).when(accept, into=UUID(int=3)).refused("transfer-answered")
    given().when(accept, into=INTO).refused("transfer-unknown")


def test_either_side_may_say_no_before_it_is_answered() -> None:
    given(offered).when(decline, why="not-moved").then(TransferDeclined("not-moved")).and_again_nothing()
    given(offered).when(withdraw).then(TransferWithdrawn()).and_again_nothing()
    given(offered, PersonTransferred(INTO)).when(withdraw).refused("transfer-answered")
    given(offered, TransferWithdrawn()).when(accept, into=INTO).refused("transfer-answered")
    given(offered, TransferWithdrawn()).when(decline, why="other").refused("transfer-answered")
